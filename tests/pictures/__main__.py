"""Draws the conversations of `tests/transcripts/`, and what is posted as a picture, as Slack shows them:
`python -m tests.pictures FOLDER [WORD]`.

The blocks are those that are posted.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from handlers.context import Desk
from handlers.gathering.ingest import ingest
from handlers.message import Message as Heard
from handlers.respond import respond
from handlers.stories.placing import place_stories
from store.store import Store
from tests.newsroom import ScriptedEngine
from tests.pictures.drawing import Message, asked, draw_slack, posted
from tests.shared import ROOT
from tests.test_transcripts import NOW, PAGES, conversations, read

FEEDBACK = "picture"


def main() -> None:
    """Draw every thread, or those whose name holds the word."""
    if len(sys.argv) < 2:
        raise SystemExit("Name the folder for the pictures: python -m tests.pictures FOLDER [WORD]")
    folder, word = Path(sys.argv[1]), (sys.argv[2] if len(sys.argv) > 2 else "").casefold()
    for drawn in draw_slack({name: each for name, each in threads().items() if word in name}, folder):
        print(drawn)


def threads() -> dict[str, list[Message]]:
    """Each thread by its name: what was said, and the messages that answered it."""
    made: dict[str, list[Message]] = {}
    for page in PAGES:
        for heading, exchanges in read(page).items():
            messages = made[re.sub(r"\W+", "-", f"{page.stem} {heading}".casefold()).strip("-")] = []
            for exchange, reply in zip(exchanges, conversations()[page.name, heading], strict=True):
                messages.append(asked(exchange.said, NOW))
                messages += posted(reply, NOW, FEEDBACK)
    return made | {"drawn": asyncio.run(drawn())}


async def drawn() -> list[Message]:
    """The chart of the sample articles, and their digest."""
    with tempfile.TemporaryDirectory() as folder:
        async with Store.opened(f"sqlite:///{folder}/archive.db") as store:
            await ingest([ROOT / "bot" / "samples"], store)
            await place_stories(store)
            desk = Desk(store, ScriptedEngine(), now=lambda: datetime(2025, 5, 17, 8, tzinfo=UTC))
            said = []
            for text in ("/desk sources chart", "/desk digest now"):
                reply = await respond(desk, Heard("slack", "C1", "U1", text, text))
                assert reply is not None
                said += [asked(text, NOW), *posted(reply, NOW, FEEDBACK)]
            return said


if __name__ == "__main__":
    main()
