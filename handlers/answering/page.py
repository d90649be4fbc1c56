"""An article made ready for reading: its words, sentences and paragraphs, each at its offsets.

A page depends on the article alone, so the engine keeps the pages of articles it has read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from handlers.answering.language.names import Mention, find_names
from handlers.answering.language.numbers import Figure, find_figures
from handlers.answering.language.sentences import sentences
from handlers.answering.language.words import STOPWORDS, stem
from store.article import Article

_WORD = re.compile(r"[^\W_]+(?:[.’'][^\W_]+)*")


@dataclass(frozen=True)
class Token:
    """A word with its stem."""

    start: int
    end: int
    stem: str


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in order; a possessive's ``'s`` and hyphens are not part of a word."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word[-2:] in ("'s", "’s", "’S", "'S") and len(word) > 2:
            word = word[:-2]
        found.append(Token(match.start(), match.start() + len(word), stem(word)))
    return tuple(found)


class Page:
    """An article with its parts; sentences are numbered from 0 in text order."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.text

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Trimmed (start, end) of every sentence."""
        return sentences(self.text)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every word of the text."""
        return tokens(self.text)

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            found.setdefault(token.stem, []).append(number)
        return found

    @cached_property
    def names(self) -> tuple[Mention, ...]:
        """Every name in the text."""
        return find_names(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in the text."""
        return find_figures(self.text)

    @cached_property
    def vector(self) -> dict[str, float]:
        """Stems of headline and first 2,500 characters with their weight 1 + log(tf), for likeness of subject."""
        from math import log

        counts: dict[str, int] = {}
        for token in (*tokens(self.article.title), *self.tokens):
            if token.start >= 2500:
                break
            if len(token.stem) > 2 and token.stem not in STOPWORDS:
                counts[token.stem] = counts.get(token.stem, 0) + 1
        return {word: 1 + log(count) for word, count in counts.items()}

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds the offset (or the one before it); -1 in an empty text."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1) if self.sentences else -1

    def tokens_in(self, start: int, end: int) -> Sequence[Token]:
        """The words that begin inside the stretch."""
        starts = self._token_starts
        return self.tokens[bisect_left(starts, start) : bisect_left(starts, end)]

    def occurrences(self, stems: Sequence[str]) -> list[tuple[int, int]]:
        """Every place where these stems stand one after another, as offsets."""
        places = []
        for first in self._by_stem.get(stems[0], ()):
            last = first + len(stems) - 1
            if last < len(self.tokens) and all(
                self.tokens[first + step].stem == wanted for step, wanted in enumerate(stems)
            ):
                places.append((self.tokens[first].start, self.tokens[last].end))
        return places

    def gap(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.text[start:end]


def likeness(a: dict[str, float], b: dict[str, float]) -> float:
    """Cosine of two vectors, 0 to 1."""
    if not a or not b:
        return 0.0
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    product = sum(weight * large.get(word, 0.0) for word, weight in small.items())
    norm = sum(w * w for w in a.values()) * sum(w * w for w in b.values())
    return float(product / norm**0.5)
