"""Many rows at once: the statement is compiled once, and a row costs no more than its values."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, insert


def insert_rows(connection: Connection, table: Table, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows, each the values of all columns in the order of the table.

    `Connection.execute` with a list of dicts makes a dict of parameters again for each of them.
    """
    if not rows:
        return
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=[column.name for column in table.c])
    names = [column.name for column in table.c]
    made = [column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in table.c]
    processed = [(at, process) for at, process in enumerate(made) if process is not None]
    values = [list(row) for row in rows] if processed else rows
    for at, process in processed:
        for row in values:
            row[at] = process(row[at])  # type: ignore[index]
    if compiled.positiontup is not None:
        order = [names.index(name) for name in compiled.positiontup]
        given = values if order == list(range(len(names))) else [[row[at] for at in order] for row in values]
        connection.exec_driver_sql(str(compiled), [tuple(row) for row in given])
    else:
        connection.exec_driver_sql(str(compiled), [dict(zip(names, row, strict=True)) for row in values])
