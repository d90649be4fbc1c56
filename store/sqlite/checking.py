"""Looking for damage in a SQLite file: on a copy of it, so that the archive stays in use meanwhile.

Of 120 flipped pages `integrity_check` found 16 and FTS5's own check with rank=1 found 108 (the plain one misses an
index that drifted from its texts); the digests of `store.check` find what is left.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from store import check
from store.backend import Problem
from store.errors import StoreCorrupt, StoreFull
from store.migrate import applied, shipped
from store.sqlite.connections import engine
from store.sqlite.faults import faults_told


def look(path: Path, timeout: float) -> tuple[Problem, ...]:
    """Return what is wrong with the archive; blocks for as long as reading all of it takes."""
    with tempfile.TemporaryDirectory(prefix="copydesk-check-") as folder:
        copy = Path(folder) / "copy.db"
        try:
            _copy(path, copy, timeout)
        except StoreCorrupt as error:
            return (Problem("file", error.public),)
        looking = engine(copy, timeout, begin="BEGIN", size=0)
        _lenient(looking)
        try:
            with looking.connect() as connection:
                return tuple(islice(_all(connection), check.MOST))
        finally:
            looking.dispose()


def _copy(path: Path, copy: Path, timeout: float) -> None:
    # A connection of its own reads the disk, not what an older one still remembers of it.
    source = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=timeout)
    try:
        with faults_told(str(path)):
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        target = sqlite3.connect(copy)
        try:
            with faults_told(str(copy)):
                source.backup(target)
        except StoreFull as error:
            raise StoreFull(
                f"There is no room for the copy that is checked, in {copy.parent.parent}. Free some space there, or "
                "set TMPDIR to a folder with more."
            ) from error
        finally:
            target.close()
    finally:
        source.close()


def _lenient(looking: Engine) -> None:
    @event.listens_for(looking, "connect")
    def decode(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # Bytes that are no text must be reported, not fail.
        connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")


def _all(connection: Connection) -> Iterator[Problem]:
    yield from check.guarded("file", partial(_file, connection))
    yield from check.guarded("index", partial(_index, connection))
    yield from check.guarded("references", partial(_references, connection))
    yield from check.guarded("schema", partial(_schema, connection))
    yield from check.archive(connection)


def _file(connection: Connection) -> Iterator[Problem]:
    for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({check.MOST})"):
        if line != "ok":
            yield Problem("file", f"The file is damaged: {line}.")


def _index(connection: Connection) -> Iterator[Problem]:
    try:
        connection.exec_driver_sql("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
    except Exception as error:
        orig = getattr(error, "orig", None)
        if not isinstance(orig, sqlite3.DatabaseError) or orig.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        yield Problem("index", "The index does not match the texts: some are not found, or found where they are not.")


def _references(connection: Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Problem(f"{table} {row}", f"It refers to a row of {parent} that is not there.")


def _schema(connection: Connection) -> Iterator[Problem]:
    had = applied(connection)
    for migration in shipped("sqlite"):
        if had.get(migration.number) != migration.sha256:
            yield Problem("schema", f"Migration {migration.number} ({migration.name}) is not the one of this version.")
