"""The pictures of posts: kept beside the outbox until they were posted, with where the platform has them.

A picture is uploaded before its post is made, and what came of that is durable: a post that is tried again does not
upload anew. The bytes go once the post is there, or withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from store.models import OUTBOX, OUTBOX_PICTURE
from store.selecting import chunks

if TYPE_CHECKING:
    from store.store import Store


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a post's picture: its PNG (None: no longer needed), and where the platform has it (JSON)."""

    png: bytes | None
    uploaded: Mapping[str, Any] | None


class Pictures:
    """The pictures of a store's posts."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def get(self, key: str) -> Kept | None:
        """Return the picture of the post with this key, or None if it has none."""
        wanted = select(OUTBOX_PICTURE).join(OUTBOX, OUTBOX.c.id == OUTBOX_PICTURE.c.outbox_id)
        row = await self._backend.read(lambda connection: connection.execute(wanted.where(OUTBOX.c.key == key)).first())
        return None if row is None else Kept(row.png, json.loads(row.uploaded) if row.uploaded else None)

    async def uploaded(self, key: str, where: Mapping[str, Any]) -> None:
        """Say where the platform has the picture of the post with this key; what was said before no longer holds."""
        post = select(OUTBOX.c.id).where(OUTBOX.c.key == key).scalar_subquery()
        said = update(OUTBOX_PICTURE).where(OUTBOX_PICTURE.c.outbox_id == post).values(uploaded=json.dumps(dict(where)))
        await self._backend.write_beside(lambda connection: connection.execute(said))


def drop(connection: Connection, posts: Iterable[int]) -> None:
    """Drop the bytes of posts' pictures, in the caller's transaction."""
    for part in chunks(posts):
        which = OUTBOX_PICTURE.c.outbox_id.in_(part), OUTBOX_PICTURE.c.png.is_not(None)
        connection.execute(update(OUTBOX_PICTURE).where(*which).values(png=None))
