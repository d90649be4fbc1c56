"""A person's words laid beside a source's: which stand there word for word, and which differ.

Invariant: words are compared folded (case, accents, quotation marks, dashes and spaces forgotten), and every offset is
into the text as it stands. Two texts of the same words in the same order differ in nothing but punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from handlers.answering.language.fold import fold
from handlers.answering.language.words import STOPWORDS

_WORD = re.compile(r"[^\W_]+(?:(?:['’.&-]|[,](?=\d))[^\W_]+)*(?:%|(?<=\d)['’]s)?|[$£€¥](?=\d)", re.UNICODE)
_NEGATIONS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"})
SMALL = 0.3
"""Weight of a word such as "the" beside 1 for one that carries meaning; figures and denials carry most."""
HEAVY = 1.5


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands, and its folded form."""

    start: int
    end: int
    plain: str


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order; "don't", "30-day", "1,000" and "20%" are one word each."""
    return tuple(Word(m.start(), m.end(), _plain(m.group())) for m in _WORD.finditer(text))


def _plain(word: str) -> str:
    return fold(word).strip("'").replace(",", "")


def is_denial(plain: str) -> bool:
    """Whether a folded word denies."""
    return plain in _NEGATIONS or plain.endswith("n't")


def weight(plain: str) -> float:
    """How much a word counts in the likeness of two wordings."""
    if any(map(str.isdigit, plain)) or is_denial(plain):
        return HEAVY
    return SMALL if plain in STOPWORDS else 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """A place where the two differ: the person's words and the source's, either may be empty. Offsets into each."""

    yours: tuple[int, int]
    theirs: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """A stretch of a source beside a person's words: ``[start, end)`` in the source, and where the two differ.

    `likeness` is the weight of the words they share over that and the weight of what differs, 0 to 1; 1 if nothing
    does. Where words stand in each other's place the heavier side counts.
    """

    start: int
    end: int
    likeness: float
    changes: tuple[Change, ...]


def exact(claim: Sequence[Word], source: Sequence[Word]) -> tuple[int, int] | None:
    """Where the claim's words stand one after another in the source: positions of words, the first place only."""
    places = exact_places(claim, source)
    return places[0] if places else None


def exact_places(claim: Sequence[Word], source: Sequence[Word], most: int = 1) -> list[tuple[int, int]]:
    """Up to `most` places where the claim's words stand one after another in the source, as positions of words."""
    if not claim or len(claim) > len(source):
        return []
    wanted = [word.plain for word in claim]
    joined, starts = _joined(tuple(source))
    needle = " " + " ".join(wanted) + " "
    found: list[tuple[int, int]] = []
    at = joined.find(needle)
    while at >= 0 and len(found) < most:
        position = starts[at]
        found.append((position, position + len(wanted)))
        at = joined.find(needle, at + 1)
    return found


@lru_cache(maxsize=256)
def _joined(source: tuple[Word, ...]) -> tuple[str, dict[int, int]]:
    parts, starts, at = [" "], dict[int, int](), 0
    for number, word in enumerate(source):
        starts[at] = number
        parts.append(word.plain + " ")
        at += len(word.plain) + 1
    return "".join(parts), starts


def align(claim: Sequence[Word], source: Sequence[Word]) -> Alignment | None:
    """The stretch of the source that is likest to the claim, trimmed to what they share; None if they share nothing."""
    if not claim or not source:
        return None
    steps = LCSseq.opcodes([word.plain for word in claim], [word.plain for word in source])
    equal = [(o.src_start, o.src_end, o.dest_start, o.dest_end) for o in steps if o.tag == "equal"]
    if not equal:
        return None
    equal = _without_strays(equal, claim)
    first, last = equal[0][2], equal[-1][3]
    # What differs at either end belongs to the comparison: as many of the source's words as the claim has there.
    first = max(0, first - equal[0][0])
    last = min(len(source), last + len(claim) - equal[-1][1])
    shared = sum(_weigh(claim[start:end]) for start, end, _, _ in equal)
    differing = [*_differing(equal, len(claim), first, last)]
    lost = sum(max(_weigh(claim[a:b]), _weigh(source[c:d])) for a, b, c, d in differing)
    changes = tuple(Change(_stretch(claim, a, b), _stretch(source, c, d)) for a, b, c, d in differing)
    return Alignment(source[first].start, source[last - 1].end, shared / (shared + lost), changes)


Run = tuple[int, int, int, int]


def _without_strays(equal: list[Run], claim: Sequence[Word]) -> list[Run]:
    """Leave out a small word at either end that only happens to stand far off in the source."""
    kept = list(equal)
    while len(kept) > 1 and _is_stray(kept[0], kept[1], claim):
        kept.pop(0)
    while len(kept) > 1 and _is_stray(kept[-1], kept[-2], claim):
        kept.pop()
    return kept


def _is_stray(run: Run, beside: Run, claim: Sequence[Word]) -> bool:
    held = _weigh(claim[run[0] : run[1]])
    gap = max(beside[2] - run[3], run[2] - beside[3])
    wanted = max(beside[0] - run[1], run[0] - beside[1])
    return gap - wanted > 2 * max(1.0, held) + 1


def _differing(equal: Sequence[Run], length: int, first: int, last: int) -> Iterator[Run]:
    at, there = 0, first
    for start, end, begin, stop in [*equal, (length, length, last, last)]:
        if at < start or there < begin:
            yield at, start, there, begin
        at, there = end, stop


def _weigh(words: Sequence[Word]) -> float:
    return sum(weight(word.plain) for word in words)


def _stretch(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """The offsets of words `start` to `end`; an empty stretch stands where the next word begins."""
    if start < end:
        return words[start].start, words[end - 1].end
    if start < len(words):
        return words[start].start, words[start].start
    at = words[-1].end if words else 0
    return at, at
