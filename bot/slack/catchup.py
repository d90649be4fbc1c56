"""What was said to the bot while it heard nothing: mentions, direct messages, and replies in its latest threads.

Slack sends again what was not acknowledged, but not for long, and Socket Mode drops what nobody is there to take. The
history of the channels is read back as far as the last sign of life; what the inbox has already is known by its id.
A channel's history has no replies, so the threads that the bot wrote in last are read as well.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.inbox import Reception
from bot.slack import asked
from bot.slack.calls import error_of
from bot.slack.people import FAILED
from bot.slack.workspaces import Workspace
from store.cursor import Cursor
from store.errors import StoreError
from store.inbox import Event, Inbox
from store.outbox import Outbox

log = logging.getLogger(__name__)

ALIVE = "slack alive"
ALIVE_EVERY_S = 60.0
# A question of the day before is no longer waited for.
FURTHEST_S = 24 * 3600.0
# conversations.history and conversations.replies allow 50 calls a minute each to an app of one's own.
PACE_S = 1.3
# Messages of one channel beyond this many pages of 200 are more than anybody waits for.
PAGES = 5
# Each costs a call; people reply to the latest answers.
THREADS = 20


async def catch_up(
    workspace: Workspace,
    inbox: Inbox,
    outbox: Outbox,
    reception: Reception,
    *,
    silent_since: float | None = None,
    pace_s: float = PACE_S,
) -> int:
    """Record what was said to the bot since its last sign of life; returns how much was new. 0 on the first start.

    `silent_since` (seconds since the epoch): when the last event came, where that is longer ago.
    """
    alive = await inbox.position(ALIVE)
    if alive is None:
        return 0
    heard = min(float(alive), silent_since or float(alive))
    since = max(heard - ALIVE_EVERY_S, time.time() - FURTHEST_S)
    found = 0
    try:
        channels = {channel["id"]: channel async for channel in _channels(workspace)}
        for channel in channels.values():
            found += await _recorded(_history(workspace, channel, since), workspace, channel, reception, alive)
            await asyncio.sleep(pace_s)
        for place, root in await outbox.threads(asked.PLATFORM, limit=THREADS):
            if place in channels and not channels[place].get("is_im"):
                said = _replies(workspace, place, root, since)
                found += await _recorded(said, workspace, channels[place], reception, alive)
                await asyncio.sleep(pace_s)
    except FAILED as error:
        log.warning("what was said meanwhile could not be read back: %s", type(error).__name__)
    return found


async def keep_alive(reception: Reception, hears: Callable[[], bool]) -> None:
    """Leave a sign of life once a minute while events are heard, until cancelled."""
    while True:
        try:
            if hears():
                await reception.record_all([], Cursor(ALIVE, f"{time.time():.0f}"))
        except StoreError as error:
            log.error("no sign of life could be left: %s", error.public)
        await asyncio.sleep(ALIVE_EVERY_S)


async def _recorded(
    said: AsyncIterator[Mapping[str, Any]],
    workspace: Workspace,
    channel: Mapping[str, Any],
    reception: Reception,
    alive: str,
) -> int:
    """Record what was for the bot among these messages, newest first; it is answered in the order it was said."""
    events: list[Event] = []
    async for message in said:
        body = {
            "event": {**message, "channel": channel["id"], "channel_type": "im" if channel.get("is_im") else "channel"},
            "authorizations": [{"team_id": workspace.team, "enterprise_id": workspace.enterprise}],
        }
        event = asked.message(body, workspace.bot_user)
        if event is not None:
            events.append(event)
    return await reception.record_all(events[::-1], Cursor(ALIVE, alive)) if events else 0


async def _channels(workspace: Workspace) -> AsyncIterator[Mapping[str, Any]]:
    async def page(**more: Any) -> Any:
        return await workspace.client.users_conversations(
            types="public_channel,private_channel,mpim,im", exclude_archived=True, limit=200, **more
        )

    async for said in _pages(page):
        for channel in said["channels"]:
            yield channel


async def _history(workspace: Workspace, channel: Mapping[str, Any], since: float) -> AsyncIterator[Mapping[str, Any]]:
    async def page(**more: Any) -> Any:
        return await workspace.client.conversations_history(
            channel=channel["id"], oldest=f"{since:.6f}", limit=200, **more
        )

    async for message in _messages(page):
        yield message


async def _replies(workspace: Workspace, place: str, root: str, since: float) -> AsyncIterator[Mapping[str, Any]]:
    async def page(**more: Any) -> Any:
        return await workspace.client.conversations_replies(
            channel=place, ts=root, oldest=f"{since:.6f}", limit=200, **more
        )

    newest_last = [message async for message in _messages(page) if message.get("ts") != root]
    for message in reversed(newest_last):
        yield message


async def _messages(page: Callable[..., Awaitable[Any]]) -> AsyncIterator[Mapping[str, Any]]:
    """The messages of one channel or thread; none where Slack does not give them."""
    try:
        async for said in _pages(page, most=PAGES):
            for message in said["messages"]:
                yield message
    except SlackApiError as error:
        log.info("what was said in a channel was not given: %s", error_of(error))


async def _pages(page: Callable[..., Awaitable[Any]], most: int | None = None) -> AsyncIterator[Any]:
    """Page after page; where Slack asks to wait, it is waited, once for each page."""
    more: dict[str, Any] = {}
    read = 0
    while most is None or read < most:
        try:
            said = await page(**more)
        except SlackApiError as error:
            if error_of(error) != "ratelimited":
                raise
            await asyncio.sleep(min(float(error.response.headers.get("Retry-After", 1)), 60))
            said = await page(**more)
        yield said
        read += 1
        cursor = (said.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        more = {"cursor": cursor}
