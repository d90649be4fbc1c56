"""The sentences of a story as statements that can be compared: what each speaks of, and how far two speak of one thing.

A word is compared by its sense: the country it belongs to, the family of verbs and nouns it is of, else its stem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from handlers.answering.language.fold import fold
from handlers.answering.language.places import country_codes
from handlers.answering.language.words import STOPWORDS, family, stem
from handlers.answering.page import Page, Token

# A family of more words than this says too little: "say", "state", "note", "call".
_FAMILY = 12


@dataclass(frozen=True)
class Statement:
    """A sentence of an outlet's text: ``page.text[start:end]``; `senses` counts what it speaks of, once each.

    `places` are where each sense stands first, as an offset into the text.
    """

    outlet: str
    page: Page
    number: int
    start: int
    end: int
    senses: frozenset[str]
    places: Mapping[str, int]

    @property
    def text(self) -> str:
        """The sentence."""
        return self.page.text[self.start : self.end]


@lru_cache(maxsize=65536)
def sense(word: str) -> str | None:
    """What a word stands for in a comparison; None if it stands for nothing of its own."""
    plain = fold(word)
    root = stem(word)
    if plain in STOPWORDS or root in STOPWORDS or len(plain) < 2:
        return None
    if word[:1].isupper() and (codes := country_codes(word)):
        return f"@{min(codes)}"
    kin = family(word)
    if kin and len(kin) <= _FAMILY and word[:1].islower():
        return f"~{kin[0]}"
    return root


def statements(outlet: str, page: Page) -> tuple[Statement, ...]:
    """The sentences of a page that speak of anything."""
    out: list[Statement] = []
    for number, (start, end) in enumerate(page.sentences):
        places: dict[str, int] = {}
        for token in page.tokens_in(start, end):
            of = sense(page.text[token.start : token.end])
            if of is not None:
                places.setdefault(of, token.start)
        if places:
            out.append(Statement(outlet, page, number, start, end, frozenset(places), places))
    return tuple(out)


class Telling:
    """How telling each sense is within a story: what every sentence speaks of tells no two of them together."""

    def __init__(self, every: Sequence[Statement]) -> None:
        counts = Counter(of for statement in every for of in statement.senses)
        total = max(len(every), 2)
        self._weights = {of: log(total / count) / log(total) for of, count in counts.items()}

    def weight(self, of: str) -> float:
        """0 (in every sentence) to 1 (in one of many)."""
        return self._weights.get(of, 1.0)

    def weigh(self, senses: Iterable[str]) -> float:
        """The weight of several."""
        return sum(map(self.weight, senses))

    def alike(self, one: Iterable[str], other: Iterable[str]) -> float:
        """The weight of what both speak of over that of the one that speaks of less, 0 to 1."""
        first, second = frozenset(one), frozenset(other)
        least = min(self.weigh(first), self.weigh(second))
        return self.weigh(first & second) / least if least else 0.0


def around(statement: Statement, start: int, end: int, words: int) -> frozenset[str]:
    """What the telling words next to a stretch of the sentence speak of, at most `words` to each side of it."""
    tokens: Sequence[Token] = statement.page.tokens_in(statement.start, statement.end)
    found = [(t, of) for t in tokens if (of := sense(statement.page.text[t.start : t.end])) is not None]
    before = [of for token, of in found if token.end <= start][-words:]
    after = [of for token, of in found if token.start >= end][:words]
    return frozenset((*before, *after))
