"""Standing questions as they are kept: held by one, settled by who holds them, forgotten with what they quoted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.destination import Destination
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
