"""Nothing lost, nothing twice, on the way out: each post goes out once, in its place's order and at its pace.

That a call goes out is durable before it does. Where the reply is lost, the courier finds out whether the post is
there, after the platform had time to settle; what it cannot find out is told to the operator and never sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from handlers.respond import note
from store.errors import StoreError
from store.outbox import Outbox, Post

log = logging.getLogger(__name__)

# Looked for this often while nothing is put by us: retries that fall due, and what another process put.
POLL_S = 0.5
# Slack applied posts up to 0.8 s after their reply was lost: reading back at once made 25 duplicates of 2,090, after
# one second none. Waiting longer costs nobody anything.
SETTLE_S = 3.0
# Of one post. With the pauses between them, about ten minutes.
LOOKS = 8
_LONGEST_PAUSE_S, _DOUBLINGS = 600.0, 10
AT_ONCE = 16
# A picture is tried to be uploaded so often; then its words are posted in its place.
UPLOADS = 4
# Whoever stops the process waits ten seconds before it kills it (docker, by default).
STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Sent:
    """The post is there, as this message."""

    remote_id: str


@dataclass(frozen=True, slots=True)
class Later:
    """The post was surely not made; send it after so many seconds."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows yet whether the post was made."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will never take the post."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknowable:
    """The post may have been made and there is no way to find out."""

    reason: str


Result = Sent | Later | Lost | Refused | Unknowable


class Courier(Protocol):
    """What a platform does about a post. No method raises for what the platform or the network does."""

    async def prepare(self, post: Post) -> Later | None:
        """Do what comes before the post is made and may be done twice: upload its picture. None: it can be made.

        What cannot be prepared, even later, is left out of the post.
        """
        ...

    async def send(self, post: Post) -> Result:
        """Make the post."""
        ...

    async def find(self, post: Post) -> Result:
        """Find out about a post whose reply was lost: `Sent`, `Later` if it is surely not there, else `Lost`."""
        ...


class Dispatch:
    """The way out of one platform; `pace_s` is the least time between two posts to one place.

    A post in doubt is looked for so many times (None: until the courier says that it cannot be known).
    """

    def __init__(
        self,
        outbox: Outbox,
        platform: str,
        courier: Courier,
        *,
        pace_s: float = 1.0,
        settle_s: float = SETTLE_S,
        looks: int | None = LOOKS,
    ) -> None:
        self._outbox = outbox
        self._platform = platform
        self._courier = courier
        self._pace_s = pace_s
        self._settle_s = settle_s
        self._looks = looks
        self._worker = f"{platform}-{uuid.uuid4().hex[:8]}"
        self._awake = asyncio.Event()
        self._free_at: dict[str, float] = {}

    def wake(self) -> None:
        """Say that posts were put."""
        self._awake.set()

    async def run(self) -> None:
        """Post what is due until cancelled. A call under way may then come to its end; one that takes longer stays
        `sending`, to be found out about.
        """
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._awake.clear()
                claimed = await self._claim(AT_ONCE - len(under_way))
                for post in claimed:
                    task = asyncio.create_task(self._deliver(post))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                if not claimed:
                    # Not `wait_for`: before Python 3.12 it may lose a cancellation, and this would run for ever.
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(POLL_S):
                            await self._awake.wait()
                else:
                    await asyncio.sleep(0)
                while len(under_way) >= AT_ONCE:
                    await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if under_way:
                await asyncio.wait(under_way, timeout=STOP_S)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _claim(self, room: int) -> tuple[Post, ...]:
        try:
            doubtful = await self._outbox.ambiguous(self._worker, limit=room, platform=self._platform)
            due = await self._outbox.claim_due(self._worker, limit=room, platform=self._platform)
        except StoreError as error:
            log.error("the outbox cannot be read: %s", error.public)
            return ()
        return (*doubtful, *due)

    async def _deliver(self, post: Post) -> None:
        begun = post.state == "sending"
        try:
            if begun:
                await self._settle(post, await self._courier.find(post), looked=True)
                return
            if (waits := await self._courier.prepare(post)) is not None:
                await self._settle(post, waits, looked=False)
                return
            await self._paced(post.place)
            begun = await self._outbox.mark_sending(post)
            if begun:
                result = await self._courier.send(post)
                self._free_at[post.place] = time.monotonic() + self._pace_s
                await self._settle(post, result, looked=False)
        except asyncio.CancelledError:
            await asyncio.shield(self._let_go(post, begun))
            raise
        except StoreError as error:
            log.error("the outbox cannot be written: %s", error.public)
        except Exception as error:  # noqa: BLE001  (one post must not stop the others; it stays to be found out about)
            note(error)
        finally:
            self._awake.set()

    async def _let_go(self, post: Post, begun: bool) -> None:
        """Give back what was not begun, so that it goes out at once after a restart; what was, is looked for soon."""
        with contextlib.suppress(StoreError):
            if begun:
                settled = datetime.now(UTC) + timedelta(seconds=self._settle_s)
                await self._outbox.doubt(post, settled, "stopped in the middle of the call")
            else:
                await self._outbox.release(post)

    async def _paced(self, place: str) -> None:
        now = time.monotonic()
        if len(self._free_at) > 1_000:
            self._free_at = {key: at for key, at in self._free_at.items() if at > now}
        if (wait := self._free_at.get(place, now) - now) > 0:
            await asyncio.sleep(wait)

    async def _settle(self, post: Post, result: Result, *, looked: bool) -> None:
        now = datetime.now(UTC)
        match result:
            case Sent():
                await self._outbox.sent(post, result.remote_id)
            case Later():
                await self._outbox.retry_later(post, now + timedelta(seconds=result.seconds), result.reason)
            case Lost() if looked and self._looks is not None and post.claim - post.attempts >= self._looks:
                await self._give_up(post, result.reason)
            case Lost():
                times = min(max(post.claim - post.attempts, 0), _DOUBLINGS) if looked else 0
                pause = min(self._settle_s * 2**times, _LONGEST_PAUSE_S)
                await self._outbox.doubt(post, now + timedelta(seconds=pause), result.reason)
            case Refused():
                log.error("post %s was refused: %s", post.key, result.reason)
                await self._outbox.failed(post, result.reason)
            case Unknowable():
                await self._give_up(post, result.reason)

    async def _give_up(self, post: Post, reason: str) -> None:
        log.error("nobody knows whether post %s was made (%s); it is not sent again by itself", post.key, reason)
        await self._outbox.unknown(post, reason)
