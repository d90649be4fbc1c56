"""What encryption needs between messages: keys offered to others, keys of others asked for, messages of the ratchet.

One thing at a time, by one lock: a message must not be encrypted while the list of who may read it is being renewed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any
from uuid import uuid4

from nio import (
    Api,
    AsyncClient,
    JoinedMembersResponse,
    KeysClaimResponse,
    KeysQueryResponse,
    KeysUploadResponse,
    RoomSendError,
    RoomSendResponse,
)
from nio.exceptions import LocalProtocolError

from bot.matrix.client import FAILED, Unanswered, call

log = logging.getLogger(__name__)

_TO_DEVICES = "sendToDevice/m.room.encrypted"


class NoKeys(Exception):
    """The keys of those in the room could not be asked for now."""


class Crypto:
    """The upkeep of a client's keys, and sending in its light."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._lock = asyncio.Lock()

    async def tend(self) -> None:
        """Do what has become due. What the homeserver does not do now is due again after the next sync."""
        async with self._lock:
            try:
                if self._client.should_upload_keys:
                    await self._upload()
                if self._client.should_query_keys:
                    await self._client.keys_query()
                with contextlib.suppress(LocalProtocolError):  # that there are none
                    await self._claim(self._client.get_users_for_key_claiming())
                await self._client.send_to_device_messages()
            except (*FAILED, NoKeys, ValueError) as error:
                log.info("the keys could not be tended: %s", type(error).__name__)

    async def publish(self) -> None:
        """Upload the device's keys if they never were. Raises `NoKeys`, or what the network raises."""
        async with self._lock:
            if self._client.should_upload_keys and not await self._upload():
                raise NoKeys

    async def send(self, room: str, content: dict[str, Any], transaction: str) -> RoomSendResponse | RoomSendError:
        """Send a message, encrypted where the room is. Raises `NoKeys`, or what the network raises."""
        known = self._client.rooms[room]
        if not known.encrypted:
            return await self._client.room_send(room, "m.room.message", content, transaction)
        async with self._lock:
            if not known.members_synced and not isinstance(
                await self._client.joined_members(room), JoinedMembersResponse
            ):
                raise NoKeys
            # Without this, who came since the last sync could not read the message.
            if self._client.should_query_keys and not isinstance(await self._client.keys_query(), KeysQueryResponse):
                raise NoKeys
            assert self._client.olm is not None
            if self._client.olm.should_share_group_session(room):
                await self._share(room)
            return await self._client.room_send(
                room, "m.room.message", content, transaction, ignore_unverified_devices=True
            )

    async def _share(self, room: str) -> None:
        """Give everybody in a room the key of what is said next. Raises `NoKeys`, or what the network raises.

        The library would take a key that did not get through for shared, and nobody could ever read what is said. A
        device that offers no keys to begin with cannot be reached, and keeps nobody else from reading.
        """
        client = self._client
        assert client.olm is not None
        missing = client.get_missing_sessions(room)
        if missing:
            await self._claim(missing)
        users = [*client.rooms[room].users]
        for reached, messages in client.olm.share_group_session_parallel(room, users, ignore_unverified_devices=True):
            try:
                await call(client.homeserver, "PUT", f"{_TO_DEVICES}/{uuid4()}", messages, token=client.access_token)
            except Unanswered as error:
                raise NoKeys from error
            client.olm.outbound_group_sessions[room].users_shared_with |= reached
        client.olm.outbound_group_sessions[room].shared = True

    async def _claim(self, missing: dict[str, list[str]]) -> None:
        """Open a session with devices that have none. Raises `NoKeys`, or what the network raises."""
        try:
            said = await self._client.keys_claim(missing)
        except TypeError as error:  # what the library makes of a refusal that is no JSON
            raise NoKeys from error
        if not isinstance(said, KeysClaimResponse):
            raise NoKeys

    async def ask_for_key(self, event: Any) -> bool:
        """Ask who wrote a message, and our own account, for its key; False if that was asked before."""
        try:
            await self._client.request_room_key(event)
        except LocalProtocolError:
            return False
        return True

    async def _upload(self) -> bool:
        """The library would keep the new keys only after the homeserver has them: a crash in between would make other
        keys under the same names, which the homeserver then refuses for ever.
        """
        client = self._client
        assert client.olm is not None
        keys = client.olm.share_keys()
        client.olm.save_account()
        method, path, data = Api.keys_upload(client.access_token, keys)
        return isinstance(await client._send(KeysUploadResponse, method, path, data), KeysUploadResponse)
