"""Bringing an archive to the schema of this version: numbered migrations, each whole or not at all.

A migration is one file of SQL, ``migrations/<engine>/NNNN_name.sql``. It runs in one transaction together with its
own record, so a process killed in the middle leaves the archive as it was. A released file is never edited.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, Engine, insert, inspect, select

from store.errors import StoreNewer
from store.models import MIGRATION


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema; numbers rise, and each is one migration's for ever."""

    number: int
    name: str
    script: str

    @property
    def sha256(self) -> str:
        """Digest of the script, kept with its record."""
        return hashlib.sha256(self.script.encode("utf-8")).hexdigest()


@cache
def shipped(engine: str) -> tuple[Migration, ...]:
    """Return the migrations of this version for an engine, in order."""
    found = []
    for file in files("store").joinpath("migrations", engine).iterdir():
        if file.name.endswith(".sql"):
            number, _, name = file.name.removesuffix(".sql").partition("_")
            found.append(Migration(int(number), name, file.read_text(encoding="utf-8")))
    found.sort(key=lambda migration: migration.number)
    if len({migration.number for migration in found}) != len(found):
        raise RuntimeError(f"two migrations for {engine} have one number")
    return tuple(found)


def applied(connection: Connection) -> dict[int, str]:
    """Return the numbers of the migrations an archive has had, with the digests they had then."""
    if not inspect(connection).has_table(MIGRATION.name):
        return {}
    return {row.number: row.sha256 for row in connection.execute(select(MIGRATION.c.number, MIGRATION.c.sha256))}


def migrate(
    engine: Engine,
    migrations: Sequence[Migration],
    archive: str,
    run: Callable[[Connection, str], None],
    *,
    looking: Engine | None = None,
) -> None:
    """Apply what is missing; raises `StoreNewer` if the archive has had a migration this version does not know.

    `run` executes a script inside the transaction it is given and demands that no reference dangles afterwards.
    Several processes may call this at once: each asks again for the record under the lock. `looking` reads without
    taking the lock, so that an archive that is up to date opens while another process writes to it.
    """
    with (looking or engine).connect() as connection:
        done = applied(connection)
    known = {migration.number for migration in migrations}
    newest = max(known)
    if not known >= done.keys():
        raise StoreNewer(
            f"The archive {archive} was written by a newer version of Copydesk (schema {max(done)}, this version "
            f"knows {newest}). Install that version, or name another archive."
        )
    for migration in migrations:
        if migration.number in done:
            continue
        with engine.begin() as connection:
            if migration.number in applied(connection):
                continue
            run(connection, migration.script)
            connection.execute(
                insert(MIGRATION).values(
                    number=migration.number,
                    name=migration.name,
                    sha256=migration.sha256,
                    applied_at=datetime.now(UTC),
                )
            )
