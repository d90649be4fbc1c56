"""The words of an event, whatever the spelling. Invariant: a term stands for one thing, and a stopword for none."""

from __future__ import annotations

import pytest

from handlers.stories.terms import HEADLINE, LEDE, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelenskyy", "Zelensky"),
        ("Zelenskyy", "Zelenskiy"),
        ("Medinsky", "Medinski"),
        ("Erdoğan", "Erdogan"),
        ("Germany", "German"),
        ("Ukraine's", "Ukrainian"),
        ("sank", "sinking"),
        ("negotiations", "negotiation"),
    ],
)
def test_spellings_of_one_thing_are_one_term(one: str, other: str) -> None:
    assert terms(one, "") == terms(other, "")


@pytest.mark.parametrize(("one", "other"), [("Putin", "Medinsky"), ("Germany", "France"), ("ferry", "budget")])
def test_different_things_are_different_terms(one: str, other: str) -> None:
    assert terms(one, "").keys().isdisjoint(terms(other, ""))


def test_a_word_of_the_headline_counts_more_than_one_of_the_lede() -> None:
    found = terms("Ferry Sinks", "A ferry sinks.")
    assert set(found.values()) == {HEADLINE + 1}


def test_only_the_lede_counts() -> None:
    assert terms("", "storm " * LEDE + "zebra").keys() == terms("", "storm").keys()


def test_words_that_say_nothing_are_no_terms() -> None:
    assert terms("", "the of and a I — … 5") == {}


def test_a_headline_in_capitals_is_not_all_names() -> None:
    assert terms("Ferry Sinks", "The ferry sinks.").keys() == terms("", "The ferry sinks.").keys()
