"""Threads of conversation and their turns. The payload is JSON; the handlers own its shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from store.models import THREAD, TURN


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn of a thread as it was stored; ids grow with time."""

    id: int
    asked_at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A turn to be added to a thread; the payload is JSON."""

    thread_key: str
    payload: Mapping[str, object]
    asked_at: datetime


def encoded(payload: Mapping[str, object]) -> str:
    """Return a payload as the JSON that is kept; raises TypeError or ValueError if it is none."""
    return json.dumps(dict(payload), ensure_ascii=False, allow_nan=False)


def turns(connection: Connection, thread: str, limit: int) -> tuple[StoredTurn, ...]:
    """Return the last turns of a thread, oldest first."""
    rows = connection.execute(
        select(TURN.c.id, TURN.c.asked_at, TURN.c.payload)
        .join(THREAD, THREAD.c.id == TURN.c.thread_id)
        .where(THREAD.c.key == thread)
        .order_by(TURN.c.id.desc())
        .limit(limit)
    ).all()
    return tuple(StoredTurn(row.id, row.asked_at, json.loads(row.payload)) for row in reversed(rows))


def add_turn(connection: Connection, thread: str, payload: str, asked_at: datetime) -> int:
    """Append a turn, starting the thread if it is new; returns the turn's id."""
    known: int | None = connection.execute(select(THREAD.c.id).where(THREAD.c.key == thread)).scalar()
    if known is None:
        known = connection.execute(
            insert(THREAD).values(key=thread, started_at=asked_at).returning(THREAD.c.id)
        ).scalar_one()
    added: int = connection.execute(
        insert(TURN).values(thread_id=known, asked_at=asked_at, payload=payload).returning(TURN.c.id)
    ).scalar_one()
    return added
