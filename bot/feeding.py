"""Reading feeds: by the clock inside `copydesk run`, and by hand with `copydesk feed poll`."""

from __future__ import annotations

import asyncio
import logging
import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from handlers.gathering.feeds.polling import Polled, Poller, State
from handlers.gathering.web.gatherer import Gatherer
from handlers.respond import note
from store.errors import StoreError
from store.feeds import Feed, Feeds
from store.store import Store

log = logging.getLogger(__name__)

# So many sites are visited beside one another; each has one connection, and one parser reads for all.
AT_ONCE = 4
# Feeds that became due are seen so late.
LOOK_S = 20.0
# One failure may be a restart, two a bad hour; the third tells the operator. It is shown from the first on.
TELL_AFTER = 3

Progress = Callable[[Feed, int, int], None]


class Feeding:
    """Reads the feeds of a store; several processes may share it, each holding what it reads."""

    def __init__(self, store: Store, web: Gatherer, *, every: timedelta) -> None:
        self._store = store
        self._feeds = Feeds(store)
        self._web = web
        self._worker = f"feeds-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._poller = Poller(store, web, self._worker, every=every)

    async def due(self) -> None:
        """Read what is due, then tell the operator of feeds that went on failing, each once."""
        try:
            while await self._round():
                pass
        finally:
            await self._web.close()
        await self._tell()

    async def all(self, progress: Progress | None = None) -> tuple[Polled, ...]:
        """Read every feed that nobody else holds, due or not, once."""
        done: list[Polled] = []
        since = datetime.now(UTC)
        while found := await self._round(since, progress):
            done += found
        return tuple(done)

    async def _round(self, by_hand: datetime | None = None, progress: Progress | None = None) -> list[Polled]:
        """Read some feeds beside one another; what breaks one of them is told when the others are done."""
        held = await self._feeds.claim(self._worker, limit=AT_ONCE, by_hand=by_hand)
        async with asyncio.TaskGroup() as tasks:
            reading = [tasks.create_task(self._read(feed, progress)) for feed in held]
        return [task.result() for task in reading]

    async def _read(self, feed: Feed, progress: Progress | None) -> Polled:
        shown = (lambda done, of: progress(feed, done, of)) if progress is not None else None
        try:
            polled = await self._poller.poll(feed, shown)
        except asyncio.CancelledError:
            await asyncio.shield(self._feeds.release(feed, self._worker))
            raise
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001  (a feed that breaks us must not keep the others from being read)
            reason = f"{feed.url}: something went wrong inside Copydesk while it was read (incident {note(error)})."
            await self._feeds.failed(feed, self._worker, reason, datetime.now(UTC) + timedelta(hours=1))
            return Polled(feed, State.FAILED, reason=reason)
        log.info("read %s: %s, %d stored, %d revised", feed.url, polled.state.value, polled.stored, polled.revised)
        return polled

    async def _tell(self) -> None:
        told = await self._feeds.to_tell(TELL_AFTER)
        for feed in told:
            gone = " It is not read any more; remove it, or add it again." if feed.gone else ""
            log.warning("the feed %s fails since %s UTC: %s%s", feed.name, _time(feed), feed.reason, gone)
        if told:
            await self._feeds.told(told)


def _time(feed: Feed) -> str:
    return f"{feed.failing_since:%Y-%m-%d %H:%M}" if feed.failing_since else "?"
