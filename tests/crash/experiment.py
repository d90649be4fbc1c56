"""Kills the bot at random moments while a fake Slack loses and delays replies, then counts what came of everything."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import sqlite3
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import aiohttp

from bot.slack.calls import opaque
from store.store import Store
from tests.bot.slack.bodies import said, signed
from tests.bot.slack.fake import BOT, FakeSlack, Fate
from tests.bot.slack.running import free_port
from tests.crash.process import CHANNELS, SETTLE_S, Orders, run_until_killed, subscribe

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.crash.process"])

LATE_S = (0.05, 0.3)
# Of the calls that make a post.
FATES = {Fate.REPLY_LOST: 0.15, Fate.LATE: 0.1, Fate.CALL_LOST: 0.05, Fate.BROKEN_AFTER: 0.05, Fate.BROKEN: 0.03}
QUESTIONS_EVERY_S = 0.03


@dataclass
class Findings:
    """What was counted. All but the first six must be empty or 0."""

    kills: int = 0
    acknowledged: int = 0
    posts: int = 0
    articles: int = 0
    digests: int = 0
    seconds: int = 0
    lost_events: list[str] = field(default_factory=list)
    answered_twice: list[str] = field(default_factory=list)
    lost_articles: list[str] = field(default_factory=list)
    posted_twice: list[str] = field(default_factory=list)
    missing_posts: list[str] = field(default_factory=list)
    outside_thread: list[str] = field(default_factory=list)
    unknown: int = 0
    damage: list[str] = field(default_factory=list)

    @property
    def spotless(self) -> bool:
        """Nothing lost, nothing twice, nothing missing, nothing damaged."""
        wrong = (self.lost_events, self.answered_twice, self.lost_articles, self.posted_twice, self.missing_posts)
        return not any((*wrong, self.outside_thread, self.damage, self.unknown))

    def report(self) -> str:
        """One JSON object: long lists as how many they are."""
        return json.dumps(
            {key: len(value) if isinstance(value, list) else value for key, value in asdict(self).items()}
        )


async def killed(folder: Path, kills: int, seed: int, *, careful: bool = True) -> Findings:
    """Run the experiment in a folder."""
    return await _Experiment(folder, seed, careful=careful).run(kills)


class _Experiment:
    def __init__(self, folder: Path, seed: int, *, careful: bool) -> None:
        self._database = folder / "archive.db"
        self._url = f"sqlite:///{self._database}"
        self._chance = random.Random(seed)
        self._careful = careful
        self._port = free_port()
        self._fake = FakeSlack(fate=self._fate, late_s=lambda: self._chance.uniform(*LATE_S))
        self._acknowledged: set[str] = set()
        self._sent: dict[str, dict[str, object]] = {}
        self._stored: set[str] = set()
        self._began = time.time()
        self._found = Findings()
        self._up = asyncio.Event()

    async def run(self, kills: int) -> Findings:
        await subscribe(self._url)
        async with self._fake.served(), aiohttp.ClientSession() as http:
            asking = asyncio.create_task(self._ask(http))
            for turn in range(kills):
                await self._live_and_die(turn, self._chance.uniform(0.02, 1.2) ** 1.5)
                self._found.kills += 1
            asking.cancel()
            await self._drain(kills, http)
        await self._count()
        self._found.seconds = round(time.time() - self._began)
        return self._found

    def _fate(self, method: str) -> Fate:
        if method != "chat.postMessage":
            return Fate.FINE
        drawn = self._chance.random()
        for fate, share in FATES.items():
            if drawn < share:
                return fate
            drawn -= share
        return Fate.FINE

    async def _ask(self, http: aiohttp.ClientSession) -> None:
        """Ask for ever; what is not acknowledged is sent again, as Slack does."""
        number = 0
        while True:
            await self._up.wait()
            name = f"E{number}"
            number += 1
            self._sent[name] = said(f"<@{BOT}> {name}", kind="app_mention", channel=self._chance.choice(CHANNELS))
            await self._send(http, name)
            if self._chance.random() < 0.2:
                await self._send(http, self._chance.choice(tuple(self._sent)))
            await asyncio.sleep(QUESTIONS_EVERY_S)

    async def _send(self, http: aiohttp.ClientSession, name: str) -> bool:
        body, headers = signed(self._sent[name])  # type: ignore[arg-type]
        try:
            url = f"http://127.0.0.1:{self._port}/slack/events"
            async with http.post(url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(5)) as answer:
                if answer.status == 200:
                    self._acknowledged.add(name)
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def _live_and_die(self, turn: int, seconds: float | None) -> None:
        """A process from its start to its death; `seconds` after it was ready, None: when all is done."""
        hears, says = _PROCESSES.Pipe(duplex=False)
        orders = Orders(self._url, self._fake.api_url, self._port, turn, self._began, self._careful)
        process = _PROCESSES.Process(target=run_until_killed, args=(orders, says))
        await asyncio.to_thread(process.start)
        says.close()
        # One in ten dies before it is even ready.
        until = time.monotonic() + (60 if seconds is None or self._chance.random() > 0.1 else 0.2)
        ready = False
        while not ready and time.monotonic() < until and process.is_alive():
            ready = self._heard(hears)
            await asyncio.sleep(0.005)
        if ready:
            self._up.set()
        if seconds is None:
            assert ready, "the process never got to work"
            await self._until_done()
        else:
            await asyncio.sleep(seconds)
        process.kill()
        self._up.clear()
        await asyncio.to_thread(process.join, 30)
        assert process.exitcode == -9
        self._heard(hears)
        hears.close()
        await asyncio.sleep(LATE_S[1] + 0.05)
        self._time_passes()

    def _heard(self, hears: object) -> bool:
        ready = False
        try:
            while hears.poll():  # type: ignore[attr-defined]
                word = hears.recv()  # type: ignore[attr-defined]
                ready = ready or word == "ready"
                if word != "ready":
                    self._stored.add(word)
        except EOFError:
            pass
        return ready

    def _time_passes(self) -> None:
        """The claims of who is dead come to their end, without anybody waiting minutes for it."""
        connection = sqlite3.connect(self._database, timeout=30)
        for table in ("inbox", "outbox", "digest"):
            connection.execute(
                f"UPDATE {table} SET claimed_until = '2000-01-01 00:00:00.000000' WHERE claimed_until IS NOT NULL"
            )
        connection.commit()
        connection.close()

    async def _drain(self, turn: int, http: aiohttp.ClientSession) -> None:
        """Live once more, long enough to finish; what was never acknowledged is sent a last time."""
        last = asyncio.create_task(self._send_the_rest(http))
        await self._live_and_die(turn, None)
        last.cancel()

    async def _send_the_rest(self, http: aiohttp.ClientSession) -> None:
        for name in sorted(self._sent.keys() - self._acknowledged):
            while not await self._send(http, name):
                await asyncio.sleep(0.1)

    async def _until_done(self) -> None:
        async with asyncio.timeout(300):
            while True:
                await asyncio.sleep(0.2)
                if self._sent.keys() <= self._acknowledged and not self._waiting():
                    await asyncio.sleep(2 * SETTLE_S)
                    if not self._waiting():
                        return

    def _waiting(self) -> int:
        connection = sqlite3.connect(self._database, timeout=30)
        (waiting,) = connection.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'new')"
            " + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND key NOT LIKE '%:digest:%')"
        ).fetchone()
        connection.close()
        return int(waiting)

    async def _count(self) -> None:
        found, fake = self._found, self._fake
        by_id = Counter(str(each.body["metadata"]["event_payload"]["id"]) for each in fake.posted)
        ts_of = {str(each.body["metadata"]["event_payload"]["id"]): each for each in fake.posted}
        answers = Counter(name for each in fake.posted for name in self._named(each.text))
        found.acknowledged, found.posts = len(self._acknowledged), len(fake.posted)
        found.lost_events = sorted(name for name in self._acknowledged if not answers[name])
        found.answered_twice = sorted(name for name, times in answers.items() if times > 1)
        found.posted_twice = sorted(key for key, times in by_id.items() if times > 1)
        connection = sqlite3.connect(self._database)
        rows = connection.execute("SELECT key, under, state FROM outbox").fetchall()
        dates = connection.execute("SELECT count(*) FROM digest WHERE state = 'made'").fetchone()
        connection.close()
        found.digests = dates[0]
        found.unknown = sum(state in ("unknown", "failed") for _, _, state in rows)
        for key, under, state in rows:
            if state == "sent" and opaque(key) not in by_id:
                found.missing_posts.append(key)
            both = under is not None and opaque(under) in ts_of and opaque(key) in ts_of
            if state == "sent" and both and ts_of[opaque(key)].thread != ts_of[opaque(under)].ts:
                found.outside_thread.append(key)
        async with Store.opened(self._url) as store:
            kept = {article.source for article in await store.find_articles()}
            found.articles = len(kept)
            found.lost_articles = [n for n in sorted(self._stored) if {f"{n}/0", f"{n}/1"} - kept]
            found.damage = [f"{each.where}: {each.what}" for each in await store.check()]

    def _named(self, text: str) -> list[str]:
        return [word for before, word, after in zip(*(text.split()[n:] for n in range(3)), strict=False)
                if before.endswith("Q") and after == "Q"]  # fmt: skip
