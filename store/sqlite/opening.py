"""From a URL to a file that is an archive of this version, or one clear error."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from store.errors import StoreError, StoreFull, StoreReadOnly, UsageError
from store.migrate import migrate, shipped
from store.sqlite.connections import TIMEOUT_S, engine, run_script
from store.sqlite.faults import corrupt, faults_told, read_only

APPLICATION_ID = 0x434F5059  # 'COPY', set by the first migration
# STRICT tables came with 3.37 (2021).
_OLDEST_SQLITE = (3, 37, 0)


def locate(url: str) -> tuple[Path, float]:
    """Return the file and the time to wait for a lock, in seconds, that ``sqlite:///path[?timeout=s]`` names."""
    try:
        parsed = make_url(url)
        timeout = float(str(parsed.query.get("timeout", TIMEOUT_S)))
    except (ArgumentError, ValueError) as error:
        raise UsageError(
            f"The archive's address {url!r} cannot be read. Write it as sqlite:///path/to/file."
        ) from error
    if parsed.database in (None, "", ":memory:"):
        raise UsageError("The archive needs a file. Write its address as sqlite:///path/to/file.")
    if unknown := set(parsed.query) - {"timeout"}:
        raise UsageError(f"The archive's address has an unknown part: {', '.join(sorted(unknown))}.")
    return Path(str(parsed.database)).expanduser().absolute(), timeout


def prepare(path: Path, timeout: float) -> None:
    """Make the file an archive of this version, creating or migrating it; blocks, so call it in a thread.

    Raises `StoreNewer`, `StoreCorrupt`, `StoreLocked`, `StoreReadOnly` or `StoreFull`. A foreign database is left
    untouched.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old. Use a Python with SQLite 3.37 or newer.")
    _make_room(path)
    # References are enforced again once open; a migration that rebuilds a table must not cascade (it is checked).
    unlinked = ("PRAGMA foreign_keys = OFF",)
    opening = engine(path, timeout, begin="BEGIN IMMEDIATE", size=0, more=unlinked)
    looking = engine(path, timeout, begin="BEGIN", size=0, more=unlinked)
    try:
        with faults_told(str(path)):
            _recognise(looking, path)
            _log_ahead(looking, timeout)
            migrate(opening, shipped("sqlite"), str(path), run_script, looking=looking)
    finally:
        opening.dispose()
        looking.dispose()


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(f"There is no room left on the disk for the archive {path}.") from error
        raise StoreReadOnly(
            f"The folder {path.parent} for the archive cannot be made. Make it, or name another place."
        ) from error
    if path.is_dir():
        raise StoreReadOnly(f"The archive {path} is a folder. Name a file.")
    # WAL keeps two files beside the archive, so the folder must be writable as well.
    if not os.access(path.parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.R_OK | os.W_OK)):
        raise read_only(str(path))


def _recognise(looking: Engine, path: Path) -> None:
    with looking.connect() as connection:
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if tables and application != APPLICATION_ID:
        raise corrupt(str(path))


def _log_ahead(looking: Engine, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        connection = looking.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Turning WAL on does not wait for the lock by itself: another process may be creating the same file.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        finally:
            connection.close()
