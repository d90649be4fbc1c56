"""What changed between two revisions of a text: paragraph by paragraph, and in a changed paragraph word by word.

Offsets are code points into each revision's own text, half-open, so every shown word can be checked like a quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

# Paragraphs less alike than this (0 to 100) were not changed: one went and another came.
_SAME_PARAGRAPH = 50

_PIECE = re.compile(r"\s+|[^\W_]+(?:['’.-][^\W_]+)*|[^\s]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that went (`new` is None), came (`old` is None) or was changed; `went` and `came` are the words."""

    old: Span | None
    new: Span | None
    went: tuple[Span, ...] = ()
    came: tuple[Span, ...] = ()


def changes(old: str, new: str) -> tuple[Change, ...]:
    """The paragraphs in which two texts differ, in order; none if they are the same but for blank lines."""
    before, after = list(_paragraphs(old)), list(_paragraphs(new))
    codes = Levenshtein.opcodes([old[a:b] for a, b in before], [new[a:b] for a, b in after])
    found: list[Change] = []
    for code in codes:
        if code.tag == "equal":
            continue
        gone, come = before[code.src_start : code.src_end], after[code.dest_start : code.dest_end]
        for at in range(max(len(gone), len(come))):
            found += _paragraph(old, new, gone[at] if at < len(gone) else None, come[at] if at < len(come) else None)
    return tuple(found)


def _paragraphs(text: str) -> Iterator[Span]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _paragraph(old: str, new: str, gone: Span | None, come: Span | None) -> Iterator[Change]:
    if gone is None or come is None:
        yield Change(gone, come)
        return
    if fuzz.ratio(old[slice(*gone)], new[slice(*come)]) < _SAME_PARAGRAPH:
        yield Change(gone, None)
        yield Change(None, come)
        return
    first, second = _pieces(old, gone), _pieces(new, come)
    codes = Levenshtein.opcodes([old[a:b] for a, b in first], [new[a:b] for a, b in second])
    went, came = list[Span](), list[Span]()
    for code in codes:
        if code.tag != "equal":
            went += _joined(first[code.src_start : code.src_end])
            came += _joined(second[code.dest_start : code.dest_end])
    yield Change(gone, come, tuple(went), tuple(came))


def _pieces(text: str, span: Span) -> list[Span]:
    return [(match.start(), match.end()) for match in _PIECE.finditer(text, *span)]


def _joined(pieces: list[Span]) -> list[Span]:
    return [(pieces[0][0], pieces[-1][1])] if pieces else []
