"""Who gets a digest when, which digests were made, and what each told; one digest a subscription and local date.

A digest is claimed before it is made: a row that only one process can hold, until a time. `made` writes it together
with its posts and refuses who lost the claim, so that several processes never post one digest twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from store import conversation, putting
from store.audit import Entry, append
from store.conversation import NewTurn
from store.destination import Destination, decoded, encoded
from store.outbox import Outgoing
from store.store import Store
from store.timetable import DIGEST, DIGEST_STORY, SUBSCRIPTION

# A digest is made in a second or two; who takes longer than this is dead.
LEASE = timedelta(minutes=5)
# What a story told longer ago than this is no "since yesterday"; also how long digests are remembered.
REMEMBERED = timedelta(days=14)

# An article and where a quote of it starts and ends, as offsets into its text.
Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A place's digest: at a minute of the local day, on weekdays (1: Monday), in a zone. `set_at`: since when."""

    goes_to: Destination
    at_minute: int
    days: frozenset[int]
    zone: str
    set_at: datetime
    set_by: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Last:
    """The digests there were of a subscription: the last local date and moment, and the articles told of by story.

    `quoted` is what the last digest that told of an article quoted of it.
    """

    local_on: date | None = None
    due_at: datetime | None = None
    told: Mapping[int, frozenset[int]] | None = None
    quoted: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoryTold:
    """What a digest tells of a story: its articles, and what it quotes of them."""

    articles: tuple[int, ...]
    quotes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A digest that is being made, held by a worker."""

    subscription: Subscription
    local_on: date
    due_at: datetime
    claim: int
    worker: str


class Subscriptions:
    """The subscriptions of a store. Times default to the present."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def subscribe(self, wanted: Subscription) -> Subscription:
        """Set a place's digest; another one of the place is replaced, and its dates stay told."""

        def work(connection: Connection) -> Subscription:
            values = {
                "goes_to": encoded(wanted.goes_to),
                "at_minute": wanted.at_minute,
                "days": "".join(map(str, sorted(wanted.days))),
                "zone": wanted.zone,
                "set_at": wanted.set_at,
                "set_by": wanted.set_by,
                "off_at": None,
            }
            here = _at(wanted.goes_to.platform, wanted.goes_to.place)
            done = connection.execute(update(SUBSCRIPTION).where(here).values(values)).rowcount
            if not done:
                place = {"platform": wanted.goes_to.platform, "place": wanted.goes_to.place}
                connection.execute(insert(SUBSCRIPTION).values(values | place))
            row = connection.execute(select(SUBSCRIPTION).where(here)).one()
            append(connection, [Entry(wanted.set_at, wanted.set_by, "digest at", f"subscription:{row.id}")])
            return _subscription(row)

        return await self._backend.write(work)

    async def unsubscribe(self, platform: str, place: str, actor: str, *, now: datetime | None = None) -> bool:
        """End a place's digest; False if it had none."""
        at = now or _now()

        def work(connection: Connection) -> bool:
            which = and_(_at(platform, place), SUBSCRIPTION.c.off_at.is_(None))
            ended = connection.execute(
                update(SUBSCRIPTION).where(which).values(off_at=at).returning(SUBSCRIPTION.c.id)
            ).all()
            append(connection, [Entry(at, actor, "digest off", f"subscription:{row.id}") for row in ended])
            return bool(ended)

        return await self._backend.write(work)

    async def get(self, platform: str, place: str) -> Subscription | None:
        """Return a place's subscription, or None."""
        wanted = select(SUBSCRIPTION).where(_at(platform, place), SUBSCRIPTION.c.off_at.is_(None))
        row = await self._backend.read(lambda connection: connection.execute(wanted).first())
        return None if row is None else _subscription(row)

    async def all(self) -> tuple[Subscription, ...]:
        """Return every subscription, by id."""
        wanted = select(SUBSCRIPTION).where(SUBSCRIPTION.c.off_at.is_(None)).order_by(SUBSCRIPTION.c.id)
        rows = await self._backend.read(lambda connection: connection.execute(wanted).all())
        return tuple(_subscription(row) for row in rows)

    async def last(self, subscription: int) -> Last:
        """Return what was told: the last digest that was made, and the articles of each story in all that are kept."""
        return await self._backend.read(lambda connection: _last(connection, subscription))

    async def claim(
        self,
        subscription: Subscription,
        local_on: date,
        due_at: datetime,
        worker: str,
        *,
        lease: timedelta = LEASE,
        now: datetime | None = None,
    ) -> Claimed | None:
        """Hold the digest of a local date; None if it was made, another holds it, or the subscription changed."""
        at = now or _now()

        def work(connection: Connection) -> Claimed | None:
            same = and_(
                SUBSCRIPTION.c.id == subscription.id,
                SUBSCRIPTION.c.set_at == subscription.set_at,
                SUBSCRIPTION.c.off_at.is_(None),
            )
            if connection.execute(select(SUBSCRIPTION.c.id).where(same)).first() is None:
                return None
            this = _one(subscription.id, local_on)
            row = connection.execute(select(DIGEST).where(this)).first()
            held = {"claimed_by": worker, "claimed_until": at + lease}
            if row is None:
                values = held | {"due_at": due_at, "state": "claimed", "claims": 1, "late": False, "stories": 0}
                values |= {"subscription_id": subscription.id, "local_on": local_on.isoformat()}
                connection.execute(insert(DIGEST).values(values))
                return Claimed(subscription, local_on, due_at, 1, worker)
            if row.state == "made" or row.claimed_until > at:
                return None
            connection.execute(update(DIGEST).where(this).values(held | {"claims": row.claims + 1}))
            return Claimed(subscription, local_on, due_at, row.claims + 1, worker)

        return await self._backend.write(work)

    async def made(
        self,
        claimed: Claimed,
        stories: Mapping[int, StoryTold],
        *,
        post: Sequence[Outgoing] = (),
        turns: Sequence[NewTurn] = (),
        late: bool = False,
        now: datetime | None = None,
    ) -> bool:
        """Write a digest: its posts, and the articles and quotes of each story in it, all or nothing.

        False, and nothing written, if the claim is lost.
        """
        at = now or _now()
        rows = [(each, putting.frozen(each.content)) for each in post]
        said = [(each, conversation.encoded(each.payload)) for each in turns]
        held = and_(
            _one(claimed.subscription.id, claimed.local_on),
            DIGEST.c.state == "claimed",
            DIGEST.c.claimed_by == claimed.worker,
            DIGEST.c.claims == claimed.claim,
        )
        values = {"state": "made", "made_at": at, "late": late, "stories": len(stories)}

        def work(connection: Connection) -> bool:
            done = connection.execute(
                update(DIGEST).where(held).values(values | {"claimed_by": None, "claimed_until": None})
            ).rowcount
            if not done:
                return False
            putting.put(connection, rows, at)
            for story, each in stories.items():
                connection.execute(
                    insert(DIGEST_STORY).values(
                        subscription_id=claimed.subscription.id,
                        local_on=claimed.local_on.isoformat(),
                        story_id=story,
                        articles=json.dumps(sorted(each.articles)),
                        quotes=json.dumps(each.quotes),
                    )
                )
            for turn, payload in said:
                conversation.add_turn(connection, turn.thread_key, payload, turn.asked_at)
            _forget(connection, claimed.subscription.id, (claimed.local_on - REMEMBERED).isoformat())
            return True

        return await self._backend.write(work)


def _now() -> datetime:
    return datetime.now(UTC)


def _at(platform: str, place: str) -> Any:
    return and_(SUBSCRIPTION.c.platform == platform, SUBSCRIPTION.c.place == place)


def _one(subscription: int, local_on: date) -> Any:
    return and_(DIGEST.c.subscription_id == subscription, DIGEST.c.local_on == local_on.isoformat())


def _last(connection: Connection, subscription: int) -> Last:
    newest = select(func.max(DIGEST.c.local_on)).where(
        DIGEST.c.subscription_id == subscription, DIGEST.c.state == "made"
    )
    row = connection.execute(
        select(DIGEST).where(DIGEST.c.subscription_id == subscription, DIGEST.c.local_on == newest.scalar_subquery())
    ).first()
    told: dict[int, frozenset[int]] = {}
    quoted: dict[int, tuple[Span, ...]] = {}
    here = DIGEST_STORY.c.subscription_id == subscription
    for each in connection.execute(select(DIGEST_STORY).where(here).order_by(DIGEST_STORY.c.local_on)):
        articles, spans = json.loads(each.articles), json.loads(each.quotes)
        told[each.story_id] = told.get(each.story_id, frozenset()) | frozenset(articles)
        for article in articles:
            quoted[article] = tuple((of, start, end) for of, start, end in spans if of == article)
    if row is None:
        return Last(told=told, quoted=quoted)
    return Last(date.fromisoformat(row.local_on), row.due_at, told, quoted)


def _forget(connection: Connection, subscription: int, before: str) -> None:
    """Drop what was told of long ago; the last digest always stays, for its date must not come again."""
    connection.execute(
        delete(DIGEST_STORY).where(DIGEST_STORY.c.subscription_id == subscription, DIGEST_STORY.c.local_on < before)
    )


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        goes_to=decoded(row.goes_to),
        at_minute=row.at_minute,
        days=frozenset(map(int, row.days)),
        zone=row.zone,
        set_at=row.set_at,
        set_by=row.set_by,
        id=row.id,
    )
