"""The Home tab, and what the agent's view suggests: what the archive holds, how fresh it is, and what to ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.slack import limits
from bot.slack.asked import PLATFORM, Asked
from bot.slack.blocks import ACTION, short
from bot.slack.limits import Block
from bot.slack.rich import cut, elements, plain, rich_text, section
from handlers.message import Message
from handlers.phrases import Phrase, fill
from handlers.pieces import Pieces, number
from handlers.reply import Hint, Line, Quoted, Reply, Table
from handlers.respond import COMMANDS, Respond

# https://docs.slack.dev/reference/views/home-tab-views
BLOCKS = 100
# There is no table in a Home tab; what is beyond these lines is counted.
OUTLETS = 25
# https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts takes four.
PROMPTS = 4

# What stands here is no post and cannot be taken back: it shows no headline, though `help` does.
_ALWAYS = ("digest now", "sources")


async def view(respond: Respond, asked: Asked) -> dict[str, Any]:
    """The Home tab of one person."""
    blocks = [_header(Phrase.HOME), *_said(fill(Phrase.HOME_ASK)), {"type": "divider"}, _header(Phrase.HOME_ARCHIVE)]
    blocks += _shown(await _reply(respond, asked, "/sources"))
    if "watch" in COMMANDS:
        blocks += [{"type": "divider"}, _header(Phrase.HOME_WATCHES)]
        blocks += _shown(await _reply(respond, asked, "/watch list"))
    questions = await examples(respond, asked)
    if questions:
        blocks += [{"type": "divider"}, *_said(fill(Phrase.HELP_EXAMPLES)), _buttons(questions)]
    return {"type": "home", "blocks": blocks[:BLOCKS]}


async def examples(respond: Respond, asked: Asked) -> tuple[str, ...]:
    """Questions that this very archive can be asked, as `help` gives them, and what can always be asked of one that
    holds anything.
    """
    reply = await _reply(respond, asked, "/help")
    lines = [block for block in reply.blocks if isinstance(block, Line)]
    if not any(each.phrase is Phrase.HELP_EXAMPLES for each in lines):
        return ()
    found = (plain(each.pieces).strip() for each in lines if each.phrase is Phrase.EXAMPLE_ABOUT)
    return (*(words for words in found if 0 < len(words) <= limits.BUTTON_VALUE - 10), *_ALWAYS)


async def _reply(respond: Respond, asked: Asked, text: str) -> Reply:
    message = Message(PLATFORM, f"home:{asked.user}", asked.user, text, f"home:{asked.user}")
    return await respond(message) or Reply(())


def _shown(reply: Reply) -> Iterator[Block]:
    for block in reply.blocks:
        match block:
            case Line() | Hint() | Quoted():
                yield from _said(block.pieces)
            case Table():
                yield from _rows(block)
            case _:
                continue


def _rows(table: Table) -> Iterator[Block]:
    """A line for each row, for the Home tab takes no table."""
    for row in table.rows[:OUTLETS]:
        line: Pieces = ()
        for index, cell in enumerate(row):
            line += (fill(Phrase.DOT) if index else ()) + (cell.pieces if isinstance(cell, Quoted) else cell)
        yield from _said(line)
    if len(table.rows) > OUTLETS:
        yield from _said(fill(Phrase.HOME_MORE, count=number(len(table.rows) - OUTLETS)))


def _header(phrase: Phrase) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": phrase.value, "emoji": False}}


def _said(pieces: Pieces) -> Iterator[Block]:
    for run in cut(elements(pieces), limits.SECTION):
        yield rich_text(section(run))


def _buttons(questions: Sequence[str]) -> Block:
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"{ACTION}_{index}",
                "text": {"type": "plain_text", "text": short(question, limits.BUTTON_TEXT), "emoji": False},
                "value": question if question in _ALWAYS else f"ask {question}",
            }
            for index, question in enumerate(questions)
        ],
    }
