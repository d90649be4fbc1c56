"""From messages to a picture: Slack's blocks by npm's `slack-blocks-to-jsx`, Matrix's HTML as it is, both by Chromium.

Chromium runs without a window. It must be there, by one of `CHROMIUM`'s names; for Slack `npm` and `node` as well.
"""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.matrix.html import render as matrix
from bot.slack.blocks import render
from handlers.reply import Picture, Reply
from tests.shared import ROOT

HERE = Path(__file__).parent
TOOLS = ROOT / "build" / "pictures"
WIDTH = 820
# A grey square and a dark one: who asks, and the bot.
LOGO = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'><rect width='36' height='36' rx='6' fill='%23{}'/><text x='18' y='24' font-family='sans-serif' font-weight='bold' font-size='17' fill='white' text-anchor='middle'>{}</text></svg>"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# What clients for Matrix have in common; `page.mjs` has the like for Slack.
STYLE = """body { margin: 0; padding: 18px; font: 15px/1.4 sans-serif; }
  .message { margin-bottom: 18px; } .message::before { content: "copydesk"; font-weight: bold; color: #1d3557; }
  blockquote { margin: 8px 0; padding-left: 10px; border-left: 3px solid #ccc; color: #333; }
  table { border-collapse: collapse; } td, th { border: 1px solid #ccc; padding: 3px 8px; text-align: left; }
  p, ul { margin: 6px 0; }"""
MEASURE = "document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height) + 4"

Message = Mapping[str, Any]


def asked(text: str, at: datetime) -> Message:
    """What a person said in Slack."""
    return _message("Ines Abadi", "888888", "I", at, text=text)


def answered(blocks: Sequence[Mapping[str, Any]], at: datetime) -> Message:
    """What the bot posted in Slack."""
    return _message("Copydesk", "1d3557", "C", at, blocks=list(blocks))


def posted(reply: Reply, at: datetime, feedback: str | None = None) -> list[Message]:
    """What Slack shows of a reply; an image is shown from its own bytes, for there is no Slack that has its file."""
    made = []
    for content in render(reply, feedback=feedback):
        shown = _data(content.picture) if content.picture else ""
        blocks = [block | {"image_url": shown} if block["type"] == "image" else block for block in content.blocks]
        made.append(answered(blocks, at))
    return made


def said(reply: Reply) -> list[str]:
    """What Matrix shows of a reply, as HTML: its pictures, each a message of its own, then its words."""
    pictures = [block for block in reply.blocks if isinstance(block, Picture)]
    drawn = [f"<p><img src='{_data(each)}' alt='' style='max-width: 100%'></p>" for each in pictures]
    return [*drawn, *(content.formatted_body for content in matrix(reply))]


def _data(picture: Picture) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"


def draw_slack(conversations: Mapping[str, Sequence[Message]], folder: Path) -> list[Path]:
    """A picture of each conversation, by its name. Raises `SystemExit` where a tool is not there or fails."""
    npm, node = _tool("npm"), _tool("node")
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "page.mjs"):
        shutil.copy(HERE / name, TOOLS)
    _run([npm, "install", "--no-audit", "--no-fund", "--silent"], TOOLS)
    (TOOLS / "conversations.json").write_text(json.dumps(conversations), "utf-8")
    _run([node, "page.mjs", "conversations.json", "."], TOOLS)
    return [_picture(TOOLS / f"{name}.html", folder / f"{name}.png") for name in conversations]


def draw_matrix(name: str, messages: Sequence[str], folder: Path) -> Path:
    """A picture of the messages, given by their formatted bodies. Raises `SystemExit` where a tool is not there or fails."""
    shown = "".join(f"<div class='message'>{each}</div>" for each in messages)
    page = TOOLS / f"{name}.html"
    TOOLS.mkdir(parents=True, exist_ok=True)
    head = f"<!doctype html><meta charset='utf-8'><title>{html.escape(name)}</title><style>{STYLE}</style>"
    page.write_text(f"{head}<body>{shown}<script>{MEASURE}</script></body>", "utf-8")
    return _picture(page, folder / f"{name}.png")


def _message(who: str, colour: str, letter: str, at: datetime, **more: Any) -> Message:
    return {"who": who, "logo": LOGO.format(colour, letter), "time": at.isoformat(), "bot": letter == "C", **more}


def _picture(page: Path, to: Path) -> Path:
    """Measure the page, then draw it at its height."""
    quiet = [
        _tool(*CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1.5",
    ]
    to = to.absolute()
    to.parent.mkdir(parents=True, exist_ok=True)
    dumped = _run([*quiet, f"--window-size={WIDTH},100", "--dump-dom", page.as_uri()], page.parent)
    found = re.search(r'data-height="(\d+)"', dumped)
    height = int(found[1]) if found else 3_000
    _run([*quiet, f"--window-size={WIDTH},{height}", f"--screenshot={to}", page.as_uri()], page.parent)
    return to


def _tool(*names: str) -> str:
    found = next((found for name in names if (found := shutil.which(name))), None)
    if found is None:
        raise SystemExit(f"This needs `{names[0]}`. On Debian: apt install npm chromium")
    return found


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name} failed:\n{done.stderr[-2_000:]}")
    return done.stdout
