"""Kills the bot at random moments while replies are lost and late, then counts what came of everything."""

from __future__ import annotations

import asyncio
import math
import random
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.crash.findings import Findings
from tests.crash.life import Life
from tests.crash.process import SETTLE_S, Orders, subscribe
from tests.crash.scene import LATE_S, Scene

# A process that takes longer to get to work, or to finish, does not get on.
READY_S, DONE_S = 120.0, 600.0
# Where so many die by themselves there is nothing more to learn.
MOST_DEATHS = 20
SHARE_TOO_EARLY = 0.1
PROGRESS = 100


async def killed(
    scene: Scene, folder: Path, kills: int, seed: int, *, careful: bool = True, minutes: float = math.inf
) -> Findings:
    """Run the experiment in a folder, with so many kills or for so many minutes, whichever is over first.

    What goes wrong in a life is written to standard error as it happens.
    """
    return await _Experiment(scene, folder, seed, careful=careful).run(kills, minutes)


class _Experiment:
    def __init__(self, scene: Scene, folder: Path, seed: int, *, careful: bool) -> None:
        self._scene = scene
        self._folder = folder
        self._database = folder / "archive.db"
        self._chance = random.Random(seed)
        self._careful = careful
        self._stored: set[str] = set()
        self._began = time.time()
        self._found = Findings()
        self._up = asyncio.Event()
        self._lives = 0
        self._ended: float | None = None

    async def run(self, kills: int, minutes: float) -> Findings:
        found = self._found
        async with self._scene.served():
            await self._live(READY_S, self._meet)
            await subscribe(f"sqlite:///{self._database}", self._scene.places)
            asking = asyncio.create_task(self._ask())
            while found.kills < kills and time.time() < self._began + minutes * 60 and self._hopeful():
                # One in ten dies before it is even ready.
                early = self._chance.random() < SHARE_TOO_EARLY
                await self._live(self._chance.uniform(0, self._scene.hurry_s) if early else READY_S, self._work, early)
                found.kills += 1
                if found.kills % PROGRESS == 0:
                    print(f"{found.kills} kills, {time.time() - self._began:.0f} s", file=sys.stderr, flush=True)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await self._finish()
            shown = await self._scene.shown()
        await found.count(self._database, shown, self._scene.acknowledged, self._stored)
        found.seconds = round(time.time() - self._began)
        return found

    def _hopeful(self) -> bool:
        return len(self._found.died) + len(self._found.stuck) < MOST_DEATHS

    async def _ask(self) -> None:
        while True:
            await self._up.wait()
            await self._scene.ask()
            await asyncio.sleep(self._scene.pause_s)

    async def _live(self, ready_s: float, then: Callable[[Life], Awaitable[None]], early: bool = False) -> None:
        """A life: once it is ready something is done, then it is killed."""
        number, self._lives = self._lives, self._lives + 1
        orders = Orders(
            f"sqlite:///{self._database}", self._scene.settings, number, self._began,
            str(self._folder / f"life-{number}.log"), self._careful, self._ended,
        )  # fmt: skip
        life = Life(orders)
        await life.begin()
        if await life.ready(ready_s):
            self._up.set()
            await then(life)
        elif life.lasts and not early:
            self._wrong(self._found.stuck, number, f"not ready:\n{await life.asked_where_it_is()}")
        self._up.clear()
        if (what := await life.end()) is not None:
            self._wrong(self._found.died, number, what)
        self._stored |= life.stored
        await asyncio.sleep(LATE_S[1] + 0.05)
        self._time_passes()

    async def _meet(self, life: Life) -> None:
        await self._scene.met()

    async def _work(self, life: Life) -> None:
        await asyncio.sleep(self._chance.uniform(0.02, 1.2) ** 1.5)

    async def _finish(self) -> None:
        """Live on until everything is done; who dies by itself over that is followed by others."""
        done = asyncio.Event()
        # Digests that went on coming would hold up what is to be finished.
        self._ended = time.time()

        async def finished(life: Life) -> None:
            until = time.monotonic() + DONE_S
            while life.lasts and time.monotonic() < until:
                await asyncio.sleep(0.2)
                if await self._scene.heard() and not self._waiting():
                    await asyncio.sleep(2 * SETTLE_S)
                    if not self._waiting():
                        done.set()
                        return
            if life.lasts:
                where = await life.asked_where_it_is()
                left = f"questions {'' if await self._scene.heard() else 'not '}heard, {self._waiting()} rows waiting"
                self._wrong(self._found.stuck, self._lives - 1, f"not done: {left}\n{where}")

        for _ in range(3):
            if not done.is_set():
                await self._live(READY_S, finished)

    def _wrong(self, kind: list[str], number: int, what: str) -> None:
        kind.append(f"life {number} {what}")
        print(kind[-1], file=sys.stderr, flush=True)

    def _time_passes(self) -> None:
        """The claims of who is dead come to their end, without anybody waiting minutes for it."""
        connection = sqlite3.connect(self._database, timeout=30)
        for table in ("inbox", "outbox", "digest"):
            connection.execute(
                f"UPDATE {table} SET claimed_until = '2000-01-01 00:00:00.000000' WHERE claimed_until IS NOT NULL"
            )
        connection.commit()
        connection.close()

    def _waiting(self) -> int:
        connection = sqlite3.connect(self._database, timeout=30)
        (waiting,) = connection.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'new')"
            " + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending'))"
        ).fetchone()
        connection.close()
        return int(waiting)
