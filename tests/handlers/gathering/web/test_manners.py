"""A site is visited as it asks: its robots.txt, its pauses, one connection at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from handlers.gathering.web.errors import Answered, FetchError, RobotsRefused
from handlers.gathering.web.fetch import Fetcher
from handlers.gathering.web.manners import Manners
from tests.web import Names, Site, served


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with served({"/a": "fine", "/b": "fine"}) as site:
        yield site


@pytest.fixture
async def fetcher(site: Site) -> AsyncIterator[Fetcher]:
    async with Fetcher.opened("Copydesk/test", guard=site.guard(), resolver=Names()) as fetcher:
        yield fetcher


def manners(fetcher: Fetcher, time: Time | None = None, pause: float = 1.0) -> Manners:
    time = time or Time()
    return Manners(fetcher, pause=pause, clock=time.clock, sleep=time.sleep)


async def test_a_site_without_robots_txt_allows_everything_and_is_asked_for_it_once(
    site: Site, fetcher: Fetcher
) -> None:
    visits = manners(fetcher).crawling
    for path in ("/a", "/b"):
        await fetcher.get(site.url(path), turns=visits)
    assert [path for _, path in site.asked] == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    ("rules", "crawling", "named"),
    [
        ("User-agent: *\nDisallow: /a", False, True),
        ("User-agent: *\nDisallow: /\nAllow: /a", True, True),
        ("User-agent: copydesk\nDisallow: /a", False, False),
        ("User-agent: Googlebot\nDisallow: /", True, True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Copydesk\nDisallow:", True, True),
        ("User-agent: *\nDisallow: /*a$", False, True),
        ("<!doctype html><html><body>Not found</body></html>", True, True),
        ("\x00\xff garbage", True, True),
        ("", True, True),
    ],
)
async def test_its_rules_are_heeded(site: Site, fetcher: Fetcher, rules: str, crawling: bool, named: bool) -> None:
    site.answers["/robots.txt"] = rules.encode("latin-1")
    for visits, allowed in ((manners(fetcher).crawling, crawling), (manners(fetcher).named, named)):
        if allowed:
            await fetcher.get(site.url("/a"), turns=visits)
        else:
            with pytest.raises(RobotsRefused, match=r"robots\.txt"):
                await fetcher.get(site.url("/a"), turns=visits)


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone_for_a_while(
    site: Site, fetcher: Fetcher, status: int
) -> None:
    time = Time()
    site.answers["/robots.txt"] = status
    polite = manners(fetcher, time)
    for _ in range(3):
        with pytest.raises(Answered) as told:
            await fetcher.get(site.url("/a"), turns=polite.crawling)
        assert told.value.public.count("http://") == 1
    await fetcher.get(site.url("/a"), turns=polite.named)
    assert site.asked.count(("harbour.example", "/robots.txt")) == 1
    site.answers["/robots.txt"] = "User-agent: *\nDisallow:"
    time.now += 301
    await fetcher.get(site.url("/a"), turns=polite.crawling)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_site_that_has_none_for_us_allows_everything(site: Site, fetcher: Fetcher, status: int) -> None:
    site.answers["/robots.txt"] = status
    await fetcher.get(site.url("/a"), turns=manners(fetcher).crawling)


@pytest.mark.parametrize(
    ("asked", "waits"), [("", 1.0), ("Crawl-delay: 7", 7.0), ("Crawl-delay: 900", 30.0), ("Crawl-delay: 0.1", 1.0)]
)
async def test_between_two_requests_there_is_a_pause(site: Site, fetcher: Fetcher, asked: str, waits: float) -> None:
    time = Time()
    site.answers["/robots.txt"] = f"User-agent: *\n{asked}\nDisallow: /none"
    visits = manners(fetcher, time).crawling
    for _ in range(3):
        await fetcher.get(site.url("/a"), turns=visits)
    assert time.slept == [waits, waits]


async def test_two_hosts_do_not_wait_for_one_another(site: Site, fetcher: Fetcher) -> None:
    time = Time()
    visits = manners(fetcher, time).crawling
    await fetcher.get(site.url("/a", "one.example"), turns=visits)
    await fetcher.get(site.url("/a", "two.example"), turns=visits)
    assert time.slept == []


async def test_one_host_is_asked_one_thing_at_a_time(site: Site, fetcher: Fetcher) -> None:
    visits = manners(fetcher, pause=0.0).crawling
    await asyncio.gather(*(fetcher.get(site.url(path), turns=visits) for path in ("/a", "/b") * 6))
    assert site.most_at_once == 1
    assert site.asked.count(("harbour.example", "/robots.txt")) == 1


async def test_rules_without_end_are_no_rules_to_follow(site: Site, fetcher: Fetcher) -> None:
    site.answers["/robots.txt"] = b"User-agent: *\n" + b"Disallow: /x\n" * 100_000
    with pytest.raises(FetchError):
        await fetcher.get(site.url("/a"), turns=manners(fetcher).crawling)
