"""Between the bot and its homeserver: loses and delays replies, as the network does. The homeserver itself is whole."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp import web
from yarl import URL

from tests.bot.slack.fake import Fate

_PASSED = ("Authorization", "Content-Type")


class Proxy:
    """Passes calls on to `homeserver`; `fate` says by its path what becomes of one, `late_s` how late is late."""

    def __init__(self, homeserver: str, fate: Callable[[str], Fate], late_s: Callable[[], float] = lambda: 0.3) -> None:
        self._homeserver = homeserver
        self._fate = fate
        self._late_s = late_s
        self._late: set[asyncio.Task[web.Response]] = set()
        self.url = ""

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=100_000_000)
        app.add_routes([web.route("*", "/{path:.*}", self._pass)])
        # Nobody waits for the reply to a sync of a process that is dead.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        async with aiohttp.ClientSession() as self._http:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            self.url = f"http://{host}:{port}"
            try:
                yield
            finally:
                await asyncio.gather(*self._late, return_exceptions=True)
                await runner.cleanup()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        match self._fate(request.path):
            case Fate.BROKEN:
                return web.Response(status=500, text="upstream")
            case Fate.CALL_LOST:
                return _hang_up(request)
            case Fate.LATE:
                task = asyncio.create_task(self._send(request, body, self._late_s()))
                self._late.add(task)
                task.add_done_callback(self._late.discard)
                return _hang_up(request)
            case Fate.REPLY_LOST:
                await self._send(request, body)
                return _hang_up(request)
            case Fate.BROKEN_AFTER:
                await self._send(request, body)
                return web.Response(status=503, text="upstream")
            case _:
                return await self._send(request, body)

    async def _send(self, request: web.Request, body: bytes, after_s: float = 0) -> web.Response:
        await asyncio.sleep(after_s)
        headers = {name: request.headers[name] for name in _PASSED if name in request.headers}
        # The path as it came: in an id what is escaped must stay so.
        url = self._homeserver + request.raw_path
        async with self._http.request(request.method, URL(url, encoded=True), data=body, headers=headers) as answer:
            kind = {"Content-Type": answer.headers.get("Content-Type", "application/json")}
            return web.Response(status=answer.status, body=await answer.read(), headers=kind)


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:  # else who asked is gone already
        request.transport.abort()
    return web.Response()
