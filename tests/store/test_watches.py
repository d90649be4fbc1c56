"""Standing questions as they are kept: held by one, settled by who holds them, forgotten with what they quoted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.article import Status
from store.destination import Destination
from store.standing import kill_earlier
from store.store import Store
from store.watches import LEASE, NewWatch, Watches
from tests.store.drafts import draft

NOW = datetime(2026, 5, 18, 9, tzinfo=UTC)
TOLD = {"answer": "Forty", "answers": ["Forty"], "quotes": [{"article": 1, "start": 0, "end": 5}]}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        await opened.add([draft("a.txt", "Forty people were saved when the ferry sank at dawn off the cape.")])
        yield opened


async def begun(store: Store) -> Watches:
    watches = Watches(store)
    to = Destination("slack", "C1", "1.1")
    new = NewWatch("slack:C1:1.1", to, "how many were saved?", TOLD, "slack:U1", NOW + timedelta(days=14), 1)
    _, fresh = await watches.start(new, now=NOW)
    assert fresh
    return watches


async def test_nothing_is_due_until_an_article_comes(store: Store) -> None:
    watches = await begun(store)
    assert await watches.claim("w", platforms=["slack"], now=NOW) is None
    await store.add([draft("b.txt", "Forty-one people were saved.")])
    claimed = await watches.claim("w", platforms=["slack"], now=NOW)
    assert claimed is not None
    assert claimed.newest == 2
    assert await watches.claim("x", platforms=["slack"], now=NOW) is None
    assert await watches.claim("x", platforms=["slack"], now=NOW + LEASE) is not None
    assert not await watches.settle(claimed, TOLD, now=NOW)


async def look(watches: Watches) -> int:
    """Look at all that is due, and find nothing new; how many there were."""
    seen = 0
    while (claimed := await watches.claim("w", platforms=["slack"], now=NOW)) is not None:
        assert await watches.settle(claimed, TOLD, now=NOW)
        seen += 1
    return seen


async def revised(store: Store) -> None:
    await store.add([draft("b.txt", "Forty-two people were saved.")])


async def nothing(_: Store) -> None:
    """What was before where nothing was."""


async def earlier_is_killed(store: Store) -> bool:
    return await store.backend.write(
        lambda connection: kill_earlier(connection, [2], note="wrong", actor="agency", now=NOW)
    )


Step = Callable[[Store], Awaitable[object]]
# What is before, and what happens then.
STANDING: dict[str, tuple[Step, Step]] = {
    "killed": (nothing, lambda store: store.set_status(2, Status.KILLED)),
    "corrected": (nothing, lambda store: store.set_status(2, Status.CORRECTED)),
    "lifted": (lambda store: store.set_status(2, Status.EMBARGOED), lambda store: store.set_status(2, None)),
    "over": (
        lambda store: store.set_status(2, Status.EMBARGOED, until=NOW),
        lambda store: store.release(NOW + timedelta(minutes=1)),
    ),
    "taken down": (nothing, lambda store: store.take_down(2)),
    "canceled": (nothing, lambda store: store.take_back("b.txt", "canceled", 2)),
    "canceled in an earlier revision": (revised, earlier_is_killed),
}


@pytest.mark.parametrize(("before", "happens"), STANDING.values(), ids=STANDING)
async def test_it_is_due_once_when_another_article_stands_than_before(
    store: Store, before: Step, happens: Step
) -> None:
    watches = await begun(store)
    await store.add([draft("b.txt", "Forty-one people were saved.")])
    await before(store)
    assert await look(watches) == 1
    await happens(store)
    assert await look(watches) == 1
    assert await look(watches) == 0


async def test_who_looked_while_an_article_was_killed_settles_nothing_and_it_is_looked_at_anew(store: Store) -> None:
    watches = await begun(store)
    await store.add([draft("b.txt", "Forty-one people were saved.")])
    claimed = await watches.claim("w", platforms=["slack"], now=NOW)
    assert claimed is not None
    await store.set_status(1, Status.KILLED)
    assert not await watches.settle(claimed, {"answer": "Forty"}, now=NOW)
    assert await look(watches) == 1


async def test_other_platforms_watches_are_left_to_who_runs_them(store: Store) -> None:
    watches = await begun(store)
    await store.add([draft("b.txt", "Forty-one people were saved.")])
    assert await watches.claim("w", platforms=["matrix"], now=NOW) is None


async def test_a_watch_that_was_stopped_while_it_was_looked_at_says_nothing(store: Store) -> None:
    watches = await begun(store)
    await store.add([draft("b.txt", "Forty-one people were saved.")])
    claimed = await watches.claim("w", platforms=["slack"], now=NOW)
    assert claimed is not None
    assert await watches.stop([claimed.id], "slack:U1", now=NOW) == 1
    assert not await watches.settle(claimed, TOLD, now=NOW)


async def test_a_takedown_reaches_what_the_thread_was_told(store: Store) -> None:
    watches = await begun(store)
    await store.take_down(1)
    (watch,) = await watches.of_place("slack", "C1")
    assert watch.told == {}
