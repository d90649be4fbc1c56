"""One fetch ends, whatever the server does, and says in one line why."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web

from handlers.gathering.web.body import Unpacker
from handlers.gathering.web.errors import (
    Answered,
    Busy,
    FetchError,
    Gone,
    NotReached,
    NotReadable,
    TooLarge,
    TooManyRedirects,
    TooSlow,
)
from handlers.gathering.web.fetch import Fetched, Fetcher, Limits, NotModified, Validators
from handlers.gathering.web.guard import Guard
from tests.web import Names, Site, served

QUICK = Limits(size=100_000, seconds=1.0)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with served() as site:
        yield site


@pytest.fixture
async def fetcher(site: Site) -> AsyncIterator[Fetcher]:
    async with Fetcher.opened("Copydesk/test", guard=site.guard(), resolver=Names()) as fetcher:
        yield fetcher


def answer(**said: object) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answering(_: web.Request) -> web.Response:
        return web.Response(**said)  # type: ignore[arg-type]

    return answering


def refused(error: FetchError) -> str:
    assert "\n" not in error.public
    assert error.public.startswith("http://")
    assert error.public.endswith(".")
    return error.public


async def test_it_says_honestly_who_it_is_and_what_it_takes(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = "fine"
    await fetcher.get(site.url(), accept="text/html")
    assert site.headers[0]["User-Agent"] == "Copydesk/test"
    assert site.headers[0]["Accept-Encoding"] == "gzip, deflate"
    assert not {"Cookie", "Authorization", "Referer"} & site.headers[0].keys()


async def test_no_cookie_is_kept(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = answer(text="fine", headers={"Set-Cookie": "a=b"})
    await fetcher.get(site.url())
    await fetcher.get(site.url())
    assert "Cookie" not in site.headers[1]


async def test_what_is_known_is_asked_for_only_if_it_changed(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = answer(
        text="x", headers={"ETag": '"1"', "Last-Modified": "then", "Cache-Control": "max-age=60"}
    )
    got = await fetcher.get(site.url())
    assert isinstance(got, Fetched)
    assert (got.validators, got.max_age) == (Validators('"1"', "then"), timedelta(minutes=1))
    site.answers["/"] = 304
    assert isinstance(await fetcher.get(site.url(), validators=got.validators), NotModified)
    assert (site.headers[-1]["If-None-Match"], site.headers[-1]["If-Modified-Since"]) == ('"1"', "then")


@pytest.mark.parametrize(
    ("status", "kind", "passing"),
    [
        (404, Answered, False),
        (403, Answered, False),
        (410, Gone, False),
        (429, Busy, True),
        (503, Busy, True),
        (500, Answered, True),
        (204, Answered, False),
    ],
)
async def test_a_status_that_is_no_page_is_told(
    site: Site, fetcher: Fetcher, status: int, kind: type[FetchError], passing: bool
) -> None:
    site.answers["/"] = status
    with pytest.raises(kind) as told:
        await fetcher.get(site.url())
    assert told.value.passing is passing
    assert str(status) in refused(told.value)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("120", 120), ("Fri, 01 Jan 1999 00:00:00 GMT", 0), ("soon", None), ("9" * 30, None), ("-5", None)],
)
async def test_when_to_come_again_is_understood(site: Site, fetcher: Fetcher, said: str, meant: int | None) -> None:
    site.answers["/"] = answer(status=503, headers={"Retry-After": said})
    with pytest.raises(Busy) as busy:
        await fetcher.get(site.url())
    assert busy.value.retry_after == (None if meant is None else timedelta(seconds=meant))


async def test_redirects_end(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = answer(status=302, headers={"Location": "/"})
    with pytest.raises(TooManyRedirects) as told:
        await fetcher.get(site.url())
    refused(told.value)
    assert len(site.asked) == 6


@pytest.mark.parametrize("location", ["", "http://", "http://[", "//:80/"])
async def test_a_redirect_to_nowhere_is_told(site: Site, fetcher: Fetcher, location: str) -> None:
    site.answers["/"] = answer(status=301, headers={"Location": location})
    with pytest.raises(FetchError) as told:
        await fetcher.get(site.url())
    refused(told.value)


async def test_what_is_too_large_is_not_held(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = answer(body=b"x" * 200_000)
    with pytest.raises(TooLarge) as told:
        await fetcher.get(site.url(), limits=QUICK)
    refused(told.value)


async def test_a_stream_without_end_is_cut_off(site: Site, fetcher: Fetcher) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)
            sent += 10_000

    site.answers["/"] = endless
    with pytest.raises(TooLarge):
        await fetcher.get(site.url(), limits=QUICK)
    assert sent < 20_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_bomb_is_cut_off_under_the_cap(site: Site, fetcher: Fetcher, encoding: str) -> None:
    squeeze = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    bomb = squeeze.compress(bytes(50_000_000)) + squeeze.flush()
    site.answers["/"] = answer(body=bomb, headers={"Content-Encoding": encoding})
    with pytest.raises(TooLarge):
        await fetcher.get(site.url(), limits=QUICK)


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "x-unknown"])
async def test_what_was_not_asked_for_is_not_unpacked(site: Site, fetcher: Fetcher, encoding: str) -> None:
    site.answers["/"] = answer(body=b"x" * 100, headers={"Content-Encoding": encoding})
    with pytest.raises(NotReadable) as told:
        await fetcher.get(site.url())
    refused(told.value)


async def test_what_is_not_packed_as_it_says_is_told(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = answer(body=b"plain text", headers={"Content-Encoding": "gzip"})
    with pytest.raises(NotReadable):
        await fetcher.get(site.url())
    site.answers["/"] = answer(body=gzip.compress(b"x" * 10_000)[:-20], headers={"Content-Encoding": "gzip"})
    with pytest.raises(NotReached):
        await fetcher.get(site.url())


async def test_a_media_type_that_was_not_looked_for_is_not_read(site: Site, fetcher: Fetcher) -> None:
    import re

    site.answers["/"] = answer(body=b"%PDF", content_type="application/pdf")
    with pytest.raises(NotReadable, match="application/pdf"):
        await fetcher.get(site.url(), wanted=re.compile("text/html"))


async def test_a_slow_drip_is_cut_off(site: Site, fetcher: Fetcher) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    site.answers["/"] = drip
    with pytest.raises(TooSlow) as told:
        await fetcher.get(site.url(), limits=QUICK)
    assert told.value.passing
    refused(told.value)


async def raw(answer: Callable[[asyncio.StreamWriter], Awaitable[None]]) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            await answer(writer)
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Fetcher.opened("t", guard=Guard(frozenset({("127.0.0.1", port)})), resolver=Names()) as fetcher:
        with pytest.raises(FetchError) as told:
            await fetcher.get(f"http://harbour.example:{port}/", limits=QUICK)
        refused(told.value)


async def test_headers_without_end_are_cut_off() -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-%d: %s\r\n" % (sent, b"y" * 1000))
            await writer.drain()
            sent += 1

    await raw(endless)
    assert sent < 20_000


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\x00\x01\x02", b"HTTP/1.1 200", b"HTTP/9.9 999 x\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", b"220 mail.example ESMTP\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 5,
    ],
)  # fmt: skip
async def test_what_is_no_http_is_told(said: bytes) -> None:
    async def answering(writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()

    await raw(answering)


async def test_a_host_that_is_not_there_is_told() -> None:
    async with Fetcher.opened("t") as fetcher:
        with pytest.raises(FetchError) as told:
            await fetcher.get("http://no-such-host.invalid/", limits=QUICK)
    assert refused(told.value)


def test_a_body_in_several_members_is_whole_and_padding_is_no_part_of_it() -> None:
    unpacker = Unpacker("gzip", 1000)
    for piece in (gzip.compress(b"one "), gzip.compress(b"two"), b"\0" * 20):
        unpacker.take(piece)
    assert unpacker.finish() == b"one two"


def test_a_body_may_come_byte_by_byte() -> None:
    unpacker = Unpacker("gzip", 1000)
    for byte in gzip.compress(b"harbour " * 20):
        unpacker.take(bytes([byte]))
    assert unpacker.finish() == b"harbour " * 20


def test_an_empty_body_is_empty() -> None:
    assert Unpacker("gzip", 10).finish() == b""
    assert Unpacker("", 10).finish() == b""
