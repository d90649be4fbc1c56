"""A `Backend` that searches an index of tantivy beside the archive, and is the archive's own engine in all else.

The archive's own index stays what is true: it is written with every article and answers whenever the other is not
exactly what the archive is in the same snapshot, so nothing waits for tantivy and nothing is lost with its folder.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import Connection

from store.backend import Backend, Indexed, Problem
from store.errors import StoreError
from store.search import Hit, Query, Scope
from store.tantivy import checking, finding
from store.tantivy.folder import Folder
from store.tantivy.following import Follower, Step
from store.tantivy.index import Unusable

T = TypeVar("T")
log = logging.getLogger(__name__)

# What failed (a full disk, a folder that is not ours) is tried again after so long.
_AGAIN_S = 60.0
_SETTLES, _SETTLE_S = 20, 0.05


class TantivyBackend:
    """An archive with a search index beside it; `own` is the engine of the archive."""

    def __init__(self, own: Backend, folder: Folder) -> None:
        self._own = own
        self._follower = Follower(folder)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search-index")
        self._changed = self._closing = False
        self._asked = threading.Event()
        self._failed_at: float | None = None

    @classmethod
    async def open(cls, own: Backend, folder: Folder) -> TantivyBackend:
        """Open the index in a folder; a small archive's is made at once, a large one's beside the work."""
        backend = cls(own, folder)
        if await backend._guarded() is Step.MORE:
            backend._wake()
        return backend

    @property
    def name(self) -> str:
        """The archive's."""
        return self._own.name

    async def read(self, work: Callable[[Connection], T]) -> T:
        """See `Backend.read`."""
        return await self._own.read(work)

    async def write(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """See `Backend.write`; the index follows after it has returned, or with the first search."""
        try:
            return await self._own.write(work, urgent=urgent)
        finally:
            if self._changed:
                self._changed = False
                self._wake()

    async def write_beside(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """See `Backend.write_beside`."""
        return await self._own.write_beside(work, urgent=urgent)

    def index(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Put passages into the archive's own index, which records the change."""
        self._own.index(connection, passages)
        self._changed = True

    def unindex(self, connection: Connection, passages: Sequence[Indexed]) -> None:
        """Take passages out of the archive's own index, which records the change."""
        self._own.unindex(connection, passages)
        self._changed = True

    def search(
        self, connection: Connection, query: Query, scope: Scope, per_outlet: int | None, limit: int
    ) -> tuple[Hit, ...]:
        """Rank passages; see `Backend.search`."""
        view = self._follower.view(connection)
        if view is not None:
            try:
                return finding.search(connection, view, query, scope, per_outlet, limit)
            except Unusable as error:
                log.warning("the search index in %s is damaged and made anew: %s", self._follower.folder.path, error)
                self._follower.distrust()
        self._wake()
        return self._own.search(connection, query, scope, per_outlet, limit)

    def document_frequency(self, connection: Connection, terms: Sequence[str]) -> dict[str, int]:
        """Count passages, in the archive's own index."""
        return self._own.document_frequency(connection, terms)

    def adopt(self, connection: Connection) -> None:
        """See `Backend.adopt`."""
        self._own.adopt(connection)

    async def check(self) -> tuple[Problem, ...]:
        """Look for damage of the archive, and whether the index is what the archive is, once it has caught up."""
        problems = await self._own.check()
        await self.caught_up()
        return problems + await self._own.read(lambda connection: checking.look(connection, self._follower))

    async def caught_up(self) -> None:
        """Wait until the index holds all that the archive holds, or cannot."""
        while await asyncio.get_running_loop().run_in_executor(self._thread, self._step) is Step.MORE:
            pass

    async def scrub(self) -> None:
        """See `Backend.scrub`. What is in the index's folder goes at once; it is made anew beside the work."""
        await self._own.scrub()
        await asyncio.to_thread(self._follower.forget)
        self._wake()

    async def close(self) -> None:
        """Finish the step under way and close the archive; the next to open it goes on from there."""
        self._closing = True
        await asyncio.to_thread(self._thread.shutdown)
        await self._own.close()

    def _wake(self) -> None:
        """Have the index brought up, unless that is under way, or failed a moment ago."""
        waits = self._failed_at is not None and time.monotonic() - self._failed_at < _AGAIN_S
        if not self._asked.is_set() and not waits and not self._closing:
            self._asked.set()
            with suppress(RuntimeError):  # closed a moment ago
                self._thread.submit(self._bring_up)

    def _bring_up(self) -> None:
        while not self._closing:
            self._asked.clear()
            if self._step() is not Step.MORE:
                break

    def _step(self) -> Step:
        """One step, in the thread that is there for it."""
        return asyncio.run(self._guarded())

    async def _settled(self) -> Step:
        """The next step of an index just begun, perhaps by another process too, whose commit may come a moment after
        its folder.
        """
        for _ in range(_SETTLES):
            if (step := await self._own.read(self._follower.step)) is not Step.NONE:
                break
            await asyncio.sleep(_SETTLE_S)
        return step

    async def _guarded(self) -> Step:
        """One step; where it fails the archive's own index answers until it succeeds."""
        try:
            step = await self._own.read(self._follower.step)
            if step is Step.NONE:
                log.info("a new search index is begun in %s", self._follower.folder.path)
                await self._own.write(self._follower.begin)
                if (step := await self._settled()) is Step.NONE:
                    raise OSError(f"{self._follower.folder.path} holds no index, though one was just made there")
            elif step is Step.DONE and self._follower.owes_a_report:
                await self._own.write(self._follower.report)
        except (StoreError, OSError) as error:
            self._failed_at = time.monotonic()
            log.warning("the search index is not used for now: %s", getattr(error, "public", error))
            return Step.NONE
        self._failed_at = None
        return step
