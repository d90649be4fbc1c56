"""What changed in the index, for a search index that lies beside the archive and follows it.

Whoever puts passages into the index or takes them out records it here in the same transaction, so that no change is
lost and none is told of that was undone. It costs nothing while nobody follows. A follower remembers how far it read by
a `Mark`; one that cannot be found here any more belongs to another archive, an older copy of this one, or a follower
that was away for too long: it begins anew.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import Field, SQLModel

# A change is the passages of one batch. Whoever is further behind is not coming back, or sooner made anew.
FARTHEST = 10_000


class ChangeRow(SQLModel, table=True):
    """Passages that came, went or changed; None: whatever was made of the archive before must go."""

    __tablename__ = "search_change"
    number: int | None = Field(default=None, primary_key=True)
    mark: str
    passages: str | None = None


class FollowerRow(SQLModel, table=True):
    """Who follows, and to which number."""

    __tablename__ = "search_index"
    name: str = Field(primary_key=True)
    applied: int


CHANGE = SQLModel.metadata.tables["search_change"]
FOLLOWER = SQLModel.metadata.tables["search_index"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the changes. Numbers may come again in another copy of the archive, their marks do not."""

    number: int
    mark: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What changed after a mark: passages in any order, up to `head`. `anew`: the index must be made anew."""

    passages: frozenset[int]
    head: Mark
    anew: bool


def record(connection: Connection, passages: Iterable[int]) -> None:
    """Record in the caller's transaction that passages came, went or changed."""
    if _followed(connection) and (changed := sorted(passages)):
        _append(connection, json.dumps(changed))


def demand_anew(connection: Connection) -> None:
    """Have every index beside the archive made anew: none may keep what was in it."""
    if _followed(connection):
        _append(connection, None)


def head(connection: Connection) -> Mark | None:
    """Return the last change, or None if nobody follows."""
    row = connection.execute(select(CHANGE.c.number, CHANGE.c.mark).order_by(CHANGE.c.number.desc()).limit(1)).first()
    return None if row is None else Mark(row.number, row.mark)


def pending(connection: Connection, after: Mark, most: int) -> Pending | None:
    """Return what changed after a mark, about `most` passages of it; None if the mark is not of this archive."""
    rows = connection.execute(select(CHANGE).where(CHANGE.c.number >= after.number).order_by(CHANGE.c.number))
    found: set[int] = set()
    reached: Mark | None = None
    with rows:
        for row in rows:
            if reached is None and Mark(row.number, row.mark) != after:
                return None
            if reached is not None and row.passages is None:
                return Pending(frozenset(), Mark(row.number, row.mark), anew=True)
            if reached is not None:
                found |= set(json.loads(row.passages))
            reached = Mark(row.number, row.mark)
            if len(found) >= most:
                break
    return None if reached is None else Pending(frozenset(found), reached, anew=False)


def follow(connection: Connection, name: str, instead_of: Sequence[str] = ()) -> Mark:
    """Begin to follow from here; returns the mark from which on every change is recorded."""
    connection.execute(delete(FOLLOWER).where(FOLLOWER.c.name.in_(instead_of)))
    at = head(connection) or _append(connection, "[]")
    connection.execute(insert(FOLLOWER).values(name=name, applied=at.number))
    return at


def follows(connection: Connection, name: str) -> bool:
    """Whether what changes is recorded for this follower."""
    return connection.execute(select(FOLLOWER.c.name).where(FOLLOWER.c.name == name)).first() is not None


def report(connection: Connection, name: str, at: Mark) -> None:
    """Say how far a follower came; what all have read is forgotten, but for the last each has read."""
    connection.execute(update(FOLLOWER).where(FOLLOWER.c.name == name).values(applied=at.number))
    behind = connection.execute(select(func.min(FOLLOWER.c.applied))).scalar()
    if behind is not None:
        connection.execute(delete(CHANGE).where(CHANGE.c.number < behind))


def _followed(connection: Connection) -> bool:
    return connection.execute(select(FOLLOWER.c.name).limit(1)).first() is not None


def _append(connection: Connection, passages: str | None) -> Mark:
    mark = secrets.token_hex(8)
    made = connection.execute(insert(CHANGE).values(mark=mark, passages=passages))
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])
    if connection.execute(delete(FOLLOWER).where(FOLLOWER.c.applied < number - FARTHEST)).rowcount and not _followed(
        connection
    ):
        connection.execute(delete(CHANGE))
    return Mark(number, mark)
