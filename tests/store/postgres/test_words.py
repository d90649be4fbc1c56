"""The words of PostgreSQL's index are those of FTS5: a passage is found by the same words on both."""

from __future__ import annotations

import sqlite3

import pytest

from store.postgres.words import phrase, vector
from store.words import words

TEXTS = (
    "The CAPTAINS were questioned in Dolmabahçe, Türkiye: 'No comment', said one.",
    "Ukraine's e-mail to press@example.org about https://example.org/a/b?c=d cost $1,234.50 (3rd time; 2,5 %).",
    "Øresund, Łódź, Ærø, naïve façade, Ångström, São Tomé, Zürich’s co-operation; x_y_z U.S.-led B2B.",
    "Relational generalisations happily hopping: caresses ponies ties cats feed agreed plastered bled sing.",
    "Київ і Москва говорили. 東京は晴れ。 Ελλάδα ΑΘΗΝΑ. x² ½ №5",
)


def found_by_sqlite(text: str) -> list[str]:
    """The terms of FTS5, in the order of their places."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'porter unicode61 remove_diacritics 2')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    connection.execute("INSERT INTO t VALUES (?)", (text,))
    return [term for (term,) in connection.execute("SELECT term FROM v ORDER BY offset")]


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_are_those_of_fts5(text: str) -> None:
    assert words(text) == found_by_sqlite(text)


def test_a_phrase_is_its_words_in_order_and_nothing_is_none() -> None:
    assert phrase("prime ministers") == "'prime' <-> 'minist'"
    assert phrase("'); DROP TABLE article; --") == "'drop' <-> 'tabl' <-> 'articl'"
    assert [phrase(nothing) for nothing in ("", "?!", "\0", "_")] == [None] * 4


def test_no_phrase_reaches_from_the_headline_into_the_text() -> None:
    assert vector("Ferry sank", "The ferry") == ("'ferri':1,5 'sank':2 'the':4", 4)


def test_a_word_without_end_is_cut_and_a_place_past_the_last_stays_the_last() -> None:
    literal, size = vector("t", "x" * 9_000 + " " + "word " * 20_000)
    assert size == 20_002
    assert max(len(part) for part in literal.split(":")[0].split()) < 600
    assert literal.endswith(",16383")
