"""How a post goes to Matrix: with a transaction id made of its key, so that sent again it is still one message.

The homeserver remembers a device's transaction ids for a day (Synapse: `event_txn_id_device_id`, 24 hours), so a post
whose reply was lost is found out about by sending it again; after that nobody knows.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import aiohttp
from nio import (
    AsyncClient,
    JoinedRoomsResponse,
    RoomRedactError,
    RoomRedactResponse,
    RoomSendError,
    RoomSendResponse,
)
from nio.exceptions import EncryptionError

from bot.matrix.client import FAILED
from bot.matrix.crypto import Crypto, NoKeys
from bot.matrix.picturing import image, in_words, upload
from bot.outbox import UPLOADS, Later, Lost, Refused, Result, Sent, Unknowable
from handlers.phrases import Phrase
from store.outbox import Outbox, Post
from store.withdrawing import edit_of

log = logging.getLogger(__name__)

REMEMBERED = timedelta(hours=23)
_BUSY_S, _TOKEN_S = 5.0, 60.0
# https://spec.matrix.org/v1.15/client-server-api/#common-error-codes
_NEVER = frozenset({"M_FORBIDDEN", "M_NOT_FOUND", "M_TOO_LARGE", "M_BAD_JSON", "M_INVALID_PARAM", "M_NOT_JSON"})

Made: TypeAlias = RoomSendResponse | RoomSendError | RoomRedactResponse | RoomRedactError


def transaction(key: str) -> str:
    """The transaction id of a post; it says nothing of what it is about."""
    return hashlib.sha256(key.encode()).hexdigest()


def message(post: Post, replaces: str | None = None, uploaded: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The content of the message: a notice, which other bots do not answer, that calls for nobody by itself.

    A post that `edits` another replaces it for clients that know edits, and stands beside it for the others
    (https://spec.matrix.org/v1.15/client-server-api/#event-replacements). In a thread it also answers what it is
    about, for clients that know no threads; `uploaded` is where its picture is
    (https://spec.matrix.org/v1.15/client-server-api/#fallback-for-unthreaded-clients).
    """
    kept = post.content
    if "picture" in kept:
        made = in_words(kept) if uploaded is None else image(kept, uploaded)
    else:
        formatted = {"format": "org.matrix.custom.html", "formatted_body": kept["formatted_body"]}
        made = {"msgtype": "m.notice", "body": kept["body"]} | formatted
    made["m.mentions"] = {}
    if replaces is not None:
        relation = {"rel_type": "m.replace", "event_id": replaces}
        marked = {"body": f"* {kept['body']}", "formatted_body": f"* {kept['formatted_body']}"}
        return made | marked | {"m.new_content": made, "m.relates_to": relation}
    if post.thread is not None:
        made["m.relates_to"] = {
            "rel_type": "m.thread",
            "event_id": post.thread,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": kept.get("answers") or post.thread},
        }
    return made


class MatrixCourier:
    """Sends posts as the bot's device; the client has synced, so that it knows which rooms are encrypted."""

    def __init__(self, client: AsyncClient, crypto: Crypto, outbox: Outbox) -> None:
        self._client = client
        self._outbox = outbox
        self._crypto = crypto

    async def prepare(self, post: Post) -> Later | None:
        """Upload the post's picture, encrypted for a room that is. After some tries its words go out instead."""
        wanted = post.content.get("picture")
        room = self._client.rooms.get(post.place)
        kept = await self._outbox.pictures.get(wanted["of"]) if wanted else None
        if wanted is None or room is None or len(room.users) < 2 or kept is None or kept.png is None:
            return None
        if kept.uploaded is not None and (not room.encrypted or "file" in kept.uploaded):
            return None
        where = await upload(self._client, kept.png, wanted["name"], encrypted=room.encrypted)
        match where:
            case dict():
                await self._outbox.pictures.uploaded(wanted["of"], where)
            case Later() if post.claim - post.attempts < UPLOADS:
                return where
            case _:
                log.error("the picture of post %s could not be uploaded (%s)", post.key, where.reason)
        return None

    async def send(self, post: Post) -> Result:
        """Make the post."""
        if post.place not in self._client.rooms:
            return await self._absent(post.place)
        if len(self._client.rooms[post.place].users) < 2:
            # A room that the bot makes comes in parts: that it is encrypted first, then who is invited.
            return Later(1, "nobody is in the room")
        if post.content.get("redact"):
            return await self._without_picture(post)
        edited = post.content.get("edits")
        if not edited:
            return await self._said(post)
        first = await self._outbox.get(edited)
        if first is None or first.remote_id is None:
            settled = first is None or first.state in ("failed", "unknown")
            return Refused("there is no message to edit") if settled else Later(_BUSY_S, "the message is not there")
        if post.content.get("method") != "delete":
            return await self._said(post, first.remote_id)
        result = await self._redacted(post, first.remote_id)
        if isinstance(result, Refused):
            await self._said(post, first.remote_id)  # what cannot be taken away is at least replaced; this is told
        return result

    async def _said(self, post: Post, replaces: str | None = None) -> Result:
        uploaded = None
        if wanted := post.content.get("picture"):
            kept = await self._outbox.pictures.get(wanted["of"])
            uploaded = kept.uploaded if kept else None
            if uploaded and self._client.rooms[post.place].encrypted and "file" not in uploaded:
                return Later(_BUSY_S, "the room is encrypted by now")
        content = message(post, replaces, uploaded)
        return await _called(lambda: self._crypto.send(post.place, content, transaction(post.key)))

    async def _without_picture(self, post: Post) -> Result:
        """Take a picture away: clients forget it, and with it, in an encrypted room, what opens it."""
        shown = await self._outbox.get(post.content["edits"]) if "edits" in post.content else None
        if shown is None or shown.remote_id is None:
            return Sent("nothing to take away")
        return await _called(partial(self._redact, post, shown.remote_id))

    async def _redacted(self, post: Post, event: str) -> Result:
        """Take a message and its edit away: what an edit says is served until that is redacted too.

        https://spec.matrix.org/v1.15/client-server-api/#redactions; each under a transaction id of its own, so that
        done twice it is done once.
        """
        edit = await self._outbox.get(edit_of(post.content["edits"]))
        result: Result = Sent(event)
        for each in (*((edit.remote_id,) if edit is not None and edit.remote_id else ()), event):
            result = await _called(partial(self._redact, post, each))
            if not isinstance(result, Sent):
                break
        return result

    async def _redact(self, post: Post, event: str) -> RoomRedactResponse | RoomRedactError:
        known = transaction(f"{post.key}:{event}")
        return await self._client.room_redact(post.place, event, Phrase.TAKEN_DOWN.value, known)

    async def find(self, post: Post) -> Result:
        """Send it again under the same transaction id: if it is there already, this says so."""
        begun = post.sending_at or post.created_at
        if datetime.now(UTC) - begun > REMEMBERED:
            return Unknowable("the homeserver no longer remembers the transaction")
        return await self.send(post)

    async def _absent(self, room: str) -> Result:
        """The bot is not in the room, or only just came and does not know it yet."""
        try:
            said = await self._client.joined_rooms()
        except FAILED as error:
            return Later(_BUSY_S, type(error).__name__)
        if not isinstance(said, JoinedRoomsResponse):
            return Later(_BUSY_S, said.status_code or "no code")
        return Later(1, "the room is not synced") if room in said.rooms else Refused("not in the room")


async def _called(call: Callable[[], Awaitable[Made]]) -> Result:
    """What came of a call that makes an event."""
    try:
        said = await call()
    except (NoKeys, EncryptionError) as error:
        return Later(_BUSY_S, type(error).__name__)
    except aiohttp.ClientConnectorError as error:
        return Later(2, type(error).__name__)  # no connection was made, so no event
    except FAILED as error:
        return Lost(type(error).__name__)
    if isinstance(said, RoomSendResponse | RoomRedactResponse):
        return Sent(str(said.event_id))
    code = said.status_code or "no code"
    if code == "M_LIMIT_EXCEEDED":
        return Later((said.retry_after_ms or 1000) / 1000, code)
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
        log.error("the homeserver does not take the token (%s); the post waits", code)
        return Later(_TOKEN_S, code)
    return Refused(code) if code in _NEVER else Lost(code)
