"""Looks at standing questions when articles came, and tells their threads what has changed; each change once."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.platform import Platform
from handlers.changes import compare, dumped, loaded, told_of
from handlers.context import Desk, Refused
from handlers.message import Turn
from handlers.respond import note, prove
from handlers.thread import stored, turn_of
from handlers.watch import notice, over
from store.watches import Watch, Watches

log = logging.getLogger(__name__)

# A story that breaks brings an article a minute; people want to know, but not every minute.
COOLDOWN = timedelta(minutes=15)


class Watching:
    """The standing questions of the platforms that run here; those of others are left to who runs them."""

    def __init__(self, desk: Desk, platforms: Mapping[str, Platform], *, cooldown: timedelta = COOLDOWN) -> None:
        self._desk = desk
        self._platforms = platforms
        self._cooldown = cooldown
        self._watches = Watches(desk.store)
        self._worker = f"watching-{uuid.uuid4().hex[:8]}"

    async def due(self) -> None:
        """Look at every watch that waits. Raises `StoreError`."""
        await self.run_due()

    async def run_due(self) -> int:
        """Look at every watch that waits; returns how many threads were told something. Raises `StoreError`."""
        told = 0
        while (watch := await self._claim()) is not None:
            try:
                told += await self._look(watch)
            except Refused:
                log.info("a watch is looked at again: what it was to tell was withdrawn meanwhile")
            except Exception as error:  # noqa: BLE001  (one watch must not stop the others; its claim ends by itself)
                note(error)
        return told

    async def _claim(self) -> Watch | None:
        return await self._watches.claim(self._worker, platforms=self._platforms.keys(), now=self._desk.now())

    async def _look(self, watch: Watch) -> bool:
        platform, now = self._platforms[watch.goes_to.platform], self._desk.now()
        key = f"{platform.name}:watch:{watch.id}:{watch.notices}"
        if watch.expires_at <= now:
            return await self._watches.expire(watch, platform.posts(key, watch.goes_to, over(watch)), now=now)
        told = loaded(watch.told)
        answer = await self._desk.engine.answer(watch.question)
        changes = await compare(self._desk.store, told, answer)
        known = dumped(told_of(answer, told, leads=changes.leads))
        if not changes:
            await self._watches.settle(watch, known, now=now)
            return False
        reply = await notice(self._desk, watch, changes, _zone(watch.zone, self._desk.zone))
        reply = await prove(self._desk, reply)
        turn: Turn = turn_of(answer, now)
        return await self._watches.settle(
            watch,
            known,
            post=platform.posts(key, watch.goes_to, reply),
            turns=[stored(watch.thread, turn, now)],
            quiet_until=now + self._cooldown,
            now=now,
        )


def _zone(name: str | None, otherwise: tzinfo) -> tzinfo:
    try:
        return ZoneInfo(name) if name else otherwise
    except (ZoneInfoNotFoundError, ValueError):
        return otherwise
