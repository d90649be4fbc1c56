"""A simulated day under load: memory, open files and tasks before and after. `python -m tests.crash.day`.

The real platform over a fake Slack on sockets is asked question after question while articles come and digests are
posted; the figures are taken after a first stretch, when everything that is kept is kept, and again at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp

from bot.clock import Clock, Duty
from bot.digesting import Digesting
from bot.slack.platform import Slack
from bot.slack.settings import SlackSettings
from handlers.context import Desk
from handlers.respond import respond
from store.destination import Destination
from store.inbox import Inbox
from store.outbox import Outbox
from store.store import Store
from tests.bot.slack.bodies import SECRET, said, signed
from tests.bot.slack.fake import BOT, FakeSlack
from tests.bot.slack.running import free_port
from tests.crash.process import CHANNELS, Echo, now_of, subscribe
from tests.store.drafts import draft

# What is kept by design grows to its bounds first; caches of SQLite are 16 MB a connection.
MEMORY_MB = 40


@dataclass(frozen=True, slots=True)
class Taken:
    """The figures at a moment."""

    memory_mb: float
    files: int
    tasks: int

    @classmethod
    def now(cls) -> Taken:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        memory = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        return cls(round(memory, 1), sum(1 for _ in Path("/proc/self/fd").iterdir()), len(asyncio.all_tasks()))


async def day(folder: Path, questions: int) -> tuple[Taken, Taken, int]:
    """Ask so many questions, half before the first figures and half after; returns both, and how many were answered."""
    url, fake, began = f"sqlite:///{folder / 'archive.db'}", FakeSlack(), time.time()
    await subscribe(url, [Destination("slack", channel, workspace="T1/") for channel in CHANNELS])
    async with fake.served(), Store.opened(url) as store, aiohttp.ClientSession() as http:
        port = free_port()
        settings = SlackSettings(bot_token="xoxb-1", signing_secret=SECRET, port=port, api_url=fake.api_url,
                                 asks_per_person=10**6, asks_per_channel=10**6)  # fmt: skip
        desk = Desk(store, Echo(), now=lambda: now_of(began))
        slack = Slack(settings, store, pace_s=0.0)
        digests = Duty("digests", Digesting(desk, {"slack": slack}).due, 0.2)
        running = [asyncio.create_task(each) for each in (slack.run(partial(respond, desk)), Clock([digests]).run())]
        await slack.ready.wait()
        answered = 0

        async def stretch(first: int, last: int) -> Taken:
            nonlocal answered
            for number in range(first, last):
                body, headers = signed(said(f"<@{BOT}> E{number}", kind="app_mention", channel=CHANNELS[number % 4]))
                async with http.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer:
                    assert answer.status == 200
                if number % 20 == 0:
                    await store.add([draft(f"{number}/{n}", f"Ship {number} of {n} came in.") for n in range(5)])
            while await Inbox(store).waiting() or {"pending", "sending"} & (await Outbox(store).counts()).keys():
                await asyncio.sleep(0.1)
            answered += sum("Read as" in each.text for each in fake.posted)
            fake.posted.clear()
            await asyncio.sleep(1)
            return Taken.now()

        before = await stretch(0, questions // 2)
        after = await stretch(questions // 2, questions)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return before, after, answered


def flat(before: Taken, after: Taken) -> bool:
    """Whether nothing grew but what memory an allocator keeps."""
    grew = after.memory_mb - before.memory_mb
    return grew < MEMORY_MB and after.files <= before.files + 2 and after.tasks <= before.tasks + 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        before, after, answered = asyncio.run(day(Path(folder), given.questions))
    names = Taken.__slots__
    said_ = {name: [getattr(before, name), getattr(after, name)] for name in names}
    print(json.dumps({"questions": given.questions, "answered": answered, **said_}))
    return int(not flat(before, after) or answered != given.questions)


if __name__ == "__main__":
    sys.exit(main())
