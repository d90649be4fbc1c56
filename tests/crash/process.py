"""The bot as a process that is killed: it hears Slack over HTTP, answers, adds articles and posts digests.

It runs the real platform, inbox, outbox, clock and store; only the reader is left out, for what is read is not what is
tested. A naive bot acknowledges before it records, and sends again what it has no reply to.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from multiprocessing.connection import Connection

from bot.clock import Clock, Duty
from bot.digesting import Digesting
from bot.inbox import Reception
from bot.outbox import Later, Lost, Result
from bot.slack.courier import SlackCourier
from bot.slack.platform import Slack
from bot.slack.settings import SlackSettings
from handlers.answering.answer import Answer, NotFound
from handlers.context import Desk
from handlers.message import Turn
from handlers.respond import respond
from handlers.stories.placing import place_stories
from store.article import Freshness
from store.destination import Destination
from store.inbox import Event
from store.outbox import Post
from store.store import Store
from store.subscriptions import Subscription, Subscriptions
from tests.bot.slack.bodies import SECRET
from tests.store.drafts import draft

# A day of the digest's clock takes so many seconds here.
DAY_S = 4.0
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
CHANNELS = tuple(f"C{n}" for n in range(4))
# The platform's late posts come sooner than this, as Slack's come sooner than the three seconds the bot waits.
SETTLE_S = 0.5
TEXT = "Storm {name} flooded the old harbour of Ostend on Sunday night, and {people} people spent it in a school."


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process is told when it starts: `began` is when day one of the digest's clock was."""

    url: str
    api_url: str
    port: int
    turn: int
    began: float
    careful: bool = True


class Echo:
    """Answers each question with itself, so that each answer tells what was asked."""

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        return NotFound(text, f"Q {text} Q", (), (), Freshness(1, 1, None, None), 0)


def now_of(began: float) -> datetime:
    """The digest's clock."""
    return FIRST + timedelta(days=(time.time() - began) / DAY_S)


async def subscribe(url: str) -> None:
    """A digest every day at 08:00 in every channel."""
    async with Store.opened(url) as store:
        for channel in CHANNELS:
            to = Destination("slack", channel, workspace="T1/")
            await Subscriptions(store).subscribe(Subscription(to, 480, frozenset(range(1, 8)), "UTC", FIRST, "test"))


def run_until_killed(orders: Orders, says: Connection) -> None:
    """The process."""
    logging.disable(logging.CRITICAL)
    if not orders.careful:
        _become_naive()
    asyncio.run(_run(orders, says))


async def _run(orders: Orders, says: Connection) -> None:
    async with Store.opened(orders.url) as store:
        desk = Desk(store, Echo(), now=lambda: now_of(orders.began))
        settings = SlackSettings(
            bot_token="xoxb-1", signing_secret=SECRET, port=orders.port, api_url=orders.api_url,
            asks_per_person=100_000, asks_per_channel=100_000,
        )  # fmt: skip
        slack = Slack(settings, store, pace_s=0.0, settle_s=SETTLE_S)
        digesting = Digesting(desk, {"slack": slack})
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(slack.run(partial(respond, desk)))
            tasks.create_task(Clock([Duty("digests", digesting.due, 0.05)]).run())
            tasks.create_task(_ingest(store, orders, says))
            await slack.ready.wait()
            says.send("ready")


async def _ingest(store: Store, orders: Orders, says: Connection) -> None:
    """Articles of two outlets on one story after another; what is stored is said."""
    for number in count():
        name = f"{orders.turn}-{number}"
        drafts = [
            draft(f"{name}/{n}", TEXT.format(name=f"N{name}", people=40 + number), outlet=f"Paper {n}",
                  published_at=now_of(orders.began), title=f"Storm N{name} floods Ostend")
            for n in range(2)
        ]  # fmt: skip
        await store.add(drafts)
        says.send(name)
        await place_stories(store)
        await asyncio.sleep(0.3)


class NaiveCourier(SlackCourier):
    """Sends again whenever no reply came, as one does who has not thought of it."""

    async def send(self, post: Post) -> Result:
        result = await super().send(post)
        return Later(0, "no reply") if isinstance(result, Lost) else result

    async def find(self, post: Post) -> Result:
        return Later(0, "perhaps it was not made")


def _become_naive() -> None:
    import bot.slack.platform

    recorded = Reception.record
    under_way = set()

    async def record(self: Reception, event: Event) -> bool:
        task = asyncio.create_task(recorded(self, event))
        under_way.add(task)
        return True

    bot.slack.platform.SlackCourier = NaiveCourier  # type: ignore[misc]
    Reception.record = record  # type: ignore[method-assign]
