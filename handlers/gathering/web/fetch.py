"""One address fetched: conditionally, hop by hop, through the guard, with an end to everything that could go on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from handlers.gathering.web.body import unpacked
from handlers.gathering.web.errors import (
    AddressRefused,
    Answered,
    Busy,
    FetchError,
    Gone,
    NotReached,
    NotReadable,
    TooManyRedirects,
    TooSlow,
)
from handlers.gathering.web.guard import CheckedResolver, Guard, shown

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_NUMBER = re.compile(r"\d{1,9}")
_MAX_AGE = re.compile(r"\bmax-age=(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may use: bytes unpacked, seconds a hop, hops. A slow drip is stopped by the seconds alone."""

    size: int = 5_000_000
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells a server which version is known."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address. `url` is where it was found; `moved` where the first address moved to for good.

    `media` is the bare type ("text/html"), `charset` as the header names it. `max_age` is how long it stays fresh.
    """

    url: str
    body: bytes
    media: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    max_age: timedelta | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """What stands at the address is what is known already."""

    max_age: timedelta | None = None


class Turns(Protocol):
    """Who says when a host may be asked, and whether it wants to be: see `manners`."""

    def turn(self, url: URL) -> AbstractAsyncContextManager[None]:
        """Hold the host's one connection; raises `RobotsRefused` where it asks us to stay away."""
        ...


class Fetcher:
    """Fetches over one session. Redirects are followed by hand; nothing of the environment (proxies, netrc) is used."""

    def __init__(self, session: aiohttp.ClientSession, guard: Guard, agent: str) -> None:
        self._session = session
        self._guard = guard
        self.agent = agent

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, agent: str, *, guard: Guard | None = None, resolver: AbstractResolver | None = None
    ) -> AsyncIterator[Fetcher]:
        """A fetcher that is closed at the end of the block. `guard` and `resolver` are other ones only in tests."""
        guard = guard or Guard()
        checked = CheckedResolver(resolver or aiohttp.ThreadedResolver(), guard)
        connector = aiohttp.TCPConnector(
            resolver=checked,
            use_dns_cache=False,  # each connection goes to what was looked up and checked for it
            socket_factory=guard.socket,
            limit=16,
            limit_per_host=1,
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
        ) as session:
            yield cls(session, guard, agent)
        await checked.close()

    async def get(
        self,
        address: str,
        *,
        accept: str = "*/*",
        validators: Validators | None = None,
        limits: Limits = Limits(),
        turns: Turns | None = None,
        wanted: re.Pattern[str] | None = None,
    ) -> Fetched | NotModified:
        """What stands at the address. Raises `FetchError`; `wanted` says which media types are worth reading.

        At most `limits.seconds` a hop, its turn not counted; at most `limits.size` bytes are held.
        """
        url = self._guard.admit(address)
        moved, lasting = None, True
        for _ in range(limits.redirects + 1):
            try:
                async with turns.turn(url) if turns else _no_turn():
                    got = await self._hop(url, accept, validators, limits, wanted)
            except FetchError as error:
                _name(error, url)
                raise
            if not isinstance(got, _Onward):
                return got if isinstance(got, NotModified) or moved is None else _moved(got, moved)
            url = self._guard.admit(got.url)
            lasting = lasting and got.for_good
            moved = str(url) if lasting else moved
        raise TooManyRedirects(f"{shown(address)} leads from address to address without end.")

    async def _hop(
        self, url: URL, accept: str, validators: Validators | None, limits: Limits, wanted: re.Pattern[str] | None
    ) -> Fetched | NotModified | _Onward:
        headers = {"Accept": accept}
        if validators is not None and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators is not None and validators.modified:
            headers["If-Modified-Since"] = validators.modified
        timeout = aiohttp.ClientTimeout(total=limits.seconds, connect=limits.seconds / 2, sock_read=limits.seconds)
        try:
            async with (
                asyncio.timeout(limits.seconds),
                self._session.get(url, headers=headers, allow_redirects=False, timeout=timeout) as response,
            ):
                return await self._read(response, url, limits, wanted)
        except TimeoutError as error:
            raise TooSlow(f"It took longer than {limits.seconds:g} seconds.") from error
        except aiohttp.InvalidURL as error:
            raise AddressRefused("It is not a web address.") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise NotReached("Its certificate is not valid.") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise NotReached("There is no such host.") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error.__cause__, AddressRefused):
                raise error.__cause__ from error
            raise NotReached("It could not be reached, or broke off.") from error

    async def _read(
        self, response: aiohttp.ClientResponse, url: URL, limits: Limits, wanted: re.Pattern[str] | None
    ) -> Fetched | NotModified | _Onward:
        status = response.status
        age = _max_age(response.headers.get("Cache-Control", ""))
        if status == 304:
            return NotModified(age)
        if status in _REDIRECTS:
            return _Onward(_onward(url, response.headers.get("Location")), status in _FOR_GOOD)
        if status != 200:
            raise _answered(status, response.headers.get("Retry-After"))
        media = response.content_type.lower() if "Content-Type" in response.headers else ""
        if wanted is not None and media and not wanted.fullmatch(media):
            raise NotReadable(f"It is {media[:60]}, not what was looked for.")
        body = await unpacked(response.content.iter_any(), response.headers.get("Content-Encoding", ""), limits.size)
        known = Validators(_line(response.headers.get("ETag")), _line(response.headers.get("Last-Modified")))
        return Fetched(str(url), body, media, response.charset, known, age)


@dataclass(frozen=True, slots=True)
class _Onward:
    url: URL
    for_good: bool


@asynccontextmanager
async def _no_turn() -> AsyncIterator[None]:
    yield


def _onward(url: URL, location: str | None) -> URL:
    if not location:
        raise NotReached("It leads on without saying where.")
    try:
        return url.join(URL(location)).with_fragment(None)
    except ValueError as error:
        raise NotReached("It leads on to what is no address.") from error


def _moved(got: Fetched, moved: str) -> Fetched:
    return Fetched(got.url, got.body, got.media, got.charset, got.validators, got.max_age, moved)


def _answered(status: int, retry_after: str | None) -> Answered:
    later = _retry_after(retry_after)
    if status == 410:
        return Gone("It was taken away for good (410).", status)
    if status in (429, 503):
        return Busy(f"It asks to be left alone for a while ({status}).", status, later)
    if status in (401, 402, 403, 451):
        return Answered(f"It does not let us in ({status}).", status)
    if status == 404:
        return Answered("It is not there (404).", status)
    return Answered(f"It answered with status {status}.", status, later)


def _retry_after(words: str | None) -> timedelta | None:
    """Seconds or a date, as RFC 9110 has it; None where it says neither, zero for a time that is past."""
    if words is None:
        return None
    if _NUMBER.fullmatch(words.strip()):
        return timedelta(seconds=int(words))
    try:
        when = parsedate_to_datetime(words)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(when - datetime.now(UTC), timedelta())


def _max_age(words: str) -> timedelta | None:
    found = _MAX_AGE.search(words.lower())
    return timedelta(seconds=int(found.group(1))) if found else None


def _line(words: str | None) -> str | None:
    """A header's value as it can be sent back; None for one that is too long to be a validator."""
    return words if words and len(words) <= 500 and words.isprintable() else None


def _name(error: FetchError, url: URL) -> None:
    """Put the address in front of the error's sentence, where none stands there yet."""
    address = shown(url)
    if not error.public.startswith(("http://", "https://")):
        error.public = f"{address}: {error.public[:1].lower()}{error.public[1:]}"
        error.args = (error.public,)
