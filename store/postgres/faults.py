"""What PostgreSQL reports, as errors a person understands. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from store.errors import StoreCorrupt, StoreError, StoreFull, StoreLocked, StoreReadOnly
from store.models import NotATime

# Serialization failure, deadlock, unique violation: another transaction was first.
_COLLIDES = frozenset({"40001", "40P01", "23505"})


class Collision(Exception):
    """Another transaction was first: the same work begins again from the start, and sees what that one did."""


@contextmanager
def faults_told(archive: str) -> Iterator[None]:
    """Raise what PostgreSQL reports inside as the `StoreError` it means; mistakes of ours pass through unchanged."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            if error.orig.sqlstate in _COLLIDES:
                raise Collision from error
            if (told := fault(error.orig, archive)) is not None:
                raise told from error
        raise
    except psycopg.Error as error:
        if (told := fault(error, archive)) is not None:
            raise told from error
        raise
    except NotATime as error:
        raise _corrupt(archive) from error


def fault(error: psycopg.Error, archive: str) -> StoreError | None:
    """Return what an error of PostgreSQL means for the person, or None if it is a mistake of ours."""
    state = error.sqlstate
    match state:
        case "53100":
            return StoreFull(
                f"There is no room left on the disk of the archive {archive}. "
                "Free some space on the server and try again; nothing half-done was kept."
            )
        case "55P03" | "57014":
            return StoreLocked(
                f"Another process holds the archive {archive}. Wait for it to finish or stop it, then try again."
            )
        case "53300":
            return StoreLocked(
                f"The server of the archive {archive} takes no more connections. Stop a process, or raise its "
                "max_connections."
            )
        case "25006":
            return StoreReadOnly(
                f"The archive {archive} cannot be written to: the server is a standby or set read-only. "
                "Name the primary server."
            )
        case "42501":
            return StoreReadOnly(
                f"This user may not write to the archive {archive}. Grant it the database, or name another user."
            )
        case "28000" | "28P01":
            return StoreError(
                f"The server of the archive {archive} refuses this user or password. Put them right in "
                "COPYDESK_DATABASE_URL, or in the file that PGPASSFILE names."
            )
        case "3D000":
            return StoreError(f"There is no database for the archive {archive}. Create it: `createdb` does.")
        case "XX001" | "XX002":
            return _corrupt(archive)
        case "58030":
            return StoreError(
                f"The disk of the server reports an error on the archive {archive}. Check the disk, and restore a "
                "backup if the error stays."
            )
    if isinstance(error, psycopg.OperationalError) and (state is None or state[:2] in ("08", "57")):
        return StoreError(
            f"The server of the archive {archive} cannot be reached. Start it, or put COPYDESK_DATABASE_URL right."
        )
    return None


def _corrupt(archive: str) -> StoreCorrupt:
    return StoreCorrupt(
        f"The archive {archive} is damaged. Keep a copy of it, restore a backup, and run `copydesk doctor`."
    )
