"""What time does while the process runs: embargoes end, and what came in finds its story."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.upkeep import keep_stories
from store.article import Status
from store.store import Store
from tests.store.drafts import draft


async def until(store: Store, source: str) -> None:
    while not await store.find_articles(source) or not await store.stories():
        await asyncio.sleep(0.02)


async def test_an_embargo_ends_and_the_article_finds_its_story(tmp_path: Path) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        soon = datetime.now(UTC) + timedelta(seconds=0.3)
        await store.add([draft("ferry", "The ferry sank.", status=Status.EMBARGOED, embargoed_until=soon)])
        keeping = asyncio.create_task(keep_stories(store, every_s=0.05))
        await asyncio.wait_for(until(store, "ferry"), 30)
        keeping.cancel()
        (story,) = await store.stories()
        assert story.articles == 1
