"""The audit: who did what, and when. Entries are appended and never changed; the schema itself refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from store.models import AUDIT


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done. `subject` is ``kind:id``; `detail` must be JSON."""

    happened_at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object] = field(default_factory=dict)


def append(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add entries in the caller's transaction, so that what was done and its entry stand or fall together."""
    if entries:
        connection.execute(
            insert(AUDIT),
            [
                {
                    "happened_at": entry.happened_at,
                    "actor": entry.actor,
                    "action": entry.action,
                    "subject": entry.subject,
                    "detail": json.dumps(dict(entry.detail), ensure_ascii=False),
                }
                for entry in entries
            ],
        )


def latest(connection: Connection, subject: str | None, limit: int) -> tuple[Entry, ...]:
    """Return the latest entries, newest first, of one subject or of all."""
    statement = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if subject is not None:
        statement = statement.where(AUDIT.c.subject == subject)
    return tuple(
        Entry(row.happened_at, row.actor, row.action, row.subject, json.loads(row.detail))
        for row in connection.execute(statement)
    )
