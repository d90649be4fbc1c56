"""Drives `copydesk run` against npm's `emulate`, a Web API that others wrote: `python -m tests.emulated`.

The program is the installed one, in a process of its own, over HTTP; what a person does is sent as Slack would sign it.
`emulate` has no slash commands and no events of its own and needs Node 24, which npm brings. Ends with 1 at what is not so.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp

from bot.slack.installing import SCOPES
from bot.slack.limits import texts
from handlers.phrases import Phrase
from tests.bot.slack import bodies
from tests.bot.slack.running import free_port
from tests.shared import ROOT

EMULATE, NODE = "emulate@0.12.2", "24"
TOOLS = ROOT / "build" / "emulated"
TOKEN, CHANNEL, TEAM = "xoxb-copydesk", "C000000001", "T000000001"
PERSON = "U000000001"
LED = "Who led Ukraine's delegation?"


def main() -> None:
    """Install what is needed, then ask."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("This needs `npm`. On Debian: apt install npm")
    TOOLS.mkdir(parents=True, exist_ok=True)
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine().lower()]
    node = f"node-{platform.system().lower()}-{machine}"
    install = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(TOOLS), EMULATE, f"{node}@{NODE}"]
    subprocess.run(install, check=True)
    asyncio.run(drive(TOOLS / "node_modules" / node / "bin" / "node"))


async def drive(node: Path) -> None:
    """One conversation: a command, its answer in the channel, a follow-up in the thread, a mention, a picture; then what
    becomes of it when an article is killed.
    """
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        async with emulated(node, where) as api, copydesk(where, api) as address, aiohttp.ClientSession() as http:
            person = Person(http, api, address)
            await hold(person)
            await look(person)
            await withdraw(person, where)


class Person:
    """Somebody in the workspace, and what they can see."""

    def __init__(self, http: aiohttp.ClientSession, api: str, address: str) -> None:
        self._http, self._api, self._address = http, api, address

    async def send(self, body: dict[str, Any]) -> float:
        """Send as Slack does; returns the seconds until it was acknowledged."""
        raw, headers = bodies.signed(body)
        began = time.monotonic()
        async with self._http.post(f"{self._address}/slack/events", data=raw, headers=headers) as answer:
            assert answer.status == 200, answer.status
        return time.monotonic() - began

    async def call(self, method: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with self._http.post(self._api + method, json=body, headers=headers) as answer:
            said = await answer.json()
            assert said["ok"], said
            return said

    async def sees(self, method: str, is_it: Callable[[dict[str, Any]], bool], **body: Any) -> dict[str, Any]:
        """Wait for a message."""
        for _ in range(600):
            found = [each for each in (await self.call(method, channel=CHANNEL, **body))["messages"] if is_it(each)]
            if found:
                assert len(found) == 1, f"{len(found)} messages where one was expected"
                return dict(found[0])
            await asyncio.sleep(0.1)
        raise SystemExit("nothing came")


async def hold(person: Person) -> None:
    ack = await person.send(bodies.command("/ask", LED, channel=CHANNEL, user=PERSON, team=TEAM))
    answer = await person.sees("conversations.history", lambda each: "Rustem Umerov" in each["text"])
    kinds = [block["type"] for block in answer["blocks"]]
    assert {"header", "table", "actions", "context_actions"} <= set(kinds), kinds
    print(f"/ask: acknowledged in {ack * 1000:.0f} ms; the answer is {answer['ts']}, of {', '.join(kinds)}")
    thread = answer["ts"]
    await person.send(said("and Russia's?", thread=thread))
    follow_up = await person.sees("conversations.replies", lambda each: "Medinsky" in each["text"], ts=thread)
    assert "Read as: Who led Russia's delegation?" in texts(follow_up["blocks"]), texts(follow_up["blocks"])
    print("and Russia's?: answered in the thread, read as: Who led Russia's delegation?")
    await person.send(said("thanks, that is all", thread=thread))
    asked = bodies.ts()
    bot = (await person.call("auth.test"))["user_id"]
    mention = said(f"<@{bot}> who led China's delegation?", at=asked)
    for _ in range(3):  # as Slack does where it is not sure
        await person.send(mention)
    await person.sees("conversations.replies", lambda each: "No article in the archive says" in each["text"], ts=asked)
    print("a mention, sent three times: answered once, and says that nobody says")
    await asyncio.sleep(2)
    replies = (await person.call("conversations.replies", channel=CHANNEL, ts=thread))["messages"]
    assert len(replies) == 2, "it answered chat that asks nothing"
    print("chat that asks nothing: not answered")


async def look(person: Person) -> None:
    """`emulate` reads no arguments from an address, where Slack's own library puts those of an upload: it refuses the
    picture, and its words stand instead.
    """
    await person.send(bodies.command("/desk", "sources chart", channel=CHANNEL, user=PERSON, team=TEAM))
    shown = await person.sees("conversations.history", lambda each: "Coverage over time" in each["text"])
    assert "image" not in [block["type"] for block in shown["blocks"]], shown["blocks"]
    assert Phrase.PICTURE_MISSING.value in texts(shown["blocks"]), texts(shown["blocks"])
    print("/desk sources chart: the picture is refused, its words stand in its place")


async def withdraw(person: Person, folder: Path) -> None:
    """A list and the answer both show words of an article; an editor kills it."""
    outlet = next(each for each in json.loads(await ran(folder, "ask", LED, "--json"))["outlets"] if each["quotes"])
    number, title = outlet["quotes"][0]["article"], outlet["quotes"][0]["title"]
    await person.send(bodies.command("/desk", f"sources {outlet['outlet']}", channel=CHANNEL, user=PERSON, team=TEAM))
    await person.sees("conversations.history", lambda each: f"{number}" in each["text"] and title in each["text"])
    await ran(folder, "mark", str(number), "killed")
    await person.sees("conversations.history", lambda each: each["text"].startswith("What stood here was withdrawn"))
    await person.sees("conversations.history", lambda each: each["text"].startswith("This answer was withdrawn"))
    print(f"article {number} killed: the list that had its headline and the answer that quoted it are withdrawn")


async def ran(folder: Path, *words: str) -> bytes:
    """What the program says to a command; meanwhile connections that are closed are seen to be so."""
    program = [str(Path(sys.executable).with_name("copydesk")), "--database", str(folder / "archive.db")]
    return (await asyncio.to_thread(subprocess.run, [*program, *words], check=True, capture_output=True)).stdout


def said(text: str, **more: Any) -> dict[str, Any]:
    body = bodies.said(text, channel=CHANNEL, user=PERSON, user_team=TEAM, **more)
    return body | {"team_id": TEAM, "authorizations": [{"team_id": TEAM, "user_id": "", "is_bot": True}]}


@contextlib.asynccontextmanager
async def emulated(node: Path, folder: Path) -> AsyncIterator[str]:
    """The Web API; gives its base address."""
    port = free_port()
    seed = {
        "slack": {
            "team": {"name": "Desk", "domain": "desk"},
            "users": [{"name": "copydesk", "real_name": "Copydesk"}],
            "tokens": [{"token": TOKEN, "type": "bot", "user": "copydesk", "scopes": list(SCOPES)}],
            "strict_scopes": True,
        }
    }
    (folder / "seed.json").write_text(json.dumps(seed), "utf-8")
    program = TOOLS / "node_modules" / "emulate" / "dist" / "index.js"
    command = [node, program, "start", "--service", "slack", "--port", str(port), "--seed", folder / "seed.json"]
    async with running([str(each) for each in command], {}, f"http://127.0.0.1:{port}/api/auth.test"):
        yield f"http://127.0.0.1:{port}/api/"


@contextlib.asynccontextmanager
async def copydesk(folder: Path, api: str) -> AsyncIterator[str]:
    """The program over the sample articles; gives its address."""
    port = free_port()
    program = str(Path(sys.executable).with_name("copydesk"))
    database = ["--database", str(folder / "archive.db")]
    subprocess.run([program, *database, "ingest", str(ROOT / "bot" / "samples")], check=True, stdout=subprocess.DEVNULL)
    settings = {
        "SLACK_API_URL": api,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": bodies.SECRET,
        "SLACK_PORT": str(port),
    }
    async with running([program, *database, "run"], settings, f"http://127.0.0.1:{port}/healthz"):
        yield f"http://127.0.0.1:{port}"


@contextlib.asynccontextmanager
async def running(command: list[str], settings: dict[str, str], answers_at: str) -> AsyncIterator[None]:
    """A process, from when it answers until the end of the block."""
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | settings, stdout=subprocess.DEVNULL)
    try:
        async with aiohttp.ClientSession() as http:
            for _ in range(600):
                with contextlib.suppress(aiohttp.ClientConnectionError):
                    async with http.get(answers_at):
                        break
                if process.returncode is not None:
                    raise SystemExit(f"{Path(command[0]).name} ended with {process.returncode}")
                await asyncio.sleep(0.1)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


if __name__ == "__main__":
    main()
