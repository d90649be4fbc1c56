"""The Protocol an engine satisfies. What differs by engine is behind it; no other module asks which engine it is.

Work on the archive is a plain function of a SQLAlchemy connection. The backend decides where it runs (never in the
event loop) and in what transaction. Adding an engine is a module that satisfies this and its own migrations; the
contract suite in `tests/store/test_contract.py` then runs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection

from store.search import Hit, Query, Scope

T = TypeVar("T")


class Indexed(NamedTuple):
    """A passage as the index sees it: its id and the very words under which it is, or was, indexed.

    A row as it is: an ingest makes tens of thousands, and hands them to the engine.
    """

    passage: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the archive: `where` names the part, `what` is one public sentence."""

    where: str
    what: str


class Backend(Protocol):
    """An engine. Every failure of the engine itself is raised as a `StoreError`."""

    @property
    def name(self) -> str:
        """Which archive this is, for a person: a file's path, a database's address without its password."""
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one consistent snapshot, beside other readers and the writer."""
        ...

    async def write(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Run `work` in one durable transaction: all of it or nothing, as if no other writer ran.

        `urgent` work does not wait for what was asked for before it: somebody waits for its acknowledgement.

        When this returns the work survives a loss of power. A cancelled caller leaves the work either wholly done
        or not begun. `work` may run again from the start if the engine had to undo it.
        """
        ...

    async def write_beside(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """As `write`, but beside other writers where the engine has several.

        For work that keeps to rows it locks (``FOR UPDATE SKIP LOCKED``) or changes by a condition on their state, and
        to keys that are unique: a queue. Where two collide one of them runs again from the start.
        """
        ...

    def index(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Put passages into the index, inside the caller's transaction."""
        ...

    def unindex(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Take passages out of the index; their words must be those they were indexed under."""
        ...

    def search(
        self, connection: Connection, query: Query, scope: Scope, per_outlet: int | None, limit: int
    ) -> tuple[Hit, ...]:
        """Rank passages, best first, ties by passage id; at most `per_outlet` of an outlet and `limit` in all."""
        ...

    def document_frequency(self, connection: Connection, terms: Sequence[str]) -> dict[str, int]:
        """Count the indexed passages in which each term (a phrase if of several words) stands."""
        ...

    def adopt(self, connection: Connection) -> None:
        """Let keys that the engine gives from now on come after those of rows that were copied in with theirs."""
        ...

    async def check(self) -> tuple[Problem, ...]:
        """Look for damage of the engine's own structures, and whatever `store.check` looks for; ruin nothing."""
        ...

    async def scrub(self) -> None:
        """Write what the archive holds anew, so that nothing that was removed is left in any file; takes its time."""
        ...

    async def close(self) -> None:
        """Finish what is under way and let go of the archive."""
        ...
