"""Feeds: what is read by the clock, when next, by whom, and what became of each address that was listed.

    active ──claim──▶ active, held by a worker until a time ──succeeded / failed──▶ active, due again later
                                                            ──failed (gone)──▶ gone: never read again

A claim ends by itself, so a worker that dies gives its feed back; who lost a claim cannot settle the feed. Validators
(etag, modified) are kept only when every entry was dealt with: until then the feed is asked for whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from store.audit import Entry as Audited
from store.audit import append
from store.models import ENTRY, FEED
from store.selecting import chunks
from store.store import Store

# Longer than a round of one feed takes: fifty pages of one host, a second apart, each at worst half a minute late.
LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed (or a watched folder, whose `url` is its path). `reason` is a public sentence while it fails."""

    id: int
    url: str
    kind: str | None
    title: str | None
    outlet: str | None
    gone: bool
    added_at: datetime
    next_at: datetime
    etag: str | None
    modified: str | None
    polled_at: datetime | None
    succeeded_at: datetime | None
    failures: int
    failing_since: datetime | None
    reason: str | None
    told_at: datetime | None

    @property
    def name(self) -> str:
        """What the feed calls itself, else its address."""
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of an address that was listed: waiting, stored or refused (`state`). `stamp` tells versions apart."""

    url: str
    stamp: str
    state: str
    attempts: int = 0
    next_at: datetime | None = None
    section: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Success:
    """What a reading that succeeded says of its feed. `url` is where it moved to for good; None keeps what is known."""

    next_at: datetime
    etag: str | None = None
    modified: str | None = None
    kind: str | None = None
    title: str | None = None
    url: str | None = None


class Feeds:
    """The feeds of a store. Times default to the present."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def add(
        self,
        url: str,
        *,
        kind: str | None = None,
        title: str | None = None,
        outlet: str | None = None,
        actor: str = "operator",
        now: datetime | None = None,
    ) -> tuple[Feed, bool]:
        """Add a feed, due at once; a feed known already is read again at once, and takes the outlet if one is named.

        Returns the feed, and whether it is new.
        """
        at = now or _now()

        def work(connection: Connection) -> tuple[Feed, bool]:
            known = _find(connection, url)
            if known is None:
                values = {"url": url, "kind": kind, "title": title, "outlet": outlet, "state": "active"}
                connection.execute(insert(FEED).values(**values, added_at=at, next_at=at, failures=0))
            else:
                again: dict[str, Any] = {"state": "active", "next_at": at, "etag": None, "modified": None}
                again |= {"outlet": outlet} if outlet else {}
                again |= _WELL if known.gone else {}
                connection.execute(update(FEED).where(FEED.c.id == known.id).values(**again))
            append(connection, [Audited(at, actor, "add feed", f"feed:{url}", {"outlet": outlet})])
            found = _find(connection, url)
            assert found is not None
            return found, known is None

        return await self._backend.write(work)

    async def remove(self, url: str, *, actor: str = "operator", now: datetime | None = None) -> bool:
        """Remove a feed and what was noted of its entries; its articles stay. False if there is no such feed."""
        at = now or _now()

        def work(connection: Connection) -> bool:
            if not connection.execute(delete(FEED).where(FEED.c.url == url)).rowcount:
                return False
            append(connection, [Audited(at, actor, "remove feed", f"feed:{url}")])
            return True

        return await self._backend.write(work)

    async def all(self) -> tuple[Feed, ...]:
        """Return every feed, in the order added."""
        return await self._backend.read(
            lambda connection: tuple(_feed(row) for row in connection.execute(select(FEED).order_by(FEED.c.id)))
        )

    async def claim(
        self,
        worker: str,
        *,
        limit: int = 1,
        by_hand: datetime | None = None,
        lease: timedelta = LEASE,
        now: datetime | None = None,
    ) -> tuple[Feed, ...]:
        """Hold feeds that are due for a worker, the longest due first; no feed is ever held by two.

        `by_hand` is when a person asked for all of them: then those come that were not read since, due or not. Feeds
        that are gone never come.
        """
        at = now or _now()
        free = or_(FEED.c.claimed_until.is_(None), FEED.c.claimed_until <= at)
        wanted = select(FEED).where(FEED.c.state == "active", free).order_by(FEED.c.next_at, FEED.c.id).limit(limit)
        if by_hand is None:
            wanted = wanted.where(FEED.c.next_at <= at)
        else:
            wanted = wanted.where(or_(FEED.c.polled_at.is_(None), FEED.c.polled_at < by_hand))
        if not await self._backend.read(lambda connection: connection.execute(wanted.limit(1)).first()):
            return ()

        def work(connection: Connection) -> tuple[Feed, ...]:
            rows = connection.execute(wanted).all()
            held = update(FEED).where(FEED.c.id.in_([row.id for row in rows]))
            if rows:
                connection.execute(held.values(claimed_by=worker, claimed_until=at + lease))
            return tuple(_feed(row) for row in rows)

        return await self._backend.write(work)

    async def release(self, feed: Feed, worker: str) -> bool:
        """Give a feed back as it was; False if the claim is lost."""
        return await self._settle(feed, worker, {})

    async def succeeded(self, feed: Feed, worker: str, said: Success, *, now: datetime | None = None) -> bool:
        """Settle a feed that was read, whole or not changed; False if the claim is lost or the feed removed."""
        at = now or _now()
        values: dict[str, Any] = {"polled_at": at, "succeeded_at": at, "next_at": said.next_at, **_WELL}
        values |= {"etag": said.etag, "modified": said.modified}
        values |= {"kind": said.kind} if said.kind else {}
        values |= {"title": said.title} if said.title else {}

        def work(connection: Connection) -> bool:
            if said.url and _find(connection, said.url) is None:
                values["url"] = said.url
            return _update(connection, feed, worker, values)

        return await self._backend.write(work)

    async def failed(
        self,
        feed: Feed,
        worker: str,
        reason: str,
        next_at: datetime,
        *,
        gone: bool = False,
        now: datetime | None = None,
    ) -> bool:
        """Settle a feed that could not be read; False if the claim is lost or the feed removed."""
        at = now or _now()
        values = {
            "polled_at": at,
            "next_at": next_at,
            "failures": FEED.c.failures + 1,
            "failing_since": feed.failing_since or at,
            "reason": reason,
            "state": "gone" if gone else "active",
        }
        return await self._settle(feed, worker, values)

    async def to_tell(self, failures: int) -> tuple[Feed, ...]:
        """Return the feeds that failed so often, or are gone, and of which the operator was not told yet."""
        bad = or_(FEED.c.failures >= failures, FEED.c.state == "gone")
        wanted = select(FEED).where(bad, FEED.c.told_at.is_(None)).order_by(FEED.c.id)
        return await self._backend.read(lambda connection: tuple(_feed(row) for row in connection.execute(wanted)))

    async def told(self, feeds: Iterable[Feed], *, now: datetime | None = None) -> None:
        """Note that the operator was told; it is forgotten when a feed is well again."""
        ids = [feed.id for feed in feeds]
        noted = update(FEED).where(FEED.c.id.in_(ids), FEED.c.failures > 0).values(told_at=now or _now())
        await self._backend.write(lambda connection: connection.execute(noted))

    async def known(self, urls: Iterable[str]) -> Mapping[str, Listed]:
        """Return what is noted of these addresses, whichever feed listed them."""
        wanted = sorted(set(urls))

        def work(connection: Connection) -> dict[str, Listed]:
            rows = (
                row for part in chunks(wanted) for row in connection.execute(select(ENTRY).where(ENTRY.c.url.in_(part)))
            )
            return {row.url: _listed(row) for row in rows}

        return await self._backend.read(work)

    async def noted(self, feed: Feed) -> Mapping[str, Listed]:
        """Return what is noted of every address that the feed was the first to list."""
        wanted = select(ENTRY).where(ENTRY.c.feed_id == feed.id)
        rows = await self._backend.read(lambda connection: connection.execute(wanted).all())
        return {row.url: _listed(row) for row in rows}

    async def note(self, feed: Feed, listed: Sequence[Listed], *, now: datetime | None = None) -> None:
        """Note what became of addresses; nothing is noted of a feed that was removed meanwhile."""
        at = now or _now()

        def work(connection: Connection) -> None:
            if connection.execute(select(FEED.c.id).where(FEED.c.id == feed.id)).first() is None:
                return
            for each in listed:
                values: dict[str, Any] = {
                    "stamp": each.stamp,
                    "state": each.state,
                    "attempts": each.attempts,
                    "seen_at": at,
                    "next_at": each.next_at,
                    "section": each.section,
                    "reason": each.reason,
                }
                if not connection.execute(update(ENTRY).where(ENTRY.c.url == each.url).values(**values)).rowcount:
                    connection.execute(insert(ENTRY).values(url=each.url, feed_id=feed.id, **values))

        await self._backend.write(work)

    async def counts(self) -> Mapping[int, Mapping[str, int]]:
        """Return, for each feed, how many of the addresses it was first to list are in each state."""
        counted = select(ENTRY.c.feed_id, ENTRY.c.state, func.count().label("many")).group_by(
            ENTRY.c.feed_id, ENTRY.c.state
        )

        def work(connection: Connection) -> dict[int, dict[str, int]]:
            found: dict[int, dict[str, int]] = {}
            for row in connection.execute(counted):
                found.setdefault(row.feed_id, {})[row.state] = row.many
            return found

        return await self._backend.read(work)

    async def _settle(self, feed: Feed, worker: str, values: dict[str, Any]) -> bool:
        return await self._backend.write(lambda connection: _update(connection, feed, worker, values))


_WELL: dict[str, Any] = {"failures": 0, "failing_since": None, "reason": None, "told_at": None}


def _now() -> datetime:
    return datetime.now(UTC)


def _find(connection: Connection, url: str) -> Feed | None:
    row = connection.execute(select(FEED).where(FEED.c.url == url)).first()
    return None if row is None else _feed(row)


def _update(connection: Connection, feed: Feed, worker: str, values: dict[str, Any]) -> bool:
    held = and_(FEED.c.id == feed.id, FEED.c.claimed_by == worker)
    freed = {**values, "claimed_by": None, "claimed_until": None}
    return connection.execute(update(FEED).where(held).values(**freed)).rowcount == 1


def _listed(row: Row[Any]) -> Listed:
    return Listed(row.url, row.stamp, row.state, row.attempts, row.next_at, row.section, row.reason)


def _feed(row: Row[Any]) -> Feed:
    return Feed(
        id=row.id,
        url=row.url,
        kind=row.kind,
        title=row.title,
        outlet=row.outlet,
        gone=row.state == "gone",
        added_at=row.added_at,
        next_at=row.next_at,
        etag=row.etag,
        modified=row.modified,
        polled_at=row.polled_at,
        succeeded_at=row.succeeded_at,
        failures=row.failures,
        failing_since=row.failing_since,
        reason=row.reason,
        told_at=row.told_at,
    )
