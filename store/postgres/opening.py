"""From a URL to a database that is an archive of this version, or one clear error."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import SQLModel

from store.errors import StoreCorrupt, StoreError, UsageError
from store.migrate import migrate, shipped
from store.models import MIGRATION
from store.postgres.connections import TIMEOUT_S, engine, run_script
from store.postgres.faults import faults_told

# The oldest that its makers still mend.
_OLDEST = 140_000


def locate(url: str) -> tuple[URL, float]:
    """Return the address for the driver, and the time to wait for a lock, in seconds.

    ``postgresql://user@host/database[?timeout=s]``; other parts after the question mark are libpq's.
    """
    try:
        parsed = make_url(url)
        timeout = float(str(parsed.query.get("timeout", TIMEOUT_S)))
    except (ArgumentError, ValueError) as error:
        raise UsageError(
            "The archive's address cannot be read. Write it as postgresql://user@host/database."
        ) from error
    if not parsed.database:
        raise UsageError("The archive's address names no database. Write it as postgresql://user@host/database.")
    rest: dict[str, Any] = {name: value for name, value in parsed.query.items() if name != "timeout"}
    return parsed.set(drivername="postgresql+psycopg", query=rest), timeout


def prepare(url: URL, timeout: float) -> None:
    """Make the database an archive of this version, creating or migrating it; blocks, so call it in a thread.

    Raises `StoreNewer`, `StoreCorrupt`, `StoreLocked`, `StoreReadOnly` or `StoreError`. Tables that are not an
    archive's are left untouched.
    """
    name = url.render_as_string(hide_password=True).replace("+psycopg", "")
    opening = engine(url, timeout, size=0, lock=True)
    looking = engine(url, timeout, size=0)
    try:
        with faults_told(name):
            with looking.connect() as connection:
                _recognise(connection, name)
            migrate(opening, shipped("postgres"), name, run_script, looking=looking)
    finally:
        opening.dispose()
        looking.dispose()


def _recognise(connection: Connection, name: str) -> None:
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < _OLDEST:
        raise StoreError(f"The server of the archive {name} is too old. Use PostgreSQL 14 or newer.")
    if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
        raise StoreError(
            f"The database of the archive {name} does not hold Unicode. Create it with `createdb -E UTF8`."
        )
    there = set(inspect(connection).get_table_names())
    if MIGRATION.name not in there and there & set(SQLModel.metadata.tables):
        raise StoreCorrupt(
            f"The database {name} holds tables of another program. Name an empty database, or a schema of its own."
        )
