"""How a site is visited: one connection a host, a pause between requests, and what its robots.txt asks for.

robots.txt is read as RFC 9309 says: a site that has none allows everything, one whose file cannot be reached is left
alone for the time being. What a person named by its address (a feed, a page to ingest) is no crawling: there the file
is heeded only where it names Copydesk.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from protego import Protego
from yarl import URL

from handlers.gathering.web.errors import Answered, FetchError, RobotsRefused
from handlers.gathering.web.fetch import Fetched, Fetcher, Limits

ROBOT = "Copydesk"
_NAMES_US = re.compile(rf"^\s*user-agent\s*:\s*{ROBOT}\b", re.IGNORECASE | re.MULTILINE)
# RFC 9309 asks that at least 500 KiB are read and that a copy is used for at most a day.
_LIMITS = Limits(size=512_000, seconds=15.0)
_KEPT_S = 24 * 3600.0
_KEPT_UNREACHED_S = 300.0
# What a site may ask for between two requests is granted up to this; more would keep its own news out.
_LONGEST_PAUSE_S = 30.0
_MOST_HOSTS = 1_000
_MOST_SITEMAPS = 5


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """A site's rules; `problem` where they could not be read."""

    until: float
    robots: Protego | None = None
    names_us: bool = False
    problem: FetchError | None = None


class Manners:
    """The hosts being visited, their rules and their turns. `pause` is in seconds between two requests to a host."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        pause: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._rules: dict[str, _Rules] = {}
        self._reading: dict[str, asyncio.Lock] = {}

    def through(self, fetcher: Fetcher) -> None:
        """Go on through another fetcher: what is known of sites outlives a connection."""
        self._fetcher = fetcher

    @property
    def crawling(self) -> Visits:
        """Visits to addresses that were found: all of robots.txt is heeded."""
        return Visits(self, named=False)

    @property
    def named(self) -> Visits:
        """Visits to addresses that a person named: only rules that name Copydesk are heeded."""
        return Visits(self, named=True)

    async def news_sitemaps(self, url: str) -> tuple[str, ...]:
        """The news sitemaps that a site's robots.txt names."""
        rules = await self._read(URL(url))
        listed = tuple(rules.robots.sitemaps) if rules.robots is not None else ()
        return tuple(address for address in listed if "news" in address.lower())[:_MOST_SITEMAPS]

    @asynccontextmanager
    async def turn(self, url: URL, *, named: bool) -> AsyncIterator[None]:
        """Hold the host's one connection, when its pause is over; raises `RobotsRefused`."""
        rules = await self._read(url)
        await self._demand_allowed(rules, url, named=named)
        asked = rules.robots.crawl_delay(ROBOT) if rules.robots is not None else None
        async with self._held(url, min(max(self._pause, asked or 0.0), _LONGEST_PAUSE_S)):
            yield

    async def _demand_allowed(self, rules: _Rules, url: URL, *, named: bool) -> None:
        if named and not rules.names_us:
            return
        if rules.problem is not None:
            raise rules.problem.with_traceback(None)
        if rules.robots is not None and not await asyncio.to_thread(rules.robots.can_fetch, str(url), ROBOT):
            raise RobotsRefused("Its robots.txt asks robots to stay away from it.")

    @asynccontextmanager
    async def _held(self, url: URL, pause: float) -> AsyncIterator[None]:
        host = self._host(url.host or "")
        async with host.lock:
            wait = host.free_at - self._clock()
            if wait > 0:
                await self._sleep(wait)
            try:
                yield
            finally:
                host.free_at = self._clock() + pause

    def _host(self, name: str) -> _Host:
        if name not in self._hosts and len(self._hosts) >= _MOST_HOSTS:
            now = self._clock()
            idle = [key for key, host in self._hosts.items() if not host.lock.locked() and host.free_at < now]
            for key in idle:
                del self._hosts[key]
        return self._hosts.setdefault(name, _Host())

    async def _read(self, url: URL) -> _Rules:
        site = str(url.origin())
        async with self._reading.setdefault(site, asyncio.Lock()):
            rules = self._rules.get(site)
            if rules is None or rules.until <= self._clock():
                if len(self._rules) >= _MOST_HOSTS:
                    self._rules.clear()
                    self._reading = {site: self._reading[site]}
                rules = self._rules[site] = await self._fetch(url)
        return rules

    async def _fetch(self, url: URL) -> _Rules:
        try:
            async with self._held(url, 0.0):
                got = await self._fetcher.get(str(url.origin() / "robots.txt"), accept="text/plain", limits=_LIMITS)
        except Answered as error:
            if 400 <= error.status < 500 and error.status != 429:
                return _Rules(self._clock() + _KEPT_S)
            return _Rules(self._clock() + _KEPT_UNREACHED_S, problem=error)
        except FetchError as error:
            return _Rules(self._clock() + _KEPT_UNREACHED_S, problem=error)
        assert isinstance(got, Fetched)
        text = got.body.decode("utf-8", "replace")
        robots = await asyncio.to_thread(Protego.parse, text)  # half a megabyte of rules takes longer than a loop may
        return _Rules(self._clock() + _KEPT_S, robots, _NAMES_US.search(text) is not None)


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of one kind; see `Manners`."""

    manners: Manners
    named: bool

    def turn(self, url: URL) -> AbstractAsyncContextManager[None]:
        """Hold the host's one connection; see `Manners.turn`."""
        return self.manners.turn(url, named=self.named)
