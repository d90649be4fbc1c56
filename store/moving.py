"""Moving an archive into another, and the proof that it arrived: every row of every table, key by key.

All of it is one transaction of the new archive, so a move that fails or is killed leaves it empty. The old archive is
held meanwhile and not changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select
from sqlmodel import SQLModel

from store.backend import Backend, Indexed
from store.changes import CHANGE, FOLLOWER
from store.errors import StoreError, UsageError
from store.models import ARTICLE, MIGRATION, PASSAGE
from store.store import Store

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that was moved: how many rows it has on both sides, and the digest that both sides have."""

    table: str
    rows: int
    digest: str


async def move(old: Store, new: Store, tell: Callable[[str], None] = lambda _: None) -> tuple[Moved, ...]:
    """Copy everything into an empty archive, index it, and prove that both hold the same.

    `tell` is called with the name of each table that is begun, in a thread. Raises `UsageError` if the new archive is
    not empty, `StoreError` if what arrived is not what was sent; then nothing was kept.
    """
    loop = asyncio.get_running_loop()

    def hold(source: Connection) -> tuple[Moved, ...]:
        # The old archive's writer waits here, so nobody adds anything that would be left behind.
        writing = new.backend.write(lambda target: _move(source, target, new.backend, tell))
        return asyncio.run_coroutine_threadsafe(writing, loop).result()

    return await old.backend.write(hold)


def tables() -> tuple[Table, ...]:
    """The tables that are moved, each after those it refers to."""
    own = (MIGRATION, CHANGE, FOLLOWER)  # of an archive where it lies, and what follows it there
    return tuple(table for table in SQLModel.metadata.sorted_tables if table not in own)


def _move(source: Connection, target: Connection, backend: Backend, tell: Callable[[str], None]) -> tuple[Moved, ...]:
    known = {table.name for table in SQLModel.metadata.sorted_tables}
    if left := {name for name in inspect(target).get_table_names() if not name.startswith("passage_index")} - known:
        raise RuntimeError(f"tables that no model names would be left behind: {', '.join(sorted(left))}")
    for table in tables():
        if target.execute(select(func.count()).select_from(table)).scalar_one():
            raise UsageError("The new archive is not empty. Name a database or a file that holds nothing yet.")
    for table in tables():
        tell(table.name)
        for rows in _rows(source, table):
            target.execute(insert(table), rows)
    tell("index")
    for passages in _passages(target):
        backend.index(target, passages)
    backend.adopt(target)
    return tuple(_prove(source, target, table) for table in tables())


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    # In the order of the keys a row comes after an older one that it refers to.
    statement = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    with connection.execute(statement) as result:
        for part in result.mappings().partitions():
            yield [dict(row) for row in part]


def _passages(connection: Connection) -> Iterator[Sequence[Indexed]]:
    reached = 0
    texts = select(PASSAGE, ARTICLE.c.title, ARTICLE.c.text).join(ARTICLE, ARTICLE.c.id == PASSAGE.c.article_id)
    while rows := connection.execute(texts.where(PASSAGE.c.id > reached).order_by(PASSAGE.c.id).limit(_AT_ONCE)).all():
        yield [Indexed(row.id, row.title, row.text[row.start : row.end]) for row in rows]
        reached = rows[-1].id


def _prove(source: Connection, target: Connection, table: Table) -> Moved:
    sent, arrived = _digest(source, table), _digest(target, table)
    if sent != arrived:
        raise StoreError(
            f"What arrived of the table {table.name} is not what was sent ({arrived[0]:,} rows of {sent[0]:,}). "
            "Nothing was kept; run `copydesk doctor` on the old archive and try again."
        )
    return Moved(table.name, *sent)


def _digest(connection: Connection, table: Table) -> tuple[int, str]:
    """Count rows and add up their digests: the same for the same rows, in whatever order an engine returns them."""
    count, total = 0, 0
    for rows in _rows(connection, table):
        for row in rows:
            values = [_plain(value) for value in row.values()]
            total += int.from_bytes(hashlib.sha256(json.dumps(values).encode()).digest(), "big")
        count += len(rows)
    return count, f"{total % 2**256:064x}"


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    return value.isoformat() if isinstance(value, datetime) else value.hex() if isinstance(value, bytes) else value
