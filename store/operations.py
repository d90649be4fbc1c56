"""How the work stands, in figures: what waits, since when, and what failed. For who watches the process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from store import cursor, putting
from store.cursor import Cursor
from store.models import INBOX, OUTBOX
from store.outbox import Outgoing
from store.store import Store
from store.timetable import ALERT, SUBSCRIPTION, WATCH

_PROBE = "health probe"


@dataclass(frozen=True, slots=True)
class Figures:
    """`oldest_event_at` and `oldest_post_at` are of what waits (None: nothing does). `failed_events` and `lost_posts`
    count, by day, the events that could not be answered and the posts that were refused or may not have been made.
    """

    waiting: int = 0
    oldest_event_at: datetime | None = None
    posts: Mapping[str, int] = field(default_factory=dict)
    oldest_post_at: datetime | None = None
    failed_events: Mapping[str, int] = field(default_factory=dict)
    lost_posts: Mapping[str, int] = field(default_factory=dict)
    watches: int = 0
    subscriptions: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that is wrong. `name` is the same for as long as it is the same thing; `what` is a public sentence."""

    name: str
    what: str


class Operations:
    """The figures and the alerts of a store."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def figures(self) -> Figures:
        """Return how the work stands, in one snapshot."""
        return await self._backend.read(_figures)

    async def probe(self) -> None:
        """Write something, for only that proves that there is room; raises `StoreError`."""
        now = datetime.now(UTC)
        await self._backend.write(
            lambda connection: cursor.move(connection, Cursor(_PROBE, now.isoformat(timespec="seconds")), now)
        )

    async def alert(
        self,
        wrong: Sequence[Alert],
        tell: Callable[[Sequence[tuple[Alert, int]], Sequence[tuple[Alert, int]]], Sequence[Outgoing]],
        now: datetime,
    ) -> tuple[Sequence[Alert], Sequence[Alert]]:
        """Compare what is wrong with what was; return what began and what is over.

        `tell` makes posts of both, each with how often it was told; they are written together with the change, so
        that each is told once, whoever else looks.
        """

        def work(connection: Connection) -> tuple[Sequence[Alert], Sequence[Alert]]:
            known = {row.name: row for row in connection.execute(select(ALERT))}
            open_ = {name for name, row in known.items() if row.ended_at is None}
            begun = [(each, known[each.name].told + 1 if each.name in known else 1) for each in wrong]
            begun = [(each, times) for each, times in begun if each.name not in open_]
            still = {each.name for each in wrong}
            ended = [(Alert(name, known[name].what), known[name].told) for name in sorted(open_ - still)]
            for each, times in begun:
                values = {"what": each.what, "began_at": now, "ended_at": None, "told": times}
                if each.name in known:
                    connection.execute(update(ALERT).where(ALERT.c.name == each.name).values(values))
                else:
                    connection.execute(insert(ALERT).values(name=each.name, **values))
            for each, _ in ended:
                connection.execute(update(ALERT).where(ALERT.c.name == each.name).values(ended_at=now))
            posts = tell(begun, ended)
            putting.put(connection, [(post, putting.frozen(post.content)) for post in posts], now)
            return [each for each, _ in begun], [each for each, _ in ended]

        return await self._backend.write(work)


def _figures(connection: Connection) -> Figures:
    waiting = connection.execute(
        select(func.count(), func.min(INBOX.c.received_at)).where(INBOX.c.state == "new")
    ).one()
    posts = connection.execute(select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)).all()
    oldest = connection.execute(
        select(func.min(OUTBOX.c.not_before_at)).where(OUTBOX.c.state.in_(("pending", "sending")))
    ).scalar()
    failed = connection.execute(
        select(func.substr(INBOX.c.settled_at, 1, 10), func.count())
        .where(INBOX.c.state == "failed")
        .group_by(func.substr(INBOX.c.settled_at, 1, 10))
    ).all()
    lost = connection.execute(
        select(func.substr(OUTBOX.c.created_at, 1, 10), func.count())
        .where(OUTBOX.c.state.in_(("unknown", "failed")))
        .group_by(func.substr(OUTBOX.c.created_at, 1, 10))
    ).all()
    watches = connection.execute(select(func.count()).select_from(WATCH).where(WATCH.c.state == "active")).scalar_one()
    digests = connection.execute(
        select(func.count()).select_from(SUBSCRIPTION).where(SUBSCRIPTION.c.off_at.is_(None))
    ).scalar_one()
    return Figures(
        waiting=waiting[0],
        oldest_event_at=waiting[1],
        posts={row[0]: row[1] for row in posts},
        oldest_post_at=oldest,
        failed_events={str(row[0]): row[1] for row in failed},
        lost_posts={str(row[0]): row[1] for row in lost},
        watches=watches,
        subscriptions=digests,
    )
