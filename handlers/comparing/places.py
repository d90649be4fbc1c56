"""Two places that two texts give for one thing: the Pacific Ocean, the Atlantic Ocean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from handlers.answering.language.fold import fold
from handlers.answering.language.names import Mention, name_in
from handlers.answering.language.places import PLACE_NOUNS, country_codes, is_demonym, is_place, same_place
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import Statement, Telling, around

_WORDS = 6
_WEIGHT = 1.6
_ALIKE = 0.45
_IN = re.compile(r"\b(?:in|at|on|off|near|outside|into|to|from|over)\s+(?:the\s+)?(?:[a-z]+\s)?$")


@dataclass(frozen=True)
class _Place:
    statement: Statement
    mention: Mention
    near: frozenset[str]


def places(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:
    """Places of one sort that differ, where neither text speaks of the other's place."""
    found = [place for statement in every for place in _places(statement)]
    best: dict[tuple[str, str], Contrast] = {}
    for one, other in combinations(found, 2):
        if one.statement.outlet == other.statement.outlet or not _one_sort(one.mention.text, other.mention.text):
            continue
        if same_place(one.mention.text, other.mention.text):
            continue
        if name_in(one.mention.text, other.statement.page.text) or name_in(other.mention.text, one.statement.page.text):
            continue
        weight = telling.weigh(one.near & other.near)
        alike = telling.alike(one.near, other.near)
        if weight < _WEIGHT or alike < _ALIKE:
            continue
        sides = tuple(Side(p.statement, p.mention.start, p.mention.end) for p in (one, other))
        key = (one.statement.outlet, other.statement.outlet)
        if key not in best or best[key].score < weight * alike:
            best[key] = Contrast(Kind.PLACE, sides, True, weight * alike)
    yield from best.values()


def _places(statement: Statement) -> Iterator[_Place]:
    text = statement.page.text
    for mention in statement.page.names:
        if not (statement.start <= mention.start and mention.end <= statement.end):
            continue
        if not is_place(mention.text) or is_demonym(mention.text):
            continue
        if _IN.search(text, statement.start, mention.start):
            yield _Place(statement, mention, around(statement, mention.start, mention.end, _WORDS))


def _one_sort(one: str, other: str) -> bool:
    """Whether both are oceans, palaces, countries: what is of two sorts can hold one another."""
    last = [fold(name).split()[-1] for name in (one, other)]
    if last[0] == last[1] and last[0] in PLACE_NOUNS:
        return True
    if any(word in PLACE_NOUNS for word in last):
        return False
    return bool(country_codes(one, demonyms=False)) and bool(country_codes(other, demonyms=False))
