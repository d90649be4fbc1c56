"""The `Backend` of one SQLite file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from store import changes
from store.backend import Indexed, Problem
from store.frequencies import Frequencies
from store.search import Hit, Query, Scope
from store.sqlite import checking, finding
from store.sqlite.connections import Connections
from store.sqlite.opening import locate, prepare
from store.sqlite.scrubbing import scrub
from store.tantivy.folder import beside

T = TypeVar("T")

_INDEX = "INSERT INTO passage_index (rowid, title, text) VALUES (?, ?, ?)"
_UNINDEX = "INSERT INTO passage_index (passage_index, rowid, title, text) VALUES ('delete', ?, ?, ?)"


class SQLiteBackend:
    """A SQLite file in WAL mode with an FTS5 index over offsets: each text is stored once."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._frequencies = Frequencies()

    @classmethod
    async def open(cls, url: str) -> SQLiteBackend:
        """Open, create or migrate the file that ``sqlite:///path[?timeout=seconds]`` names."""
        path, timeout = locate(url)
        await asyncio.to_thread(prepare, path, timeout)
        return cls(Connections(path, timeout))

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self._connections.path)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot; see `Backend.read`."""
        return await self._connections.read(work)

    async def write(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Run `work` in one durable transaction; see `Backend.write`."""
        return await self._connections.write(work, urgent=urgent)

    async def write_beside(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """The same as `write`: a file has one writer."""
        return await self._connections.write(work, urgent=urgent)

    def index(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Put passages into the index; an insert for each, since a trigger ran at 0.30 of the speed."""
        _each(connection, _INDEX, passages)
        changes.record(connection, (each.passage for each in passages))

    def unindex(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Take passages out of the index by the very words they were indexed under, as FTS5 demands."""
        _each(connection, _UNINDEX, passages)
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
        """Nothing to do: SQLite gives the highest key and one."""

    async def check(self) -> tuple[Problem, ...]:
        """Look for damage; see `Backend.check`."""
        return await asyncio.to_thread(checking.look, self._connections.path, self._connections.timeout)

    async def scrub(self) -> None:
        """Write the index, the file and the log anew; see `Backend.scrub`. A search index beside the file goes too."""
        await asyncio.to_thread(scrub, self._connections.path, self._connections.timeout)
        await asyncio.to_thread(beside(self._connections.path).clear)

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await self._connections.close()


def _each(connection: Connection, statement: str, passages: Sequence[Indexed]) -> None:
    # Past SQLAlchemy, which would make a tuple of each passage again.
    connection.connection.cursor().executemany(statement, passages)
