"""A feed is read as its site asks, every article of it once, and nothing it lists is lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from handlers.gathering.feeds.polling import Polled, Poller, State
from handlers.gathering.web.gatherer import Gatherer
from handlers.gathering.web.parser import Parser
from store.feeds import Feed, Feeds
from store.store import Store
from tests.web import BODY, Site, item, page, rss, served

NOON = datetime(2026, 5, 16, 12, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)


# One loop for all, for the parser's process lives in it.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def parser() -> AsyncIterator[Parser]:
    parser = Parser()
    yield parser
    await parser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    async with served() as site:
        yield site


@pytest_asyncio.fixture(loop_scope="module")
async def gatherer(site: Site, parser: Parser) -> AsyncIterator[Gatherer]:
    async with site.gatherer(parser) as gatherer:
        yield gatherer


class Round:
    """Reads the one feed of a store at a time of its own."""

    def __init__(self, store: Store, gatherer: Gatherer) -> None:
        self.store, self.gatherer, self.feeds = store, gatherer, Feeds(store)
        self.now = NOON

    async def add(self, url: str, **said: str) -> Feed:
        return (await self.feeds.add(url, now=self.now, **said))[0]  # type: ignore[arg-type]

    async def poll(self, later: timedelta = timedelta()) -> Polled:
        self.now += later
        (feed,) = await self.feeds.claim("w", by_hand=FAR, now=self.now)
        return await Poller(self.store, self.gatherer, "w", now=lambda: self.now).poll(feed)

    async def feed(self) -> Feed:
        (feed,) = await self.feeds.all()
        return feed


@pytest.fixture
def desk(store: Store, gatherer: Gatherer) -> Round:
    return Round(store, gatherer)


async def test_a_feed_s_articles_are_fetched_whole_and_stored_with_what_the_feed_says(desk: Round, site: Site) -> None:
    when = "<pubDate>Fri, 15 May 2026 09:05:00 GMT</pubDate><author>Jane Roe</author><category>World</category>"
    site.answers |= {"/feed.xml": rss(item("/crane?utm_source=rss", more=when)), "/crane": page()}
    await desk.add(site.url("/feed.xml"), outlet="The Harbour Post")
    polled = await desk.poll()
    assert (polled.state, polled.stored, polled.refused) == (State.READ, 1, ())
    (article,) = await desk.store.find_articles()
    assert article.text == "\n\n".join(BODY)
    assert article.title == "Crane falls across the old quay"
    assert article.outlet.name == "The Harbour Post"
    assert article.published_at == datetime(2026, 5, 15, 9, 5, tzinfo=UTC)
    assert (article.byline, article.language, article.section) == ("Jane Roe", "en", "World")
    assert article.url == article.source == site.url("/crane")
    assert (await desk.feeds.known([site.url("/crane")]))[site.url("/crane")].section == "World"
    feed = await desk.feed()
    assert (feed.title, feed.kind, feed.failures) == ("Harbour news", "rss", 0)


async def test_the_same_again_fetches_no_page_again(desk: Round, site: Site) -> None:
    site.answers |= {"/feed.xml": rss(item("/crane")), "/crane": page()}
    await desk.add(site.url("/feed.xml"))
    await desk.poll()
    again = await desk.poll(timedelta(hours=1))
    assert (again.state, again.stored, again.unchanged) == (State.READ, 0, 0)
    assert site.paths() == ["/feed.xml", "/crane", "/feed.xml"]


async def test_what_did_not_change_is_not_sent_again(desk: Round, site: Site) -> None:
    async def feed(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        if known == ('"7"', "Fri, 15 May 2026 09:05:00 GMT"):
            return web.Response(status=304)
        marks = {"ETag": '"7"', "Last-Modified": "Fri, 15 May 2026 09:05:00 GMT"}
        return web.Response(text=rss(item("/crane")), content_type="application/rss+xml", headers=marks)

    site.answers |= {"/feed.xml": feed, "/crane": page()}
    await desk.add(site.url("/feed.xml"))
    assert (await desk.poll()).state is State.READ
    for _ in range(2):
        assert (await desk.poll(timedelta(hours=1))).state is State.UNCHANGED


async def test_a_page_that_its_feed_says_changed_is_a_new_revision(desk: Round, site: Site) -> None:
    site.answers |= {"/feed.xml": rss(item("/crane")), "/crane": page()}
    await desk.add(site.url("/feed.xml"))
    await desk.poll()
    site.answers |= {
        "/feed.xml": rss(item("/crane", "Crane fell")),
        "/crane": page(body=(*BODY, "The crane will be cleared away by Friday, the office said in the evening.")),
    }
    assert (await desk.poll(timedelta(hours=1))).revised == 1
    (article,) = await desk.store.find_articles()
    assert article.supersedes is not None


async def test_a_page_that_cannot_be_reached_is_tried_again_and_the_feed_is_asked_for_whole(
    desk: Round, site: Site
) -> None:
    async def feed(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match"):
            return web.Response(status=304)
        return web.Response(text=rss(item("/crane")), content_type="text/xml", headers={"ETag": '"7"'})

    site.answers |= {"/feed.xml": feed, "/crane": 500}
    await desk.add(site.url("/feed.xml"))
    assert ((await desk.poll()).waiting, (await desk.feed()).etag) == (1, None)
    site.answers["/crane"] = page()
    assert (await desk.poll(timedelta(minutes=1))).stored == 0  # not before its time
    assert (await desk.poll(timedelta(hours=1))).stored == 1
    assert (await desk.feed()).etag == '"7"'


async def test_a_page_that_is_never_reached_is_given_up_with_its_reason(desk: Round, site: Site) -> None:
    site.answers |= {"/feed.xml": rss(item("/crane")), "/crane": 500}
    await desk.add(site.url("/feed.xml"))
    states = [await desk.poll(timedelta(hours=9)) for _ in range(6)]
    assert [each.waiting for each in states] == [1, 1, 1, 1, 0, 0]
    assert "status 500" in states[4].refused[0].reason
    assert site.paths().count("/crane") == 5


@pytest.mark.parametrize("status", [401, 403, 404, 451])
async def test_where_the_page_is_closed_the_feed_s_own_text_is_taken_for_what_it_is(
    desk: Round, site: Site, status: int
) -> None:
    teaser = f"<description>{BODY[0]}</description>"
    site.answers |= {"/feed.xml": rss(item("/crane", more=teaser)), "/crane": status}
    await desk.add(site.url("/feed.xml"))
    assert (await desk.poll()).stored == 1
    (article,) = await desk.store.find_articles()
    assert (article.text, article.cut_short, article.title) == (BODY[0], True, "Crane falls")


async def test_a_feed_that_holds_whole_articles_is_whole(desk: Round, site: Site) -> None:
    body = (
        *BODY,
        "The tracks and the power lines beside them will be mended by Friday, the office said on Monday evening.",
    )
    text = "".join(f"<p>{words}</p>" for words in body).replace("<", "&lt;")
    whole = f'<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">{text}</content:encoded>'
    site.answers |= {"/feed.xml": rss(item("/crane", more=whole)), "/crane": 403}
    await desk.add(site.url("/feed.xml"))
    assert (await desk.poll()).stored == 1
    (article,) = await desk.store.find_articles()
    assert (article.text, article.cut_short) == ("\n\n".join(body), False)


async def test_robots_txt_keeps_us_from_pages_and_from_a_feed_only_if_it_names_us(desk: Round, site: Site) -> None:
    site.answers |= {"/feed.xml": rss(item("/crane")), "/crane": page(), "/robots.txt": "User-agent: *\nDisallow: /\n"}
    await desk.add(site.url("/feed.xml"))
    polled = await desk.poll()
    assert (polled.state, polled.stored) == (State.READ, 0)
    assert "robots.txt" in polled.refused[0].reason
    assert site.paths() == ["/feed.xml"]


async def test_robots_txt_that_names_us_keeps_us_from_the_feed_too(desk: Round, site: Site) -> None:
    site.answers |= {"/feed.xml": rss(), "/robots.txt": "User-agent: Copydesk\nDisallow: /\n"}
    await desk.add(site.url("/feed.xml"))
    polled = await desk.poll()
    assert polled.state is State.FAILED
    assert "robots.txt" in (polled.reason or "")
    assert site.paths() == []


async def test_a_feed_that_is_gone_is_turned_off(desk: Round, site: Site) -> None:
    site.answers["/feed.xml"] = 410
    await desk.add(site.url("/feed.xml"))
    assert (await desk.poll()).state is State.GONE
    assert (await desk.feed()).gone
    assert await desk.feeds.claim("w", by_hand=FAR, now=NOON + timedelta(days=99)) == ()
    assert (await desk.store.freshness()).failing_feeds == (site.url("/feed.xml"),)


async def test_a_feed_that_fails_is_asked_less_and_less_until_it_is_well(desk: Round, site: Site) -> None:
    site.answers["/feed.xml"] = 500
    await desk.add(site.url("/feed.xml"))
    waits = []
    for _ in range(9):
        polled = await desk.poll()
        assert polled.state is State.FAILED
        waits.append((await desk.feed()).next_at - desk.now)
    assert waits == sorted(waits)
    assert (waits[0], waits[1], waits[-1]) == (timedelta(minutes=15), timedelta(minutes=30), timedelta(days=1))
    site.answers["/feed.xml"] = rss()
    assert (await desk.poll()).state is State.READ
    assert (await desk.feed()).failures == 0


@pytest.mark.parametrize(("status", "said", "least"), [(429, "7200", 7200), (503, "86400", 86400), (429, "-1", 900)])
async def test_a_site_that_says_when_to_come_again_is_heeded(
    desk: Round, site: Site, status: int, said: str, least: int
) -> None:
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": said})

    site.answers["/feed.xml"] = busy
    await desk.add(site.url("/feed.xml"))
    await desk.poll()
    assert (await desk.feed()).next_at - desk.now == timedelta(seconds=least)


async def test_a_feed_that_says_it_stays_fresh_is_left_alone_so_long(desk: Round, site: Site) -> None:
    site.answers["/feed.xml"] = rss(head="<ttl>120</ttl>")
    await desk.add(site.url("/feed.xml"))
    await desk.poll()
    assert (await desk.feed()).next_at - desk.now == timedelta(hours=2)


async def test_a_feed_that_moved_for_good_is_known_by_its_new_address(desk: Round, site: Site) -> None:
    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/new.xml"})

    async def passing(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/new.xml"})

    site.answers |= {"/old.xml": moved, "/other.xml": passing, "/new.xml": rss()}
    await desk.add(site.url("/old.xml"))
    await desk.poll()
    assert (await desk.feed()).url == site.url("/new.xml")
    await desk.feeds.remove(site.url("/new.xml"))
    await desk.add(site.url("/other.xml"))
    await desk.poll()
    assert (await desk.feed()).url == site.url("/other.xml")


async def test_a_long_past_is_fetched_bit_by_bit_the_newest_first(desk: Round, site: Site) -> None:
    items = [item(f"/{n}", f"Story {n}", f"<pubDate>{n % 28 + 1} May 2026 09:05:00 GMT</pubDate>") for n in range(60)]
    site.answers["/feed.xml"] = rss(*items)
    for n in range(60):
        site.answers[f"/{n}"] = page(
            f"Story {n} of the harbour", body=(BODY[0].replace("Monday", f"day {n}"), *BODY[1:])
        )
    await desk.add(site.url("/feed.xml"))
    first = await desk.poll()
    assert (first.stored, first.waiting) == (50, 10)
    assert "/27" in site.paths()[:3]
    second = await desk.poll(timedelta(minutes=15))
    assert (second.stored, second.waiting) == (10, 0)


async def test_two_feeds_that_list_one_article_fetch_it_once(desk: Round, site: Site) -> None:
    site.answers |= {"/a.xml": rss(item("/crane")), "/b.xml": rss(item("/crane#top")), "/crane": page()}
    await desk.add(site.url("/a.xml"))
    await desk.poll()
    await desk.feeds.remove("nothing")
    await desk.add(site.url("/b.xml"))
    held = await desk.feeds.claim("w", limit=2, by_hand=FAR, now=desk.now)
    for feed in held:
        await Poller(desk.store, desk.gatherer, "w", now=lambda: desk.now).poll(feed)
    assert site.paths().count("/crane") == 1
    assert (await desk.store.counts()).articles == 1


async def test_one_host_has_one_connection_however_many_feeds(desk: Round, site: Site) -> None:
    for name in "abcd":
        links = [item(f"/{name}{n}", f"{name}{n}") for n in range(5)]
        site.answers[f"/{name}.xml"] = rss(*links)
        await desk.add(site.url(f"/{name}.xml"))
        for n in range(5):
            site.answers[f"/{name}{n}"] = page(f"Story {name}{n} here")
    held = await desk.feeds.claim("w", limit=9, by_hand=FAR, now=desk.now)
    poller = Poller(desk.store, desk.gatherer, "w", now=lambda: desk.now)
    await asyncio.gather(*(poller.poll(feed) for feed in held))
    assert len(site.paths()) == 24
    assert site.most_at_once == 1


async def test_a_feed_removed_while_it_is_read_stays_removed(desk: Round, site: Site) -> None:
    async def removing(_: web.Request) -> web.Response:
        await desk.feeds.remove(site.url("/feed.xml"))
        return web.Response(text=rss(item("/crane")), content_type="text/xml")

    site.answers |= {"/feed.xml": removing, "/crane": page()}
    await desk.add(site.url("/feed.xml"))
    assert (await desk.poll()).state is State.LOST
    assert await desk.feeds.all() == ()


async def test_a_file_that_did_not_change_is_not_read_again(
    desk: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.gathering.feeds.folders._TICK_NS", 0)  # the files of a test are always new
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join(BODY), "utf-8")
    (folder / "b.txt").write_text("\n\n".join(reversed(BODY)), "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    await desk.add(str(folder), kind="folder")
    polled = await desk.poll()
    assert (polled.stored, [each.source for each in polled.refused]) == (2, ["empty.txt"])
    # What was refused is looked at again, the others are not.
    polled = await desk.poll(timedelta(minutes=15))
    assert (polled.state, polled.unchanged, len(polled.refused)) == (State.READ, 0, 1)
    (folder / "empty.txt").unlink()
    assert (await desk.poll(timedelta(minutes=15))).state is State.UNCHANGED
    (folder / "b.txt").write_text("\n\n".join([*reversed(BODY), "It was the second crane in a week."]), "utf-8")
    polled = await desk.poll(timedelta(minutes=15))
    assert (polled.state, polled.revised, polled.unchanged) == (State.READ, 1, 0)
    # The manifest tells of all the files beside it.
    (folder / "manifest.toml").write_text('["a.txt"]\noutlet = "Concord Wire"\n', "utf-8")
    polled = await desk.poll(timedelta(minutes=15))
    assert polled.unchanged == 2
    (article,) = await desk.store.find_articles("a.txt")
    assert article.outlet.name == "Concord Wire"


async def test_a_file_that_changed_a_moment_ago_is_read_again(desk: Round, tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join(BODY), "utf-8")
    await desk.add(str(folder), kind="folder")
    assert (await desk.poll()).stored == 1
    assert (await desk.poll(timedelta(minutes=15))).unchanged == 1


async def test_a_folder_is_watched(desk: Round, tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    await desk.add(str(folder), kind="folder", outlet="Concord Wire")
    assert (await desk.poll()).state is State.READ
    (folder / "a.txt").write_text("\n\n".join(BODY), "utf-8")
    polled = await desk.poll(timedelta(minutes=15))
    assert (polled.state, polled.stored) == (State.READ, 1)
    folder.rename(tmp_path / "moved")
    polled = await desk.poll(timedelta(minutes=15))
    assert polled.state is State.FAILED
    assert "no such file or folder" in (polled.reason or "")
