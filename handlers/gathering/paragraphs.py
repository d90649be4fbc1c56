"""The paragraphs of a text as it came: a line each, unless the text was wrapped by hand."""

from __future__ import annotations

import re

_LINE = re.compile(r"[^\n]+")
_GAP = re.compile(r"\n[^\S\n]*\n")
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*\s*$")
# Mail programs and editors wrap at 72–80 columns; a line is shorter by at most the longest word that did not fit.
_NARROW, _WIDE = 45, 100


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the paragraphs in order, without the space around them; lines of space alone are none.

    Non-breaking spaces are part of a paragraph: they are the source's.
    """
    blocks = [[match.span() for match in _LINE.finditer(block)] for block in _GAP.split(text)]
    starts = _block_starts(text)
    placed = [[(at + a, at + b) for a, b in block] for at, block in zip(starts, blocks, strict=True)]
    wrapped = _wrapped_by_hand(text, placed)
    found: list[tuple[int, int]] = []
    for block in placed:
        if wrapped and len(block) > 1 and _is_wrapped(text, block):
            found.append((block[0][0], block[-1][1]))
        else:
            found.extend(block)
    return tuple(span for span in (_trim(text, *span) for span in found) if span)


def _block_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _GAP.finditer(text))]


def _wrapped_by_hand(text: str, blocks: list[list[tuple[int, int]]]) -> bool:
    """Most blocks of several lines are wrapped, and one of them has at least three lines."""
    several = [block for block in blocks if len(block) > 1]
    wrapped = [block for block in several if _is_wrapped(text, block)]
    return 2 * len(wrapped) > len(several) and any(len(block) > 2 for block in wrapped)


def _is_wrapped(text: str, block: list[tuple[int, int]]) -> bool:
    """Every line but the last is about as wide as a column, and most of them stop in mid-sentence."""
    full = block[:-1]
    if not all(_NARROW <= end - start <= _WIDE for start, end in full):
        return False
    return 2 * sum(not _ENDS.search(text, start, end) for start, end in full) > len(full)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    return (start, end) if text[start:end].strip() else None
