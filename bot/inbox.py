"""Nothing lost, nothing twice, on the way in: an event is durable before it is acknowledged, and answered once.

`record` returns when the event is on disk; events that come at the same time share one transaction. `run` claims what
was recorded, one at a time of each lane, and settles each event together with the posts that answer it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta

from handlers.respond import note
from store.cursor import Cursor
from store.errors import CopydeskError, StoreError
from store.inbox import LEASE, Claimed, Event, Inbox
from store.outbox import Outgoing

log = logging.getLogger(__name__)

# An event that fails is tried again; what fails three times fails for a reason that time does not cure.
FAILURES = 3
# What another process recorded, and claims that ran out, are seen this late; our own events wake the loop at once.
POLL_S = 1.0
# Answers are computed in the reader's threads; more at once only wait for one another.
WORKERS = 4

Handle = Callable[[Event], Awaitable[Sequence[Outgoing]]]


class NotYet(Exception):
    """An event cannot be answered at this moment, for no fault of its own: it comes again a little later."""


class Reception:
    """The way in of one platform. `posted` is called when answers were put into the outbox."""

    def __init__(self, inbox: Inbox, platform: str, posted: Callable[[], None], *, workers: int = WORKERS) -> None:
        self._inbox = inbox
        self._platform = platform
        self._posted = posted
        self._worker = f"{platform}-{uuid.uuid4().hex[:8]}"
        self._free = workers
        self._awake = asyncio.Event()
        self._waiting: list[tuple[Event, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._failures: Counter[int] = Counter()
        self._unbegun: dict[int, Claimed] = {}  # claimed, and not begun to be answered

    async def record(self, event: Event) -> bool:
        """Make an event durable; only when this returns may it be acknowledged. False if it was known already.

        Raises `StoreError`: then it is not recorded and must not be acknowledged, and the platform sends it again.
        """
        durable: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, durable))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await durable

    async def record_all(self, events: Sequence[Event], cursor: Cursor) -> int:
        """Record events and how far the platform was read, together; returns how many were new."""
        fresh = await self._inbox.record(events, cursor=cursor)
        self._awake.set()
        return len(fresh)

    async def run(self, handle: Handle) -> None:
        """Answer what is recorded until cancelled; what is under way then is given back."""
        try:
            async with asyncio.TaskGroup() as tasks:
                while True:
                    self._awake.clear()
                    claimed = await self._claim(self._free) if self._free else ()
                    for each in claimed:
                        self._free -= 1
                        tasks.create_task(self._answer(each, handle))
                    if not claimed or not self._free:
                        # Not `wait_for`: before Python 3.12 it may lose a cancellation, and this would run for ever.
                        with contextlib.suppress(TimeoutError):
                            async with asyncio.timeout(POLL_S):
                                await self._awake.wait()
        finally:
            for each in self._unbegun.values():
                await self._give_back(each)
            self._unbegun.clear()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                fresh = {id(event) for event in await self._inbox.record([event for event, _ in batch])}
            except Exception as error:  # noqa: BLE001  (each of those who wait is told, none is left waiting)
                for _, durable in batch:
                    if not durable.done():
                        durable.set_exception(error)
                continue
            self._awake.set()
            for event, durable in batch:
                if not durable.done():
                    durable.set_result(id(event) in fresh)

    async def _claim(self, room: int) -> Sequence[Claimed]:
        claiming = asyncio.create_task(self._inbox.claim(self._worker, limit=room, platform=self._platform))
        try:
            claimed = await asyncio.shield(claiming)
        except StoreError as error:
            log.error("the inbox cannot be read: %s", error.public)
            return ()
        except asyncio.CancelledError:  # the claim may be made all the same, by a thread that nothing stops
            with contextlib.suppress(StoreError):
                self._unbegun |= {each.id: each for each in await claiming}
            raise
        self._unbegun |= {each.id: each for each in claimed}
        return claimed

    async def _answer(self, claimed: Claimed, handle: Handle) -> None:
        del self._unbegun[claimed.id]  # a task that is cancelled before its first step never comes here
        try:
            async with _held(self._inbox, claimed):
                posts = await handle(claimed.event)
            await self._inbox.done(claimed, post=posts)
            if posts:
                self._posted()
        except NotYet:
            await self._postpone(claimed)
        except asyncio.CancelledError:
            await asyncio.shield(self._give_back(claimed))
            raise
        except Exception as error:  # noqa: BLE001  (one event must not stop the others)
            incident = note(error)
            # An archive that cannot be written to is not the event's fault: such an event is never given up.
            self._failures[claimed.id] += not isinstance(error, CopydeskError)
            if self._failures[claimed.id] >= FAILURES:
                del self._failures[claimed.id]
                with contextlib.suppress(StoreError):
                    await self._inbox.fail(claimed, f"incident {incident}")
            else:
                await self._postpone(claimed)
        finally:
            self._free += 1
            self._awake.set()

    async def _postpone(self, claimed: Claimed) -> None:
        """Let the claim end soon, by itself: what must wait takes no worker's place meanwhile."""
        with contextlib.suppress(StoreError):
            await self._inbox.renew(claimed, lease=timedelta(seconds=POLL_S))

    async def _give_back(self, claimed: Claimed) -> None:
        with contextlib.suppress(StoreError):  # the claim then ends by itself
            await self._inbox.release(claimed)


@contextlib.asynccontextmanager
async def _held(inbox: Inbox, claimed: Claimed, lease: timedelta = LEASE) -> AsyncIterator[None]:
    """Keep a claim for as long as the block takes."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(lease.total_seconds() / 2)
            with contextlib.suppress(StoreError):
                await inbox.renew(claimed, lease=lease)

    task = asyncio.create_task(renew())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
