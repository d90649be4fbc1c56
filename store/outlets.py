"""Who published what: outlets and the names they are known by.

An outlet is known by its name and by every name it was renamed from, whatever their case and spacing. A text whose
publisher is not known is an outlet of its own until a person or a later draft tells. An outlet with no text is gone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from store.article import Outlet, OutletSummary
from store.audit import Entry, append
from store.errors import UsageError
from store.models import ARTICLE, OUTLET, OUTLET_NAME, ArticleRow, OutletNameRow, OutletRow
from store.seal import seal
from store.selecting import chunks
from store.withholding import CURRENT


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return the key under which a name is looked up: NFKC, case-folded, single spaces; empty for a blank name."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def tidy(name: str) -> str:
    """Return a name as it is kept: NFC, single spaces, nothing unprintable."""
    words = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", name)).split()
    return " ".join(words)


class Directory:
    """The outlets of one batch of drafts: looks names up in bulk, gathers new outlets, writes them at once."""

    def __init__(self, connection: Connection, names: Iterable[str | None]) -> None:
        self._connection = connection
        self._ids: dict[str, int] = {}
        self._rows: list[dict[str, object]] = []
        self._names: list[dict[str, object]] = []
        for keys in chunks({fold(name) for name in names if name}):
            found = connection.execute(select(OUTLET_NAME).where(OUTLET_NAME.c.key.in_(keys)))
            self._ids.update({row.key: row.outlet_id for row in found})
        self._next = (connection.execute(select(func.max(OUTLET.c.id))).scalar() or 0) + 1

    def find(self, name: str) -> int | None:
        """Return the outlet of that name, if there is one."""
        return self._ids.get(fold(name))

    def named(self, name: str) -> int:
        """Return the outlet of that name, a new one if need be."""
        key = fold(name)
        if key not in self._ids:
            self._ids[key] = self._make(tidy(name), known=True)
            self._names.append({"key": key, "outlet_id": self._ids[key]})
        return self._ids[key]

    def unknown(self, source: str) -> int:
        """Return a new outlet for a text whose publisher is not known."""
        return self._make(f"unknown outlet ({source})", known=False)

    def write(self) -> None:
        """Write the new outlets; articles that refer to them come after."""
        if self._rows:
            self._connection.execute(insert(OUTLET), self._rows)
        if self._names:
            self._connection.execute(insert(OUTLET_NAME), self._names)

    def _make(self, name: str, *, known: bool) -> int:
        made = self._next
        self._next += 1
        self._rows.append({"id": made, "name": name, "known": known})
        return made


def remove_orphans(connection: Connection, outlets: Iterable[int]) -> None:
    """Remove those of the outlets that no article names any more."""
    for ids in chunks(set(outlets)):
        used = select(ARTICLE.c.id).where(ARTICLE.c.outlet_id == OUTLET.c.id).exists()
        connection.execute(delete(OUTLET).where(OUTLET.c.id.in_(ids), ~used))


def summaries(connection: Connection) -> tuple[OutletSummary, ...]:
    """Return every outlet that has a current article, by name."""
    rows = connection.execute(
        select(
            OUTLET.c.id,
            OUTLET.c.name,
            OUTLET.c.known,
            func.count().label("articles"),
            func.max(ARTICLE.c.published_at).label("newest_at"),
            func.count().filter(ARTICLE.c.cut_short).label("cut_short"),
        )
        .join(ARTICLE, ARTICLE.c.outlet_id == OUTLET.c.id)
        .where(CURRENT)
        .group_by(OUTLET.c.id, OUTLET.c.name, OUTLET.c.known)
        .order_by(OUTLET.c.name, OUTLET.c.id)
    )
    return tuple(
        OutletSummary(Outlet(row.id, row.name, row.known), row.articles, row.newest_at, row.cut_short) for row in rows
    )


def set_outlet(connection: Connection, name: str, source: str | None, article: int | None, actor: str) -> int:
    """Say who published a text, for all its revisions; see `Store.set_outlet`."""
    if (source is None) == (article is None):
        raise UsageError("Say which text the outlet published: its source or its article's number, one of the two.")
    with Session(connection) as session:
        if source is None:
            source = session.exec(select_rows(ArticleRow.source).where(col(ArticleRow.id) == article)).first()
        rows = connection.execute(select(*_WITHOUT_TEXT).where(ARTICLE.c.source == source)).all()
        if not rows:
            raise UsageError(
                "There is no such article in the archive. `copydesk sources OUTLET` lists what there is, by number."
            )
        outlet = _demand(session, name)
    moved = [row._asdict() for row in rows if row.outlet_id != outlet or not row.outlet_set]
    changed = len([row for row in moved if row["outlet_id"] != outlet])
    before = {int(row["outlet_id"]) for row in moved}
    _reassign(connection, [{**row, "outlet_id": outlet, "outlet_set": True} for row in moved])
    remove_orphans(connection, before - {outlet})
    if moved:
        detail = {"outlet": name, "revisions": [row["id"] for row in moved]}
        append(connection, [Entry(datetime.now(UTC), actor, "set outlet", f"source:{source}", detail)])
    return changed


def rename_outlet(connection: Connection, old: str, new: str, actor: str) -> None:
    """Give an outlet another name, or join it to the outlet that has it; see `Store.rename_outlet`."""
    with Session(connection) as session:
        row = _find(session, old)
        if row is None or row.id is None:
            raise UsageError(f"There is no outlet called {tidy(old)!r}. `copydesk sources` lists them.")
        if not fold(new):
            raise UsageError("An outlet needs a name.")
        other = _find(session, new)
        was = row.name
        if other is None or other.id == row.id:
            row.name, row.known = tidy(new), True
            _know(session, row.id, was if fold(old) == fold(was) else old, new)
            session.flush()
        elif other.id is not None:
            _join(connection, row.id, other.id)
            _know(session, other.id, new, old)
            session.flush()
    append(connection, [Entry(datetime.now(UTC), actor, "rename outlet", f"outlet:{was}", {"name": tidy(new)})])


_WITHOUT_TEXT = tuple(column for column in ARTICLE.c if column.name != "text")


def _find(session: Session, name: str) -> OutletRow | None:
    known = session.get(OutletNameRow, fold(name))
    if known is not None:
        return session.get(OutletRow, known.outlet_id)
    return session.exec(select_rows(OutletRow).where(col(OutletRow.name) == name)).first()


def _demand(session: Session, name: str) -> int:
    if not fold(name):
        raise UsageError("An outlet needs a name.")
    row = _find(session, name)
    if row is None:
        row = OutletRow(name=tidy(name), known=True)
        session.add(row)
        session.flush()
        _know(session, _id(row), name)
        session.flush()
    return _id(row)


def _id(row: OutletRow) -> int:
    if row.id is None:
        raise RuntimeError("an outlet that was not written has no id")
    return row.id


def _know(session: Session, outlet: int, *names: str) -> None:
    for key in {fold(name) for name in names}:
        session.merge(OutletNameRow(key=key, outlet_id=outlet))


def _join(connection: Connection, gone: int, kept: int) -> None:
    rows = connection.execute(select(*_WITHOUT_TEXT).where(ARTICLE.c.outlet_id == gone)).all()
    _reassign(connection, [{**row._asdict(), "outlet_id": kept} for row in rows])
    connection.execute(update(OUTLET_NAME).where(OUTLET_NAME.c.outlet_id == gone).values(outlet_id=kept))
    connection.execute(delete(OUTLET).where(OUTLET.c.id == gone))


def _reassign(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        statement = update(ARTICLE).where(ARTICLE.c.id == bindparam("row"))
        connection.execute(
            statement.values(outlet_id=bindparam("to"), outlet_set=bindparam("told"), seal=bindparam("sealed")),
            [
                {"row": row["id"], "to": row["outlet_id"], "told": row["outlet_set"], "sealed": seal(row)}
                for row in rows
            ],
        )
