"""Words: stems, families, and the words that carry meaning."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.language.lexicon import rows, vocabulary
from handlers.answering.language.words import STOPWORDS, content_words, family, same_family, stem, words


@pytest.mark.parametrize(
    "group",
    [
        ["lead", "led", "leads", "leading"],
        ["say", "said", "says"],
        ["woman", "women", "Women’s"],
        ["negotiation", "negotiations"],
        ["withdraw", "withdrew", "withdrawn"],
        ["crisis", "crises"],
    ],
)
def test_inflections_share_a_stem(group: list[str]) -> None:
    assert len({stem(word) for word in group}) == 1


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("led", "headed"),
        ("leads", "chair"),
        ("said", "told"),
        ("attended", "absence"),
        ("won", "beating"),
        ("died", "killing"),
        ("killed", "deaths"),
        ("resigned", "quitting"),
        ("bought", "acquisition"),
        ("refused", "spurned"),
        ("meeting", "talks"),
        ("ceasefire", "truce"),
        ("rose", "increases"),
    ],
)
def test_words_for_one_act_are_family(asked: str, written: str) -> None:
    assert same_family(asked, written)
    assert stem(written) in {stem(member) for member in family(asked)}


@pytest.mark.parametrize(("one", "other"), [("died", "born"), ("buy", "resign"), ("bridge", "truce")])
def test_words_for_different_acts_are_not(one: str, other: str) -> None:
    assert not same_family(one, other)


def test_a_word_without_a_family_has_none() -> None:
    assert family("Dolmabahce") == ()


def test_there_are_enough_families_and_none_is_a_single_word() -> None:
    assert len(rows("families")) >= 60
    assert all(len(row) >= 2 for row in rows("families"))


def test_content_words_keep_meaning_and_order_once() -> None:
    assert content_words("Who led Ukraine’s delegation, and who led the other?") == ("led", "ukraine", "delegation")
    assert content_words("to be or not to be") == ()
    assert "the" in STOPWORDS


def test_a_word_list_that_is_not_shipped_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        rows("no-such-list")
    assert vocabulary("abbreviations", "clock") >= {"a.m", "p.m"}


@given(st.text())
def test_any_text_has_words_and_stems(text: str) -> None:
    for word in words(text):
        assert stem(word) == stem(word.upper()) or not word.isascii()
    assert set(content_words(text)) <= {word.removesuffix("'s") for word in words(text)}


def test_threads_that_stem_at_once_find_what_one_finds_alone() -> None:
    every = [f"{word}{n}{ending}" for n in range(60) for word in ("nationali", "hope") for ending in ("zations", "ful")]
    alone = [stem(word) for word in every]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        stem.cache_clear()
        with ThreadPoolExecutor(8) as pool:
            runs = list(pool.map(lambda n: [stem(word) for word in every[n:] + every[:n]], range(0, 240, 30)))
    finally:
        sys.setswitchinterval(interval)
    for n, found in zip(range(0, 240, 30), runs, strict=True):
        assert found == alone[n:] + alone[:n]
