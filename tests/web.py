"""A small open web on loopback: real servers, names that lead to them, and an exemption from the guard for these alone."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from handlers.gathering.web.gatherer import Gatherer
from handlers.gathering.web.guard import Guard
from handlers.gathering.web.parser import Parser

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY = (
    "The harbour of Northfield was closed on Monday after a crane fell across the tracks of the old quay.",
    "Nobody was hurt, the harbour office said, because the quay had been cleared for the storm an hour before it fell.",
    "The crane was thirty years old and was last inspected nine years ago, according to the harbour's own records.",
)


def page(title: str = "Crane falls across the old quay", head: str = "", body: tuple[str, ...] = BODY) -> str:
    paragraphs = "".join(f"<p>{words}</p>" for words in body)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def rss(*items: str, title: str = "Harbour news", head: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{head}{"".join(items)}</channel></rss>'
    )


def item(link: str, title: str = "Crane falls", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


@dataclass
class Site:
    """A server that answers by path; what has no answer is not there. `asked` are (host, path) in the order asked."""

    port: int = 0
    answers: dict[str, Answer | str | bytes | int] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str = "/", host: str = "harbour.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self, host: str | None = None) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for name, path in self.asked if path != "/robots.txt" and (host is None or name == host)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.host.partition(":")[0], request.path))
        self.headers.append(dict(request.headers))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            found = self.answers.get(
                f"{request.host.partition(':')[0]}{request.path}", self.answers.get(request.path, 404)
            )
            if isinstance(found, int):
                return web.Response(status=found)
            if isinstance(found, str):
                kind = (
                    "text/html"
                    if found.startswith("<!doctype")
                    else "text/xml"
                    if found.startswith("<")
                    else "text/plain"
                )
                kind = "application/json" if found.startswith("{") else kind
                return web.Response(text=found, content_type=kind)
            if isinstance(found, bytes):
                return web.Response(body=found, content_type="text/html")
            return await found(request)
        finally:
            self.at_once -= 1

    def guard(self) -> Guard:
        """The guard, with this server's own socket exempt from it."""
        return Guard(frozenset({("127.0.0.1", self.port)}))

    @asynccontextmanager
    async def gatherer(
        self, parser: Parser | None = None, names: AbstractResolver | None = None
    ) -> AsyncIterator[Gatherer]:
        """A gatherer that reaches this server; a parser that is handed in outlives it."""
        gatherer = Gatherer("0", guard=self.guard(), resolver=names or Names(), pause=0.0, parser=parser)
        try:
            yield gatherer
        finally:
            await gatherer.disconnect()
            if parser is None:
                await gatherer.close()


class Names(AbstractResolver):
    """A name service of our own: what is not listed leads to loopback. `answers` may change from one asking to the next."""

    def __init__(self, answers: Mapping[str, list[list[str]]] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        listed = self.answers.get(host, [["127.0.0.1"]])
        addresses = listed[min(self.asked.count(host), len(listed)) - 1]
        return [
            ResolveResult(
                hostname=host,
                host=each,
                port=port,
                family=socket.AF_INET6 if ":" in each else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for each in addresses
        ]

    async def close(self) -> None:
        return None


@asynccontextmanager
async def served(answers: Mapping[str, Answer | str | bytes | int] | None = None, port: int = 0) -> AsyncIterator[Site]:
    """A site that is served until the block ends."""
    site = Site(answers=dict(answers or {}))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", port)
    await listener.start()
    assert runner.addresses
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()
