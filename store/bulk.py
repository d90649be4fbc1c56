"""Many rows at once: the statement is compiled once, and a row costs no more than its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert


@dataclass(frozen=True, slots=True)
class _Insert:
    """An insert of whole rows as an engine takes it: `named` if it takes values by name, not by place.

    `made` are the columns whose values are not stored as they are, each by its place.
    """

    statement: str
    named: bool
    made: tuple[tuple[int, Callable[[Any], Any]], ...]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows, each the values of all columns in the order of the table.

    `Connection.execute` with a list of dicts makes a dict of parameters again for each of them.
    """
    if not rows:
        return
    ready = _ready(table, connection.dialect)
    values: Sequence[Sequence[object]] = rows
    if ready.made:
        columns = [*zip(*rows, strict=True)]
        for at, make in ready.made:
            made = {value: make(value) for value in set(columns[at])}  # most are the same in many rows
            columns[at] = tuple(made[value] for value in columns[at])
        values = [*zip(*columns, strict=True)]
    if ready.named:
        names = [column.name for column in table.c]
        connection.exec_driver_sql(ready.statement, [dict(zip(names, row, strict=True)) for row in values])
    else:
        # Past SQLAlchemy, which would make a tuple of each row again; what the driver raises is told as ever.
        connection.connection.cursor().executemany(ready.statement, values)


@lru_cache(maxsize=64)
def _ready(table: Table, dialect: Dialect) -> _Insert:
    names = [column.name for column in table.c]
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    assert compiled.positiontup in (None, names), "the statement does not name the columns in the order of the table"
    processors = (column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.c)
    made = tuple((at, process) for at, process in enumerate(processors) if process is not None)
    return _Insert(str(compiled), compiled.positiontup is None, made)
