"""What was said to the bot while it did not run: mentions and direct messages since it last lived.

Slack sends again what was not acknowledged, but not for long, and Socket Mode drops what nobody is there to take. The
history of the channels is read back as far as the last sign of life; what the inbox has already is known by its id.
Replies in threads are not in a channel's history, so what was asked there meanwhile is not found.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.inbox import Reception
from bot.slack import asked
from bot.slack.people import FAILED
from bot.slack.workspaces import Workspace
from store.cursor import Cursor
from store.errors import StoreError
from store.inbox import Event, Inbox

log = logging.getLogger(__name__)

ALIVE = "slack alive"
ALIVE_EVERY_S = 60.0
# A question of the day before is no longer waited for.
FURTHEST_S = 24 * 3600.0
# conversations.history allows 50 calls a minute to an app of one's own.
PACE_S = 1.3


async def catch_up(
    workspace: Workspace, inbox: Inbox, reception: Reception, *, pace_s: float = PACE_S, now: float | None = None
) -> int:
    """Record what was said to the bot since its last sign of life; returns how much was new. 0 on the first start."""
    alive = await inbox.position(ALIVE)
    if alive is None:
        return 0
    at = now or time.time()
    since = max(float(alive) - ALIVE_EVERY_S, at - FURTHEST_S)
    found = 0
    try:
        async for channel in _channels(workspace):
            events = [event async for event in _said(workspace, channel, since)]
            if events:
                found += await reception.record_all(events, Cursor(ALIVE, alive))
            await asyncio.sleep(pace_s)
    except FAILED as error:
        log.warning("what was said meanwhile could not be read back: %s", type(error).__name__)
    return found


async def keep_alive(reception: Reception) -> None:
    """Leave a sign of life once a minute, until cancelled."""
    while True:
        try:
            await reception.record_all([], Cursor(ALIVE, f"{time.time():.0f}"))
        except StoreError as error:
            log.error("no sign of life could be left: %s", error.public)
        await asyncio.sleep(ALIVE_EVERY_S)


async def _channels(workspace: Workspace) -> AsyncIterator[dict[str, Any]]:
    wanted: dict[str, Any] = {"types": "public_channel,private_channel,mpim,im", "exclude_archived": True, "limit": 200}
    while True:
        said = await workspace.client.users_conversations(**wanted)
        for channel in said["channels"]:
            yield channel
        wanted["cursor"] = (said.get("response_metadata") or {}).get("next_cursor")
        if not wanted["cursor"]:
            return


async def _said(workspace: Workspace, channel: dict[str, Any], since: float) -> AsyncIterator[Event]:
    try:
        said = await workspace.client.conversations_history(channel=channel["id"], oldest=f"{since:.6f}", limit=200)
    except SlackApiError as error:
        log.info("a channel's history was not given: %s", error.response.get("error"))
        return
    kind = "im" if channel.get("is_im") else "channel"
    for message in reversed(said["messages"]):
        body = {
            "event": {**message, "channel": channel["id"], "channel_type": kind},
            "authorizations": [{"team_id": workspace.team, "enterprise_id": workspace.enterprise}],
        }
        event = asked.message(body, workspace.bot_user)
        if event is not None:
            yield event
