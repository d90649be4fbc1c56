"""Killed with -9 at random points: no acknowledged event or article is lost, and nothing is posted twice.

Short here; `COPYDESK_KILLS=1000` runs the bar. A naive control under the same kills must fail.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections import Counter
from pathlib import Path

from store.inbox import Inbox
from store.outbox import Outbox
from store.store import Store
from tests.store.crashing import TEXT, answer, deliver, work_until_killed
from tests.store.engines import ENGINES

KILLS = int(os.environ.get("COPYDESK_KILLS", "40"))

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.store.crashing"])


def killed(url: str, platform: Path, turn: int, chance: random.Random, *, careful: bool = True) -> set[tuple[str, str]]:
    """Start a process, kill it a little later, and return what it had acknowledged."""
    hears, says = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=work_until_killed, args=(url, platform, turn, says, careful))
    process.start()
    says.close()
    acknowledged: set[tuple[str, str]] = set()
    assert hears.poll(60), "the process never got to work"
    wait = chance.random() ** 2 * 0.15
    try:
        while hears.poll(wait):
            acknowledged.add(hears.recv())
            wait *= chance.random()
            if wait < 0.001:
                break
        process.kill()
        while hears.poll(0.05):
            acknowledged.add(hears.recv())
    except EOFError:
        pass
    process.join(30)
    assert process.exitcode == -9
    hears.close()
    return acknowledged


async def drain(url: str, platform: Path) -> None:
    """Come up again and finish what was left."""
    async with Store.opened(url) as store:
        inbox, outbox = Inbox(store), Outbox(store)
        while await inbox.waiting():
            await answer(inbox)
        while {"pending", "sending"} & (await outbox.counts()).keys():
            await deliver(outbox, platform)


async def test_nothing_acknowledged_is_lost_and_nothing_is_posted_twice(tmp_path: Path) -> None:
    url, platform, chance = ENGINES["sqlite"](tmp_path), tmp_path / "platform", random.Random(3)
    acknowledged: set[tuple[str, str]] = set()
    for turn in range(KILLS):
        acknowledged |= killed(url, platform, turn, chance)
    await drain(url, platform)
    posted = Counter(platform.read_text().split())
    events = {name for kind, name in acknowledged if kind == "event"}
    assert len(events) >= KILLS
    assert {name for name in events if f"answer/{name}" not in posted} == set()
    assert {key: times for key, times in posted.items() if times > 1} == {}
    async with Store.opened(url) as store:
        kept = {article.source: article.text for article in await store.find_articles()}
        wanted = [f"{name}/{part}" for kind, name in acknowledged if kind == "article" for part in range(3)]
        assert {source for source in wanted if kept.get(source) != TEXT.format(n=source)} == set()
        assert await store.check() == ()


async def test_a_naive_bot_loses_or_repeats_under_the_same_kills(tmp_path: Path) -> None:
    url, platform, chance = ENGINES["sqlite"](tmp_path), tmp_path / "platform", random.Random(3)
    for turn in range(max(KILLS, 40)):
        acknowledged = killed(url, platform, turn, chance, careful=False)
        async with Store.opened(url) as store:
            recorded = [await Inbox(store).find("file", name) for kind, name in acknowledged if kind == "event"]
        posted = Counter(platform.read_text().split()) if platform.exists() else Counter[str]()
        if None in recorded or any(times > 1 for times in posted.values()):
            return
    raise AssertionError("the kills came too gently to prove anything")
