"""Saying of an article that it is corrected, killed or embargoed, and lifting that again.

A killed or embargoed article leaves the index and its story in the same transaction, and posts that quote it are
withdrawn. Its text stays, for who has its number.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from store.article import Status
from store.audit import Entry, append
from store.backend import Backend, Indexed
from store.errors import UsageError
from store.models import ARTICLE, PASSAGE, STANDING
from store.telling import mark_due, withdraw
from store.timetable import WATCH
from store.withdrawing import withdraw_posts

Offsets = Sequence[tuple[int, int]]


def set_status(
    connection: Connection,
    backend: Backend,
    article: int,
    status: Status | None,
    *,
    until: datetime | None,
    note: str | None,
    actor: str,
    now: datetime,
) -> bool:
    """Say what an article is, in the caller's transaction; True if it was something else. See `Store.set_status`.

    It is the newest revision that is meant; earlier ones cannot be found as it is, but posts that quote them are
    withdrawn with it.
    """
    if until is not None and status is not Status.EMBARGOED:
        raise UsageError("Only an embargo has a time until which it holds.")
    chain = revisions_of(connection, article)
    if not chain:
        raise UsageError(f"There is no article {article}. `copydesk sources OUTLET` lists their numbers.")
    current = chain[-1]
    before = connection.execute(select(STANDING).where(STANDING.c.article_id == current)).first()
    told = (status.value if status else None, until, note or None)
    if told == ((before.status, before.until_at, before.note) if before else (None, None, None)):
        return False
    was_withheld = before is not None and before.passages is not None
    passages: Offsets = json.loads(before.passages) if before is not None and before.passages is not None else ()
    if status in (Status.KILLED, Status.EMBARGOED):
        if not was_withheld:
            passages = take_out(connection, backend, current)
            withdraw(connection, [current])
        withdraw_posts(connection, chain, now)
    elif was_withheld:
        put_in(connection, backend, current, passages)
        mark_due(connection, [current])
    connection.execute(delete(STANDING).where(STANDING.c.article_id == current))
    if status is not None:
        kept = None if status is Status.CORRECTED else json.dumps([list(pair) for pair in passages])
        connection.execute(
            insert(STANDING).values(
                article_id=current, status=status.value, until_at=until, note=note or None, passages=kept,
                set_at=now, set_by=actor,
            )
        )  # fmt: skip
    look_anew(connection)
    detail = {"status": told[0], "until": until.astimezone(UTC).isoformat() if until else None, "note": note or None}
    append(connection, [Entry(now, actor, "set status", f"article:{current}", detail)])
    return True


def kill_earlier(connection: Connection, articles: Sequence[int], *, note: str, actor: str, now: datetime) -> bool:
    """Kill revisions that a later one has followed, and withdraw the posts that quote them; the later one stands.

    One that nothing has followed is left as it is. Returns False if all others were killed already.
    """
    followed = select(ARTICLE.c.id).where(ARTICLE.c.id.in_(articles), ARTICLE.c.superseded_by.is_not(None))
    articles = list(connection.execute(followed.order_by(ARTICLE.c.id)).scalars())
    killed = select(STANDING.c.article_id).where(
        STANDING.c.article_id.in_(articles), STANDING.c.status == Status.KILLED.value
    )
    known = set(connection.execute(killed).scalars())
    fresh = [each for each in articles if each not in known]
    connection.execute(delete(STANDING).where(STANDING.c.article_id.in_(fresh)))  # it may have been "corrected"
    for each in fresh:
        connection.execute(
            insert(STANDING).values(
                article_id=each, status=Status.KILLED.value, note=note, passages="[]", set_at=now, set_by=actor
            )
        )
        detail: dict[str, object] = {"status": Status.KILLED.value, "until": None, "note": note}
        append(connection, [Entry(now, actor, "set status", f"article:{each}", detail)])
    withdraw_posts(connection, articles, now)
    if fresh:
        look_anew(connection)
    return bool(fresh)


def look_anew(connection: Connection) -> None:
    """Have every standing question looked at, in the caller's transaction: its answer may be another by now.

    Who is looking at one loses it, for what they found may stand on what is no longer so.
    """
    anew = {"looked_to": 0, "claimed_by": None, "claimed_until": None}
    connection.execute(update(WATCH).where(WATCH.c.state == "active").values(anew))


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether any embargo's time has come."""
    return (
        connection.execute(select(STANDING.c.article_id).where(STANDING.c.until_at <= now).limit(1)).first() is not None
    )


def release(connection: Connection, backend: Backend, now: datetime) -> int:
    """Lift the embargoes whose time has come; returns how many."""
    due = select(STANDING.c.article_id).where(STANDING.c.until_at <= now).order_by(STANDING.c.article_id)
    ids = [row.article_id for row in connection.execute(due)]
    for id_ in ids:
        set_status(connection, backend, id_, None, until=None, note=None, actor="clock", now=now)
    return len(ids)


def inherit(connection: Connection, backend: Backend, old: int, new: int, now: datetime) -> None:
    """Let a new revision be killed or embargoed as the one before it was: a changed text is no way round it."""
    before = connection.execute(
        select(STANDING).where(STANDING.c.article_id == old, STANDING.c.status != Status.CORRECTED.value)
    ).first()
    if before is not None:
        connection.execute(delete(STANDING).where(STANDING.c.article_id == old))
        set_status(
            connection,
            backend,
            new,
            Status(before.status),
            until=before.until_at,
            note=before.note,
            actor=before.set_by,
            now=now,
        )


def revisions_of(connection: Connection, article: int) -> list[int]:
    """Return the ids of every revision of the text an article belongs to, oldest first; none if there is no such."""
    source = select(ARTICLE.c.source).where(ARTICLE.c.id == article).scalar_subquery()
    rows = connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.source == source).order_by(ARTICLE.c.id))
    return [row.id for row in rows]


def take_out(connection: Connection, backend: Backend, article: int) -> Offsets:
    """Take an article out of the index and drop its passages; returns their offsets."""
    row = connection.execute(select(ARTICLE.c.title, ARTICLE.c.text).where(ARTICLE.c.id == article)).one()
    found = connection.execute(select(PASSAGE).where(PASSAGE.c.article_id == article).order_by(PASSAGE.c.start)).all()
    backend.unindex(connection, [Indexed(each.id, row.title, row.text[each.start : each.end]) for each in found])
    connection.execute(delete(PASSAGE).where(PASSAGE.c.article_id == article))
    return [(each.start, each.end) for each in found]


def put_in(connection: Connection, backend: Backend, article: int, passages: Offsets) -> None:
    """Put an article's passages into the index."""
    row = connection.execute(select(ARTICLE.c.title, ARTICLE.c.text).where(ARTICLE.c.id == article)).one()
    first = (connection.execute(select(func.max(PASSAGE.c.id))).scalar() or 0) + 1
    rows = [
        {"id": first + at, "article_id": article, "start": start, "end": end}
        for at, (start, end) in enumerate(passages)
    ]
    if rows:
        connection.execute(insert(PASSAGE), rows)
        backend.index(
            connection,
            [Indexed(first + at, row.title, row.text[start:end]) for at, (start, end) in enumerate(passages)],
        )


def withheld_passages(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the passages that withheld articles would have."""
    rows = connection.execute(
        select(STANDING.c.article_id, STANDING.c.passages).where(
            STANDING.c.article_id.in_(articles), STANDING.c.passages.is_not(None)
        )
    )
    return {row.article_id: tuple((start, end) for start, end in json.loads(row.passages)) for row in rows}


def keep_passages(connection: Connection, article: int, passages: Offsets) -> None:
    """Remember other passages for a withheld article."""
    kept = json.dumps([list(pair) for pair in passages])
    connection.execute(update(STANDING).where(STANDING.c.article_id == article).values(passages=kept))
