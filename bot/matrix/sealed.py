"""Messages that cannot be read yet: they wait in the inbox for their key, which is asked for once.

Mostly the key is only late. If it does not come the room is told, once for ever; if it comes after that, the message is
answered all the same, under its own id and so never twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from nio import AsyncClient, Event, MegolmEvent
from nio.exceptions import EncryptionError

from bot.matrix.asked import PLATFORM, SEALED, Asked, lane_of_key
from bot.matrix.client import FAILED
from bot.matrix.crypto import Crypto
from store.inbox import Inbox

log = logging.getLogger(__name__)

# Keys come by another way than messages, seldom later than this.
GRACE_S = 10.0


class Sealed:
    """What waits for keys. `grace_s` is how long a key may be late before anybody is told."""

    def __init__(self, client: AsyncClient, crypto: Crypto, inbox: Inbox, *, grace_s: float = GRACE_S) -> None:
        self._client = client
        self._crypto = crypto
        self._inbox = inbox
        self._grace_s = grace_s
        self._came: dict[str, asyncio.Event] = {}

    async def opened(self, room: str, session: str) -> Sequence[Event]:
        """The messages that waited for a key that is there now; those that are still closed stay where they are."""
        lane = lane_of_key(room, session)
        waited = await self._inbox.of_lane(PLATFORM, lane)
        found = [each for each in (self._open(Asked.of(event)) for event in waited) if each is not None]
        if found and lane in self._came:
            self._came[lane].set()
        return found

    async def opened_all(self) -> Mapping[str, Sequence[Event]]:
        """The same for every key, by room."""
        found: dict[str, list[Event]] = {}
        for event in await self._inbox.starting(PLATFORM, SEALED):
            asked = Asked.of(event)
            opened = self._open(asked)
            if opened is not None:
                found.setdefault(asked.room, []).append(opened)
        return found

    async def stays_closed(self, asked: Asked) -> bool:
        """Wait for the key of a message a while, after asking for it; whether it did not come."""
        assert asked.sealed is not None
        lane = lane_of_key(asked.room, str(asked.sealed["content"].get("session_id")))
        came = self._came.setdefault(lane, asyncio.Event())
        try:
            if self._open(asked) is not None:
                return False
            event = _parsed(asked)
            if event is not None:
                try:
                    if await self._crypto.ask_for_key(event):
                        log.info("asked for the key of a message in %s", asked.room)
                except FAILED as error:
                    log.info("a key could not be asked for: %s", type(error).__name__)
            try:
                async with asyncio.timeout(self._grace_s):
                    await came.wait()
            except TimeoutError:
                return True
            return False
        finally:
            self._came.pop(lane, None)

    def _open(self, asked: Asked) -> Event | None:
        event = _parsed(asked)
        if event is None:
            return None
        try:
            found = self._client.decrypt_event(event)
        except EncryptionError:
            return None
        return found if isinstance(found, Event) else None


def _parsed(asked: Asked) -> MegolmEvent | None:
    source: Any = dict(asked.sealed or {})
    event = Event.parse_encrypted_event(source)
    if not isinstance(event, MegolmEvent):
        return None
    event.room_id = asked.room
    return event
