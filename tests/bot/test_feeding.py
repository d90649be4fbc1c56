"""Feeds by the clock and by hand: each read by one process, the operator told once, and nothing held after an end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.feeding import TELL_AFTER, Feeding
from handlers.gathering.feeds.polling import State
from store.feeds import Feeds
from store.store import Store
from tests.web import Site, item, page, rss, served

QUARTER = timedelta(minutes=15)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with served() as site:
        yield site


async def test_by_hand_every_feed_is_read_once_whenever_it_is_due(store: Store, site: Site) -> None:
    feeds = Feeds(store)
    for n in range(9):
        site.answers[f"/{n}.xml"] = rss(title=f"Feed {n}")
        await feeds.add(site.url(f"/{n}.xml"))
    site.answers["/8.xml"] = 404
    (first,) = await feeds.claim("w", limit=1)
    await feeds.failed(first, "w", "No.", datetime.now(UTC) + timedelta(days=1))
    async with site.gatherer() as gatherer:
        done = await Feeding(store, gatherer, every=QUARTER).all()
    assert sorted(each.state for each in done) == [State.FAILED] + [State.READ] * 8
    assert sorted(site.paths()) == [f"/{n}.xml" for n in range(9)]


async def test_two_processes_read_no_feed_twice(store: Store, site: Site) -> None:
    for n in range(8):
        site.answers[f"/{n}.xml"] = rss()
        await Feeds(store).add(site.url(f"/{n}.xml"))
    async with site.gatherer() as one, site.gatherer() as other:
        await asyncio.gather(Feeding(store, one, every=QUARTER).due(), Feeding(store, other, every=QUARTER).due())
        assert sorted(site.paths()) == sorted(f"/{n}.xml" for n in range(8))
        await Feeding(store, one, every=QUARTER).due()
    assert len(site.paths()) == 8


async def test_the_operator_is_told_of_a_feed_that_goes_on_failing_once(
    store: Store, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    feeds = Feeds(store)
    await feeds.add(site.url("/feed.xml"), title="Harbour news")
    site.answers["/feed.xml"] = 500
    with caplog.at_level(logging.WARNING):
        async with site.gatherer() as gatherer:
            for _ in range(TELL_AFTER + 3):
                await feeds.add(site.url("/feed.xml"))  # due again
                await Feeding(store, gatherer, every=QUARTER).due()
    told = [each.getMessage() for each in caplog.records if each.name == "bot.feeding"]
    assert len(told) == 1
    assert told[0].startswith("the feed Harbour news fails since ")
    assert "status 500" in told[0]


async def test_a_round_that_is_stopped_gives_its_feeds_back(store: Store, site: Site) -> None:
    asked = asyncio.Event()

    async def hanging(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.sleep(60)
        return web.Response()

    site.answers["/feed.xml"] = hanging
    await Feeds(store).add(site.url("/feed.xml"))
    async with site.gatherer() as gatherer:
        reading = asyncio.create_task(Feeding(store, gatherer, every=QUARTER).due())
        await asyncio.wait_for(asked.wait(), 30)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    assert len(await Feeds(store).claim("another")) == 1


async def test_a_feed_that_breaks_us_keeps_no_other_from_being_read(
    store: Store, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        site.answers[f"/{n}.xml"] = rss(item(f"/a{n}"))
        site.answers[f"/a{n}"] = page(f"Story {n}")
        await Feeds(store).add(site.url(f"/{n}.xml"))
    async with site.gatherer() as gatherer:
        feed = gatherer.feed

        async def breaking(url: str, validators: object = None) -> object:
            if url.endswith("/1.xml"):
                raise RuntimeError("Rustem Umerov")
            return await feed(url)

        monkeypatch.setattr(gatherer, "feed", breaking)
        done = await Feeding(store, gatherer, every=QUARTER).all()
    assert sorted(each.state for each in done) == [State.FAILED, State.READ, State.READ]
    (failing,) = [each for each in await Feeds(store).all() if each.failures]
    assert "incident" in (failing.reason or "")
    assert "Umerov" not in (failing.reason or "")
