"""Draws the conversations of `tests/transcripts/`, and what is posted as a picture, as Slack shows them:
`python -m tests.pictures FOLDER [WORD]`.

The blocks are those that are posted. npm's `slack-blocks-to-jsx` makes a page of them, and Chromium, without a window,
a picture of the page. Both must be there: `npm`, and `chromium` by this name.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.slack.blocks import render
from handlers.context import Desk
from handlers.gathering.ingest import ingest
from handlers.message import Message
from handlers.reply import Reply
from handlers.respond import respond
from handlers.stories.placing import place_stories
from store.store import Store
from tests.newsroom import ScriptedEngine
from tests.shared import ROOT
from tests.test_transcripts import NOW, PAGES, conversations, read

HERE = Path(__file__).parent
TOOLS = ROOT / "build" / "pictures"
WIDTH = 820
# A grey square and a dark one: who asks, and the bot.
LOGO = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'><rect width='36' height='36' rx='6' fill='%23{}'/><text x='18' y='24' font-family='sans-serif' font-weight='bold' font-size='17' fill='white' text-anchor='middle'>{}</text></svg>"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Draw every thread, or those whose name holds the word."""
    if len(sys.argv) < 2:
        raise SystemExit("Name the folder for the pictures: python -m tests.pictures FOLDER [WORD]")
    folder, word = Path(sys.argv[1]), (sys.argv[2] if len(sys.argv) > 2 else "").casefold()
    browser = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    npm, node = shutil.which("npm"), shutil.which("node")
    if browser is None or npm is None or node is None:
        raise SystemExit("This needs `npm`, `node` and `chromium`. On Debian: apt install npm chromium")
    folder.mkdir(parents=True, exist_ok=True)
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "page.mjs"):
        shutil.copy(HERE / name, TOOLS)
    run([npm, "install", "--no-audit", "--no-fund", "--silent"], TOOLS)
    shown = {name: each for name, each in threads().items() if word in name}
    (TOOLS / "conversations.json").write_text(json.dumps(shown), "utf-8")
    run([node, "page.mjs", "conversations.json", "."], TOOLS)
    for name in shown:
        print(picture(browser, TOOLS / f"{name}.html", folder.absolute() / f"{name}.png"))


def threads() -> dict[str, list[dict[str, Any]]]:
    """Each thread by its name: what was said, and the messages that answered it."""
    made: dict[str, list[dict[str, Any]]] = {}
    for page in PAGES:
        for heading, exchanges in read(page).items():
            messages = made[re.sub(r"\W+", "-", f"{page.stem} {heading}".casefold()).strip("-")] = []
            for exchange, reply in zip(exchanges, conversations()[page.name, heading], strict=True):
                messages.append(message("Ines Abadi", "888888", "I", text=exchange.said))
                messages += answered(reply)
    return made | {"drawn": asyncio.run(drawn())}


async def drawn() -> list[dict[str, Any]]:
    """The chart of the sample articles, and their digest."""
    with tempfile.TemporaryDirectory() as folder:
        async with Store.opened(f"sqlite:///{folder}/archive.db") as store:
            await ingest([ROOT / "bot" / "samples"], store)
            await place_stories(store)
            desk = Desk(store, ScriptedEngine(), now=lambda: datetime(2025, 5, 17, 8, tzinfo=UTC))
            said = []
            for text in ("/desk sources chart", "/desk digest now"):
                reply = await respond(desk, Message("slack", "C1", "U1", text, text))
                assert reply is not None
                said += [message("Ines Abadi", "888888", "I", text=text), *answered(reply)]
            return said


def answered(reply: Reply) -> list[dict[str, Any]]:
    """The messages of a reply; an image is shown from its own bytes, for there is no Slack that has its file."""
    made = []
    for content in render(reply, feedback="picture"):
        png = base64.b64encode(content.picture.png).decode() if content.picture else ""
        blocks = [
            block | {"image_url": f"data:image/png;base64,{png}"} if block["type"] == "image" else block
            for block in content.blocks
        ]
        made.append(message("Copydesk", "1d3557", "C", blocks=blocks))
    return made


def message(who: str, colour: str, letter: str, **more: Any) -> dict[str, Any]:
    return {"who": who, "logo": LOGO.format(colour, letter), "time": NOW.isoformat(), "bot": letter == "C", **more}


def picture(browser: str, page: Path, to: Path) -> Path:
    """Measure the page, then draw it at its height."""
    quiet = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1.5",
    ]
    dumped = run([*quiet, f"--window-size={WIDTH},100", "--dump-dom", page.as_uri()], page.parent)
    found = re.search(r'data-height="(\d+)"', dumped)
    height = int(found[1]) if found else 3_000
    run([*quiet, f"--window-size={WIDTH},{height}", f"--screenshot={to}", page.as_uri()], page.parent)
    return to


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name} failed:\n{done.stderr[-2_000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
