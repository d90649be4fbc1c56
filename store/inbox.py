"""What arrived: an event is recorded, once, before it is acknowledged, and stays until it was answered.

    new ──claim──▶ new, held by a worker until a time ──done──▶ done
     ▲                     │        │
     └──release, time over─┘        └──fail──▶ failed

A claim ends by itself, so a worker that dies gives its events back. Who lost a claim cannot settle the event: `done`
says so. `done` writes the answer's posts and turns in its own transaction, so that an event is answered exactly once.

An event that waited while a text was taken down whose words it holds is answered as any other, but not kept: it goes as
it is settled, and the file is cleared of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, not_, or_, select, update

from store import conversation, cursor, putting
from store.conversation import NewTurn
from store.cursor import Cursor
from store.models import INBOX
from store.outbox import Outgoing
from store.store import Store

# Longer than the slowest whole answer; a worker that needs more renews.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it arrived. `event_id` is unique on its platform; the payload is JSON.

    Events of one `lane` (a thread, a room) are claimed one at a time, in the order recorded; None: no order.
    """

    platform: str
    event_id: str
    payload: Mapping[str, Any]
    lane: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """An event held by a worker. `attempts` counts its claims, this one too; it also tells this claim from others."""

    id: int
    event: Event
    received_at: datetime
    attempts: int
    worker: str


class Inbox:
    """The inbox of a store. Times default to the present."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def record(
        self, events: Sequence[Event], *, cursor: Cursor | None = None, now: datetime | None = None
    ) -> tuple[Event, ...]:
        """Record events and move the cursor, in one transaction; return those that were not known.

        When this returns the events are durable: only then may they be acknowledged.
        """
        rows = [(event, json.dumps(dict(event.payload), ensure_ascii=False, allow_nan=False)) for event in events]
        work = partial(_record, rows=rows, moved=cursor, now=now or _now())
        return await self._backend.write_beside(work, urgent=True)

    async def claim(
        self,
        worker: str,
        *,
        limit: int = 1,
        lease: timedelta = LEASE,
        now: datetime | None = None,
        platform: str | None = None,
    ) -> tuple[Claimed, ...]:
        """Hold events for a worker, oldest first; no event is ever held by two, and of a lane only one is held.

        Of one platform, or of all (None).
        """
        at = now or _now()
        wanted = _claimable(at, platform)
        if not await self._backend.read(lambda connection: connection.execute(wanted.limit(1)).first()):
            return ()
        return await self._backend.write_beside(
            lambda connection: _claim(connection, worker, wanted.limit(limit), lease, at)
        )

    async def find(self, platform: str, event_id: str) -> Event | None:
        """Return a recorded event, settled or not, or None if it never arrived."""
        wanted = select(INBOX).where(INBOX.c.platform == platform, INBOX.c.event_id == event_id)
        row = await self._backend.read(lambda connection: connection.execute(wanted).first())
        return None if row is None else Event(row.platform, row.event_id, json.loads(row.payload), row.lane)

    async def of_lane(self, platform: str, lane: str) -> tuple[Event, ...]:
        """Return the events of a lane, settled or not, in the order recorded."""
        return await self._events(and_(INBOX.c.platform == platform, INBOX.c.lane == lane))

    async def starting(self, platform: str, prefix: str) -> tuple[Event, ...]:
        """Return the events whose id starts with a prefix, settled or not, in the order recorded."""
        return await self._events(
            and_(INBOX.c.platform == platform, INBOX.c.event_id.startswith(prefix, autoescape=True))
        )

    async def renew(self, claimed: Claimed, *, lease: timedelta = LEASE, now: datetime | None = None) -> bool:
        """Hold an event for longer; False if the claim is lost."""
        until = (now or _now()) + lease
        return await self._settle(claimed, {"claimed_until": until})

    async def done(
        self,
        claimed: Claimed,
        *,
        post: Sequence[Outgoing] = (),
        turns: Sequence[NewTurn] = (),
        now: datetime | None = None,
    ) -> bool:
        """Settle an event together with its answer, all or nothing.

        False, and nothing written, if the claim is lost. `StoreFull` and `StoreLocked` may also mean that it is settled
        and gone, but that the file could not be cleared of it.
        """
        at = now or _now()
        posts = [(each, putting.frozen(each.content)) for each in post]
        said = [(each, conversation.encoded(each.payload)) for each in turns]

        def work(connection: Connection) -> None:
            putting.put(connection, posts, at)
            for turn, payload in said:
                conversation.add_turn(connection, turn.thread_key, payload, turn.asked_at)

        return await self._end(claimed, {"state": "done", "settled_at": at}, work)

    async def release(self, claimed: Claimed) -> bool:
        """Give an event back at once, to be claimed again; False if the claim is lost."""
        return await self._settle(claimed, dict(_SETTLED))

    async def release_all(self, platform: str) -> int:
        """Give back at once what a process that is gone held; only who knows that it is gone may. Returns how many."""
        held = and_(INBOX.c.platform == platform, INBOX.c.state == "new", INBOX.c.claimed_until.is_not(None))
        freed = update(INBOX).where(held).values(_SETTLED)
        return await self._backend.write(lambda connection: connection.execute(freed).rowcount)

    async def fail(self, claimed: Claimed, reason: str, *, now: datetime | None = None) -> bool:
        """Settle an event that cannot be answered, so that it does not hold up its lane; False if the claim is lost.

        Raises as `done` does.
        """
        values = {"state": "failed", "settled_at": now or _now(), "reason": reason}
        return await self._end(claimed, values, lambda _: None)

    async def waiting(self) -> int:
        """Count the events that are not settled."""
        counted = select(func.count()).select_from(INBOX).where(INBOX.c.state == "new")
        return await self._backend.read(lambda connection: connection.execute(counted).scalar_one())

    async def forget(self, before: datetime) -> int:
        """Drop events settled before a time; pick it later than any platform repeats an event. Returns how many."""
        dropped = delete(INBOX).where(INBOX.c.state != "new", INBOX.c.settled_at < before)
        return await self._backend.write_beside(lambda connection: connection.execute(dropped).rowcount)

    async def position(self, name: str) -> str | None:
        """Return where a cursor stands, or None if it was never moved."""
        return await self._backend.read(lambda connection: cursor.position(connection, name))

    async def _events(self, which: ColumnElement[bool]) -> tuple[Event, ...]:
        wanted = select(INBOX).where(which).order_by(INBOX.c.id)
        rows = await self._backend.read(lambda connection: connection.execute(wanted).all())
        return tuple(Event(row.platform, row.event_id, json.loads(row.payload), row.lane) for row in rows)

    async def _end(self, claimed: Claimed, values: dict[str, Any], work: Callable[[Connection], None]) -> bool:
        """Settle an event, with `work` in the same transaction; the file is cleared of one that must go."""

        def end(connection: Connection) -> tuple[bool, bool]:
            if not _update(connection, claimed, _SETTLED | values):
                return False, False
            work(connection)
            gone = delete(INBOX).where(INBOX.c.id == claimed.id, INBOX.c.goes)
            return True, bool(connection.execute(gone).rowcount)

        settled, gone = await self._backend.write_beside(end)
        if gone:
            await self._backend.scrub()
        return settled

    async def _settle(self, claimed: Claimed, values: dict[str, Any]) -> bool:
        return await self._backend.write_beside(lambda connection: _update(connection, claimed, values))


_SETTLED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}


def _now() -> datetime:
    return datetime.now(UTC)


def _record(
    connection: Connection, rows: Sequence[tuple[Event, str]], moved: Cursor | None, now: datetime
) -> tuple[Event, ...]:
    fresh = []
    for event, payload in rows:
        same = and_(INBOX.c.platform == event.platform, INBOX.c.event_id == event.event_id)
        if connection.execute(select(INBOX.c.id).where(same)).first() is not None:
            continue
        connection.execute(
            insert(INBOX).values(
                platform=event.platform,
                event_id=event.event_id,
                lane=event.lane or f"event {event.event_id}",
                received_at=now,
                payload=payload,
                state="new",
                attempts=0,
            )
        )
        fresh.append(event)
    if moved is not None:
        cursor.move(connection, moved, now)
    return tuple(fresh)


def _claimable(now: datetime, platform: str | None) -> Select[Any]:
    before = INBOX.alias("before")
    ahead = select(before.c.id).where(
        before.c.platform == INBOX.c.platform,
        before.c.lane == INBOX.c.lane,
        before.c.id < INBOX.c.id,
        before.c.state == "new",
    )
    wanted = select(INBOX).where(INBOX.c.state == "new", _free(now), not_(ahead.exists())).order_by(INBOX.c.id)
    return wanted if platform is None else wanted.where(INBOX.c.platform == platform)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(INBOX.c.claimed_until.is_(None), INBOX.c.claimed_until <= now)


def _claim(
    connection: Connection, worker: str, wanted: Select[Any], lease: timedelta, now: datetime
) -> tuple[Claimed, ...]:
    # What another worker is claiming at this moment is passed over, not waited for.
    rows = connection.execute(wanted.with_for_update(skip_locked=True, of=INBOX)).all()
    if rows:
        connection.execute(
            update(INBOX)
            .where(INBOX.c.id.in_([row.id for row in rows]))
            .values(claimed_by=worker, claimed_until=now + lease, attempts=INBOX.c.attempts + 1)
        )
    return tuple(
        Claimed(
            row.id,
            Event(row.platform, row.event_id, json.loads(row.payload), row.lane),
            row.received_at,
            row.attempts + 1,
            worker,
        )
        for row in rows
    )


def _update(connection: Connection, claimed: Claimed, values: dict[str, Any]) -> bool:
    held = and_(
        INBOX.c.id == claimed.id,
        INBOX.c.state == "new",
        INBOX.c.claimed_by == claimed.worker,
        INBOX.c.attempts == claimed.attempts,
    )
    return connection.execute(update(INBOX).where(held).values(values)).rowcount == 1
