"""What SQLite reports, as errors a person understands. Codes: https://www.sqlite.org/rescode.html."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from store.errors import StoreCorrupt, StoreError, StoreFull, StoreLocked, StoreReadOnly
from store.models import NotATime

# A write that fails otherwise than with ENOSPC: a quota, a limit on file size, or a dying disk.
_CANNOT_GROW = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})


@contextmanager
def faults_told(archive: str) -> Iterator[None]:
    """Raise what SQLite reports inside as the `StoreError` it means; mistakes of ours pass through unchanged."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error) and (told := fault(error.orig, archive)) is not None:
            raise told from error
        raise
    except sqlite3.Error as error:
        if (told := fault(error, archive)) is not None:
            raise told from error
        raise
    except (NotATime, UnicodeDecodeError) as error:
        # Damage reaches as far as SQLite's own messages, whose bytes are then no text.
        raise corrupt(archive) from error


def fault(error: sqlite3.Error, archive: str) -> StoreError | None:
    """Return what an error of SQLite means for the person, or None if it is a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        if str(error).startswith("Could not decode to UTF-8"):
            return corrupt(archive)
        return None
    if code in _CANNOT_GROW:
        return StoreFull(
            f"The archive {archive} could not be written: the disk or a quota is full, or the disk is failing. "
            "Free some space and try again; nothing half-done was kept."
        )
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StoreFull(
                f"There is no room left on the disk for the archive {archive}. "
                "Free some space and try again; nothing half-done was kept."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLocked(
                f"Another process holds the archive {archive}. Wait for it to finish or stop it, then try again."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return read_only(archive)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return corrupt(archive)
        case sqlite3.SQLITE_IOERR:
            return StoreError(
                f"The disk reports an error on the archive {archive} ({error.sqlite_errorname}). "
                "Check the disk, and restore a backup if the error stays."
            )
    return None


def corrupt(archive: str) -> StoreCorrupt:
    """Return the error for a file that is damaged."""
    return StoreCorrupt(
        f"The archive {archive} is damaged or is not an archive of Copydesk. "
        "Keep a copy of it, restore a backup, and run `copydesk doctor`."
    )


def read_only(archive: str) -> StoreReadOnly:
    """Return the error for a file or folder that may not be written to."""
    return StoreReadOnly(
        f"The archive {archive} cannot be written to. Let this user write to the file and its folder, "
        "and see that the disk is not mounted read-only."
    )
