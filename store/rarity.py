"""The rare-terms plan: where the terms of a question are common, only passages with one of the rarest are ranked.

An index without early termination scores every match, so the cost of a question grows with its commonest word. A term
in more than half of the passages tells nothing (BM25 gives it no weight) and is left out; of the others the rarest say
which passages are ranked, and how they are ranked all but the commonest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.search import Hit, Scope

# Up to here all matches are ranked: about 2 µs each.
ALL_POSTINGS = 10_000
# Past it, the rarest concepts that together stand in no more passages than this.
RARE_POSTINGS = 5_000
# Beside a rare term, one that stands in more of the passages than this is not looked up. Of half, a quarter, an eighth,
# a sixteenth: .994, .946, .857, .742 of the best fifty are exact BM25's at a million passages, for 75, 49, 38, 30 ms.
COMMON = 1 / 4

# BM25 with k1 = 1.2 and b = 0.75, as FTS5 has it: what a term is worth at most, as a multiple of its rarity, and what
# it is worth where it stands once in a passage twice as long as the mean.
_MOST, _LEAST = 2.2, 0.7


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked for: passages with one of the `rare` terms; the `rest` counts too where it stands in them."""

    rare: tuple[str, ...]
    rest: tuple[str, ...]


def plan(concepts: Sequence[Mapping[str, int]], passages: int, limit: int) -> Plan | None:
    """Choose the terms that the best `limit` of `passages` are sure enough to hold, or None to rank all matches.

    Each concept is its terms with the number of passages that hold them; a term in none is left out.
    """
    if sum(sum(terms.values()) for terms in concepts) <= ALL_POSTINGS:
        return None
    telling = [{term: held for term, held in terms.items() if 0 < 2 * held <= passages} for terms in concepts]
    weighed = sorted((terms for terms in telling if terms), key=lambda terms: sum(terms.values()))
    if not weighed:
        return None
    chosen: dict[str, int] = {}
    rest = [dict(terms) for terms in weighed]
    while rest:
        reached = sum(chosen.values())
        if reached >= limit and (
            reached + sum(rest[0].values()) > RARE_POSTINGS or _cannot_overtake(rest, chosen, passages)
        ):
            break
        chosen |= rest.pop(0)
    weighs = {term for terms in rest for term, held in terms.items() if held <= COMMON * passages}
    others = sorted(weighs - set(chosen))
    return Plan(tuple(chosen), tuple(others))


def telling(passages: int, held: int) -> float:
    """How telling a term is, its inverse document frequency as FTS5 has it: next to nothing if half hold it."""
    return max(math.log((passages - held + 0.5) / (held + 0.5)), 1e-6) if passages > held else 1e-6


def reaches(hits: Sequence[Hit], scope: Scope) -> bool:
    """Whether those who were asked about had their say: an outlet may have none of the rarest words."""
    if scope.outlets is not None:
        return scope.outlets <= {hit.outlet for hit in hits}
    return bool(hits)


def _cannot_overtake(rest: Sequence[Mapping[str, int]], chosen: Mapping[str, int], passages: int) -> bool:
    """Whether a passage without a chosen term, however full of the others, comes after those that hold one."""
    most = sum(_MOST * telling(passages, held) for terms in rest for held in terms.values())
    return most <= _LEAST * telling(passages, max(chosen.values()))
