"""Bringing an index up to the archive, step by step: a step is short, whole, and goes on where the last one ended."""

from __future__ import annotations

import enum
import threading
import uuid
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from store import changes
from store.models import ARTICLE, PASSAGE
from store.selecting import chunks
from store.tantivy.folder import Busy, Folder
from store.tantivy.index import Entry, Index, State, Unusable, View

# Passages of one step: about a second of work.
STEP = 5_000
# After so many changes the archive is told that it need not keep them any more.
REPORT = 200
# A search waits no longer than this for whoever brings the index up; then the archive's own index answers it.
PATIENCE_S = 0.25


class Step(enum.Enum):
    """What a step came to."""

    DONE = "the index holds what the archive holds"
    MORE = "there is more to do"
    NONE = "there is no index of this archive, or none that can be used"


class Follower:
    """The index in a folder, as this process knows it. Its methods block and are for any thread."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._view: View | None = None
        self._reported = 0
        self._damaged = False

    @property
    def owes_a_report(self) -> bool:
        """Whether the archive keeps many changes that the index has long had."""
        view = self._view
        return view is not None and view.state.at.number >= self._reported + REPORT

    def view(self, connection: Connection) -> View | None:
        """The index as it is in this snapshot of the archive, or None where it cannot be had soon."""
        head = changes.head(connection)
        if head is None or (view := self._view) is None:
            return None
        if view.state == State(head):
            return view
        if view.state.built is not None or view.state.at.number > head.number:
            return None
        if not self._lock.acquire(timeout=PATIENCE_S):
            return None
        try:
            with self.folder.held(PATIENCE_S):
                if self._advance(connection, merge=False) is not Step.DONE:
                    return None
        except (Busy, OSError, Unusable):
            return None
        finally:
            self._lock.release()
        view = self._view
        return view if view is not None and view.state == State(head) else None

    def distrust(self) -> None:
        """Have the next step find that the index cannot be used: reading it failed."""
        self._view, self._damaged = None, True

    def step(self, connection: Connection) -> Step:
        """Do the next piece of work; raises OSError where the folder cannot be written."""
        with self._lock, self.folder.held():
            if self._damaged:
                return Step.NONE
            try:
                return self._advance(connection, merge=True)
            except Unusable:
                self._index = self._view = None
                return Step.NONE

    def begin(self, connection: Connection) -> None:
        """Begin a new, empty index, in a writing transaction: the changes are recorded for it from here on."""
        with self._lock, self.folder.held():
            self._index = self._view = None
            self._damaged = False
            old, name = self.folder.current(), uuid.uuid4().hex
            at = changes.follow(connection, name, [] if old is None else [old])
            index = Index.create(name, self.folder.begin(name))
            index.write((), (), State(at, built=0), merge=False)

    def forget(self) -> None:
        """Leave nothing of the index; raises `StoreError` where something of it cannot be removed."""
        with self._lock:
            self._index = self._view = None
            self.folder.clear()

    def report(self, connection: Connection) -> None:
        """Tell the archive how far the index came, in a writing transaction."""
        view = self._view
        if view is not None:
            changes.report(connection, view.name, view.state.at)
            self._reported = view.state.at.number

    def _advance(self, connection: Connection, *, merge: bool) -> Step:
        index = self._opened()
        if index is None or not changes.follows(connection, index.name):
            return Step.NONE
        view = self._view = index.view()
        state = view.state
        if state.built is not None:
            ids = list(connection.execute(_LATER.where(PASSAGE.c.id > state.built).limit(STEP)).scalars())
            built = ids[-1] if ids else None
            index.write((), entries(connection, ids), State(state.at, built), merge=merge)
            self._view = index.view()
            return Step.MORE
        pending = changes.pending(connection, state.at, STEP)
        if pending is None or pending.anew:
            return Step.NONE
        if pending.head != state.at:
            index.write(
                pending.passages, entries(connection, sorted(pending.passages)), State(pending.head), merge=merge
            )
            self._view = index.view()
        return Step.DONE if pending.head == changes.head(connection) else Step.MORE

    def _opened(self) -> Index | None:
        """The index that is in use, which another process may have made."""
        name = self.folder.current()
        if name is None:
            self._index = self._view = None
        elif self._index is None or self._index.name != name:
            self._index = Index.open(name, self.folder.place(name))
        return self._index


_LATER = select(PASSAGE.c.id).order_by(PASSAGE.c.id)


def entries(connection: Connection, passages: Collection[int]) -> Iterator[Entry]:
    """The passages as they are now; those that are no more are left out."""
    told = select(PASSAGE, ARTICLE.c.title, ARTICLE.c.text).join(ARTICLE, ARTICLE.c.id == PASSAGE.c.article_id)
    for part in chunks(passages):
        for row in connection.execute(told.where(PASSAGE.c.id.in_(part)).order_by(PASSAGE.c.id)):
            yield Entry(row.id, row.article_id, row.title, row.text[row.start : row.end])
