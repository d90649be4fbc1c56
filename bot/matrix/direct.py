"""Direct rooms, where something is said to one person alone: the one there is, else one to which they are invited."""

from __future__ import annotations

import asyncio
import logging

from nio import AsyncClient, MatrixRoom

from bot.inbox import NotYet
from bot.matrix.client import FAILED, Unanswered, call
from bot.matrix.rooms import Rooms, may_pass
from bot.matrix.settings import MatrixSettings

log = logging.getLogger(__name__)

_ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class DirectRooms:
    """The bot's rooms with one person each."""

    def __init__(self, settings: MatrixSettings, client: AsyncClient, rooms: Rooms) -> None:
        self._settings = settings
        self._client = client
        self._rooms = rooms
        self._lock = asyncio.Lock()
        self._made: dict[tuple[str, bool], str] = {}  # by person, and whether they are encrypted

    async def room_with(self, person: str, *, encrypted: bool) -> str | None:
        """A room of the bot and this person; with `encrypted`, only one that is.

        None where there is none and none can be made. Raises `NotYet` where it may go better later.
        """
        async with self._lock:
            known = [room for room in self._client.rooms.values() if self._is_theirs(room, person)]
            fit = [room for room in known if room.encrypted or not encrypted]
            if fit:
                # One that they are in already goes before one to which they were invited.
                return str(min(fit, key=lambda room: (room.users[person].invited, room.room_id)).room_id)
            made = self._made.get((person, encrypted))
            if made is not None and not self._rooms.is_whole(made):  # the next sync brings it
                return made
            if self._settings.rooms is not None:  # the rooms are named, and a new one is not among them
                return None
            return await self._make(person, encrypted=encrypted)

    def _is_theirs(self, room: MatrixRoom, person: str) -> bool:
        return set(room.users) == {self._client.user_id, person}

    async def _make(self, person: str, *, encrypted: bool) -> str | None:
        """Invite somebody to a new room. After a crash the invitation stands, and the room is found by it."""
        body = {
            "is_direct": True,
            "preset": "trusted_private_chat",
            "invite": [person],
            "initial_state": [_ENCRYPTION] if encrypted else [],
        }
        try:
            said = await call(self._client.homeserver, "POST", "createRoom", body, token=self._client.access_token)
        except Unanswered as error:
            if may_pass(error):
                raise NotYet from error
            log.warning("no direct room could be made: %s", error)
            return None
        except FAILED as error:
            raise NotYet from error
        self._made[person, encrypted] = str(said["room_id"])
        return self._made[person, encrypted]
