"""Every event one to four times, shuffled, by several workers: `python -m tests.crash.shuffled --events 10000`."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.inbox import Reception
from bot.outbox import Dispatch, Result, Sent
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing, Post
from store.store import Store


class Everywhere:
    """A courier that keeps what it is given."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    async def prepare(self, post: Post) -> None:
        return None

    async def send(self, post: Post) -> Result:
        self.posted.append(post.key)
        return Sent(f"m{len(self.posted)}")

    async def find(self, post: Post) -> Result:
        raise AssertionError(f"{post.key} was never in doubt")


async def _answer(event: Event) -> Sequence[Outgoing]:
    return [Outgoing(f"answer/{event.event_id}", "test", f"room {len(event.event_id)}", {"text": event.event_id})]


async def shuffled(folder: Path, events: int, seed: int) -> tuple[Counter[str], int]:
    """How often each event was answered, and how many deliveries there were; by three processes' worth of workers."""
    chance = random.Random(seed)
    deliveries = [str(n) for n in range(events) for _ in range(chance.randint(1, 4))]
    chance.shuffle(deliveries)
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}") as store:
        courier, outbox = Everywhere(), Outbox(store)
        dispatch = Dispatch(outbox, "test", courier, pace_s=0.0)
        receptions = [Reception(Inbox(store), "test", dispatch.wake, workers=16) for _ in range(3)]
        running = [asyncio.create_task(each.run(_answer)) for each in receptions]
        running.append(asyncio.create_task(dispatch.run()))
        for start in range(0, len(deliveries), 200):
            some = deliveries[start : start + 200]
            await asyncio.gather(
                *(chance.choice(receptions).record(Event("test", name, {}, f"lane {int(name) % 97}")) for name in some)
            )
        while await Inbox(store).waiting() or {"pending", "sending"} & (await outbox.counts()).keys():
            await asyncio.sleep(0.05)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return Counter(courier.posted), len(deliveries)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        answered, deliveries = asyncio.run(shuffled(Path(folder), given.events, given.seed))
    twice = sum(times > 1 for times in answered.values())
    missing = given.events - len(answered)
    print(json.dumps({"events": given.events, "deliveries": deliveries, "missing": missing, "twice": twice}))
    return int(bool(twice or missing))


if __name__ == "__main__":
    sys.exit(main())
