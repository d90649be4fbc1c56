"""From a fixed sentence of the phrasebook and values to the pieces that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from handlers.fixed import Fixed
from handlers.phrasebook import Phrase as Phrase
from handlers.pieces import Piece, Pieces, Style, number

Value = int | Piece | Pieces

_MARKED = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|(?<!\w)_(?P<emphasis>[^_]+)_(?!\w)|`(?P<code>[^`]+)`")
_SLOT = re.compile(r"\{(?P<name>[a-z]+)\}")


@cache
def segments(phrase: Fixed) -> tuple[tuple[str, bool, Style], ...]:
    """The template as (text, is a value's name, style), in order."""
    return tuple(_segments(phrase.value))


def _segments(template: str) -> Iterator[tuple[str, bool, Style]]:
    at = 0
    for marked in _MARKED.finditer(template):
        yield from _slots(template[at : marked.start()], Style.PLAIN)
        kind = marked.lastgroup or ""
        yield from _slots(marked[kind], Style(kind))
        at = marked.end()
    yield from _slots(template[at:], Style.PLAIN)


def _slots(text: str, style: Style) -> Iterator[tuple[str, bool, Style]]:
    at = 0
    for slot in _SLOT.finditer(text):
        if slot.start() > at:
            yield text[at : slot.start()], False, style
        yield slot["name"], True, style
        at = slot.end()
    if at < len(text):
        yield text[at:], False, style


def fill(phrase: Fixed, **values: Value) -> Pieces:
    """The phrase with its values, as pieces; a missing or a spare value is a `ValueError`."""
    wanted = {text for text, is_slot, _ in segments(phrase) if is_slot}
    if wanted != values.keys():
        raise ValueError(f"{phrase.name} takes {sorted(wanted)}, not {sorted(values)}")
    pieces: list[Piece] = []
    for text, is_slot, style in segments(phrase):
        parts = _as_pieces(values[text]) if is_slot else (Piece(text),)
        pieces.extend(parts if style is Style.PLAIN else (replace(piece, style=style) for piece in parts))
    return tuple(pieces)


def _as_pieces(value: Value) -> Pieces:
    if isinstance(value, int):
        return (number(value),)
    return (value,) if isinstance(value, Piece) else value


def listed(values: Sequence[Value], between: Phrase = Phrase.COMMA) -> Pieces:
    """The values one after another with `between` set between them."""
    pieces: list[Piece] = []
    for index, value in enumerate(values):
        pieces.extend(fill(between) if index else ())
        pieces.extend(_as_pieces(value))
    return tuple(pieces)
