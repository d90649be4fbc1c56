"""Over HTTP only what Slack signed is taken, and anything wrong with a signature is a 401."""

from __future__ import annotations

import random
import time
from collections import Counter

import yaml

from bot.slack.installing import SCOPES
from bot.slack.listen import COMMANDS
from tests.bot.slack.bodies import command, signed
from tests.bot.slack.fake import FakeSlack
from tests.bot.slack.running import LED, Running, running
from tests.newsroom import Newsroom
from tests.shared import ROOT

# `python -m tests.benchmarks.slack signatures` is the long form, with 5,000.
BAD = 300


async def statuses_of_bad_signatures(slack: Running, count: int) -> Counter[int]:
    """What so many requests are answered with, each with something else wrong about its signature."""
    chance = random.Random(3)
    statuses: Counter[int] = Counter()
    assert slack.http is not None
    for number in range(count):
        raw, headers = signed(command("/ask", LED))
        match number % 6:
            case 0:
                headers["X-Slack-Signature"] = "v0=" + "".join(chance.choices("0123456789abcdef", k=64))
            case 1:
                headers["X-Slack-Request-Timestamp"] = chance.choice(["", "x", "-1", "1e9", "9" * 40, "１２"])
            case 2:
                headers.pop(chance.choice(["X-Slack-Signature", "X-Slack-Request-Timestamp"]))
            case 3:
                headers["X-Slack-Signature"] = chance.choice(["", "v0=é", "v1=", "null"])
            case 4:
                raw += b"&x=1"
            case _:
                raw, headers = signed(command("/ask", LED), at=time.time() - 600)
        async with slack.http.post(f"{slack.address}/slack/events", data=raw, headers=headers) as answer:
            statuses[answer.status] += 1
    return statuses


async def test_bad_signatures_are_401_and_nothing_else(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, http=True) as slack:
        assert slack.http is not None
        statuses = await statuses_of_bad_signatures(slack, BAD)
        async with slack.http.get(f"{slack.address}/healthz") as answer:
            assert answer.status == 200
        await slack.settled()
    assert statuses == Counter({401: BAD})
    assert fake.posted == []


def test_the_manifest_asks_for_what_the_app_uses() -> None:
    manifest = yaml.safe_load((ROOT / "deploy" / "slack-manifest.yml").read_text("utf-8"))
    assert tuple(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert tuple(each["command"] for each in manifest["features"]["slash_commands"]) == COMMANDS
