"""The bot as a process that is killed: it hears Slack or Matrix, answers, adds articles and posts digests.

It runs the real platform, inbox, outbox, clock and store; only the reader is left out, for what is read is not what is
tested.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from bot.clock import Clock, Duty
from bot.digesting import Digesting
from bot.matrix.platform import Matrix
from bot.matrix.settings import MatrixSettings
from bot.slack.platform import Slack
from bot.slack.settings import SlackSettings
from handlers.answering.answer import Answer, NotFound
from handlers.context import Desk
from handlers.message import Turn
from handlers.respond import respond
from handlers.stories.placing import place_stories
from store.article import Freshness
from store.destination import Destination
from store.store import Store
from store.subscriptions import Subscription, Subscriptions
from tests.crash.findings import answer_to
from tests.crash.naive import become_naive
from tests.store.drafts import draft

# A day of the digest's clock takes so many seconds here.
DAY_S = 4.0
# So long ago that no experiment reaches the present: what is due in the future waits for it.
FIRST = datetime(2000, 3, 1, tzinfo=UTC)
CHANNELS = tuple(f"C{n}" for n in range(4))
# The platform's late posts come sooner than this, as Slack's come sooner than the three seconds the bot waits.
SETTLE_S = 0.5
TEXT = "Storm {name} flooded the old harbour of Ostend on Sunday night, and {people} people spent it in a school."


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process is told when it starts: `began` is when day one of the digest's clock was, `log` a file.

    Where there is an `ended`, the digest's clock stands still there and no more articles come.
    """

    url: str
    settings: SlackSettings | MatrixSettings
    life: int
    began: float
    log: str
    careful: bool = True
    ended: float | None = None


class Echo:
    """Answers each question with itself, so that each answer tells what was asked."""

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        return NotFound(text, answer_to(text), (), (), Freshness(1, 1, None, None), 0)


def now_of(began: float, at: float | None = None) -> datetime:
    """The digest's clock, now or at a time."""
    return FIRST + timedelta(days=((time.time() if at is None else at) - began) / DAY_S)


async def subscribe(url: str, places: Sequence[Destination]) -> None:
    """A digest every day at 08:00 in every place."""
    async with Store.opened(url) as store:
        for to in places:
            await Subscriptions(store).subscribe(Subscription(to, 480, frozenset(range(1, 8)), "UTC", FIRST, "test"))


def run_until_killed(orders: Orders, says: Connection) -> None:
    """The process. What it writes goes into its log; so does, on SIGUSR1, where its threads stand."""
    log = os.open(orders.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1)
    logging.basicConfig(level=logging.WARNING)
    if not orders.careful:
        become_naive()
    asyncio.run(_run(orders, says))


async def _run(orders: Orders, says: Connection) -> None:
    async with Store.opened(orders.url) as store:
        desk = Desk(store, Echo(), now=lambda: now_of(orders.began, orders.ended))
        platform = _platform(orders.settings, store, Path(orders.url.removeprefix("sqlite:///")))
        digesting = Digesting(desk, {platform.name: platform})
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(platform.run(partial(respond, desk)))
            tasks.create_task(Clock([Duty("digests", digesting.due, 0.05)]).run())
            if orders.ended is None:
                tasks.create_task(_ingest(store, orders, says))
            await platform.ready.wait()
            says.send("ready")


def _platform(settings: SlackSettings | MatrixSettings, store: Store, database: Path) -> Slack | Matrix:
    match settings:
        case SlackSettings():
            return Slack(settings, store, pace_s=0.0, settle_s=SETTLE_S)
        case MatrixSettings():
            return Matrix(settings, store, database.with_name("archive.db.matrix"), settle_s=SETTLE_S)


async def _ingest(store: Store, orders: Orders, says: Connection) -> None:
    """Articles of two outlets on one story after another; what is stored is said."""
    for number in count():
        name = f"{orders.life}-{number}"
        drafts = [
            draft(f"{name}/{n}", TEXT.format(name=f"N{name}", people=40 + number), outlet=f"Paper {n}",
                  published_at=now_of(orders.began), title=f"Storm N{name} floods Ostend")
            for n in range(2)
        ]  # fmt: skip
        await store.add(drafts)
        says.send(name)
        await place_stories(store)
        await asyncio.sleep(0.3)
