"""The five real articles, held to what a person finds in them. They belong to others: no sentence of theirs stands here."""

from __future__ import annotations

import re
from functools import cache

import pytest

from handlers.gathering.furniture import effect_of
from handlers.gathering.reading import Read, read_files
from handlers.gathering.walk import find_files
from store.article import Draft
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


@cache
def drafts() -> tuple[Draft, ...]:
    """The five as they would be stored, in the order of their names."""
    outcomes = list(read_files(find_files([SHARED / "articles"])[0]))
    assert all(isinstance(each, Read) for each in outcomes), outcomes
    return tuple(each.draft for each in outcomes if isinstance(each, Read))


def paragraphs(draft: Draft) -> list[str]:
    return draft.text.split("\n\n")


def given(draft: Draft) -> str:
    return (SHARED / "articles" / draft.source).read_text("utf-8")


def test_all_five_are_read_without_a_warning() -> None:
    outcomes = list(read_files(find_files([SHARED / "articles"])[0]))
    assert [(type(each), getattr(each, "warnings", None)) for each in outcomes] == [(Read, ())] * 5


def test_publisher_distributor_and_credit_are_kept_apart() -> None:
    assert [(each.outlet, each.distributor, each.credit) for each in drafts()] == [
        ("Sahara Reporters", None, None),
        (None, None, None),
        ("Al Jazeera", "inkl", None),
        (None, None, "Reuters"),
        (None, None, None),
    ]


def test_an_agency_named_in_body_or_caption_is_no_credit() -> None:
    assert "TASS" in drafts()[1].text
    assert "Anadolu" in drafts()[1].text
    assert "Reuters" in given(drafts()[2])
    assert drafts()[1].credit is None
    assert drafts()[2].credit is None


def test_no_date_is_invented_from_a_day_ago_or_a_weekday() -> None:
    assert [each.published_at for each in drafts()] == [None] * 5


def test_the_headline_is_found_or_made_of_the_lede() -> None:
    assert [each.title_made for each in drafts()] == [False, False, False, True, False]
    assert [len(each.title.split()) for each in drafts()] == [12, 11, 9, len(drafts()[3].title.split()), 14]
    assert "|" not in drafts()[0].title
    assert drafts()[3].text.startswith(drafts()[3].title.rstrip("…"))


def test_only_the_text_behind_the_wall_is_cut_short() -> None:
    assert [each.cut_short for each in drafts()] == [False, False, True, False, False]


def test_the_furniture_is_gone_and_the_body_is_whole() -> None:
    """The counts are a person's, made by reading the pages."""
    assert [len(paragraphs(each)) for each in drafts()] == [14, 10, 24, 8, 12]
    left = [words for each in drafts() for words in paragraphs(each) if effect_of(words) is not None]
    assert left == []


@pytest.mark.parametrize(
    "words",
    [
        "Log In",
        "Loading",
        "publisher logo",
        "Leave a Reply",
        "PayPal",
        "Enable Notifications",
        "donation",
        "inkl",
        "Sign up",
        "minute read",
        "Share",
        "Reuter/",
        "Our Picks",
        "Related",
    ],
)
def test_of_the_page_around_them_nothing_is_left(words: str) -> None:
    assert [each.source for each in drafts() if words in each.text] == []
    assert any(words in given(each) for each in drafts())


def test_the_captions_are_no_body() -> None:
    assert "Gurdogan" in given(drafts()[2])
    assert "Gurdogan" not in drafts()[2].text
    assert "Flags of" in given(drafts()[1])
    assert "Flags of" not in drafts()[1].text


def test_the_repeated_paragraph_stands_once() -> None:
    assert given(drafts()[0]).count("24-hour delay") == 2
    assert drafts()[0].text.count("24-hour delay") == 1
    for each in drafts():
        assert len(set(paragraphs(each))) == len(paragraphs(each))


def test_the_sources_own_signs_stay() -> None:
    assert "\u00a0" in drafts()[2].text
    assert all("’" in each.text for each in drafts())
    assert "Erdoğan" in drafts()[0].text
    assert "Dolmabahçe" in drafts()[1].text


def test_every_paragraph_stands_in_the_file_word_for_word() -> None:
    for each in drafts():
        assert [words for words in paragraphs(each) if words not in given(each)] == []


def test_each_fact_that_is_asked_for_is_in_a_passage() -> None:
    facts = {
        0: ["Rustem Umerov", "Vladimir Medinsky", "30-day", "did not attend"],
        1: ["Rustem Umerov", "Medinski", "30 days"],
        2: ["Margus Tsahkna", "07:00 GMT", "spurned", "Medinsky"],
        3: ["nearly 20%", "0930 GMT", "declined", "white minibuses"],
        4: ["roughly a fifth", "chose not to attend", "Umerov", "Medinsky"],
    }
    for number, wanted in facts.items():
        draft = drafts()[number]
        indexed = "\n".join(draft.text[start:end] for start, end in draft.passages)
        assert [fact for fact in wanted if fact not in indexed] == []


def test_the_passages_hold_every_word_of_the_body() -> None:
    for each in drafts():
        indexed = " ".join(each.text[start:end] for start, end in each.passages)
        assert re.findall(r"\w+", indexed) == re.findall(r"\w+", each.text)


def test_all_are_english() -> None:
    assert {each.language for each in drafts()} == {"en"}
