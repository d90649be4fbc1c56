"""A platform whose posts are lines of text, so that a test can read what a place was told."""

from __future__ import annotations

import json

from sqlalchemy import select

from handlers.reply import Reply
from handlers.respond import Respond
from handlers.withdrawal import articles_in, notice
from store.destination import Destination
from store.models import OUTBOX
from store.outbox import Outgoing
from store.store import Store
from tests.bot.words import said


class Places:
    """Keeps nothing itself: what is posted is in the outbox."""

    def __init__(self, name: str = "slack") -> None:
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    async def run(self, respond: Respond) -> None:
        raise NotImplementedError

    async def post(self, address: object, reply: Reply) -> str:
        raise NotImplementedError

    def trouble(self) -> str | None:
        return None

    def posts(self, key: str, to: Destination, reply: Reply) -> tuple[Outgoing, ...]:
        instead = {"text": said(notice(reply))}
        quoted = articles_in(reply)
        content = {"text": said(reply)}
        return (Outgoing(key, to.platform, to.place, content, to.thread, to.under, articles=quoted, notice=instead),)


async def posted(store: Store) -> list[tuple[str, str | None, str]]:
    """What stands in the outbox: place, thread or the key of the post it is under, and the words."""
    rows = await store.backend.read(lambda connection: connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)).all())
    return [(row.place, row.thread or row.under, json.loads(row.content)["text"]) for row in rows]
