"""What Slack takes in one message, and whether a message keeps to it: one broken limit loses the whole message.

Limits: https://docs.slack.dev/reference/block-kit/blocks. The characters of all blocks together are not documented:
13,297 of bare text were refused, and so were 11,341 with many small elements (slackapi/bolt-js issues 2509, 2867), so
the JSON is counted, containers and all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.reply import Picture

Block = dict[str, Any]

BLOCKS = 50
CHARACTERS = 13_200
TEXT = 4_000
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_CHARACTERS = 10_000
HEADER = 150
SECTION = 3_000
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 2_000
BUTTONS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
ALT_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Content:
    """One message: its blocks, and the same in plain text, which is shown where blocks are not or are refused.

    An image among the blocks is `picture`; it has no file until it is uploaded.
    """

    blocks: tuple[Block, ...]
    text: str
    picture: Picture | None = None


def size(value: object) -> int:
    """The characters a value takes in a message: those of its JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def problems(content: Content) -> tuple[str, ...]:
    """Every limit the message breaks, by name; none if Slack takes it."""
    return tuple(_problems(content))


def _problems(content: Content) -> Iterator[str]:
    blocks = content.blocks
    if not blocks or len(blocks) > BLOCKS:
        yield f"{len(blocks)} blocks"
    if size(list(blocks)) > CHARACTERS:
        yield f"{size(list(blocks))} characters of blocks"
    if not content.text.strip() or len(content.text) > TEXT:
        yield f"{len(content.text)} characters of text"
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield "more than one table"
    for block in blocks:
        yield from _CHECKS[block["type"]](block)


def _rich_text(block: Mapping[str, Any]) -> Iterator[str]:
    words = texts(block)
    if not any(each.strip() for each in words):
        yield "an empty rich_text"
    if any(not each for each in words):
        yield "an empty text element"
    if sum(map(len, words)) > SECTION:
        yield "a rich_text that is too long"


def _table(block: Mapping[str, Any]) -> Iterator[str]:
    rows: Sequence[Sequence[Mapping[str, Any]]] = block["rows"]
    if not 1 <= len(rows) <= TABLE_ROWS:
        yield f"{len(rows)} rows"
    if any(not 1 <= len(row) <= TABLE_COLUMNS for row in rows):
        yield "too many columns"
    if len({len(row) for row in rows}) > 1:
        yield "rows of different lengths"
    if any(not "".join(texts(cell)).strip() for row in rows for cell in row):
        yield "an empty cell"
    if sum(map(len, texts(block))) > TABLE_CHARACTERS:
        yield "too many characters in the cells"


def _header(block: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["text"]["text"]) <= HEADER:
        yield "a header that is empty or too long"


def _context(block: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= CONTEXT_ELEMENTS:
        yield f"{len(block['elements'])} elements of a context"
    if any(not 1 <= len(each["text"]) <= CONTEXT_TEXT for each in block["elements"]):
        yield "a context text that is empty or too long"


def _actions(block: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= BUTTONS:
        yield f"{len(block['elements'])} buttons"
    for each in block["elements"]:
        if not 1 <= len(each["text"]["text"]) <= BUTTON_TEXT or len(each["value"]) > BUTTON_VALUE:
            yield "a button that is empty or too long"


def _feedback(block: Mapping[str, Any]) -> Iterator[str]:
    for each in block["elements"]:
        for button in (each["positive_button"], each["negative_button"]):
            if not 1 <= len(button["text"]["text"]) <= BUTTON_TEXT or len(button["value"]) > BUTTON_VALUE:
                yield "a feedback button that is empty or too long"


def _image(block: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["alt_text"]) <= ALT_TEXT:
        yield "an alt text that is empty or too long"


_CHECKS: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "rich_text": _rich_text,
    "table": _table,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _feedback,
    "image": _image,
    "divider": lambda block: iter(()),  # noqa: ARG005
}


def texts(value: object) -> list[str]:
    """Every text that is shown, in order; addresses, types and values are not."""
    if isinstance(value, Mapping):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [each for key, inner in value.items() if key != "text" or not own for each in texts(inner)]
    if isinstance(value, list | tuple):
        return [each for inner in value for each in texts(inner)]
    return []
