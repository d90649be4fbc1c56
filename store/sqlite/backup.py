"""A copy of a SQLite archive that is in use, and an archive made of such a copy.

A copy is whole or not there: it is written beside its place, looked at as `doctor` would, made durable, and only then
given its name. Nothing is ever overwritten.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from store.errors import StoreCorrupt, UsageError
from store.sqlite.checking import look
from store.sqlite.faults import faults_told
from store.sqlite.opening import locate, prepare

# What a backup holds may have been posted since, and what it lacks answered: nothing of it may happen again.
_RESTORED = "restored from a backup: nobody knows what was done after it was made"
_SETTLE = (
    """UPDATE outbox SET state = 'unknown', reason = :why, claimed_by = NULL, claimed_until = NULL
    WHERE state IN ('pending', 'sending')""",
    """UPDATE inbox SET state = 'failed', reason = :why, settled_at = :now, claimed_by = NULL, claimed_until = NULL
    WHERE state = 'new'""",
    "UPDATE subscription SET set_at = :now",
    "DELETE FROM cursor",
    "DELETE FROM search_index",
    "DELETE FROM search_change",
)


def back_up(url: str, target: Path) -> None:
    """Copy the archive at an address to a new file; blocks. The archive stays in use meanwhile.

    Raises `UsageError` if there is such a file or no such archive, `StoreCorrupt` if the archive is damaged.
    """
    path, timeout = locate(url)
    if not path.exists():
        raise UsageError(f"There is no archive {path} to back up.")
    _copied(path, target, timeout, lambda _: None)


def restore(url: str, source: Path) -> None:
    """Make the archive at an address of a backup; blocks. What waits in it is settled, so that nothing comes twice.

    Raises `UsageError` if there is an archive already or no such backup, `StoreCorrupt` if the backup is damaged.
    """
    path, timeout = locate(url)
    if not source.is_file():
        raise UsageError(f"There is no backup {source}.")
    path.parent.mkdir(parents=True, exist_ok=True)

    def settle(copy: Path) -> None:
        prepare(copy, timeout)  # a backup of an older version becomes one of this
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection, faults_told(str(copy)):
            values = {"why": _RESTORED, "now": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"}
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _SETTLE:
                connection.execute(statement, values)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    _copied(source, path, timeout, settle)


def _copied(source: Path, target: Path, timeout: float, change: Callable[[Path], None]) -> None:
    if target.exists():
        raise UsageError(f"{target} exists already, and nothing is overwritten. Move it away, or name another file.")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent}. Make it first.")
    with tempfile.TemporaryDirectory(prefix=".copydesk-", dir=target.parent) as folder:
        copy = Path(folder) / "copy.db"
        copy.touch(mode=0o600)  # it holds the tokens of workspaces
        with (
            faults_told(str(source)),
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=timeout)) as old,
        ):
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
            with faults_told(str(target)), closing(sqlite3.connect(copy)) as new:
                old.backup(new)
        change(copy)
        if problems := look(copy, timeout):
            raise StoreCorrupt(
                f"{source} is damaged ({problems[0].where}: {problems[0].what}) and was not copied. "
                "`copydesk doctor` says more; an older backup may be whole."
            )
        _synced(copy)
        try:
            os.link(copy, target)  # unlike a rename it never replaces a file
        except FileExistsError:
            raise UsageError(f"{target} exists already, and nothing is overwritten.") from None
        _synced(target.parent)


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
