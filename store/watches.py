"""Standing questions: a thread is told when the answer changes, each change once.

Who looks at a watch holds it until a time; a worker that dies gives it back. `settle` writes what the thread is told
together with what it now knows, so that nothing is told twice, and refuses who lost the claim.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from store import conversation, putting
from store.audit import Entry, append
from store.conversation import NewTurn
from store.destination import Destination, decoded, encoded
from store.models import ARTICLE
from store.outbox import Outgoing
from store.store import Store
from store.timetable import WATCH
from store.withdrawing import stand

# Longer than the slowest whole answer.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NewWatch:
    """A standing question as it is begun. `told` is JSON whose shape the handlers own; `asked_by` names a person.

    `looked_to` is what `Watches.newest` said before the question was answered.
    """

    thread: str
    goes_to: Destination
    question: str
    told: Mapping[str, Any]
    asked_by: str
    expires_at: datetime
    looked_to: int
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """A standing question. `newest` is the newest article there was when it was claimed, `notices` how often its
    thread was told; `claim` and `worker` tell who holds it.
    """

    id: int
    thread: str
    goes_to: Destination
    question: str
    zone: str | None
    told: Mapping[str, Any]
    asked_by: str
    started_at: datetime
    expires_at: datetime
    notices: int
    newest: int = 0
    claim: int = 0
    worker: str | None = None


class Watches:
    """The standing questions of a store. Times default to the present."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def start(self, new: NewWatch, *, now: datetime | None = None) -> tuple[Watch, bool]:
        """Begin to watch; False with the watch that is there if the thread watches this question already."""
        at = now or _now()
        told = conversation.encoded(new.told)
        return await self._backend.write(lambda connection: _start(connection, new, told, at))

    async def of_place(self, platform: str, place: str) -> tuple[Watch, ...]:
        """Return the active watches of a channel or room, oldest first."""
        wanted = select(WATCH).where(WATCH.c.state == "active", WATCH.c.platform == platform, WATCH.c.place == place)
        rows = await self._backend.read(lambda connection: connection.execute(wanted.order_by(WATCH.c.id)).all())
        return tuple(_watch(row) for row in rows)

    async def newest(self) -> int:
        """Return the newest article there is: what comes later has a higher number."""
        return await self._backend.read(lambda connection: connection.execute(select(_NEWEST)).scalar_one())

    async def active(self) -> int:
        """Count the active watches."""
        counted = select(func.count()).select_from(WATCH).where(WATCH.c.state == "active")
        return await self._backend.read(lambda connection: connection.execute(counted).scalar_one())

    async def stop(self, ids: Collection[int], actor: str, *, now: datetime | None = None) -> int:
        """End watches, whoever holds them; returns how many were active."""
        at = now or _now()

        def work(connection: Connection) -> int:
            which = and_(WATCH.c.id.in_(ids), WATCH.c.state == "active")
            stopped = connection.execute(
                update(WATCH).where(which).values(state="stopped", **_RELEASED).returning(WATCH.c.id)
            ).all()
            append(connection, [Entry(at, actor, "stop watching", f"watch:{row.id}") for row in stopped])
            return len(stopped)

        return await self._backend.write(work)

    async def claim(
        self,
        worker: str,
        *,
        platforms: Collection[str],
        lease: timedelta = LEASE,
        now: datetime | None = None,
    ) -> Watch | None:
        """Hold the watch that waits longest: one that is over, or since which articles came, or were killed, corrected,
        taken down or given again (`store.standing.look_anew`).
        """
        at = now or _now()
        wanted = (
            select(WATCH)
            .where(_due(at), WATCH.c.platform.in_(platforms))
            .order_by(WATCH.c.looked_to, WATCH.c.id)
            .limit(1)
        )
        if await self._backend.read(lambda connection: connection.execute(wanted).first()) is None:
            return None

        def work(connection: Connection) -> Watch | None:
            row = connection.execute(wanted).first()
            if row is None:
                return None
            values = {"claimed_by": worker, "claimed_until": at + lease, "claims": row.claims + 1}
            connection.execute(update(WATCH).where(WATCH.c.id == row.id).values(values))
            newest: int = connection.execute(select(_NEWEST)).scalar_one()
            return _watch(row, newest=newest, claim=row.claims + 1, worker=worker)

        return await self._backend.write(work)

    async def settle(
        self,
        watch: Watch,
        told: Mapping[str, Any],
        *,
        post: Sequence[Outgoing] = (),
        turns: Sequence[NewTurn] = (),
        quiet_until: datetime | None = None,
        now: datetime | None = None,
    ) -> bool:
        """Keep what the thread knows now, with the posts that tell it, all or nothing.

        With posts, nothing more is told before `quiet_until`. False, and nothing written, if the claim is lost or the
        watch was stopped meanwhile; or if an article in the posts was withdrawn, for their line would stand in the
        place of what has changed: once the claim is over it is looked at anew.
        """
        values = {"told": conversation.encoded(told), "looked_to": watch.newest}
        if post:
            values |= {"notices": watch.notices + 1, "quiet_until_at": quiet_until}
        return await self._settle(watch, values, post, turns, now or _now())

    async def expire(self, watch: Watch, post: Sequence[Outgoing], *, now: datetime | None = None) -> bool:
        """End a watch whose time is over, with the line that says so; False if the claim is lost."""
        return await self._settle(watch, {"state": "expired", "notices": watch.notices + 1}, post, (), now or _now())

    async def release(self, watch: Watch) -> bool:
        """Give a watch back that was not looked at."""
        return await self._settle(watch, {}, (), (), _now())

    async def _settle(
        self, watch: Watch, values: Mapping[str, Any], post: Sequence[Outgoing], turns: Sequence[NewTurn], now: datetime
    ) -> bool:
        rows = [(each, putting.frozen(each.content)) for each in post]
        said = [(each, conversation.encoded(each.payload)) for each in turns]
        held = and_(
            WATCH.c.id == watch.id,
            WATCH.c.state == "active",
            WATCH.c.claimed_by == watch.worker,
            WATCH.c.claims == watch.claim,
        )

        def work(connection: Connection) -> bool:
            if not stand(connection, (article for each in post for article in each.articles)):
                return False
            if not connection.execute(update(WATCH).where(held).values(_RELEASED | dict(values))).rowcount:
                return False
            putting.put(connection, rows, now)
            for turn, payload in said:
                conversation.add_turn(connection, turn.thread_key, payload, turn.asked_at)
            return True

        return await self._backend.write(work)


_RELEASED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
_NEWEST = select(func.coalesce(func.max(ARTICLE.c.id), 0)).scalar_subquery()


def _now() -> datetime:
    return datetime.now(UTC)


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(WATCH.c.claimed_until.is_(None), WATCH.c.claimed_until <= now)
    quiet = and_(WATCH.c.quiet_until_at.is_not(None), WATCH.c.quiet_until_at > now)
    asks = and_(WATCH.c.looked_to < _NEWEST, ~quiet)
    return and_(WATCH.c.state == "active", free, or_(WATCH.c.expires_at <= now, asks))


def _start(connection: Connection, new: NewWatch, told: str, now: datetime) -> tuple[Watch, bool]:
    platform = new.goes_to.platform
    same = and_(WATCH.c.platform == platform, WATCH.c.thread == new.thread, WATCH.c.question == new.question)
    known = connection.execute(select(WATCH).where(same, WATCH.c.state == "active")).first()
    if known is not None:
        connection.execute(update(WATCH).where(WATCH.c.id == known.id).values(expires_at=new.expires_at))
        return _watch(known), False
    row = connection.execute(
        insert(WATCH)
        .values(
            platform=platform,
            place=new.goes_to.place,
            thread=new.thread,
            goes_to=encoded(new.goes_to),
            question=new.question,
            zone=new.zone,
            told=told,
            asked_by=new.asked_by,
            started_at=now,
            expires_at=new.expires_at,
            looked_to=new.looked_to,
            notices=0,
            state="active",
            claims=0,
        )
        .returning(WATCH)
    ).one()
    append(connection, [Entry(now, new.asked_by, "watch", f"watch:{row.id}")])
    return _watch(row), True


def _watch(row: Row[Any], *, newest: int = 0, claim: int = 0, worker: str | None = None) -> Watch:
    return Watch(
        id=row.id,
        thread=row.thread,
        goes_to=decoded(row.goes_to),
        question=row.question,
        zone=row.zone,
        told=json.loads(row.told),
        asked_by=row.asked_by,
        started_at=row.started_at,
        expires_at=row.expires_at,
        notices=row.notices,
        newest=newest,
        claim=claim,
        worker=worker,
    )
