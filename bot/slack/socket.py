"""Slack over Socket Mode, and the watchdog over it: a socket can stay open and bring nothing.

The library reconnects when its pings go unanswered. It does not notice a session that answers pings and is sent no
events, nor that one of its own tasks died. So the watchdog looks at the path of the events: the age of the last pong,
the tasks, a greeting that never came; and a socket that has brought no event for a while is replaced for good measure.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator

from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.slack.client import web_client
from bot.slack.settings import SlackSettings

log = logging.getLogger(__name__)

PING_S = 5.0
# After four unanswered pings the library itself gives up; after six it has failed to.
DEAF_S = 6 * PING_S
# A new session costs one call; Slack itself replaces sessions every few hours.
QUIET_S = 15 * 60.0
HELLO_S = 20.0


class Socket:
    """The connection. Times are seconds of the monotonic clock.

    `renewed` is set when there is another session than before: what was said in between may be missing. `heard_at` is
    when the last event came, in seconds since the epoch.
    """

    def __init__(
        self,
        app: AsyncApp,
        settings: SlackSettings,
        *,
        ping_s: float = PING_S,
        deaf_s: float = DEAF_S,
        quiet_s: float = QUIET_S,
        hello_s: float = HELLO_S,
    ) -> None:
        token = settings.app_token.get_secret_value() if settings.app_token else ""
        self._handler = AsyncSocketModeHandler(
            app, token, logger=log, web_client=web_client(settings.api_url, token), ping_interval=ping_s
        )
        self._client = self._handler.client
        self._client.on_message_listeners.append(self._heard)
        self._ping_s, self._deaf_s, self._quiet_s, self._hello_s = ping_s, deaf_s, quiet_s, hello_s
        self._connected_at = self._event_at = time.monotonic()
        self._session: object = None
        self._greeted: object = None
        self.heard_at = time.time()
        self.replaced = 0
        self.renewed = asyncio.Event()

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Listen, and watch over it, until the end of the block."""
        watching: asyncio.Task[None] | None = None
        try:
            await self._connect()
            watching = asyncio.create_task(self._watch())
            yield
        finally:
            if watching is not None:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching
            await self._handler.close_async()  # type: ignore[no-untyped-call]

    def wrong(self) -> str | None:
        """What is wrong with the connection, or None."""
        now, session = time.monotonic(), self._client.current_session
        if session is not self._session:  # the library connected anew
            if self._session is not None:
                self.renewed.set()
            self._session, self._connected_at = session, now
        if self._greeted is not session and now - self._connected_at > self._hello_s:
            return "Slack did not greet the socket"
        pong = self._client.last_ping_pong_time
        if pong is not None and time.time() - pong > self._deaf_s:
            return "the socket does not answer pings"
        tasks = (self._client.message_receiver, self._client.message_processor, self._client.current_session_monitor)
        if any(task is None or task.done() for task in tasks):
            return "a task of the socket ended"
        return None

    async def _connect(self) -> None:
        self._connected_at = self._event_at = time.monotonic()
        self._client.last_ping_pong_time = None
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def _heard(self, message: WSMessage) -> None:
        kind = json.loads(message.data).get("type") if isinstance(message.data, str) and message.data else None
        if kind == "hello":
            self._greeted = self._client.current_session
        elif kind not in (None, "disconnect"):
            self._event_at, self.heard_at = time.monotonic(), time.time()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._ping_s)
            wrong = self.wrong()
            quiet = time.monotonic() - max(self._event_at, self._connected_at) > self._quiet_s
            if wrong is None and not quiet:
                continue
            log.log(logging.WARNING if wrong else logging.INFO, "the socket is replaced: %s", wrong or "it was quiet")
            try:
                await self._replace()
            except Exception as error:  # noqa: BLE001  (the watchdog must outlive whatever the network does)
                log.warning("the socket could not be replaced: %s", type(error).__name__)

    async def _replace(self) -> None:
        self.replaced += 1
        if self._client.message_processor.done():
            processing = self._client.process_messages()  # type: ignore[no-untyped-call]
            self._client.message_processor = asyncio.ensure_future(processing)
        self._client.wss_uri = None
        await self._connect()
