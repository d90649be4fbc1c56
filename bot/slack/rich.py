"""Pieces as rich text elements, in which Slack parses nothing: words cannot mention, link or format.

A source's and a person's words pass through `harmless`; a link says the host that it really leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.display import harmless
from handlers.pieces import Origin, Piece, Pieces, Style

Element = dict[str, Any]

_STYLES = {Style.STRONG: {"bold": True}, Style.EMPHASIS: {"italic": True}, Style.CODE: {"code": True}}


def shown(piece: Piece) -> str:
    """The piece's words as they may be shown."""
    return piece.text if piece.origin is Origin.OURS else harmless(piece.text)


def plain(pieces: Iterable[Piece]) -> str:
    """The words alone."""
    return "".join(shown(piece) for piece in pieces)


def text(words: str, style: Style = Style.PLAIN) -> Element:
    """A run of words."""
    made: Element = {"type": "text", "text": words}
    if style in _STYLES:
        made["style"] = dict(_STYLES[style])
    return made


def elements(pieces: Pieces) -> list[Element]:
    """The pieces as elements, neighbours of one style together; at least one, for Slack refuses none."""
    made: list[Element] = []
    for piece in pieces:
        words = shown(piece)
        if not words:
            continue
        following = text(words, piece.style)
        if made and made[-1].get("style") == following.get("style"):
            made[-1]["text"] += words
        else:
            made.append(following)
    return made if any(each["text"].strip() for each in made) else [text("–")]


def section(inner: list[Element]) -> Element:
    """A line of elements."""
    return {"type": "rich_text_section", "elements": inner}


def quotation(inner: list[Element]) -> Element:
    """A line of elements behind a bar."""
    return {"type": "rich_text_quote", "elements": inner}


def rich_text(*lines: Element) -> Element:
    """A block of lines."""
    return {"type": "rich_text", "elements": list(lines)}


def cut(inner: list[Element], longest: int) -> Iterator[list[Element]]:
    """The elements in runs of at most `longest` characters, none lost; a run may end inside an element."""
    run: list[Element] = []
    room = longest
    for element in inner:
        words = element["text"]
        while words:
            part, words = words[:room], words[room:]
            run.append(element | {"text": part})
            room -= len(part)
            if room == 0:
                yield run
                run, room = [], longest
    if run:
        yield run
