"""The platform running against the fake Slack, by socket or HTTP, over an archive and an engine that does as told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from bot.slack.platform import Slack
from bot.slack.settings import SlackSettings
from bot.slack.socket import Socket
from handlers.respond import Respond, respond
from store.inbox import Inbox
from store.outbox import Outbox
from store.store import Store
from tests.bot.slack.bodies import SECRET, signed
from tests.bot.slack.fake import FakeSlack
from tests.newsroom import Newsroom, did_putin_attend, nobody_says, who_led, who_spoke_for_russia

LED = "Who led Ukraine's delegation?"


@dataclass
class Running:
    """A platform that runs; `send` delivers a body as Slack does and returns the status and what came with the ack."""

    slack: Slack
    fake: FakeSlack
    store: Store
    http: aiohttp.ClientSession | None
    address: str

    async def send(self, body: dict[str, Any]) -> tuple[int, Any]:
        if self.http is None:
            kind = "events_api" if body.get("type") == "event_callback" else "interactive"
            kind = "slash_commands" if "command" in body else kind
            return 200, await self.fake.deliver(kind, body)
        raw, headers = signed(body)
        async with self.http.post(f"{self.address}/slack/events", data=raw, headers=headers) as answer:
            kind = answer.content_type
            return answer.status, await answer.json() if kind == "application/json" else await answer.text()

    async def until(self, there: Callable[[], bool], within: float = 10) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(within):
            while not there():
                await asyncio.sleep(0.01)

    async def settled(self, within: float = 20) -> None:
        """Wait until nothing is waiting to be answered or posted.

        The inbox is asked first: the end of an event and its posts are one transaction, so that what was answered
        between the two questions is seen in the outbox. Asked the other way round it would be seen in neither.
        """
        inbox, outbox = Inbox(self.store), Outbox(self.store)
        async with asyncio.timeout(within):
            while True:
                waiting = await inbox.waiting()
                counts = await outbox.counts()
                if not waiting and not counts.get("pending") and not counts.get("sending"):
                    return
                await asyncio.sleep(0.02)


async def scripted(room: Newsroom) -> None:
    """The newsroom's answers, under the questions as tests ask them."""
    for question in (LED, "and Ukraine's?"):
        room.script[question] = await who_led(room, question, LED)
    room.script["and Russia's?"] = await who_spoke_for_russia(room)
    room.script["did Putin attend?"] = await did_putin_attend(room)
    room.script["who led China's delegation?"] = await nobody_says(room)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def running(
    room: Newsroom,
    fake: FakeSlack,
    *,
    http: bool = False,
    pace_s: float = 0.0,
    settle_s: float = 0.2,
    respond_with: Respond | None = None,
    make_socket: Callable[..., Socket] = Socket,
    between_catch_ups_s: float = 60.0,
    **more: Any,
) -> AsyncIterator[Running]:
    """Run the platform until the end of the block."""
    port = free_port() if http else None
    given: dict[str, Any] = {
        "bot_token": "xoxb-1",
        "api_url": fake.api_url,
        "asks_per_person": 10_000,
        "asks_per_channel": 10_000,
    }
    given |= {"signing_secret": SECRET, "port": port} if http else {"app_token": "xapp-1"}
    slack = Slack(
        SlackSettings(**given | more),
        room.store,
        pace_s=pace_s,
        settle_s=settle_s,
        make_socket=make_socket,
        between_catch_ups_s=between_catch_ups_s,
    )
    task = asyncio.create_task(slack.run(respond_with or partial(respond, room.desk)))
    ready = asyncio.create_task(slack.ready.wait())
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        async with contextlib.AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession()) if http else None
            yield Running(slack, fake, room.store, session, f"http://127.0.0.1:{port}")
    finally:
        ready.cancel()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
