"""Shows the bot's answers as a web client shows them: `make matrix` writes the pictures into docs/images.

`python -m tests.bot.matrix.picture FOLDER` draws there also what the docs do not show (`LOOKED_AT`), with the plain
bodies beside the pictures, to look at.

Everything is real: the program `copydesk run` with its sample articles and its reader, Synapse, and Hydrogen in a
headless Chromium, which knows nothing of us. One person asks; the pictures are of what she sees at her other device.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from tests.bot.matrix.people import Person, person
from tests.bot.matrix.running import PASSWORD, account
from tests.bot.matrix.synapse import Synapse, synapse
from tests.shared import ROOT

CLIENT = ROOT / "tests" / "bot" / "matrix" / "client"
IMAGES = ROOT / "docs" / "images"
QUESTION = "Who led Ukraine's delegation?"
# What is said in a room of its own, by the name of its picture.
SHOWN = {
    "matrix-compare": ("!compare the talks in Istanbul",),
    "matrix-verify": (
        "!verify “We don't have low expectations” – Hakan Fidan",
        "!verify “like a slap in the face” – Marco Rubio",
    ),
}
PARAGRAPH = (
    "!verify The Russians wore dark suits. The Russian delegation was led by Vladimir Medinsky, an aide to Trump who once ran "
    "the culture ministry and who has doubted in print that Ukraine is a nation. Geese flew over."
)
LOOKED_AT = {
    "compare-question": ("!compare Who led Russia's delegation?",),
    "quotes": ("!desk quotes the talks in Istanbul",),
    "quotes-person": ("!ask What did Margus Tsahkna say?",),
    "verify-exact": ('!verify "Nothing is going to happen" – Donald Trump',),
    "verify-altered": ("!verify “We don't have low expectations”",),
    "verify-speaker": ("!verify “like a slap in the face” – Marco Rubio",),
    "verify-stitched": ('!verify "They are not serious enough before he sits down with Putin himself"',),
    "verify-paragraph": (PARAGRAPH,),
    "verify-not-found": ('!verify "The moon is made of cheese and honey"',),
    "dossier": ("!desk dossier the talks in Istanbul",),
    "dossier-question": ("!desk dossier Who led Russia's delegation?",),
}


@contextlib.asynccontextmanager
async def program(folder: Path, homeserver: Synapse, user: str) -> AsyncIterator[Path]:
    """`copydesk run`, as a person starts it, until the end of the block; gives its archive."""
    copydesk = str(Path(sys.executable).with_name("copydesk"))
    archive = folder / "archive.db"
    ingest = [copydesk, "--database", str(archive), "ingest", str(ROOT / "bot" / "samples")]
    subprocess.run(ingest, check=True, stdout=subprocess.DEVNULL)
    given = {"MATRIX_HOMESERVER": homeserver.url, "MATRIX_USER": user, "MATRIX_PASSWORD": PASSWORD}
    more = {"MATRIX_ASKS_PER_PERSON": "10000", "MATRIX_ASKS_PER_ROOM": "10000"}
    environment = {**os.environ, **given, **more}
    process = await asyncio.create_subprocess_exec(copydesk, "--database", str(archive), "run", env=environment)
    try:
        yield archive
    finally:
        if process.returncode is None:
            process.terminate()
        assert await process.wait() == 0, "the program did not end well"


class Hydrogen:
    """The client in its browser."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, homeserver: Synapse, user: str) -> AsyncIterator[Hydrogen]:
        node, chromium = shutil.which("node"), shutil.which("chromium") or shutil.which("chromium-browser")
        if node is None or chromium is None or not (CLIENT / "node_modules" / "hydrogen-view-sdk").is_dir():
            raise SystemExit("For the pictures install Node and Chromium, then `make clients`.")
        command = (node, str(CLIENT / "picture.mjs"), chromium, homeserver.url, user, "correct horse")
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2**22
        )
        made = cls(process)
        try:
            failure = (await made._said())["ready"]
            assert failure is None, failure
            yield made
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()

    async def picture(self, room: str, words: str, file: Path) -> str:
        """Open a room, wait until the words are there, take its picture; returns what stands in it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"room": room, "words": words, "file": str(file)}).encode() + b"\n")
        text = str((await self._said())["text"])
        with Image.open(file) as taken:  # a screen of text has few colours: a third of the bytes
            taken.convert("RGB").quantize(96).save(file, optimize=True)
        return text

    async def _said(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 180)
        assert line, "the browser ended"
        said: dict[str, Any] = json.loads(line)
        return said


async def talk(ada: Person, bot: str, hydrogen: Hydrogen, images: Path) -> None:
    """Ask in a plain room and follow up in the thread, then the same encrypted, and there ask for the chart; four pictures."""
    for name, encrypted in (("plain", False), ("encrypted", True)):
        room = await ada.room(bot, "@somebody:desk.test", encrypted=encrypted, name="Newsroom")
        await ada.joined(room, bot)
        root = await ada.say(room, f"!ask {QUESTION}")
        (first,) = await ada.answers(room, 1, within=120)
        assert "Rustem Umerov" in first["content"]["body"]
        if not encrypted:
            await hydrogen.picture(room, "Newest article", images / "matrix-answer.png")
        await ada.say(room, "and Russia's?", thread=root)
        await ada.answers(room, 2, within=120)
        file = images / ("matrix-encrypted.png" if encrypted else "matrix-thread.png")
        text = await hydrogen.picture(room, "Read as", file)
        print(f"{name}: {len(text)} characters shown, {file}")
    await ada.say(room, "!desk sources chart")
    await ada.answers(room, 3, within=120)
    # The words follow the picture, which the client fetches and opens by itself.
    text = await hydrogen.picture(room, "Next: !desk sources", images / "matrix-chart.png")
    print(f"the chart: {len(text)} characters shown")


async def show(
    ada: Person, bot: str, hydrogen: Hydrogen, name: str, asked: Sequence[str], images: Path
) -> Sequence[str]:
    """Say it in a room of its own and take its picture; returns the plain bodies of what was answered."""
    room = await ada.room(bot, "@somebody:desk.test", name="Newsroom")
    await ada.joined(room, bot)
    for count, words in enumerate(asked, 1):
        await ada.say(room, words)
        said = await ada.answers(room, count, within=120)
    bodies = [str(each["content"]["body"]) for each in said]
    text = await hydrogen.picture(room, bodies[-1].splitlines()[-1][:_ENOUGH], images / f"{name}.png")
    print(f"{name}: {len(text)} characters shown")
    return bodies


_ENOUGH = 24  # characters of the last line, by which it is known that all is there


async def main() -> None:
    """Make the pictures."""
    folder_given = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else None
    images = folder_given or IMAGES
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "synapse").mkdir()
        with synapse(folder / "synapse", enable_authenticated_media=False) as homeserver:  # Hydrogen asks for no token
            bot = account(homeserver)
            async with (
                program(folder, homeserver, bot),
                person(homeserver, folder) as ada,
                Hydrogen.opened(homeserver, ada.user) as hydrogen,
            ):
                for name, asked in (SHOWN | (LOOKED_AT if folder_given else {})).items():
                    bodies = await show(ada, bot, hydrogen, name, asked, images)
                    if folder_given:
                        (images / f"{name}.txt").write_text("\n\n---\n\n".join(bodies), "utf-8")
                await talk(ada, bot, hydrogen, images)


if __name__ == "__main__":
    asyncio.run(main())
