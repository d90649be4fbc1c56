"""Which version of each agency's item is stored: an older one that comes late, another day, in another file, does not
replace it, and its cancellation does not kill it.

A version of 0 is none: what bears none is compared with nothing. Of what was stored before this was kept nothing is
known either, until it comes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field, SQLModel

from store.article import Draft
from store.seal import digest
from store.selecting import chunks


class ItemVersionRow(SQLModel, table=True):
    """An agency's item, by its digest, and the version of it that is stored. See the migration that makes it."""

    __tablename__ = "item_version"
    item: str = Field(primary_key=True)
    version: int


_VERSION = SQLModel.metadata.tables["item_version"]


def newer_here(connection: Connection, item: str, version: int) -> bool:
    """Whether a newer version of an item is stored than this one."""
    return 0 < version < _known(connection, {digest(item)}).get(digest(item), 0)


def outdated(connection: Connection, drafts: Sequence[Draft]) -> dict[int, int]:
    """Return, by place, the drafts of which a newer version is stored or comes before them, with that version."""
    items = {at: digest(draft.source) for at, draft in enumerate(drafts) if draft.version}
    here = _known(connection, set(items.values()))
    found: dict[int, int] = {}
    for at, item in items.items():
        version, newest = drafts[at].version or 0, here.get(item, 0)
        if version < newest:
            found[at] = newest
        here[item] = max(version, newest)
    return found


def keep(connection: Connection, drafts: Iterable[Draft]) -> None:
    """Note the versions of what was stored; of one item the last counts."""
    stored = {digest(draft.source): draft.version for draft in drafts if draft.version}
    known = _known(connection, stored)
    fresh = {item: version for item, version in stored.items() if known.get(item) != version}
    forget(connection, fresh)
    if fresh:
        rows = [{"item": item, "version": version} for item, version in fresh.items()]
        connection.execute(insert(_VERSION), rows)


def forget(connection: Connection, items: Iterable[str]) -> None:
    """Forget the versions of items, by their digests."""
    for part in chunks(sorted(items)):
        connection.execute(delete(_VERSION).where(_VERSION.c.item.in_(part)))


def _known(connection: Connection, items: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(sorted(items)):
        rows = connection.execute(select(_VERSION).where(_VERSION.c.item.in_(part)))
        found |= {row.item: row.version for row in rows}
    return found
