"""Whose words a text carries: the stretches two texts have in common, word for word or nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import LCSseq

from handlers.answering.independence import RUN, repeats
from handlers.answering.language.fold import fold_word
from handlers.answering.language.names import same_name
from store.article import Article

# Texts that do not share three runs of four words share none of nine with one word changed and are not compared.
_SHINGLE, _LEAST = 4, 3
# Time and memory grow with the product of the lengths, and no other thread runs meanwhile: two texts of 10,000 words
# take 0.04 s and 13 MB, of 40,000 0.7 s and 190 MB. The longest of the measured archives has 10,000.
_COMPARED = 10_000

# Pages are dated to the minute, some to the day: only a difference of a minute or more tells who was first.
_LATER = timedelta(minutes=1)

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand in both texts: offsets in the one and in the other, code points, half-open."""

    start: int
    end: int
    other_start: int
    other_end: int


def carried(one: str, other: str) -> tuple[Stretch, ...]:
    """The stretches of nine words or more that two texts share, in order, one changed word bridged; () if by chance.

    Of a text of more than 10,000 words they are those of its first 10,000.

    Whether they share any is decided by `repeats`, for which quotations and stock phrases prove nothing; if they do,
    their shared quotations belong to it.
    """
    if len(_shingles(one) & _shingles(other)) < _LEAST or not repeats(one, other):
        return ()
    return tuple(_stretches(one, other))


def characters(stretches: tuple[Stretch, ...]) -> tuple[int, int]:
    """How many characters of each text the stretches cover."""
    return sum(s.end - s.start for s in stretches), sum(s.other_end - s.other_start for s in stretches)


def _stretches(one: str, other: str) -> Iterator[Stretch]:
    first, second = _words(one)[:_COMPARED], _words(other)[:_COMPARED]
    blocks = [
        (block.src_start, block.src_end, block.dest_start, block.dest_end)
        for block in LCSseq.opcodes([word for word, _, _ in first], [word for word, _, _ in second])
        if block.tag == "equal"
    ]
    held: tuple[int, int, int, int] | None = None
    for block in blocks:
        if held and block[0] - held[1] <= 1 and block[2] - held[3] <= 1:
            held = (held[0], block[1], held[2], block[3])
            continue
        if held and held[1] - held[0] >= RUN:
            yield _stretch(held, first, second)
        held = block
    if held and held[1] - held[0] >= RUN:
        yield _stretch(held, first, second)


@dataclass(frozen=True, slots=True)
class Carrying:
    """An article that carries another's words: how much of it they are, in percent. `sure`: who had them first is told
    by their times, or by a credit that names the other.
    """

    carrier: Article
    origin: Article
    percent: int
    sure: bool


def whose_words(articles: Sequence[Article]) -> tuple[Carrying, ...]:
    """Every two of the articles that share words, the one that had them first as origin; the most first."""
    found = []
    for one, other in combinations(articles, 2):
        ours, theirs = characters(carried(one.text, other.text))
        if not ours:
            continue
        origin, sure = _origin(one, other)
        carrier, shared = (other, theirs) if origin is one else (one, ours)
        found.append(Carrying(carrier, origin, max(1, round(100 * shared / len(carrier.text))), sure))
    return tuple(sorted(found, key=lambda each: (-each.percent, each.carrier.id)))


def _origin(one: Article, other: Article) -> tuple[Article, bool]:
    """Whose words they are: the credited outlet's, else the earlier one's; a guess where neither is told.

    Two that credit one agency carry that agency's words, not each other's.
    """
    for mine, theirs in ((one, other), (other, one)):
        if theirs.credit and any(same_name(each, mine.outlet.name) for each in theirs.credit.split(", ")):
            return mine, True
    first, second = one.published_at, other.published_at
    known = first is not None and second is not None and abs(first - second) >= _LATER
    if first is not None and second is not None and second < first:
        one, other = other, one
    return one, known and not (one.credit and one.credit == other.credit)


Words = tuple[tuple[str, int, int], ...]


def _stretch(block: tuple[int, int, int, int], first: Words, second: Words) -> Stretch:
    return Stretch(first[block[0]][1], first[block[1] - 1][2], second[block[2]][1], second[block[3] - 1][2])


@lru_cache(maxsize=1024)
def _words(text: str) -> Words:
    return tuple((fold_word(match.group()), match.start(), match.end()) for match in _WORD.finditer(text))


@lru_cache(maxsize=2048)
def _shingles(text: str) -> frozenset[int]:
    words = [word for word, _, _ in _words(text)]
    return frozenset(hash(tuple(words[at : at + _SHINGLE])) for at in range(len(words) - _SHINGLE + 1))
