"""The `Backend` of a PostgreSQL database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from store import changes
from store.backend import Indexed, Problem
from store.frequencies import Frequencies
from store.postgres import checking, finding
from store.postgres.connections import Connections
from store.postgres.opening import locate, prepare
from store.postgres.words import vector
from store.search import Hit, Query, Scope

T = TypeVar("T")

_INDEX = text("""
INSERT INTO passage_index (passage_id, size, words)
SELECT id, size, CAST(words AS tsvector)
FROM unnest(CAST(:ids AS bigint[]), CAST(:sizes AS integer[]), CAST(:vectors AS text[])) AS given (id, size, words)
""")
_UNINDEX = text("""
WITH gone AS (DELETE FROM passage_index WHERE passage_id = ANY(CAST(:ids AS bigint[])) RETURNING size)
SELECT count(*), coalesce(sum(size), 0) FROM gone
""")
_GROW = text("UPDATE passage_index_size SET passages = passages + :passages, words = words + :words")

_HELD_WORDS = (
    "passage_index",
    *(table.name for table in SQLModel.metadata.sorted_tables if table.name != "schema_migration"),
)

# The keys that the database gives go on after those that rows brought with them.
_SEQUENCES = text("""
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND is_identity = 'YES'
""")


class PostgresBackend:
    """A PostgreSQL database that any number of processes share."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._frequencies = Frequencies()

    @classmethod
    async def open(cls, url: str) -> PostgresBackend:
        """Open, create or migrate the archive in the database at ``postgresql://user@host/database``."""
        address, timeout = locate(url)
        await asyncio.to_thread(prepare, address, timeout)
        return cls(Connections(address, timeout))

    @property
    def name(self) -> str:
        """The database's address without its password."""
        return self._connections.name

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot; see `Backend.read`."""
        return await self._connections.read(work)

    async def write(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:  # noqa: ARG002
        """Run `work` in one durable transaction, alone; see `Backend.write`."""
        return await self._connections.write(work)

    async def write_beside(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:  # noqa: ARG002
        """Run `work` in one durable transaction, beside others; see `Backend.write_beside`. All of it is urgent."""
        return await self._connections.write_beside(work)

    def index(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Put passages into the index, in one statement."""
        if passages:
            made = [vector(each.title, each.text) for each in passages]
            sizes = [size for _, size in made]
            given = {
                "ids": [each.passage for each in passages],
                "sizes": sizes,
                "vectors": [words for words, _ in made],
            }
            connection.execute(_INDEX, given)
            connection.execute(_GROW, {"passages": len(passages), "words": sum(sizes)})
            changes.record(connection, (each.passage for each in passages))

    def unindex(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Take passages out of the index."""
        if passages:
            gone, words = connection.execute(_UNINDEX, {"ids": [each.passage for each in passages]}).one()
            connection.execute(_GROW, {"passages": -gone, "words": -int(words)})
            changes.record(connection, (each.passage for each in passages))

    def search(
        self, connection: Connection, query: Query, scope: Scope, per_outlet: int | None, limit: int
    ) -> tuple[Hit, ...]:
        """Rank passages; see `Backend.search`."""
        return finding.search(connection, self._frequencies, query, scope, per_outlet, limit)

    def document_frequency(self, connection: Connection, terms: Sequence[str]) -> dict[str, int]:
        """Count passages; see `Backend.document_frequency`."""
        return finding.document_frequency(connection, self._frequencies, terms)

    def adopt(self, connection: Connection) -> None:
        """Let new rows come after rows that brought their keys along; see `Backend.adopt`."""
        for table, column in connection.execute(_SEQUENCES).all():
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), greatest(max({column}), 1), "  # noqa: S608
                f"max({column}) IS NOT NULL) FROM {table}"
            )

    async def check(self) -> tuple[Problem, ...]:
        """Look for damage; see `Backend.check`."""
        return await self._connections.read(checking.look)

    async def scrub(self) -> None:
        """Write the tables that held the words anew; see `Backend.scrub`. The server's log keeps what it keeps."""
        await asyncio.to_thread(self._connections.rewrite, _HELD_WORDS)

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""
        await self._connections.close()
