"""People in Matrix: each with an account and a device of their own on the homeserver, in plain and encrypted rooms."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig, RoomCreateResponse, RoomSendResponse, SyncResponse

from tests.bot.matrix.synapse import Synapse

ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


@dataclass
class Person:
    """A person at a client. `heard` is what others said, decrypted where it could be, in the order it came."""

    client: AsyncClient
    heard: list[dict[str, Any]] = field(default_factory=list)
    typing: list[list[str]] = field(default_factory=list)

    @property
    def user(self) -> str:
        return str(self.client.user_id)

    async def sync(self, timeout: int = 0) -> None:
        """See what is new, and do what encryption then needs."""
        said = await self.client.sync(timeout, {"room": {"timeline": {"limit": 500}}})
        assert isinstance(said, SyncResponse), said
        for room, info in said.rooms.join.items():
            self.heard += [
                {**event.source, "room_id": room} for event in info.timeline.events if event.sender != self.user
            ]
            self.typing += [list(each.users) for each in info.ephemeral if hasattr(each, "users")]
        for room in said.rooms.invite:
            await self.client.join(room)
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        await self.client.send_to_device_messages()

    async def room(self, *others: str, encrypted: bool = False, direct: bool = False, name: str = "") -> str:
        """Open a room and invite others."""
        state = [ENCRYPTION] if encrypted else []
        made = await self.client.room_create(
            invite=list(others), is_direct=direct, name=name or None, initial_state=state
        )
        assert isinstance(made, RoomCreateResponse), made
        await self.sync()
        return str(made.room_id)

    async def joined(self, room: str, user: str, within: float = 90) -> None:
        """Wait until somebody is in the room."""
        async with asyncio.timeout(within):
            while True:
                await self.sync(300)
                known = self.client.rooms.get(room)
                if known is not None and user in known.users and not known.users[user].invited:
                    return

    async def say(self, room: str, text: str, *, thread: str | None = None, **more: Any) -> str:
        """Write a message; returns its id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text, "m.mentions": {}} | more
        if thread is not None:
            falling = {"is_falling_back": True, "m.in_reply_to": {"event_id": thread}}
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread} | falling
        return await self.send(room, "m.room.message", content)

    async def mention(self, room: str, user: str, text: str, *, thread: str | None = None) -> str:
        """Write to somebody by name, as clients do."""
        return await self.say(room, f"{user}: {text}", thread=thread, **{"m.mentions": {"user_ids": [user]}})

    async def react(self, room: str, event: str, key: str) -> str:
        relates = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.send(room, "m.reaction", {"m.relates_to": relates})

    async def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        if self.client.should_query_keys:
            await self.client.keys_query()
        sent = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert isinstance(sent, RoomSendResponse), sent
        return str(sent.event_id)

    def notices(self, room: str) -> list[dict[str, Any]]:
        """What bots said there."""
        return [each for each in self.heard if each["room_id"] == room and each["content"].get("msgtype") == "m.notice"]

    async def answers(self, room: str, count: int, within: float = 90) -> list[dict[str, Any]]:
        """Wait until bots said so much there; more is a failure."""
        await self.until(lambda: len(self.notices(room)) >= count, within)
        found = self.notices(room)
        assert len(found) == count, [each["content"]["body"] for each in found]
        return found

    async def until(self, there: Callable[[], bool], within: float = 90) -> None:
        async with asyncio.timeout(within):
            while not there():
                await self.sync(300)


@contextlib.asynccontextmanager
async def person(synapse: Synapse, folder: Path, name: str = "ada") -> AsyncIterator[Person]:
    """Somebody with a new account and a new device."""
    user = synapse.account(f"{name}-{secrets.token_hex(4)}")
    said = synapse.login(user)
    keys = folder / said["device_id"]
    keys.mkdir()
    config = AsyncClientConfig(store_sync_tokens=False, max_timeouts=0)
    client = AsyncClient(synapse.url, user, said["device_id"], str(keys), config)
    client.restore_login(user, said["device_id"], said["access_token"])
    made = Person(client)
    try:
        await made.sync()
        yield made
    finally:
        await client.close()
        client.store.database.close()
