"""The messages that must be changed because an article in them was withdrawn; see `store.withdrawing`."""

from __future__ import annotations

from sqlalchemy import func, select, update

from store.models import OUTBOX
from store.outbox import Post, read_posts
from store.store import Store


class Withdrawals:
    """The posts of a store whose messages must be edited."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def edits(self, platform: str, limit: int = 10) -> tuple[Post, ...]:
        """Return posts that were sent and must be edited to what `content` is now, oldest first."""
        due = (OUTBOX.c.edit == "due", OUTBOX.c.state == "sent", OUTBOX.c.platform == platform)
        return await self._backend.read(lambda connection: read_posts(connection, *due, limit=limit))

    async def edited(self, post: Post, *, done: bool) -> None:
        """Say that a message was edited, or never can be."""
        change = update(OUTBOX).where(OUTBOX.c.id == post.id).values(edit="done" if done else "failed")
        await self._backend.write(lambda connection: connection.execute(change))

    async def counts(self) -> dict[str, int]:
        """Count withdrawn posts by what became of their messages: `due`, `done`, `failed`."""
        counted = select(OUTBOX.c.edit, func.count()).where(OUTBOX.c.edit.is_not(None)).group_by(OUTBOX.c.edit)
        rows = await self._backend.read(lambda connection: connection.execute(counted).all())
        return {row[0]: row[1] for row in rows}
