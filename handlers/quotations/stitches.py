"""Words sewn together from several places: each piece stands word for word, the whole stands nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.answering.language.words import STOPWORDS
from handlers.quotations.alignment import SMALL, Word, exact_places
from handlers.quotations.claims import Claim

SHORTEST = 4
"""Words of a piece: shorter runs stand in any two texts by chance."""

ENOUGH = 2.45
"""What the words of a piece weigh together: four with two that carry meaning, six with one, nine small ones. Of 100
quotes stitched of two, 98 are told with it, 93 where two words must carry meaning; tests/evaluation/verifying.py."""

GLUE = 2
"""Words between two pieces that may come from nowhere ("and", "but then")."""

MOST = 4


@dataclass(frozen=True, slots=True)
class Stitch:
    """A piece: where it stands in an article, and which words of the claim it is."""

    article: int
    start: int
    end: int
    first: int
    length: int


def stitches(claim: Claim, sources: Mapping[int, Sequence[Word]]) -> tuple[Stitch, ...]:
    """The pieces that together make the claim; () if they do not, or if one place has them all."""
    words = claim.words
    pieces: list[Stitch] = []
    at = loose = 0
    while at < len(words):
        piece = _longest(words, at, sources, pieces[-1].article if pieces else None)
        if piece is None:
            at += 1
            loose += 1
            continue
        pieces.append(piece)
        at += piece.length
    if not 2 <= len(pieces) <= MOST or loose > GLUE * (len(pieces) - 1):
        return ()
    return tuple(pieces)


def _longest(
    words: Sequence[Word], at: int, sources: Mapping[int, Sequence[Word]], before: int | None
) -> Stitch | None:
    """The longest run of the claim's words from `at` that stands in one place; of equals the article used before."""
    best: Stitch | None = None
    for article in sorted(sources, key=lambda key: key != before):
        source = sources[article]
        low = best.length + 1 if best is not None else SHORTEST
        while at + low <= len(words) and (places := exact_places(words[at : at + low], source)):
            start, end = places[0]
            best = Stitch(article, source[start].start, source[end - 1].end, at, low)
            low += 1
    if best is None or _weigh(words[at : at + best.length]) < ENOUGH:
        return None
    return best


def _weigh(words: Sequence[Word]) -> float:
    """A denial is a small word here: "did not" stands everywhere."""
    return sum(SMALL if word.plain in STOPWORDS else 1.0 for word in words)
