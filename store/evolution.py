"""Items of agencies that evolved from one another: each replaces the one before it, in whatever order they come.

An item that evolved from a stored one is a new revision of its article, which keeps the first one's source. An item
from which a later one evolved is not taken in again. Where two items evolved from one, the first to come replaces it
and the other is an article of its own: what is told twice is not lost. An item whose predecessors were taken down is
taken down as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import Field, SQLModel

from store.article import Draft
from store.models import ARTICLE, TAKEN_DOWN
from store.seal import digest
from store.selecting import chunks
from store.versions import forget


class WireItemRow(SQLModel, table=True):
    """An agency's item that evolved from another, or from which one did. See the migration that makes the table."""

    __tablename__ = "wire_item"
    item: str = Field(primary_key=True)
    line: str
    source: str | None = None
    step: int
    article_id: int | None = Field(default=None, foreign_key="article.id", ondelete="SET NULL")


WIRE_ITEM = SQLModel.metadata.tables["wire_item"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a draft belongs: the source it is kept under (None: taken down), and that source's digest.

    `replaced`: a later item stands for it, so it is not stored. `evolved`: it replaces another item.
    """

    source: str | None
    line: str
    replaced: bool = False
    evolved: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The revisions that came from one item, oldest first. `last`: no later item evolved from it."""

    articles: tuple[int, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class _Item:
    line: str
    source: str | None
    step: int
    article: int | None = None


class Lines:
    """The lines of items that a batch of drafts touches: `place` each in order, say what is `stored`, then `write`."""

    def __init__(self, connection: Connection, drafts: Sequence[Draft]) -> None:
        self._connection = connection
        telling = [draft for draft in drafts if draft.evolved_from]
        ancestors = {each for draft in telling for each in draft.evolved_from}
        self._digests = {each: digest(each) for each in ancestors | {draft.source for draft in drafts}}
        self._items = _lines_of(connection, self._digests.values())
        self._known = dict(self._items)
        self._pending: set[str] = set()
        self._held = _held(connection, ancestors | {draft.source for draft in telling})
        for gone in _taken_down(connection, ancestors) - self._items.keys():
            self._items[gone] = _Item(gone, None, 0)

    def place(self, draft: Draft) -> Placed:
        """Where a draft belongs, after those before it."""
        me = self._digests[draft.source]
        known = self._items.get(me)
        if known is None and not draft.evolved_from:
            self._held.setdefault(draft.source, None)
            return Placed(draft.source, me)
        evolved = False
        if known is None:
            known, evolved = self._join(draft, me)
        self._remember(draft.evolved_from, known)
        return Placed(known.source, known.line, replaced=self._last(known.line).step > known.step, evolved=evolved)

    def _join(self, draft: Draft, me: str) -> tuple[_Item, bool]:
        """Put an item that is in no line at the end of one, or at the beginning of its own; whether it is the end."""
        own = _Item(me, draft.source, 0, self._held.get(draft.source))
        if draft.source not in self._held:
            self._pending.add(me)
            for back, ancestor in enumerate(draft.evolved_from, 1):
                item = self._digests[ancestor]
                found = self._items.get(item)
                if found is None and ancestor in self._held:
                    found = _Item(item, ancestor, 0, self._held[ancestor])
                    self._items[item] = found
                if found is None:
                    continue
                if self._last(found.line).step == found.step or found.source is None:
                    self._items[me] = _Item(found.line, found.source, found.step + back)
                    return self._items[me], True
                break  # another item has evolved from it already
        self._items[me] = own
        return own, False

    def _remember(self, ancestors: Sequence[str], known: _Item) -> None:
        """Note those before an item that were never seen, so that they are known as older when they come."""
        for back, ancestor in enumerate(ancestors, 1):
            item = self._digests[ancestor]
            if item in self._items or ancestor in self._held:
                return
            self._items[item] = _Item(known.line, known.source, known.step - back)

    def _last(self, line: str) -> _Item:
        return max((each for each in self._items.values() if each.line == line), key=lambda each: each.step)

    def stored(self, draft: Draft, article: int) -> None:
        """Say which article a draft became."""
        item = self._digests[draft.source]
        self._pending.discard(item)
        if item in self._items:
            self._items[item] = replace(self._items[item], article=article)

    def stands(self, placed: Placed) -> int:
        """The article that stands for a line."""
        return self._last(placed.line).article or 0

    def write(self) -> None:
        """Write what is new of the lines, in the transaction of the drafts."""
        for item, each in self._items.items():
            if self._known.get(item) == each or (item in self._pending and each.source is not None):
                continue
            values = {"line": each.line, "source": each.source, "step": each.step, "article_id": each.article}
            self._connection.execute(delete(WIRE_ITEM).where(WIRE_ITEM.c.item == item))
            self._connection.execute(insert(WIRE_ITEM).values(item=item, **values))


def sent(connection: Connection, item: str) -> Sent | None:
    """The revisions that came from an item; None where it is in no line."""
    lines = _lines_of(connection, {digest(item)})
    known = lines.get(digest(item))
    if known is None:
        return None
    last = all(each.step <= known.step for each in lines.values())
    # An item that brought no new text shares its article with the one before it.
    earlier = [each.article for each in lines.values() if each.step < known.step and each.article != known.article]
    before = max((each or 0 for each in earlier), default=0)
    rows = select(ARTICLE.c.id).where(ARTICLE.c.source == known.source, ARTICLE.c.id > before)
    if not last:
        rows = rows.where(ARTICLE.c.id <= (known.article or 0))
    return Sent(tuple(row.id for row in connection.execute(rows.order_by(ARTICLE.c.id))), last)


def forget_sources(connection: Connection, sources: Iterable[str]) -> None:
    """Forget the ids of texts that are taken down; their lines stay known by their digests."""
    for part in chunks({digest(each) for each in sources}):
        gone = WIRE_ITEM.c.line.in_(part)
        forget(connection, {*part, *connection.execute(select(WIRE_ITEM.c.item).where(gone)).scalars()})
        connection.execute(update(WIRE_ITEM).where(gone).values(source=None, article_id=None))


def _lines_of(connection: Connection, items: Iterable[str]) -> dict[str, _Item]:
    """Every item of each line that one of the items is in."""
    found: dict[str, _Item] = {}
    if connection.execute(select(WIRE_ITEM.c.item).limit(1)).first() is None:
        return found  # as in most archives: hundreds of digests need not be looked up
    for part in chunks(sorted(items)):
        lines = select(WIRE_ITEM.c.line).where(WIRE_ITEM.c.item.in_(part))
        for row in connection.execute(select(WIRE_ITEM).where(WIRE_ITEM.c.line.in_(lines))):
            found[row.item] = _Item(row.line, row.source, row.step, row.article_id)
    return found


def _held(connection: Connection, sources: Iterable[str]) -> dict[str, int | None]:
    """Those of the sources that are stored, with the article that stands for each."""
    found: dict[str, int | None] = {}
    for part in chunks(sorted(sources)):
        rows = select(ARTICLE.c.source, ARTICLE.c.id).where(
            ARTICLE.c.source.in_(part), ARTICLE.c.superseded_by.is_(None)
        )
        found.update({row.source: row.id for row in connection.execute(rows)})
    return found


def _taken_down(connection: Connection, sources: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(sorted(digest(each) for each in sources)):
        rows = select(TAKEN_DOWN.c.source_sha256).where(TAKEN_DOWN.c.source_sha256.in_(part))
        found |= {row.source_sha256 for row in connection.execute(rows)}
    return found
