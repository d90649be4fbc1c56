"""`python -m tests.benchmarks.bombs`: what bombs cost the parser's process (goal: ≤ 15 s, ≤ 300 MB) and the event loop.

Prints, for each bomb, how it ended, the seconds in all, the processor time and the highest memory of the child, and the
longest time for which the event loop of the program stood still meanwhile (goal: < 100 ms).
"""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from handlers.gathering.told import Told
from handlers.gathering.web.parser import Parser
from store.errors import CopydeskError
from tests.handlers.gathering.web.test_parser import BOMBS, FEED_BOMBS
from tests.web import item, page, rss, served

_URL = "https://harbour.example/1"
_MOST = 5_000_000


def _documents() -> dict[str, tuple[str, bytes]]:
    found = {f"page: {name}": ("page", text.encode()[:_MOST]) for name, text in BOMBS.items()}
    found |= {f"feed: {name}": ("feed", text.encode()[: 2 * _MOST]) for name, text in FEED_BOMBS.items()}
    words = "word " * 900_000
    found["page: one paragraph of 4.5 MB"] = ("page", page(body=(words,)).encode())
    found["page: 49,000 elements"] = ("page", page(body=tuple("x. " * 12 for _ in range(49_000))).encode()[:_MOST])
    found["page: 25,000 table cells"] = ("page", page(body=("<table>" + "<tr><td>cell</td></tr>" * 24_000,)).encode())
    found["page: depth 249"] = ("page", ("<html><body>" + ("<div>" * 240 + "<p>x</p>" + "</div>" * 240) * 200).encode())
    found["feed: 2,000 items"] = ("feed", rss(*[item(f"/{n}", "t" * 200) for n in range(2_000)]).encode())
    found["feed: one item of 9 MB"] = (
        "feed",
        rss(item("/1", "t", f"<description>{'&lt;p&gt;x ' * 900_000}")).encode()[:9_500_000],
    )
    found["feed: not well-formed, 2 MB"] = (
        "feed",
        rss(*[item(f"/{n}", "<b>&nbsp;") for n in range(1_900)]).encode()[:2_000_000],
    )
    return found


@asynccontextmanager
async def _stalls() -> AsyncIterator[list[float]]:
    """The longest time for which the loop did not turn, in ms."""
    worst = [0.0]

    async def turn() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            worst[0] = max(worst[0], (time.perf_counter() - begun - 0.005) * 1000)

    turning = asyncio.create_task(turn())
    await asyncio.sleep(0.05)
    worst[0] = 0.0
    try:
        yield worst
    finally:
        turning.cancel()


def _peak(pid: int | None) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


async def _watch(pid: int | None, seen: list[float]) -> None:
    while True:
        seen[0] = max(seen[0], _peak(pid)) if _peak(pid) == _peak(pid) else seen[0]
        await asyncio.sleep(0.02)


async def _parse(name: str, kind: str, raw: bytes) -> None:
    parser = Parser()
    await parser.feed(rss(item("/1")).encode(), _URL)  # the libraries are loaded
    peak = [0.0]
    watching = asyncio.create_task(_watch(parser.pid, peak))
    async with _stalls() as worst:
        begun = time.monotonic()
        try:
            if kind == "page":
                draft = await parser.page(raw, _URL, None, Told(), Told())
                ended = f"stored, {len(draft.text):,} characters"
            else:
                ended = f"read, {len((await parser.feed(raw, _URL)).entries):,} entries"
        except CopydeskError as error:
            ended = f"{type(error).__name__}: {error.public}"
        spent = time.monotonic() - begun
    watching.cancel()
    await parser.close()
    print(f"{name:32} {spent:6.2f} s {peak[0]:6.0f} MB {worst[0]:5.0f} ms  {ended[:90]}", flush=True)


def _packed(body: bytes, encoding: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Encoding": encoding, "Content-Type": "text/html"})

    return answer


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    while True:
        await response.write(b"x")
        await asyncio.sleep(0.5)


async def _endless_headers(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    while not request.transport.is_closing():
        request.transport.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000)
        await asyncio.sleep(0)
    return web.Response()


async def _fetch() -> None:
    """1 GiB of zeros in 1 MB, and servers that never come to an end."""
    squeeze = zlib.compressobj(9, wbits=15)
    zeros = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(1024)) + squeeze.flush()
    packed = gzip.compress(bytes(1 << 26))
    bombs = {
        "/gzip": _packed(packed * 16, "gzip"),
        "/deflate": _packed(zeros, "deflate"),
        "/br": _packed(b"\x00" * 1_000_000, "br"),
        "/zstd": _packed(b"\x28\xb5\x2f\xfd" + b"\0" * 1_000_000, "zstd"),
        "/drip": _drip,
        "/headers": _endless_headers,
    }
    async with served(bombs) as site, site.gatherer() as gatherer:
        for path in bombs:
            before = _peak_self()
            async with _stalls() as worst:
                begun = time.monotonic()
                try:
                    await gatherer.article(site.url(path), Told())
                    ended = "stored"
                except CopydeskError as error:
                    ended = f"{type(error).__name__}: {error.public.partition(': ')[2]}"
                spent = time.monotonic() - begun
            grown = _peak_self() - before
            print(
                f"{'fetch: ' + path[1:]:32} {spent:6.2f} s {grown:+6.0f} MB {worst[0]:5.0f} ms  {ended[:90]}",
                flush=True,
            )


def _peak_self() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


async def _control() -> None:
    """How long the loop stands still on this machine while nothing is done: what is above is ours."""
    async with _stalls() as worst:
        await asyncio.sleep(10)
    print(f"{'control: nothing, 10 s':32} {10:6.2f} s {0:6.0f} MB {worst[0]:5.0f} ms", flush=True)


async def _all() -> None:
    await _control()
    await _fetch()
    for name, (kind, raw) in _documents().items():
        await _parse(name, kind, raw)


if __name__ == "__main__":
    asyncio.run(_all())
