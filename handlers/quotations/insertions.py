"""What an editor puts into another's words: [Donald] Trump, (the Russians).

A quotation with its insertions and one without them have the same words of the speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.quotations.alignment import Word

INSERTION = re.compile(r"\[[^\]\d\n]{1,80}\]|\((?:[^\s)\d]+\s?){1,3}\)")
"""Square brackets are an editor's; round ones of a few words too. What holds a figure says something of its own."""


def without_insertions(text: str, words: Sequence[Word]) -> Sequence[Word] | None:
    """The words outside brackets; None where the text has no brackets."""
    return _outside(text, tuple(words))


@lru_cache(maxsize=256)
def _outside(text: str, words: tuple[Word, ...]) -> tuple[Word, ...] | None:
    spans = [match.span() for match in INSERTION.finditer(text)]
    if not spans:
        return None
    kept: list[Word] = []
    at = 0
    for word in words:
        while at < len(spans) and spans[at][1] <= word.start:
            at += 1
        if at == len(spans) or word.end <= spans[at][0]:
            kept.append(word)
    return tuple(kept)
