"""The Home tab, and what the agent's view suggests: what the archive holds, how fresh it is, and what to ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.slack import limits
from bot.slack.asked import PLATFORM, Asked
from bot.slack.blocks import ACTION
from bot.slack.limits import Block
from bot.slack.rich import elements, plain, rich_text, section
from handlers.message import Message
from handlers.phrases import Phrase, fill
from handlers.pieces import Pieces, number
from handlers.reply import Hint, Line, Quoted, Reply, Table
from handlers.respond import Respond

# A Home tab takes 100 blocks, and no table; outlets beyond these are counted.
OUTLETS = 25
# https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts takes four.
PROMPTS = 4

_EXAMPLES = (Phrase.EXAMPLE_ABOUT, Phrase.EXAMPLE_COMPARE)


async def view(respond: Respond, asked: Asked) -> dict[str, Any]:
    """The Home tab of one person."""
    blocks = [_header(Phrase.HOME), _said(fill(Phrase.HOME_ASK)), {"type": "divider"}, _header(Phrase.HOME_ARCHIVE)]
    blocks += _archive(await _reply(respond, asked, "/sources"))
    questions = await examples(respond, asked)
    if questions:
        blocks += [{"type": "divider"}, _said(fill(Phrase.HELP_EXAMPLES)), _buttons(questions)]
    return {"type": "home", "blocks": blocks}


async def examples(respond: Respond, asked: Asked) -> tuple[str, ...]:
    """Questions that this very archive can be asked, as `help` gives them."""
    reply = await _reply(respond, asked, "/help")
    lines = [block for block in reply.blocks if isinstance(block, Line) and block.phrase in _EXAMPLES]
    return tuple(words for each in lines if 0 < len(words := plain(each.pieces).strip()) <= limits.BUTTON_VALUE - 10)


async def _reply(respond: Respond, asked: Asked, text: str) -> Reply:
    message = Message(PLATFORM, f"home:{asked.user}", asked.user, text, f"home:{asked.user}")
    return await respond(message) or Reply(())


def _archive(reply: Reply) -> Iterator[Block]:
    for block in reply.blocks:
        match block:
            case Line() | Hint():
                yield _said(block.pieces)
            case Table():
                yield from _outlets(block)
            case _:
                continue


def _outlets(table: Table) -> Iterator[Block]:
    lines = []
    for index, row in enumerate(table.rows[:OUTLETS]):
        cells = [cell.pieces if isinstance(cell, Quoted) else cell for cell in row]
        inner: Pieces = ()
        for at, cell in enumerate(cells):
            inner += (fill(Phrase.DOT) if at else ()) + cell
        start = [{"type": "text", "text": "\n"}] if index else []
        lines.append(section(start + elements(inner)))
    if len(table.rows) > OUTLETS:
        more = fill(Phrase.HOME_MORE, count=number(len(table.rows) - OUTLETS))
        lines.append(section([{"type": "text", "text": "\n"}, *elements(more)]))
    if lines:
        yield rich_text(*lines)


def _header(phrase: Phrase) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": phrase.value, "emoji": False}}


def _said(pieces: Pieces) -> Block:
    return rich_text(section(elements(pieces)))


def _buttons(questions: Sequence[str]) -> Block:
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"{ACTION}_{index}",
                "text": {"type": "plain_text", "text": short(question, limits.BUTTON_TEXT), "emoji": False},
                "value": question if question.partition(" ")[0] == "compare" else f"ask {question}",
            }
            for index, question in enumerate(questions)
        ],
    }


def short(words: str, longest: int) -> str:
    """The words, cut with an ellipsis of ours where they are too long for a label."""
    return words if len(words) <= longest else words[: longest - 1] + Phrase.ELLIPSIS.value
