"""How far something was read: a platform's sync position, kept with the events that came with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from store.models import CURSOR


@dataclass(frozen=True, slots=True)
class Cursor:
    """A named position; the platform alone knows what its value means."""

    name: str
    value: str


def move(connection: Connection, cursor: Cursor, now: datetime) -> None:
    """Set the position, in the caller's transaction."""
    values = {"value": cursor.value, "moved_at": now}
    moved = connection.execute(update(CURSOR).where(CURSOR.c.name == cursor.name).values(values))
    if moved.rowcount == 0:
        connection.execute(insert(CURSOR).values(name=cursor.name, **values))


def position(connection: Connection, name: str) -> str | None:
    """Return the position, or None if nothing was read yet."""
    return connection.execute(select(CURSOR.c.value).where(CURSOR.c.name == name)).scalar()
