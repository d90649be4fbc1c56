"""Whose words a text carries. Invariant: a stretch is word for word the same in both, or nearly, and long."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from handlers.stories.carrying import carried, characters, whose_words
from store.article import Article
from store.store import Store
from tests.handlers.stories.newswire import FERRY, WIRE, draft, reports

ONE, OTHER, APART = (text for _, _, text in FERRY)


def test_the_words_of_a_wire_are_found_in_both_texts() -> None:
    (stretch,) = carried(ONE, OTHER)
    assert (
        ONE[stretch.start : stretch.end] == OTHER[stretch.other_start : stretch.other_end] == WIRE.strip().rstrip(".")
    )


def test_one_changed_word_does_not_part_a_stretch() -> None:
    changed = ONE.replace("forty metres", "fifty metres")
    (stretch,) = carried(changed, OTHER)
    assert "fifty" in changed[stretch.start : stretch.end]


def test_two_reports_in_their_own_words_carry_nothing() -> None:
    assert carried(ONE, APART) == ()
    assert characters(()) == (0, 0)


def test_a_quotation_that_both_have_proves_nothing() -> None:
    said = "“We shall search until every single passenger of the ship has been found and brought home,” she said."
    assert carried(f"In the harbour a crowd waited. {said}", f"The minister flew in at noon. {said}") == ()


def test_stock_phrases_prove_nothing() -> None:
    stock = "The company did not immediately respond to a request for comment on Monday."
    assert carried(f"Trams lose money in the north. {stock}", f"A ferry sank off the coast. {stock}") == ()


async def articles(folder: Path, *drafts: object) -> list[Article]:
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}") as store:
        await store.add(drafts)  # type: ignore[arg-type]
        return list(await store.find_articles())


async def test_who_had_the_words_first_is_told_by_the_time(tmp_path: Path) -> None:
    found = await articles(tmp_path, *reports())
    (one,) = whose_words(found)
    assert (one.origin.outlet.name, one.carrier.outlet.name, one.sure) == (
        "The Harbour Post",
        "The Lagoon Standard",
        True,
    )
    assert 30 < one.percent < 60


async def test_a_credit_goes_before_the_time(tmp_path: Path) -> None:
    found = await articles(
        tmp_path,
        draft("a", FERRY[0], 0, credit="The Lagoon Standard"),
        draft("b", FERRY[1], 2),
    )
    (one,) = whose_words(found)
    assert (one.origin.outlet.name, one.sure) == ("The Lagoon Standard", True)


async def test_two_that_credit_one_agency_do_not_carry_each_other(tmp_path: Path) -> None:
    found = await articles(
        tmp_path, draft("a", FERRY[0], 0, credit="Concord Wire"), draft("b", FERRY[1], 2, credit="Concord Wire")
    )
    (one,) = whose_words(found)
    assert not one.sure


async def test_without_times_nobody_is_said_to_have_been_first(tmp_path: Path) -> None:
    undated = [replace(each, published_at=None) for each in reports()[::2]]
    (one,) = whose_words(await articles(tmp_path, *undated))
    assert not one.sure


def test_of_a_text_as_long_as_a_book_the_beginning_is_compared() -> None:
    def book(word: str) -> str:
        own = [f"{word}{number}" for number in range(10_500)]
        return " ".join([WIRE, *own, "And in the end all of them went home again by the same old road.", WIRE])

    stretches = carried(book("one"), book("other"))
    assert [stretch.start for stretch in stretches] == [0]
