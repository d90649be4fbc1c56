"""Versions of agencies' items, on every engine. Invariant: what comes late changes nothing of the newer version."""

from __future__ import annotations

from typing import Any

import pytest

from store.agency import Taken
from store.article import Added, Outcome, Status
from store.store import Store
from tests.store.drafts import draft

URN = "urn:concord:1"


def item(version: int, text: str | None = None, **told: Any) -> Any:
    return draft(URN, text or f"The crane fell {version} times.", title=f"Version {version}", version=version, **told)


async def standing(store: Store) -> tuple[str, str, Status | None]:
    (article,) = await store.find_articles(URN)
    return article.text, article.title, article.status


@pytest.mark.parametrize("text", [None, "The crane fell 3 times."], ids=["another text", "the same text"])
async def test_an_older_version_that_comes_late_is_passed_over(store: Store, text: str | None) -> None:
    await store.add([item(3)])
    before = await standing(store), await store.audit()
    late = await store.add([item(2, text, status=Status.CORRECTED, byline="Ann Lee"), draft("other", "It rained.")])
    assert late == (Added(0, Outcome.OUTDATED, newest=3), Added(2, Outcome.STORED))
    assert (await standing(store), await store.audit()) == before
    assert len(await store.revisions(1)) == 1


async def test_the_same_version_again_is_what_it_was_and_a_newer_one_replaces_it(store: Store) -> None:
    await store.add([item(3)])
    again = await store.add([item(3)])
    other = await store.add([item(3, "The crane fell thrice.")])
    newer = await store.add([item(4)])
    late = await store.add([item(3)])
    became = [each.outcome for (each,) in (again, other, newer, late)]
    assert became == [Outcome.UNCHANGED, Outcome.REVISED, Outcome.REVISED, Outcome.OUTDATED]
    assert (await standing(store))[0] == "The crane fell 4 times."


async def test_in_one_batch_the_newest_stands(store: Store) -> None:
    added = await store.add([item(2), item(4), item(3)])
    assert [each.outcome for each in added] == [Outcome.STORED, Outcome.REVISED, Outcome.OUTDATED]
    assert (await standing(store))[0] == "The crane fell 4 times."


async def test_a_late_withdrawal_of_an_older_version_leaves_the_newer(store: Store) -> None:
    await store.add([item(3)])
    before = await standing(store), await store.audit()
    assert await store.take_back(URN, "canceled", 2) is Taken.OUTDATED
    assert (await standing(store), await store.audit()) == before
    assert await store.take_back(URN, "canceled", 3) is Taken.KILLED
    (late,) = await store.add([item(2)])
    (killed,) = await store.revisions(1)
    assert (late.outcome, killed.status) == (Outcome.OUTDATED, Status.KILLED)


async def test_what_bears_no_version_is_compared_with_none(store: Store) -> None:
    await store.add([item(3)])
    assert [each.outcome for each in await store.add([item(0), item(3)])] == [Outcome.REVISED, Outcome.REVISED]
    assert await store.take_back(URN, "canceled", 0) is Taken.KILLED


async def test_the_version_of_an_item_in_a_line_is_its_own(store: Store) -> None:
    await store.add([item(7)])
    later = draft("urn:concord:2", "It fell at six.", version=2, evolved_from=(URN,))
    (evolved,) = await store.add([later])
    assert evolved.outcome is Outcome.REVISED
    (late,) = await store.add([draft("urn:concord:2", "It fell.", version=1, evolved_from=(URN,))])
    assert late == Added(0, Outcome.OUTDATED, newest=2)
    assert await store.take_back("urn:concord:2", "withheld", 1) is Taken.OUTDATED
    assert (await standing(store))[0] == "It fell at six."


async def test_of_what_was_taken_down_no_version_is_kept(store: Store) -> None:
    await store.add([item(3)])
    await store.add([draft("urn:concord:2", "It fell at six.", version=2, evolved_from=(URN,))])
    await store.take_down(2)
    (again,) = await store.add([item(2)])
    assert again.outcome is Outcome.TAKEN_DOWN
    count = "SELECT count(*) FROM item_version"
    assert await store.backend.read(lambda connection: connection.exec_driver_sql(count).scalar()) == 0
