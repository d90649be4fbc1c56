"""While the archive is being read: a status where Slack shows one, else one message that the answer then replaces."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from bot.slack.asked import Asked, Kind
from bot.slack.people import FAILED
from bot.slack.workspaces import Workspace
from handlers.phrases import Phrase

log = logging.getLogger(__name__)

# Most answers are there sooner; what only flashes up disturbs.
STATUS_AFTER_S = 0.8
# A message is more of a disturbance than a status: it is for answers that somebody would begin to doubt.
PLACEHOLDER_AFTER_S = 3.0


@contextlib.asynccontextmanager
async def shown(asked: Asked, workspace: Workspace, hold_place: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Show that the archive is being read for as long as the block takes, if that is long.

    A command was told so when it was acknowledged. Slack takes a status away with the answer in its thread.
    """
    if not asked.addressed or asked.kind is Kind.COMMAND:
        yield
        return

    async def show() -> None:
        await asyncio.sleep(STATUS_AFTER_S)
        if await _status(asked, workspace, Phrase.READING.value):
            return
        await asyncio.sleep(PLACEHOLDER_AFTER_S - STATUS_AFTER_S)
        await hold_place()

    showing = asyncio.create_task(show())
    try:
        yield
    finally:
        showing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await showing


async def _status(asked: Asked, workspace: Workspace, words: str) -> bool:
    """Set the status of the thread; False where there is none or Slack shows none there."""
    thread = asked.thread or (None if asked.direct else asked.ts)
    if thread is None:
        return False
    try:
        said: Any = await workspace.client.assistant_threads_setStatus(
            channel_id=asked.channel, thread_ts=thread, status=words
        )
        return bool(said.get("ok"))
    except FAILED as error:
        log.info("no status was set: %s", type(error).__name__)
        return False
