"""One view of a text for comparing words, with the way back to the text's own code points.

Folding forgets what two newsrooms write differently for the same word: case, accents, curly quotes, dash lengths,
ligatures, non-breaking and repeated spaces, invisible marks. It never translates between scripts; `romanise` does.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

_QUOTES = dict.fromkeys("“”„‟«»″〝〞＂", '"') | dict.fromkeys("‘’‚‛′ʼʹ`´‹›＇", "'")
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
_SPACES = re.compile(" {2,}")


def _fold_character(character: str) -> str:
    plain = _QUOTES.get(character) or _DASHES.get(character)
    if plain:
        return plain
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":  # soft hyphens, joiners, directional marks: invisible to a reader
        return ""
    out = []
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
        if unicodedata.category(part).startswith("M"):
            continue
        if "\u0080" <= part < "\u0250" and part.isalpha():
            out.append(anyascii(part).lower())  # Latin letters Unicode does not decompose: ø, ł, đ, ı, æ
        else:
            out.append(" " if part.isspace() else _QUOTES.get(part) or _DASHES.get(part) or part)
    return "".join(out)


class _Table(dict[int, str]):
    """A `str.translate` table that learns each code point the first time it is met."""

    def __missing__(self, codepoint: int) -> str:
        folded = self[codepoint] = _fold_character(chr(codepoint))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """The text as it is compared: NFKD without marks, casefolded, straight quotes, "-" for dashes, single spaces.

    Leading and trailing space is kept (as one space). Folding a folded text changes nothing.
    """
    return _SPACES.sub(" ", text.translate(_TABLE))


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """`fold` of a single word, remembered: a text's words are few and come again."""
    return fold(word)


@lru_cache(maxsize=8192)
def romanise(text: str) -> str:
    """The folded text in Latin letters, so that names can be compared across scripts (Зеленський → zelens'kiy)."""
    folded = fold(text)
    return folded if folded.isascii() else fold(anyascii(folded))


class Folded:
    """A text with its folded view: search in `view`, quote from the text.

    ``Folded(text).view == fold(text)``. All offsets it gives are code points into the original text, half-open, and
    never cut a letter from its accents.
    """

    __slots__ = ("_ends", "_starts", "text", "view")

    def __init__(self, text: str) -> None:
        self.text = text
        starts, ends, parts = array("L"), array("L"), []
        spaced = False
        for position, character in enumerate(text):
            folded = _TABLE[ord(character)]
            if not folded:
                if ends:
                    ends[-1] = position + 1  # a mark belongs to the letter before it
                continue
            for part in folded:
                if part == " ":
                    if spaced:
                        ends[-1] = position + 1
                        continue
                    spaced = True
                else:
                    spaced = False
                parts.append(part)
                starts.append(position)
                ends.append(position + 1)
        self.view = "".join(parts)
        self._starts, self._ends = starts, ends

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text of ``view[start:end]``; an empty stretch of the view is an empty stretch."""
        if start >= end:
            at = self._starts[start] if start < len(self._starts) else len(self.text)
            return at, at
        return self._starts[start], self._ends[end - 1]

    def find(self, words: str, start: int = 0) -> tuple[int, int] | None:
        """Where the words first stand at or after position `start` of the *view*, as offsets in the text."""
        needle = fold(words).strip()
        at = self.view.find(needle, start) if needle else -1
        return self.original(at, at + len(needle)) if at >= 0 else None

    def find_all(self, words: str) -> Iterator[tuple[int, int]]:
        """Each place where the words stand as whole words, as offsets in the text, in order."""
        needle = fold(words).strip()
        if not needle:
            return
        at = self.view.find(needle)
        while at >= 0:
            end = at + len(needle)
            if not _joined(self.view, at) and not _joined(self.view, end):
                yield self.original(at, end)
            at = self.view.find(needle, at + 1)


def _joined(view: str, at: int) -> bool:
    """Whether a word goes on across this position."""
    return 0 < at < len(view) and view[at - 1].isalnum() and view[at].isalnum()
