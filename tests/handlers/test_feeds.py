"""`feed` and `ingest` in a chat: added, listed, removed; what fails is said with its reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.context import Desk
from handlers.gathering.ingest import ingest_addresses
from handlers.reply import Reply, Table
from handlers.respond import respond
from store.feeds import Feeds
from tests.newsroom import NOW, message, newsroom
from tests.web import Site, item, page, rss, served


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with served() as site:
        yield site


def words(reply: Reply | None) -> str:
    assert reply is not None
    said = []
    for block in reply.blocks:
        if isinstance(block, Table):
            said += ["".join(piece.text for piece in cell) for row in block.rows for cell in row]  # type: ignore[union-attr]
        else:
            said.append("".join(piece.text for piece in getattr(block, "pieces", ())))
    return "\n".join(said)


async def say(desk: Desk, text: str) -> str:
    return words(await respond(desk, message(text)))


async def test_a_feed_is_added_listed_and_removed_in_a_chat(tmp_path: Path, site: Site) -> None:
    site.answers |= {
        "/": page(head='<link rel="alternate" type="application/rss+xml" href="/f.xml">'),
        "/f.xml": rss(item("/a")),
    }
    async with newsroom(tmp_path) as room, site.gatherer() as gatherer:
        desk = replace(room.desk, web=lambda: gatherer)
        assert await say(desk, "feed list") == "No feed is read yet. To add one: feed add URL"
        assert (
            await say(desk, f"feed add <{site.url()}|the site>")
            == f"Harbour news is read from now on: {site.url('/f.xml')}"
        )
        assert "is read already" in await say(desk, f"feed add {site.url('/f.xml')}")
        assert "Harbour news" in await say(desk, "feed list")
        assert "not yet" in await say(desk, "/feed list")
        assert (await room.store.audit(f"feed:{site.url('/f.xml')}"))[0].actor == "terminal:editor"
        assert "no longer read" in await say(desk, f"feed remove {site.url('/f.xml')}")
        assert "No feed is read from" in await say(desk, f"feed remove {site.url('/f.xml')}")


@pytest.mark.parametrize("text", ["feed", "feed add", "feed frob x", "feed list x"])
async def test_what_is_not_understood_is_told_how_to_put_right(tmp_path: Path, text: str) -> None:
    async with newsroom(tmp_path) as room:
        assert await say(room.desk, text) == "Write feed add URL, feed remove URL or feed list."


async def test_a_site_without_a_feed_is_told(tmp_path: Path, site: Site) -> None:
    site.answers["/"] = page()
    async with newsroom(tmp_path) as room, site.gatherer() as gatherer:
        said = await say(replace(room.desk, web=lambda: gatherer), f"feed add {site.url()}")
        assert "no feed was found at" in said
        assert "it is a web page, not a feed" in said
        assert await Feeds(room.store).all() == ()


async def test_a_site_s_news_sitemap_is_found_by_its_robots_txt(tmp_path: Path, site: Site) -> None:
    site.answers |= {
        "/": page(),
        "/robots.txt": f"User-agent: *\nDisallow: /admin\nSitemap: {site.url('/sitemap.xml')}\nSitemap: {site.url('/news.xml')}\n",
        "/news.xml": f"<urlset><url><loc>{site.url('/a')}</loc></url></urlset>",
    }
    async with newsroom(tmp_path) as room, site.gatherer() as gatherer:
        said = await say(replace(room.desk, web=lambda: gatherer), f"feed add {site.url()}")
        assert site.url("/news.xml") in said
        (feed,) = await Feeds(room.store).all()
        assert feed.kind == "sitemap"


async def test_a_page_is_ingested_and_again(tmp_path: Path, site: Site) -> None:
    site.answers["/crane"] = page()
    async with newsroom(tmp_path) as room, site.gatherer() as gatherer:
        desk = replace(room.desk, web=lambda: gatherer)
        assert (await say(desk, f"ingest {site.url('/crane')}")).startswith("Stored as article 6: Crane falls across")
        assert (await say(desk, f"ingest {site.url('/crane')}")).startswith("Known already, article 6")
        assert "It is not there (404)" in (await say(desk, f"ingest {site.url('/none')}")).replace(": it", ": It")
        assert "not on the open web" in await say(desk, "ingest http://10.0.0.1/")
        assert "Ingest what?" in await say(desk, "ingest the harbour story")


async def test_a_page_that_was_taken_down_is_not_taken_in_again(tmp_path: Path, site: Site) -> None:
    site.answers["/crane"] = page()
    async with newsroom(tmp_path) as room, site.gatherer() as gatherer:
        desk = replace(room.desk, web=lambda: gatherer)
        await say(desk, f"ingest {site.url('/crane')}")
        await room.store.take_down(6)
        assert "it was taken down, so it is not taken in again." in await say(desk, f"ingest {site.url('/crane')}")
        summary = await ingest_addresses([site.url("/crane")], room.store, gatherer)
        assert (summary.read, len(summary.refused)) == (0, 1)


async def test_a_desk_without_a_way_to_the_web_says_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        assert await say(room.desk, "feed add https://a.example/") == "This desk does not reach the web."
        assert await say(room.desk, "ingest https://a.example/") == "This desk does not reach the web."


async def test_a_feed_that_fails_is_seen_in_sources_with_its_reason(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        feeds = Feeds(room.store)
        await feeds.add("https://a.example/feed", title="Harbour news", now=NOW)
        (feed,) = await feeds.claim("w", now=NOW)
        await feeds.failed(
            feed, "w", "https://a.example/feed: it is not there (404).", NOW, now=datetime(2025, 5, 16, 9, tzinfo=UTC)
        )
        said = await say(room.desk, "sources")
        assert "Harbour news fails since 09:00: https://a.example/feed: it is not there (404)." in said
        assert "Feeds that fail: Harbour news" in said
        assert "fails since 09:00" in await say(room.desk, "feed list")
