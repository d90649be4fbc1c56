"""The control: a bot that takes what comes before it is on disk, and sends again what it has no reply to.

In Slack it acknowledges at once, and sends again instead of reading back. In Matrix it moves its sync position at once,
and each sending is a transaction of its own.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence

import bot.matrix.courier
import bot.slack.platform
from bot.inbox import Reception
from bot.outbox import Later, Lost, Result
from bot.slack.courier import SlackCourier
from store.cursor import Cursor
from store.inbox import Event
from store.outbox import Post


class NaiveCourier(SlackCourier):
    """Sends again whenever no reply came, as one does who has not thought of it."""

    async def send(self, post: Post) -> Result:
        result = await super().send(post)
        return Later(0, "no reply") if isinstance(result, Lost) else result

    async def find(self, post: Post) -> Result:
        return Later(0, "perhaps it was not made")


def become_naive() -> None:
    """Make this process a naive bot."""
    record_now, record_all_now = Reception.record, Reception.record_all
    under_way = set()

    async def record(self: Reception, event: Event) -> bool:
        under_way.add(asyncio.create_task(record_now(self, event)))
        return True

    async def record_all(self: Reception, events: Sequence[Event], cursor: Cursor) -> int:
        await record_all_now(self, (), cursor)
        under_way.add(asyncio.create_task(record_all_now(self, events, cursor)))
        return len(events)

    bot.slack.platform.SlackCourier = NaiveCourier  # type: ignore[misc]
    bot.matrix.courier.transaction = lambda key: uuid.uuid4().hex
    Reception.record = record  # type: ignore[method-assign]
    Reception.record_all = record_all  # type: ignore[method-assign]
