"""The platform running against the homeserver, over an archive and an engine that does as told."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.matrix.platform import Matrix
from bot.matrix.settings import MatrixSettings
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from handlers.respond import Respond, respond
from store.inbox import Inbox
from store.outbox import Outbox
from store.store import Store
from tests.bot.matrix.synapse import Synapse
from tests.newsroom import Newsroom, did_putin_attend, nobody_says, who_led, who_spoke_for_russia

PASSWORD = "correct horse"
LED = "Who led Ukraine's delegation?"


async def scripted(room: Newsroom) -> None:
    """The newsroom's answers, under the questions as tests ask them."""
    for question in (LED, "and Ukraine's?"):
        room.script[question] = await who_led(room, question, LED)
    room.script["and Russia's?"] = await who_spoke_for_russia(room)
    room.script["did Putin attend?"] = await did_putin_attend(room)
    room.script["who led China's delegation?"] = await nobody_says(room)


async def echo(message: Message) -> Reply | None:
    """An answer that names its question, so that each can be counted."""
    return Reply((line(Phrase.READ_AS, question=person(message.text)),))


def account(synapse: Synapse) -> str:
    """An account for the bot."""
    return synapse.account(f"copydesk-{secrets.token_hex(4)}", PASSWORD)


def settings_of(synapse: Synapse, user: str, **more: Any) -> MatrixSettings:
    """The settings of a bot that may be asked as much as a test likes."""
    given: dict[str, Any] = {
        "homeserver": synapse.url,
        "user": user,
        "password": PASSWORD,
        "asks_per_person": 10_000,
        "asks_per_room": 10_000,
    }
    return MatrixSettings(**given | more)


@dataclass
class Running:
    """A platform that runs."""

    matrix: Matrix
    store: Store
    user: str

    async def settled(self, within: float = 90) -> None:
        """Wait until nothing is waiting to be answered or posted."""
        inbox, outbox = Inbox(self.store), Outbox(self.store)
        async with asyncio.timeout(within):
            while True:
                counts = await outbox.counts()
                if not await inbox.waiting() and not counts.get("pending") and not counts.get("sending"):
                    return
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def running(
    room: Newsroom,
    synapse: Synapse,
    user: str,
    folder: Path,
    *,
    respond_with: Respond | None = None,
    timeline: int = 50,
    grace_s: float = 1.0,
    settle_s: float = 0.2,
    **more: Any,
) -> AsyncIterator[Running]:
    """Run the platform until the end of the block; its device stays in the folder for the next time."""
    matrix = Matrix(
        settings_of(synapse, user, **more),
        room.store,
        folder / "archive.db.matrix",
        timeline=timeline,
        grace_s=grace_s,
        settle_s=settle_s,
    )
    task = asyncio.create_task(matrix.run(respond_with or partial(respond, room.desk)))
    ready = asyncio.create_task(matrix.ready.wait())
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        yield Running(matrix, room.store, user)
    finally:
        ready.cancel()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
