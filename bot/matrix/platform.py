"""The platform Matrix: listens by sync, answers from the inbox, speaks through the outbox, as one device for ever."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from nio import AsyncClient

from bot.inbox import Reception
from bot.matrix.asked import PLATFORM
from bot.matrix.client import FAILED, Unanswered, opened
from bot.matrix.conversation import Conversation
from bot.matrix.courier import MatrixCourier
from bot.matrix.crypto import Crypto, NoKeys
from bot.matrix.device import Device, DeviceFolder, MatrixRefused
from bot.matrix.listen import POSITION, TIMELINE, Listener
from bot.matrix.login import log_in, prove
from bot.matrix.posting import posts
from bot.matrix.rooms import Rooms
from bot.matrix.sealed import GRACE_S, Sealed
from bot.matrix.settings import MatrixSettings
from bot.matrix.trust import sign
from bot.outbox import Dispatch
from bot.platform import Address
from handlers.reply import Reply
from handlers.respond import Respond
from store.destination import Destination
from store.errors import StoreError
from store.inbox import Inbox
from store.outbox import Outbox, Outgoing, Post
from store.store import Store

log = logging.getLogger(__name__)

# The inbox also knows which threads began with a word to the bot, and keeps messages that wait for their key.
KEPT = timedelta(days=90)
# A lost reply is found out about by sending again, which does no harm: there is nothing to wait for but the network.
SETTLE_S = 1.0
POLL_S = 0.1
_LONGEST_PAUSE_S = 60.0

T = TypeVar("T")


class Matrix:
    """Copydesk in Matrix. `folder` keeps the device; `timeline` is how many events of a room one sync brings, `pace_s`
    the least time between two posts in a room, `grace_s` how long a key may be late before the room is told.
    """

    name = PLATFORM

    def __init__(
        self,
        settings: MatrixSettings,
        store: Store,
        folder: Path,
        *,
        timeline: int = TIMELINE,
        pace_s: float = 0.0,
        settle_s: float = SETTLE_S,
        grace_s: float = GRACE_S,
    ) -> None:
        self._settings = settings
        self._store = store
        self._inbox, self._outbox = Inbox(store), Outbox(store)
        self._folder = DeviceFolder(folder)
        self._timeline, self._pace_s, self._settle_s, self._grace_s = timeline, pace_s, settle_s, grace_s
        self._dispatch: Dispatch | None = None
        self._stands_by = False
        self.ready = asyncio.Event()

    async def run(self, respond: Respond) -> None:
        """Listen and answer until cancelled; where another process does already, wait until it has ended, and go on.

        Raises `MatrixRefused` if homeserver or device do not allow it.
        """
        async with self._folder.held(self._stand_by):
            self._stands_by = False
            # The lock says that whoever spoke as this device before is gone: nobody need wait until its claims end.
            await self._inbox.release_all(PLATFORM)
            await self._outbox.release_all(PLATFORM)
            known, _, since = (await self._inbox.position(POSITION) or "").partition(" ")
            device = await patiently(lambda: log_in(self._settings, self._folder, known or None))
            async with opened(self._settings.homeserver or "", device, self._folder) as client:
                crypto = Crypto(client)
                device = await patiently(lambda: self._trusted(client, crypto))
                await self._serve(client, crypto, device, since or None, respond)

    def _stand_by(self) -> None:
        self._stands_by = True
        log.info(
            "another process speaks in Matrix with the keys in %s; this one goes on when it ends", self._folder.path
        )

    async def _trusted(self, client: AsyncClient, crypto: Crypto) -> Device:
        """The device, whose keys are the homeserver's, and signed.

        It is read anew each time: an attempt that broke off has written what must not be lost, the seeds of the keys.
        """
        homeserver, device = self._settings.homeserver or "", self._folder.read()
        assert device is not None
        device = await prove(homeserver, client, self._folder, device)
        await crypto.publish()
        return await sign(homeserver, self._folder, device, self._settings.secret())

    async def _serve(
        self, client: AsyncClient, crypto: Crypto, device: Device, since: str | None, respond: Respond
    ) -> None:
        self._dispatch = dispatch = Dispatch(
            self._outbox,
            PLATFORM,
            MatrixCourier(client, crypto, self._outbox),
            pace_s=self._pace_s,
            settle_s=self._settle_s,
            looks=None,  # to send it again does no harm, for as long as the homeserver remembers
        )
        reception = Reception(self._inbox, PLATFORM, dispatch.wake)
        rooms = Rooms(self._settings, client)
        sealed = Sealed(client, crypto, self._inbox, grace_s=self._grace_s)
        listener = Listener(client, device, reception, rooms, crypto, sealed, timeline=self._timeline)
        conversation = Conversation(self._settings, self._store, client, rooms, sealed, respond)
        # Until the rooms are known, nothing may be said: it could go out in the clear where all else is encrypted.
        position = await listener.begin(since)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(reception.run(conversation.handle))
            tasks.create_task(dispatch.run())
            tasks.create_task(self._tidy())
            self.ready.set()
            await listener.run(position)

    async def post(self, address: Address, reply: Reply) -> str:
        """Post a reply through the outbox; returns the message's id. Raises `MatrixRefused` if it was not taken."""
        first = f"{PLATFORM}:post:{uuid.uuid4().hex}"
        await self._outbox.put_all(posts(first, address.place, reply, thread=address.thread, starts_thread=True))
        if self._dispatch is not None:
            self._dispatch.wake()
        while True:
            post: Post | None = await self._outbox.get(first)
            if post is not None and post.remote_id is not None:
                return post.remote_id
            if post is None or post.state in ("failed", "unknown"):
                raise MatrixRefused(f"Matrix did not take the post: {post.reason if post else 'it is gone'}.")
            await asyncio.sleep(POLL_S)

    def trouble(self) -> str | None:
        """What keeps people from being heard; see `Platform.trouble`. While this process stands by, another hears."""
        return None if self.ready.is_set() or self._stands_by else "it is not connected yet"

    def posts(self, key: str, to: Destination, reply: Reply) -> tuple[Outgoing, ...]:
        """The posts of a reply, for the outbox; see `Platform.posts`."""
        thread = None if to.under else to.thread
        return posts(key, to.place, reply, thread=thread, under=to.under, also={"event": key}, starts_thread=True)

    async def _tidy(self) -> None:
        while True:
            with contextlib.suppress(StoreError):
                await self._inbox.forget(datetime.now(UTC) - KEPT)
            await asyncio.sleep(24 * 3600)


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Do something again until the homeserver can be reached and has time; what it will never do raises.

    A homeserver that answers what makes no sense is waited for as well: it may be starting.
    """
    pause = 1.0
    while True:
        try:
            return await work()
        except Unanswered as error:
            if error.status in (401, 403) or (error.status == 400 and error.code != "M_LIMIT_EXCEEDED"):
                raise MatrixRefused(f"The homeserver does not let Copydesk begin: {error}.") from error
            log.warning("the homeserver does not answer yet: %s", error)
            pause = max(pause, error.retry_s or 0)
        except (*FAILED, NoKeys) as error:
            log.warning("the homeserver cannot be reached yet: %s", type(error).__name__)
        await asyncio.sleep(min(pause, _LONGEST_PAUSE_S))
        pause *= 2
