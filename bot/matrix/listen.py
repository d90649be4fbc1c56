"""Listening by sync: what came is put into the inbox together with the position it came at; nothing is answered here.

The position is ours, not the library's: it moves in the transaction that records the events, so that a crash repeats a
sync and never skips one. What is repeated is known by its id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from nio import AsyncClient, MegolmEvent, RoomKeyEvent, SyncResponse
from nio.events import ForwardedRoomKeyEvent, InviteMemberEvent

from bot.inbox import Reception
from bot.matrix import asked, gaps
from bot.matrix.client import FAILED, SYNC_MS
from bot.matrix.crypto import Crypto
from bot.matrix.device import Device, MatrixRefused
from bot.matrix.rooms import Rooms, is_direct
from bot.matrix.sealed import Sealed
from store.cursor import Cursor
from store.errors import StoreError
from store.inbox import Event

log = logging.getLogger(__name__)

POSITION = "matrix sync"
# More in one room since the last sync is paged back to.
TIMELINE = 50
_LONGEST_PAUSE_S = 60.0
_NO_MORE = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"})
_NOTHING: dict[str, Any] = {"types": []}


class Listener:
    """The way in. `timeline` is how many events of a room one sync brings."""

    def __init__(
        self,
        client: AsyncClient,
        device: Device,
        reception: Reception,
        rooms: Rooms,
        crypto: Crypto,
        sealed: Sealed,
        *,
        timeline: int = TIMELINE,
    ) -> None:
        self._client = client
        self._device = device
        self._reception = reception
        self._rooms = rooms
        self._crypto = crypto
        self._sealed = sealed
        self._filter = {
            "presence": _NOTHING,
            "account_data": _NOTHING,
            "room": {"account_data": _NOTHING, "ephemeral": _NOTHING, "timeline": {"limit": timeline}},
        }

    async def begin(self, since: str | None) -> str:
        """The first sync, which also brings the state of every room; returns the new position.

        On the very first start nothing of it is answered: what was said before was not said to the bot.
        """
        said = await self._synced(since, full_state=True)
        position = await self._take(said, since, full_state=True)
        # A key that came just before a crash is in the key store, but what waits for it was not told.
        late = [
            each for room, events in (await self._sealed.opened_all()).items() for each in self._heard(room, events)
        ]
        await self._record(late, self._at(position))
        return position

    async def run(self, since: str) -> None:
        """Listen until cancelled. Raises `MatrixRefused` where the homeserver ended the login."""
        while True:
            await self._rooms.leave_strange()
            said = await self._synced(since)
            since = await self._take(said, since)

    async def _synced(self, since: str | None, *, full_state: bool = False) -> SyncResponse:
        pause = 1.0
        while True:
            try:
                said = await self._client.sync(
                    0 if full_state else SYNC_MS,
                    self._filter,
                    since=since,
                    full_state=full_state,
                )
            except FAILED as error:
                log.warning("the homeserver cannot be reached: %s", type(error).__name__)
            else:
                if isinstance(said, SyncResponse):
                    return said
                if said.status_code in _NO_MORE:
                    raise MatrixRefused(
                        f"The homeserver ended the login of the device {self._device.device} ({said.status_code}). Set "
                        "MATRIX_PASSWORD, or a new MATRIX_TOKEN of the same device, and start again."
                    )
                log.warning("the homeserver did not answer a sync: %s", said.status_code or said.message)
                pause = max(pause, (said.retry_after_ms or 0) / 1000)
            await asyncio.sleep(min(pause, _LONGEST_PAUSE_S))
            pause *= 2

    async def _take(self, said: SyncResponse, since: str | None, *, full_state: bool = False) -> str:
        """Record what a sync brought and move the position, in one transaction; then do what the keys need."""
        events = [*self._invitations(said)]
        for room, info in said.rooms.join.items():
            if since is not None:
                read = await gaps.timeline(self._client, room, info, since, full_state=full_state)
                events += self._heard(room, read)
        for room in said.rooms.leave:
            self._client.rooms.pop(room, None)
        events += await self._opened(said)
        await self._record(events, self._at(said.next_batch))
        await self._crypto.tend()
        return str(said.next_batch)

    def _at(self, position: str) -> Cursor:
        return Cursor(POSITION, f"{self._device.device} {position}")

    def _invitations(self, said: SyncResponse) -> Sequence[Event]:
        found = []
        for room, info in said.rooms.invite.items():
            inviters = [
                each.sender
                for each in info.invite_state
                if isinstance(each, InviteMemberEvent)
                and each.state_key == self._client.user_id
                and each.membership == "invite"
            ]
            found += [asked.invitation(room, inviter, said.next_batch) for inviter in inviters[-1:]]
        return found

    def _heard(self, room: str, events: Sequence[Any]) -> Sequence[Event]:
        """What of it concerns the bot."""
        known = self._client.rooms.get(room)
        if known is None:
            return ()
        direct = is_direct(known)
        me = asked.Me(self._client.user_id, known.user_name(self._client.user_id))
        found: list[Event] = []
        for event in events:
            if isinstance(event, MegolmEvent):
                if event.sender != self._client.user_id:
                    found.append(asked.sealed(event.source, room, direct=direct))
                continue
            read = asked.read(event.source, room, me, direct=direct)
            if read is not None:
                found.append(read)
        return found

    async def _opened(self, said: SyncResponse) -> Sequence[Event]:
        """Messages that waited for a key that came with this sync."""
        keys = {
            (each.room_id, each.session_id)
            for each in said.to_device_events
            if isinstance(each, RoomKeyEvent | ForwardedRoomKeyEvent)
        }
        found: list[Event] = []
        for room, session in keys:
            found += self._heard(room, await self._sealed.opened(room, session))
        return found

    async def _record(self, events: Sequence[Event], cursor: Cursor) -> None:
        """Until it is recorded nothing more is asked for, so that nothing is lost while a disk is full."""
        pause = 1.0
        while True:
            try:
                fresh = await self._reception.record_all(events, cursor)
            except StoreError as error:
                log.error("what came from Matrix cannot be recorded, trying again: %s", error.public)
                await asyncio.sleep(min(pause, _LONGEST_PAUSE_S))
                pause *= 2
            else:
                if fresh:
                    log.info("%d events recorded", fresh)
                return
