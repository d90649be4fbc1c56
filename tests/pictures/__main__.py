"""Draws the conversations of `tests/transcripts/` as Slack shows them: `python -m tests.pictures FOLDER [WORD]`.

The blocks are those that are posted.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bot.slack.blocks import render
from tests.pictures.drawing import Message, answered, asked, draw_slack
from tests.test_transcripts import NOW, PAGES, conversations, read


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
                messages += [answered(each.blocks, NOW) for each in render(reply, feedback="picture")]
    return made


if __name__ == "__main__":
    main()
