"""Several processes on one archive in PostgreSQL, any of them killed with -9: nothing is lost, nothing is posted twice.

Short here; `COPYDESK_KILLS=1000` runs the bar. A naive control under the same kills must fail.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store
from tests.store.crashing import TEXT, answer, deliver, work_until_killed
from tests.store.drafts import draft
from tests.store.engines import ENGINES

KILLS = int(os.environ.get("COPYDESK_KILLS", "8"))
TOGETHER = 3
# Longer than any pause of a live process, on a machine that does much else.
LEASE = timedelta(seconds=20)
# When all are dead: by then every claim has run out.
LATER = timedelta(hours=1)

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.store.crashing"])


@dataclass
class Worker:
    """A process at work, and what it has acknowledged."""

    process: BaseProcess
    hears: Connection
    acknowledged: set[tuple[str, str]] = field(default_factory=set)

    def listen(self, wait: float) -> None:
        try:
            while self.hears.poll(wait):
                self.acknowledged.add(self.hears.recv())
                wait = 0
        except EOFError:
            pass

    def kill(self) -> set[tuple[str, str]]:
        self.process.kill()
        self.process.join(30)
        self.listen(0.05)
        self.hears.close()
        assert self.process.exitcode == -9
        return self.acknowledged


def started(url: str, platform: Path, turn: int, *, careful: bool) -> Worker:
    hears, says = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=work_until_killed, args=(url, platform, turn, says, careful, LEASE))
    process.start()
    says.close()
    worker = Worker(process, hears)
    assert hears.poll(60), "the process never got to work"
    return worker


def rampage(url: str, platform: Path, kills: int, *, careful: bool = True) -> set[tuple[str, str]]:
    """Kill one of three processes at work, start another in its place, and so on; what all acknowledged."""
    chance = random.Random(3)
    workers = [started(url, platform, turn, careful=careful) for turn in range(TOGETHER)]
    acknowledged: set[tuple[str, str]] = set()
    for turn in range(TOGETHER, TOGETHER + kills):
        for worker in workers:
            worker.listen(0)
        victim = workers.pop(chance.randrange(TOGETHER))
        victim.listen(chance.random() ** 2 * 0.3)
        acknowledged |= victim.kill()
        workers.append(started(url, platform, turn, careful=careful))
    for worker in workers:
        acknowledged |= worker.kill()
    return acknowledged


async def drain(url: str, platform: Path) -> None:
    """Come up when all are dead and finish what was left."""
    async with Store.opened(url) as store:
        inbox, outbox = Inbox(store), Outbox(store)
        while await inbox.waiting():
            await answer(inbox, "last", later=LATER)
        while {"pending", "sending"} & (await outbox.counts()).keys():
            await deliver(outbox, platform, "last", later=LATER)


async def test_three_processes_share_an_archive_and_a_kill_loses_and_doubles_nothing(tmp_path: Path) -> None:
    url, platform = ENGINES["postgres"](tmp_path), tmp_path / "platform"
    acknowledged = rampage(url, platform, KILLS)
    await drain(url, platform)
    posted = Counter(platform.read_text().split())
    events = {name for kind, name in acknowledged if kind == "event"}
    lost = {name for name in events if f"answer/{name}" not in posted}
    doubled = {key for key, times in posted.items() if times > 1}
    async with Store.opened(url) as store:
        kept = {article.source: article.text for article in await store.find_articles()}
        wanted = [f"{name}/{part}" for kind, name in acknowledged if kind == "article" for part in range(3)]
        gone = {source for source in wanted if kept.get(source) != TEXT.format(n=source)}
        print(
            f"\n{KILLS} kills of one of {TOGETHER} processes on PostgreSQL: of {len(events)} events {len(lost)} lost and "
            f"{len(doubled)} doubled, of {len(wanted)} articles {len(gone)} lost"
        )
        assert (lost, doubled, gone) == (set(), set(), set())
        assert len(events) >= KILLS
        assert await store.check() == ()


async def test_a_naive_bot_loses_or_repeats_under_the_same_kills(tmp_path: Path) -> None:
    url, platform = ENGINES["postgres"](tmp_path), tmp_path / "platform"
    for _ in range(20):
        acknowledged = rampage(url, platform, 10, careful=False)
        async with Store.opened(url) as store:
            recorded = [await Inbox(store).find("file", name) for kind, name in acknowledged if kind == "event"]
        if None in recorded:
            return
    raise AssertionError("the kills came too gently to prove anything")


async def test_workers_in_two_stores_never_hold_the_same_event(tmp_path: Path) -> None:
    url = ENGINES["postgres"](tmp_path)
    async with Store.opened(url) as one, Store.opened(url) as two:
        await Inbox(one).record([Event("slack", f"e{n}", {}) for n in range(200)])
        held: list[str] = []

        async def claim(store: Store, worker: str) -> None:
            while claimed := await Inbox(store).claim(worker, limit=7, lease=LEASE):
                held.extend(each.event.event_id for each in claimed)

        await asyncio.gather(*(claim(store, f"{n} {k}") for n, store in enumerate((one, two)) for k in range(3)))
    # What another is claiming at that moment is passed over, so a worker may stop early; nothing is held twice.
    assert len(held) == len(set(held))
    assert len(held) > 100


async def test_the_same_things_done_at_once_by_two_stores_are_done_once(tmp_path: Path) -> None:
    url = ENGINES["postgres"](tmp_path)
    async with Store.opened(url) as one, Store.opened(url) as two:
        fresh = await asyncio.gather(
            *(Inbox(store).record([Event("slack", f"e{n}", {}) for n in range(20)]) for store in (one, two) * 5),
            *(Inbox(store).record([Event("slack", f"e{n}", {}) for n in range(19, -1, -1)]) for store in (one, two)),
        )
        assert sorted(event.event_id for events in fresh for event in events) == sorted(f"e{n}" for n in range(20))
        put = await asyncio.gather(*(Outbox(store).put(Outgoing("k", "slack", "C1", {})) for store in (one, two) * 5))
        assert put.count(True) == 1
        added = await asyncio.gather(*(store.add([draft("s", "The ferry sank.")]) for store in (one, two) * 5))
        assert {each.article for (each,) in added} == {1}
        assert await one.check() == ()


async def test_a_batch_of_articles_does_not_hold_up_events(tmp_path: Path) -> None:
    """The archive's writers wait for one another; the queues wait for none of them."""
    url = ENGINES["postgres"](tmp_path)
    async with Store.opened(url) as one, Store.opened(url) as two:
        begun, over = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def hold(_: object) -> None:
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(over.wait(), loop).result()

        holding = asyncio.create_task(one.backend.write(hold))
        await begun.wait()
        adding = asyncio.create_task(two.add([draft("s", "The ferry sank.")]))
        assert await Inbox(two).record([Event("slack", "e1", {})])
        assert await Inbox(one).claim("w")
        assert not adding.done()
        over.set()
        await holding
        assert (await adding)[0].article == 1
