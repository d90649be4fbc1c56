"""What Slack would measure of us: `python -m tests.benchmarks.slack [acks|events|hostile|signatures]`, or all of them.

acks        500 commands in 10 s to the running program while a large ingest runs, and as many, between them, to a
            trivial Bolt handler: how long each takes to acknowledge
events      10,000 events, each sent 1 to 4 times, shuffled: answers for each
hostile     2,000 hostile titles and bodies through the renderer: what in them acts
signatures  5,000 requests with something wrong about their signatures: the statuses
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

import tests.conftest  # noqa: F401  (the examples are drawn as in the tests)
from tests.bot.slack import test_blocks, test_delivery, test_http
from tests.bot.slack.bodies import SECRET, command, signed
from tests.bot.slack.fake import FakeSlack
from tests.bot.slack.running import free_port, running, scripted
from tests.emulated.__main__ import running as process
from tests.newsroom import newsroom

COMMANDS, WITHIN_S, ARTICLES = 500, 10.0, 30_000
EVENTS, HOSTILE, SIGNATURES = 10_000, 2_000, 5_000
QUESTIONS = ("Who led Ukraine's delegation?", "Did Putin attend the talks?", "Who leads the inquiry into the Aurelia?")


async def acks() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "large.jsonl").write_text("\n".join(made_up(number) for number in range(ARTICLES)), "utf-8")
        async with FakeSlack().served() as fake, copydesk(folder, fake) as ours, trivial() as theirs:
            ingest = subprocess.Popen(
                [*program(folder), "ingest", str(folder / "large.jsonl")], stdout=subprocess.DEVNULL
            )
            try:
                await warmed_up(fake, ours)
                took = await commands({"copydesk": ours, "trivial Bolt handler": theirs})
                lasted = ingest.poll() is None
            finally:
                ingest.kill()
                ingest.wait()
    print(
        f"{COMMANDS} commands in {WITHIN_S:.0f} s to each; the ingest {'lasted longer' if lasted else 'ENDED BEFORE'}"
    )
    for who, times in took.items():
        print(f"  {who:<21} {figures(times)}")


async def warmed_up(fake: FakeSlack, address: str) -> None:
    """What runs for days has answered before: the first question loads tables of names and countries."""
    async with aiohttp.ClientSession() as http:
        for question in QUESTIONS:
            raw, headers = signed(command("/ask", question, channel="CWARM"))
            async with http.post(f"{address}/slack/events", data=raw, headers=headers) as answer:
                assert answer.status == 200, answer.status
    while len(fake.posted) < len(QUESTIONS):
        await asyncio.sleep(0.1)


async def commands(addresses: dict[str, str]) -> dict[str, list[float]]:
    """Send to each in turn, at the same pace whatever the answers take; returns the seconds until each came."""
    took: dict[str, list[float]] = {who: [] for who in addresses}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http, asyncio.TaskGroup() as tasks:

        async def send(who: str, number: int) -> None:
            body = command(
                "/ask", QUESTIONS[number % len(QUESTIONS)], channel=f"C{number % 50}", user=f"U{number % 50}"
            )
            raw, headers = signed(body)
            began = time.monotonic()
            async with http.post(f"{addresses[who]}/slack/events", data=raw, headers=headers) as answer:
                await answer.read()
                assert answer.status == 200, answer.status
            took[who].append(time.monotonic() - began)

        began = time.monotonic()
        for number in range(COMMANDS):
            for who in addresses:
                tasks.create_task(send(who, number))
            await asyncio.sleep(max(began + (number + 1) * WITHIN_S / COMMANDS - time.monotonic(), 0))
    return took


def figures(times: list[float]) -> str:
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    return f"p50 {p50 * 1000:4.0f} ms · p99 {p99 * 1000:4.0f} ms · max {max(times) * 1000:4.0f} ms"


def made_up(number: int) -> str:
    """An article as a line of JSON."""
    chance = random.Random(number)
    words = [f"{chance.choice(('harbour', 'council', 'minister', 'ferry', 'budget', 'bridge'))}{chance.randrange(3_000)}"
             for _ in range(300)]  # fmt: skip
    sentences = [" ".join(words[at : at + 12]).capitalize() + "." for at in range(0, len(words), 12)]
    text = "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
    return json.dumps({"id": f"made-up-{number}", "outlet": f"Outlet {number % 40}", "title": words[0], "text": text})


def program(folder: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("copydesk")), "--database", str(folder / "archive.db")]


@contextlib.asynccontextmanager
async def copydesk(folder: Path, fake: FakeSlack) -> AsyncIterator[str]:
    """The program over the sample articles, with the real reader."""
    samples = Path(__file__).parents[2] / "bot" / "samples"
    subprocess.run([*program(folder), "ingest", str(samples)], check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    settings = {
        "SLACK_API_URL": fake.api_url,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_PORT": str(port),
        "SLACK_ASKS_PER_PERSON": "100000",
        "SLACK_ASKS_PER_CHANNEL": "100000",
    }
    async with process([*program(folder), "run"], settings, f"http://127.0.0.1:{port}/healthz"):
        yield f"http://127.0.0.1:{port}"


@contextlib.asynccontextmanager
async def trivial() -> AsyncIterator[str]:
    """A Bolt app that does nothing but acknowledge, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.slack", "serve-trivial", str(port)]
    async with process(command, {}, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}"


def serve_trivial(port: int) -> None:
    async def authorized(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U", bot_id="B", bot_token="xoxb-1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorized)

    @app.command("/ask")
    async def on_command(ack: AsyncAck) -> None:
        await ack("Looking.")

    web.run_app(app.web_app("/slack/events"), host="127.0.0.1", port=port, print=None, access_log=None)


async def events() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with newsroom(Path(folder)) as room, FakeSlack().served() as fake:
            began = time.monotonic()
            sent, expected = await test_delivery.repeated_and_shuffled(room, fake, EVENTS)
            answered = test_delivery.answers(fake)
    times = Counter(answered[question] for question in expected)
    print(f"{EVENTS:,} events sent {sent:,} times in all, shuffled, in {time.monotonic() - began:.0f} s")
    print(f"  events by their answers: {dict(sorted(times.items()))}; answers to nothing: {len(answered - expected)}")
    assert times == {1: EVENTS}
    assert answered == expected


async def hostile() -> None:
    began = time.monotonic()
    await asyncio.to_thread(test_blocks.hostile_titles_and_bodies, HOSTILE)
    print(
        f"{HOSTILE:,} hostile titles and bodies: live mentions 0, spoofed links 0, in {time.monotonic() - began:.0f} s"
    )


async def signatures() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with newsroom(Path(folder)) as room, FakeSlack().served() as fake:
            await scripted(room)
            async with running(room, fake, http=True) as slack:
                statuses = await test_http.statuses_of_bad_signatures(slack, SIGNATURES)
    print(f"{SIGNATURES:,} bad signatures: statuses {dict(statuses)}; posted: {len(fake.posted)}")


ALL = {"acks": acks, "events": events, "hostile": hostile, "signatures": signatures}

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve-trivial", port]:
            serve_trivial(int(port))
        case wanted if set(wanted) <= ALL.keys():
            for each in wanted or ALL:
                asyncio.run(ALL[each]())
        case _:
            raise SystemExit(f"There are: {', '.join(ALL)}.")
