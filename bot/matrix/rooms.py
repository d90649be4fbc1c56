"""Which rooms the bot may be in: it comes where somebody it answers invites it, and leaves where nobody of those is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from urllib.parse import quote

from nio import AsyncClient, MatrixRoom

from bot.inbox import NotYet
from bot.matrix.client import FAILED, Unanswered, call
from bot.matrix.settings import MatrixSettings

log = logging.getLogger(__name__)

# What can be asked again: everything else the homeserver will say again as well.
_PASSING = frozenset({"M_LIMIT_EXCEEDED", "M_UNKNOWN", "M_UNKNOWN_TOKEN"})
_LONGEST_WAIT_S = 30.0


class Rooms:
    """The bot's rooms, by the rules of the settings."""

    def __init__(self, settings: MatrixSettings, client: AsyncClient) -> None:
        self._settings = settings
        self._client = client
        self._whole: set[str] | None = None

    def welcomes(self, room: str, inviter: str) -> bool:
        """Whether an invitation is accepted."""
        return self._settings.allows(inviter) and self._may_be_in(room)

    def belongs(self, room: str, members: Iterable[str]) -> bool:
        """Whether the bot may stay: there is somebody it answers."""
        others = (each for each in members if each != self._settings.user)
        return self._may_be_in(room) and any(map(self._settings.allows, others))

    async def answer_invitation(self, room: str, inviter: str) -> None:
        """Join, or decline. Raises `NotYet` where it may go better later."""
        if self.welcomes(room, inviter):
            await self._do("join", room)
            log.info("joined the room %s, invited by %s", room, inviter)
        else:
            log.warning("declined the invitation to %s by %s, who is not allowed", room, inviter)
            await self._do("leave", room)

    async def leave_strange(self) -> None:
        """Leave the rooms where the bot may not be; the next sync tells that it did."""
        if self._whole is None:  # the first sync brings each room with all that is in it
            self._whole = set(self._client.rooms)
        self._whole |= {room.room_id for room in self._client.rooms.values() if len(room.users) > 1}
        for room in [*self._client.rooms.values()]:
            if not self.is_whole(room.room_id):
                continue
            if not self.belongs(room.room_id, room.users):
                log.warning("leaving the room %s: nobody is in it whom Copydesk may answer", room.room_id)
                try:
                    await self._do("leave", room.room_id)
                except NotYet:
                    continue
                self._client.rooms.pop(room.room_id, None)

    def is_whole(self, room: str) -> bool:
        """Whether all of a room was seen: one that the bot makes comes in parts, the person it invites last."""
        return self._whole is not None and room in self._whole

    def _may_be_in(self, room: str) -> bool:
        return self._settings.rooms is None or room in self._settings.rooms

    async def _do(self, what: str, room: str) -> None:
        path = f"rooms/{quote(room, safe='')}/{what}"  # an id is made by whoever made the room
        try:
            await call(self._client.homeserver, "POST", path, {}, token=self._client.access_token)
        except Unanswered as error:
            if may_pass(error):
                await asyncio.sleep(min(error.retry_s or 1.0, _LONGEST_WAIT_S))
                raise NotYet from error
            log.warning("the room %s: the homeserver says %s", room, error)
        except FAILED as error:
            raise NotYet from error


def may_pass(error: Unanswered) -> bool:
    """Whether the homeserver may do later what it did not do now."""
    return error.code in _PASSING or error.status >= 500


def is_direct(room: MatrixRoom) -> bool:
    """Whether the bot and one person are alone: then everything is said to the bot."""
    return len(room.users) <= 2
