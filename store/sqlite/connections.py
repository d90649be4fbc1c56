"""Two writers and a few readers on one SQLite file, each in a thread of its own; nothing runs in the event loop.

The writer begins with BEGIN IMMEDIATE, so that it never fails half-way for want of the lock, and commits with
synchronous=FULL: a simulation of power loss lost acknowledged commits with NORMAL and none with FULL. Readers are
held to reading by SQLite itself (query_only), and each unit of reading sees one snapshot.

What is urgent has a writer of its own: it waits for one transaction at most, not for all that are queued before it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from store.sqlite.faults import faults_told

T = TypeVar("T")

# More than four readers gained nothing on two cores and cost memory; fewer let a slow search block quick ones.
READERS = 3
# How long a writer waits for one in another process, which holds the lock for one batch (about 2 s for 1,000 articles).
TIMEOUT_S = 10.0
# SQLite itself looks for the lock up to 100 ms apart, and an ingest lets it go for a few ms between two batches: while
# one ran on a busy machine, events were recorded after 8.5 s at the median. `tests.benchmarks.slack acks` measures it.
LOCK_POLL_S = 0.003

LOCK = "BEGIN IMMEDIATE"
_EVERY = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    "PRAGMA journal_size_limit = 67108864",
)


def engine(path: Path, timeout: float, *, begin: str, size: int, more: tuple[str, ...] = ()) -> Engine:
    """Return an engine on the file whose transactions start with `begin`; `more` is run on each new connection."""
    made = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        # No implicit BEGIN of the driver: `begin` below says when and how.
        connect_args={"timeout": timeout, "isolation_level": None, "check_same_thread": False},
        poolclass=QueuePool if size else NullPool,
        **({"pool_size": size, "max_overflow": 0} if size else {}),
    )

    @event.listens_for(made, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (*_EVERY, *more):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(made, "begin")
    def start(connection: Connection) -> None:
        if begin == LOCK:
            _lock(connection, timeout)
        else:
            connection.exec_driver_sql(begin)

    return made


def _lock(connection: Connection, timeout: float) -> None:
    """Begin writing as soon as no other process writes; raises what SQLite raises if one holds the lock too long."""
    deadline = time.monotonic() + timeout
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.exec_driver_sql(LOCK)
                return
            except OperationalError as error:
                code = getattr(error.orig, "sqlite_errorcode", 0)
                if code & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(LOCK_POLL_S)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(timeout * 1000)}")


class Connections:
    """The writer and the readers of one file that is already an archive."""

    def __init__(self, path: Path, timeout: float = TIMEOUT_S, readers: int = READERS) -> None:
        self.path = path
        self.timeout = timeout
        self._writing = engine(path, timeout, begin=LOCK, size=2)
        self._reading = engine(path, timeout, begin="BEGIN", size=readers, more=("PRAGMA query_only = ON",))
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._urgent = ThreadPoolExecutor(1, thread_name_prefix="store-urgent")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot in a reader's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Run `work` in one durable transaction in a writer's thread."""
        writer = self._urgent if urgent else self._writer
        return await asyncio.get_running_loop().run_in_executor(writer, self._write, work)

    async def close(self) -> None:
        """Finish what is under way, then close the file; the last process to close it folds the log into it."""
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _read(self, work: Callable[[Connection], T]) -> T:
        with faults_told(str(self.path)), self._reading.connect() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        with faults_told(str(self.path)), self._writing.begin() as connection:
            return work(connection)

    def _close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        self._urgent.shutdown()
        self._reading.dispose()
        self._writing.dispose()


def run_script(connection: Connection, script: str) -> None:
    """Execute a script statement by statement inside the open transaction, then demand that no reference dangles.

    The driver's `executescript` would commit first.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.exec_driver_sql(statement)
            statement = ""
    if statement.strip():
        raise RuntimeError(f"the script ends in mid-statement: {statement.strip()[:80]}")
    if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"the script leaves {len(dangling)} references dangling, the first is {tuple(dangling[0])}")
