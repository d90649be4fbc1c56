"""What a sync left out: a room in which much was said brings only its newest events, the rest is paged back to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from nio import AsyncClient, Event, RoomMessagesResponse
from nio.responses import RoomInfo

from bot.matrix.client import FAILED

log = logging.getLogger(__name__)

PAGE = 100
# A room that was just joined is read back to the invitation, but no further than this many pages.
JOINED_PAGES = 5
_LONGEST_WAIT_S = 30.0


async def timeline(
    client: AsyncClient, room: str, info: RoomInfo, since: str, *, full_state: bool = False
) -> Sequence[Event]:
    """The events of a room since `since`, oldest first, the gap filled; only those since the bot was invited.

    `full_state`: the state that came with them is all of the room's, not only what changed since.
    What cannot be asked is asked again until the homeserver answers: a gap that were skipped would be lost.
    """
    events: list[Event] = list(info.timeline.events)
    changed = events if full_state else [*info.state, *events]
    fresh = any(_enters(event, client.user_id) for event in changed)
    if info.timeline.limited and info.timeline.prev_batch:
        # The position before the sync may lie after the invitation, so a fresh room is read back to that instead.
        events = await _back(client, room, info.timeline.prev_batch, None if fresh else since) + events
    return _since_invited(events, client.user_id) if fresh else events


async def _back(client: AsyncClient, room: str, start: str, until: str | None) -> list[Event]:
    pages: list[list[Event]] = []
    token: str | None = start
    while token is not None and (until is not None or len(pages) < JOINED_PAGES):
        said = await _page(client, room, token, until)
        if said is None:
            break
        page = [each for each in said.chunk if isinstance(each, Event)]
        pages.append(page[::-1])
        if until is None and any(_membership(each, client.user_id) == "invite" for each in page):
            break
        token = said.end if said.chunk and said.end != token else None
    return [event for page in reversed(pages) for event in page]


async def _page(client: AsyncClient, room: str, start: str, until: str | None) -> RoomMessagesResponse | None:
    """One page, newest first; None where the homeserver will not show it."""
    pause = 1.0
    while True:
        try:
            said = await client.room_messages(room, start, until, limit=PAGE)
        except FAILED as error:
            log.warning("a room could not be read back, asking again: %s", type(error).__name__)
        else:
            if isinstance(said, RoomMessagesResponse):
                return said
            if said.status_code in ("M_FORBIDDEN", "M_NOT_FOUND"):
                log.warning("the homeserver does not show what was said in %s meanwhile: %s", room, said.status_code)
                return None
            log.warning("a room could not be read back, asking again: %s", said.status_code)
            pause = max(pause, (said.retry_after_ms or 0) / 1000)
        await asyncio.sleep(min(pause, _LONGEST_WAIT_S))
        pause *= 2


def _since_invited(events: Sequence[Event], me: str) -> Sequence[Event]:
    """What was said since the bot was asked in, or came; what was said before was not said to it."""
    changes = [(at, _membership(event, me)) for at, event in enumerate(events)]
    invited = [at for at, membership in changes if membership == "invite"]
    entered = [at for at, event in enumerate(events) if _enters(event, me)]
    marks = invited[-1:] or entered[-1:]
    return events[marks[0] + 1 :] if marks else events


def _enters(event: Event, me: str) -> bool:
    source: Mapping[str, Any] = event.source
    before = (source.get("unsigned") or {}).get("prev_content") or source.get("prev_content") or {}
    return _membership(event, me) == "join" and before.get("membership") != "join"


def _membership(event: Event, me: str) -> str | None:
    source: Mapping[str, Any] = event.source
    if source.get("type") != "m.room.member" or source.get("state_key") != me:
        return None
    return str((source.get("content") or {}).get("membership"))
