"""Words between quotation marks, where they stand.

Invariant: ``text[q.start:q.end]`` are the words without their marks, ``text[q.opened:q.closed]`` with them; quotations
never overlap, and none crosses the end of a line. What an opening mark without a closing one opens goes to the end of
its line, as a quotation does that goes on in the next paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation; `ends` is False where no mark closes it."""

    opened: int
    start: int
    end: int
    closed: int
    ends: bool = True


_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_OPENING = '“„«"'
_CLOSES = {"“": '”"', "„": "“”", "«": "»", '"': '"”'}
_BEFORE_OPENING = re.compile(r"[\s(\[—–-]$")
_SINGLE = re.compile(r"(?<![\w.,!?’'])[‘'](?=[\w…\[(“])")
_SINGLE_END = re.compile(r"(?<=[\w.,!?…])[’'](?!\w)")
# Single marks are apostrophes too: fewer words than this between them prove nothing.
_SINGLE_WORDS = 2


@lru_cache(maxsize=256)
def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text in order: in double marks of any kind, or, outside those, in single ones."""
    found: list[Quotation] = []
    for line in _LINE.finditer(text):
        found.extend(_in_line(text, *line.span()))
    return tuple(found)


def _in_line(text: str, start: int, end: int) -> Iterator[Quotation]:
    doubles = list(_doubles(text, start, end))
    at = start
    for quotation in [*doubles, None]:
        until = quotation.opened if quotation else end
        yield from _singles(text, at, until)
        if quotation:
            yield quotation
            at = quotation.closed


def _doubles(text: str, start: int, end: int) -> Iterator[Quotation]:
    at = start
    while at < end:
        mark = text[at]
        if mark not in _OPENING or not _opens(text, start, at):
            at += 1
            continue
        close = next((i for i in range(at + 1, end) if text[i] in _CLOSES[mark]), None)
        if close is None:
            if mark != '"' and text[at + 1 : end].strip():
                yield Quotation(at, at + 1, end, end, ends=False)
            return
        if text[at + 1 : close].strip():
            yield Quotation(at, at + 1, close, close + 1)
        at = close + 1


def _opens(text: str, start: int, at: int) -> bool:
    """A curly mark says so itself; a straight one opens after a space, a bracket or a dash, or begins the line."""
    return text[at] != '"' or at == start or bool(_BEFORE_OPENING.search(text[start:at]))


def _singles(text: str, start: int, end: int) -> Iterator[Quotation]:
    at = start
    while opening := _SINGLE.search(text, at, end):
        ends = [match.start() for match in _SINGLE_END.finditer(text, opening.end(), end)]
        # "the ministers' view": a mark after a full stop or comma closes; failing that, one that is no plural's.
        close = next((i for i in ends if text[i - 1] in ".,!?…"), None)
        plain = next((i for i in ends if text[i - 1] != "s"), ends[0] if ends else None)
        if plain is not None and (close is None or _SINGLE.search(text, plain + 1, close)):
            close = plain
        if close is not None and len(text[opening.end() : close].split()) >= _SINGLE_WORDS:
            yield Quotation(opening.start(), opening.end(), close, close + 1)
            at = close + 1
        else:
            at = opening.end()
