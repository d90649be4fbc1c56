"""Slack, as the bot that is killed has it: a fake one on sockets that loses and delays replies and sends events again."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence

import aiohttp

from bot.slack.settings import SlackSettings
from store.destination import Destination
from tests.bot.slack.bodies import SECRET, said, signed
from tests.bot.slack.fake import BOT, FakeSlack, Fate
from tests.bot.slack.running import free_port
from tests.crash.findings import Shown
from tests.crash.process import CHANNELS
from tests.crash.scene import FATES, LATE_S, drawn


class SlackScene:
    """Four channels. What is not acknowledged is sent again, as Slack does, and a fifth of the rest as well."""

    pause_s = 0.03
    hurry_s = 0.2

    def __init__(self, seed: int, port: int | None = None) -> None:
        self._chance = random.Random(seed)
        self._port = port or free_port()
        self._fake = FakeSlack(fate=self._fate, late_s=lambda: self._chance.uniform(*LATE_S))
        self._sent: dict[str, dict[str, object]] = {}
        self.acknowledged: set[str] = set()

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        async with self._fake.served(), aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as self._http:
            yield

    @property
    def settings(self) -> SlackSettings:
        return SlackSettings(
            bot_token="xoxb-1", signing_secret=SECRET, port=self._port, api_url=self._fake.api_url,
            asks_per_person=100_000, asks_per_channel=100_000,
        )  # fmt: skip

    @property
    def places(self) -> Sequence[Destination]:
        return [Destination("slack", channel, workspace="T1/") for channel in CHANNELS]

    async def met(self) -> None:
        pass

    async def ask(self) -> None:
        name = f"E{len(self._sent)}"
        self._sent[name] = said(f"<@{BOT}> {name}", kind="app_mention", channel=self._chance.choice(CHANNELS))
        await self._send(name)
        if self._chance.random() < 0.2:
            await self._send(self._chance.choice(tuple(self._sent)))

    async def heard(self) -> bool:
        for name in sorted(self._sent.keys() - self.acknowledged):
            await self._send(name)
        return self._sent.keys() <= self.acknowledged

    async def shown(self) -> Sequence[Shown]:
        # A post keeps the id it was made with in its metadata: made twice it has it twice.
        return [
            Shown(each.ts, str(each.body["metadata"]["event_payload"]["id"]), each.text, each.thread)
            for each in self._fake.posted
        ]

    def _fate(self, method: str) -> Fate:
        return drawn(self._chance, FATES) if method == "chat.postMessage" else Fate.FINE

    async def _send(self, name: str) -> None:
        body, headers = signed(self._sent[name])  # type: ignore[arg-type]
        with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError, OSError):
            url = f"http://127.0.0.1:{self._port}/slack/events"
            async with self._http.post(url, data=body, headers=headers) as answer:
                if answer.status == 200:
                    self.acknowledged.add(name)
