"""What must be posted: each post once, in the order of its place, its content frozen when it was decided.

    pending ──claim_due──▶ pending, held ──mark_sending──▶ sending ──sent──▶ sent
       ▲                                                    │   │
       └───────────────── retry_later ──────────────────────┘   └──unknown──▶ unknown      (failed: never accepted)

`sending` is durable before the call goes out. A post still `sending` when its claim is over is ambiguous: the process
died, or the reply was lost. `ambiguous` hands it to who can find out (the same transaction id again, or reading back);
what cannot be found out becomes `unknown`, is told to the operator and never sent again by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    TextClause,
    and_,
    func,
    not_,
    or_,
    select,
    text,
    update,
)

from store import pictures, putting
from store.audit import Entry, append
from store.models import OUTBOX, OUTBOX_ARTICLE
from store.store import Store

# Longer than the call's own time limit: while a claim is held nobody else looks at the post.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A post to be made. `key` is unique for ever (platform, place, kind, date or event, part).

    `content` is the rendered post, JSON. It goes into `thread`, or into the thread that the post with the key `under`
    starts, and not before `not_before_at` (None: at once). `articles` are those it quotes; if one of them is withdrawn,
    before or after, the post becomes its `notice` (`store.withdrawing`). `picture` is a PNG that goes with it
    (`store.pictures`).
    """

    key: str
    platform: str
    place: str
    content: Mapping[str, Any]
    thread: str | None = None
    under: str | None = None
    not_before_at: datetime | None = None
    articles: tuple[int, ...] = ()
    notice: Mapping[str, Any] | None = None
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it stands. `attempts` counts the calls begun; `claim` and `worker` tell who holds it.

    `thread` is where it goes: its own, or the message of the post it is under.
    """

    id: int
    key: str
    platform: str
    place: str
    thread: str | None
    content: Mapping[str, Any]
    state: str
    attempts: int
    created_at: datetime
    not_before_at: datetime
    sending_at: datetime | None
    sent_at: datetime | None
    remote_id: str | None
    reason: str | None
    claim: int
    worker: str | None


class Outbox:
    """The outbox of a store. Times default to the present.

    What changes a held post returns False, and changes nothing, if the claim is lost.
    """

    def __init__(self, store: Store) -> None:
        self._backend = store.backend
        self.pictures = pictures.Pictures(store)

    async def put(self, outgoing: Outgoing, *, now: datetime | None = None) -> bool:
        """Put one post; False if its key was put before, whatever became of that post."""
        return bool(await self.put_all([outgoing], now=now))

    async def put_all(self, posts: Sequence[Outgoing], *, now: datetime | None = None) -> tuple[str, ...]:
        """Put posts in one transaction, in order; return the keys that are new."""
        rows = [(each, putting.frozen(each.content)) for each in posts]
        return await self._backend.write_beside(lambda connection: putting.put(connection, rows, now or _now()))

    async def claim_due(
        self,
        worker: str,
        *,
        limit: int = 10,
        lease: timedelta = LEASE,
        now: datetime | None = None,
        platform: str | None = None,
    ) -> tuple[Post, ...]:
        """Hold posts that are due, at most one of each place: the next is not due until it is settled."""
        at = now or _now()
        return await self._claim(_due(at, platform), worker, limit, lease, at)

    async def ambiguous(
        self,
        worker: str,
        *,
        limit: int = 10,
        lease: timedelta = LEASE,
        now: datetime | None = None,
        platform: str | None = None,
    ) -> tuple[Post, ...]:
        """Hold posts that may or may not have been made, to find out; end each with `sent`, `retry_later`,
        `doubt` or `unknown`.
        """
        at = now or _now()
        return await self._claim(_sending(at, platform), worker, limit, lease, at)

    async def mark_sending(self, post: Post, *, lease: timedelta = LEASE, now: datetime | None = None) -> bool:
        """Say that the call goes out now; only after this returned True may it."""
        at = now or _now()
        values = {"state": "sending", "sending_at": at, "claimed_until": at + lease}
        return await self._held(post, values | {"attempts": OUTBOX.c.attempts + 1})

    async def sent(self, post: Post, remote_id: str, *, now: datetime | None = None) -> bool:
        """Say that the post is there, as message `remote_id`. True even from who lost the claim: it is a fact.

        False if it was known already.
        """
        values = _RELEASED | {"state": "sent", "sent_at": now or _now(), "remote_id": remote_id, "reason": None}
        fact = and_(OUTBOX.c.id == post.id, OUTBOX.c.state != "sent")

        def work(connection: Connection) -> bool:
            pictures.drop(connection, [post.id])
            return _update(connection, fact, values)

        return await self._backend.write_beside(work)

    async def retry_later(self, post: Post, not_before_at: datetime, reason: str) -> bool:
        """Say that the post was surely not made (refused, rate-limited, read back as absent): send it again then."""
        values = {"state": "pending", "not_before_at": not_before_at, "reason": reason}
        return await self._held(post, _RELEASED | values)

    async def doubt(self, post: Post, until: datetime, reason: str) -> bool:
        """Say that the reply was lost: let the platform settle until then, when `ambiguous` hands the post out."""
        return await self._held(post, {"claimed_until": until, "reason": reason})

    async def unknown(self, post: Post, reason: str) -> bool:
        """Say that nobody can find out whether the post was made; posts under it fail."""
        return await self._end(post, "unknown", reason)

    async def failed(self, post: Post, reason: str) -> bool:
        """Say that the platform will never take the post; posts under it fail."""
        return await self._end(post, "failed", reason)

    async def release(self, post: Post) -> bool:
        """Give a post back that was claimed but not begun."""
        return await self._held(post, dict(_RELEASED))

    async def release_all(self, platform: str) -> int:
        """Give back at once what a process that is gone held; only who knows that it is gone may. Returns how many.

        What it was sending is still `sending`, to be found out about.
        """
        unsettled = OUTBOX.c.state.in_(("pending", "sending"))
        held = and_(OUTBOX.c.platform == platform, unsettled, OUTBOX.c.claimed_until.is_not(None))
        return await self._backend.write(
            lambda connection: connection.execute(update(OUTBOX).where(held).values(_RELEASED)).rowcount
        )

    async def send_again(self, key: str, actor: str, *, now: datetime | None = None) -> bool:
        """Put a post that ended `unknown` or `failed` back, because a person decided so; False if it had not."""
        at = now or _now()

        def work(connection: Connection) -> bool:
            ended = and_(OUTBOX.c.key == key, OUTBOX.c.state.in_(("unknown", "failed")))
            if not _update(connection, ended, {"state": "pending", "not_before_at": at}):
                return False
            append(connection, [Entry(at, actor, "send again", f"post:{key}")])
            return True

        return await self._backend.write_beside(work)

    async def get(self, key: str) -> Post | None:
        """Return the post of a key, or None."""
        found = await self._backend.read(
            lambda connection: connection.execute(_POSTS.where(OUTBOX.c.key == key)).first()
        )
        return None if found is None else _post(found)

    async def quoted(self, keys: Iterable[str]) -> tuple[int, ...]:
        """Return the articles that the posts of these keys quote, each once, in order."""
        wanted = (
            select(OUTBOX_ARTICLE.c.article_id)
            .join(OUTBOX, OUTBOX.c.id == OUTBOX_ARTICLE.c.outbox_id)
            .where(OUTBOX.c.key.in_(list(keys)))
            .distinct()
            .order_by(OUTBOX_ARTICLE.c.article_id)
        )
        rows = await self._backend.read(lambda connection: connection.execute(wanted).all())
        return tuple(row.article_id for row in rows)

    async def find(self, platform: str, place: str, remote_id: str) -> Post | None:
        """Return the post that is this message, or None if no post of ours is known to be."""
        wanted = _POSTS.where(OUTBOX.c.platform == platform, OUTBOX.c.place == place, OUTBOX.c.remote_id == remote_id)
        found = await self._backend.read(lambda connection: connection.execute(wanted).first())
        return None if found is None else _post(found)

    async def last(self, platform: str, place: str) -> Post | None:
        """Return the newest post to a place, whatever became of it, or None."""
        wanted = _POSTS.where(OUTBOX.c.platform == platform, OUTBOX.c.place == place).order_by(OUTBOX.c.id.desc())
        found = await self._backend.read(lambda connection: connection.execute(wanted.limit(1)).first())
        return None if found is None else _post(found)

    async def threads(self, platform: str, limit: int = 20) -> tuple[tuple[str, str], ...]:
        """Return the place and first message of the threads last posted in, newest first."""
        root = func.coalesce(OUTBOX.c.thread, _parent.c.remote_id, OUTBOX.c.remote_id)
        newest = func.max(OUTBOX.c.id)
        wanted = (
            select(OUTBOX.c.place, root)
            .outerjoin(_parent, _parent.c.key == OUTBOX.c.under)
            .where(OUTBOX.c.platform == platform, OUTBOX.c.state == "sent")
            .group_by(OUTBOX.c.place, root)
            .order_by(newest.desc())
            .limit(limit)
        )
        rows = await self._backend.read(lambda connection: connection.execute(wanted).all())
        return tuple((row[0], row[1]) for row in rows)

    async def in_doubt(self, platform: str, place: str, *, begun_before: datetime | None = None) -> bool:
        """Whether a post to the place is under way or ambiguous, so that a message there may yet prove to be ours.

        `begun_before`: only a post whose call went out by then, for a message is not older than its call.
        """
        wanted = select(OUTBOX.c.id).where(
            OUTBOX.c.platform == platform, OUTBOX.c.place == place, OUTBOX.c.state == "sending"
        )
        if begun_before is not None:
            wanted = wanted.where(OUTBOX.c.sending_at <= begun_before)
        return await self._backend.read(lambda connection: connection.execute(wanted.limit(1)).first()) is not None

    async def unsettled(self, limit: int = 100) -> tuple[Post, ...]:
        """Return posts that ended `unknown` or `failed`, newest first, for the operator."""
        ended = _POSTS.where(OUTBOX.c.state.in_(("unknown", "failed"))).order_by(OUTBOX.c.id.desc()).limit(limit)
        rows = await self._backend.read(lambda connection: connection.execute(ended).all())
        return tuple(_post(row) for row in rows)

    async def counts(self) -> dict[str, int]:
        """Count posts by state; a state nothing is in is left out."""
        counted = select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)
        rows = await self._backend.read(lambda connection: connection.execute(counted).all())
        return {row[0]: row[1] for row in rows}

    async def _claim(
        self, statement: Select[Any], worker: str, limit: int, lease: timedelta, now: datetime
    ) -> tuple[Post, ...]:
        if not await self._backend.read(lambda connection: connection.execute(statement.limit(1)).first()):
            return ()

        def work(connection: Connection) -> tuple[Post, ...]:
            # What another worker is claiming at this moment is passed over, not waited for.
            claimable = statement.limit(limit).with_for_update(skip_locked=True, of=OUTBOX)
            ids = [row.id for row in connection.execute(claimable)]
            connection.execute(
                update(OUTBOX)
                .where(OUTBOX.c.id.in_(ids))
                .values(claimed_by=worker, claimed_until=now + lease, claims=OUTBOX.c.claims + 1)
            )
            held = _POSTS.where(OUTBOX.c.id.in_(ids)).order_by(OUTBOX.c.id)
            return tuple(_post(row) for row in connection.execute(held))

        return await self._backend.write_beside(work)

    async def _held(self, post: Post, values: dict[str, Any]) -> bool:
        return await self._backend.write_beside(lambda connection: _update(connection, _holds(post), values))

    async def _end(self, post: Post, state: str, reason: str) -> bool:
        def work(connection: Connection) -> bool:
            if not _update(connection, _holds(post), _RELEASED | {"state": state, "reason": reason}):
                return False
            parts = and_(OUTBOX.c.under == post.key, OUTBOX.c.state == "pending")
            _update(connection, parts, _RELEASED | {"state": "failed", "reason": f"the post it belongs to is {state}"})
            return True

        return await self._backend.write_beside(work)


_RELEASED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
_parent = OUTBOX.alias("parent")
_POSTS = select(OUTBOX, func.coalesce(OUTBOX.c.thread, _parent.c.remote_id).label("goes_to")).outerjoin(
    _parent, _parent.c.key == OUTBOX.c.under
)


def _now() -> datetime:
    return datetime.now(UTC)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(OUTBOX.c.claimed_until.is_(None), OUTBOX.c.claimed_until <= now)


def _due(now: datetime, platform: str | None) -> Select[Any]:
    before = OUTBOX.alias("before")
    # A post planned for later does not hold up its place; one that was tried and waits to be tried again does.
    ahead = select(before.c.id).where(
        _unsent("before"),
        before.c.platform == OUTBOX.c.platform,
        before.c.place == OUTBOX.c.place,
        before.c.id < OUTBOX.c.id,
        or_(
            before.c.state == "sending",
            and_(before.c.state == "pending", or_(before.c.claims > 0, before.c.not_before_at <= now)),
        ),
    )
    waits = and_(OUTBOX.c.under.is_not(None), _parent.c.state != "sent")
    due = and_(_unsent("outbox"), OUTBOX.c.state == "pending", OUTBOX.c.not_before_at <= now, _free(now), not_(waits))
    return _of(_POSTS.where(due, not_(ahead.exists())), platform)


def _sending(now: datetime, platform: str | None) -> Select[Any]:
    return _of(_POSTS.where(_unsent("outbox"), OUTBOX.c.state == "sending", _free(now)), platform)


def _unsent(table: str) -> TextClause:
    """The condition of the index of the unsent in its very words, without which it is not used: what was sent stays,
    and looking through all of it for what is due would take longer with every post.
    """
    return text(f"{table}.state IN ('pending', 'sending')")


def _of(statement: Select[Any], platform: str | None) -> Select[Any]:
    if platform is not None:
        statement = statement.where(OUTBOX.c.platform == platform)
    return statement.order_by(OUTBOX.c.id)


def _holds(post: Post) -> ColumnElement[bool]:
    return and_(
        OUTBOX.c.id == post.id,
        OUTBOX.c.state.in_(("pending", "sending")),
        OUTBOX.c.claimed_by == post.worker,
        OUTBOX.c.claims == post.claim,
    )


def _update(connection: Connection, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    return connection.execute(update(OUTBOX).where(which).values(values)).rowcount > 0


def _post(row: Row[Any]) -> Post:
    return Post(
        id=row.id,
        key=row.key,
        platform=row.platform,
        place=row.place,
        thread=row.goes_to,
        content=json.loads(row.content),
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        not_before_at=row.not_before_at,
        sending_at=row.sending_at,
        sent_at=row.sent_at,
        remote_id=row.remote_id,
        reason=row.reason,
        claim=row.claims,
        worker=row.claimed_by,
    )
