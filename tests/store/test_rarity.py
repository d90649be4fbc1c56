"""The rare-terms plan. Invariant: no term stands on both sides, and none that tells something is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import rarity
from store.rarity import Plan, plan
from store.store import Store
from tests.store.drafts import draft, terms

PASSAGES = 100_000


def test_where_little_matches_all_of_it_is_ranked() -> None:
    assert plan([{"ferry": 300, "boat": 900}, {"captain": 5_000}], PASSAGES, 50) is None


def test_the_rarest_say_which_passages_and_the_others_count_in_them() -> None:
    asked = [{"minister": 9_000}, {"ferry": 300}, {"budget": 4_000}, {"year": 20_000}]
    assert plan(asked, PASSAGES, 50) == Plan(("ferry", "budget"), ("minister", "year"))
    asked.append({"said": 40_000})
    assert plan(asked, PASSAGES, 50) == Plan(("ferry", "budget"), ("minister", "year")), "it is too common to matter"


def test_what_stands_in_more_than_half_of_the_passages_tells_nothing() -> None:
    assert plan([{"the": 99_000}, {"of": 90_000}, {"ferry": 300}], PASSAGES, 50) == Plan(("ferry",), ())
    assert plan([{"the": 99_000}, {"of": 90_000}], PASSAGES, 50) is None


def test_a_term_that_is_so_rare_that_nothing_overtakes_it_is_enough() -> None:
    assert plan([{"ferry": 120}, {"said": 45_000}, {"the": 99_000}], PASSAGES, 50) == Plan(("ferry",), ())
    few = plan([{"ferry": 12}, {"said": 45_000}, {"the": 99_000}], PASSAGES, 50)
    assert few == Plan(("ferry", "said"), ()), "twelve passages are not fifty"


def test_the_alternatives_of_a_concept_stay_together_and_stand_once() -> None:
    asked = [{"led": 2_000, "headed": 400}, {"headed": 400, "team": 8_000}, {"year": 20_000}, {"nowhere": 0}]
    found = plan(asked, PASSAGES, 50)
    assert found == Plan(("led", "headed"), ("team", "year"))


async def test_a_rare_term_counts_once_so_ranks_are_those_of_all_matches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A term that counted twice put a passage with it alone before one that holds two others."""
    monkeypatch.setattr(rarity, "RARE_POSTINGS", 15)
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        await store.add([draft(f"{n}", f"Nothing happened at place {n}. ") for n in range(60)])
        await store.add([draft(f"f{n}", f"Ferry number {n}.") for n in range(8)])
        await store.add([draft(f"b{n}", f"Harbour captain number {n} of a ferry.") for n in range(6)])
        await store.add([draft(f"h{n}", f"Harbour captain number {n} came.") for n in range(9)])
        asked = terms("ferry", "harbour", "captain")
        exact = await store.search(asked, per_outlet=None, limit=10)
        monkeypatch.setattr(rarity, "ALL_POSTINGS", 0)
        planned = await store.search(asked, per_outlet=None, limit=10)
        assert [(hit.passage, hit.score) for hit in planned][:6] == [(hit.passage, hit.score) for hit in exact][:6]


async def test_an_outlet_that_has_many_of_the_best_leaves_room_for_the_others(tmp_path: Path) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        await store.add([draft(f"big{n}", "Ferry ferry ferry.", outlet="Big") for n in range(40)])
        await store.add([draft(f"small{n}", f"A ferry came to place {n} at last.", outlet="Small") for n in range(3)])
        hits = await store.search(terms("ferry"), per_outlet=2, limit=5)
        assert [hit.outlet for hit in hits] == [1, 1, 2, 2], "the best twenty are all of one outlet"
