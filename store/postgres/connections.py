"""Several readers and writers on one PostgreSQL database, each in a thread of its own; nothing runs in the event loop.

Two ways to write. Work that reads and then writes (adding articles, naming outlets) comes one at a time over all
processes, held apart by one lock of the archive, so that it may count on what it read. Work of the queues keeps to
rows it locks and to keys that are unique; it runs beside everything else and begins again where two collide.

Reading sees one snapshot (REPEATABLE READ, READ ONLY). A process that is killed loses its connections, and with them
its locks and whatever it had not committed.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from store.errors import StoreLocked
from store.postgres.faults import Collision, faults_told

T = TypeVar("T")

# Of one process. PostgreSQL takes 100 connections as it ships: room for a dozen processes.
READERS = 4
# A batch of articles does not hold up events that must be acknowledged: they have threads of their own.
QUEUERS = 2
# How long a writer waits for one in another process, which holds the lock for one batch.
TIMEOUT_S = 10.0
# Each loses to a transaction that then has come through; more than a few in a row are a mistake of ours.
TRIES = 12

# The number is 'COPY', SQLite's application_id too; the schema tells archives in one database apart.
LOCK = "SELECT pg_advisory_xact_lock(1129271385, hashtext(current_schema()))"


def engine(url: URL, timeout: float, *, size: int, lock: bool = False, reads: bool = False) -> Engine:
    """Return an engine on the database: `lock` keeps other writers out, `reads` sees snapshots only."""
    made = create_engine(
        url,
        isolation_level="REPEATABLE READ" if reads else "READ COMMITTED",
        # A server that was started anew is found out before work begins, not in the middle of it.
        pool_pre_ping=True,
        poolclass=QueuePool if size else NullPool,
        connect_args={
            "connect_timeout": max(2, round(timeout)),
            "application_name": "copydesk",
            # A server that vanished without a word is given up after a minute.
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
        **({"pool_size": size, "max_overflow": 0} if size else {}),
    )

    @event.listens_for(made, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # Acknowledged means durable, whatever the server's default is.
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SET timezone = 'UTC'")
        cursor.execute(f"SET lock_timeout = {round(timeout * 1000)}")
        # A process that hangs in the middle of a transaction does not hold the others up for ever.
        cursor.execute("SET idle_in_transaction_session_timeout = '5min'")
        if reads:
            cursor.execute("SET default_transaction_read_only = on")
        cursor.close()
        connection.commit()

    if lock:

        @event.listens_for(made, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql(LOCK)

    return made


class Connections:
    """The readers and writers of one database that is already an archive."""

    def __init__(self, url: URL, timeout: float = TIMEOUT_S, readers: int = READERS) -> None:
        self.name = url.render_as_string(hide_password=True).replace("+psycopg", "")
        self._writing = engine(url, timeout, size=QUEUERS + 1)
        self._reading = engine(url, timeout, size=readers, reads=True)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._queuers = ThreadPoolExecutor(QUEUERS, thread_name_prefix="store-queue")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot in a reader's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one durable transaction, alone among the archive's writers."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work, True)

    async def write_beside(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one durable transaction beside others, again from the start where it collides."""
        return await asyncio.get_running_loop().run_in_executor(self._queuers, self._write, work, False)

    async def close(self) -> None:
        """Finish what is under way, then let go of the database."""
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def rewrite(self, tables: Sequence[str]) -> None:
        """Write tables anew without what was deleted from them; blocks, and waits for whoever reads them."""
        with faults_told(self.name), self._writing.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in tables:
                alone.exec_driver_sql(f"VACUUM (FULL) {alone.dialect.identifier_preparer.quote(table)}")

    def _read(self, work: Callable[[Connection], T]) -> T:
        with faults_told(self.name), self._reading.connect() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], T], alone: bool) -> T:
        for attempt in range(TRIES):
            try:
                with faults_told(self.name), self._writing.begin() as connection:
                    if alone:
                        connection.exec_driver_sql(LOCK)
                    return work(connection)
            except Collision as collision:
                if attempt + 1 == TRIES:
                    raise collision.__cause__ or collision from None
                time.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311  (apart, not secret)
        raise StoreLocked(f"Another process holds the archive {self.name}. Try again.")

    def _close(self) -> None:
        for pool in (self._readers, self._queuers, self._writer):
            pool.shutdown()
        self._reading.dispose()
        self._writing.dispose()


def run_script(connection: Connection, script: str) -> None:
    """Execute a script inside the open transaction; PostgreSQL itself holds that no reference dangles."""
    # Without parameters a percent sign is a percent sign, and a script may hold several statements.
    connection.connection.driver_connection.execute(script)  # type: ignore[union-attr]
