"""Figures that two texts give for one thing: 27 or 25 people, "nearly 20%" or "roughly a fifth"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from handlers.answering.language.numbers import Figure, same_value
from handlers.answering.language.words import same_family, stem
from handlers.answering.nouns import is_person
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import Statement, Telling, around

# Words to each side of a figure that say what it counts.
_WORDS = 6
# Measured on the 18 newsdesk events and the five articles: see tests/evaluation/differing.py.
_SAME_NOUN = 0.9
_OTHER_NOUN = 1.0
_ALIKE = 0.4
_MONEY = 1.5
_WITHIN = 2.5  # in one text: it is told of one thing in nearly the same words
_AGREED = 0.4
# Above this ratio two figures count different things (20,000 killed in seven years, eight in one attack).
_RATIO = 10.0
# A sentence with more figures than this is a list or a table.
_MOST = 4
_COMPARED = ("count", "share", "money", "age", "duration", "measure")
_PART = re.compile(r"\s(?:more\s|others?\s)?of\s(?:the|its|their|his|her|those|these|them|all|[A-Z])")
# "four people with more serious injuries": some of those who are counted elsewhere.
_SOME = re.compile(r"\s(?:[\w’'-]+\s){1,2}(?:with|who|whose|that|from|including|aged|under|over)\b")
_QUALIFIED = 40


@dataclass(frozen=True)
class Place:
    """A figure where it stands; `near` is what the words beside it speak of."""

    statement: Statement
    figure: Figure
    near: frozenset[str]


def figures(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:
    """The figures in which the texts differ: the best pair for each figure, and none that both sentences give."""
    found = list(places(every, _COMPARED, _MOST))
    scored: list[tuple[float, Place, Place, bool]] = []
    for one, other in combinations(found, 2):
        if one.statement.page is other.statement.page and one.statement.number == other.statement.number:
            continue
        score = same_thing(one, other, telling)
        if score > 0:
            scored.append((score, one, other, _agree(one.figure, other.figure)))
    scored.sort(key=lambda pair: (-pair[0], pair[1].figure.start))
    best: dict[tuple[int, int, str], float] = {}
    for score, one, other, _ in scored:
        for place, beside in ((one, other), (other, one)):
            best.setdefault((id(place.statement), place.figure.start, beside.statement.outlet), score)
    for score, one, other, agree in scored:
        firsts = (
            best[id(one.statement), one.figure.start, other.statement.outlet],
            best[id(other.statement), other.figure.start, one.statement.outlet],
        )
        if score < max(firsts) or (agree and _same_wording(one.figure, other.figure)):
            continue
        if one.statement.outlet == other.statement.outlet and (agree or score < _WITHIN):
            continue
        kind = Kind.WORDING if agree else Kind.FIGURE
        yield Contrast(kind, (_side(one), _side(other)), not agree and _is_claimed(one, other), score)


def _is_claimed(one: Place, other: Place) -> bool:
    """Whether both count one thing by its name: where one leaves it out nothing is claimed."""
    first, second = one.figure, other.figure
    return first.kind != "count" or _same_noun(first, second)


def _same_noun(one: Figure, other: Figure) -> bool:
    return bool(one.unit) and (stem(one.unit) == stem(other.unit) or same_family(one.unit, other.unit))


def places(every: Sequence[Statement], kinds: Collection[str], most: int | None) -> Iterator[Place]:
    """The figures of these kinds; none of a sentence that has more than `most`, for that is a list or a table."""
    for statement in every:
        inside = [f for f in statement.page.figures if statement.start <= f.start and f.end <= statement.end]
        if most is not None and len(inside) > most:
            continue
        for figure in inside:
            part = figure.kind == "count" and _PART.match(statement.page.text, figure.end)
            if figure.kind in kinds and not part:
                near = around(statement, figure.start, figure.end, _WORDS)
                yield Place(statement, figure, near)


def same_thing(one: Place, other: Place, telling: Telling) -> float:
    """How surely the figures count one thing; 0 if they do not."""
    first, second = one.figure, other.figure
    if first.kind != second.kind or (
        first.kind != "count" and first.unit != second.unit and not same_value(first, second)
    ):
        return 0.0
    if _given(second, one.statement, first) or _given(first, other.statement, second) or _far(first, second):
        return 0.0
    shared = one.near & other.near
    alike = telling.alike(one.near, other.near)
    weight = telling.weigh(shared)
    noun = first.kind in ("share", "age") or _same_noun(first, second)
    persons = first.kind == "count" and not noun and is_person(first.unit) and is_person(second.unit)
    if first.kind == "count" and not noun and first.unit and second.unit and not persons:
        return 0.0  # people and ships
    if _is_some(one) != _is_some(other) and not same_value(first, second):
        return 0.0
    least = _MONEY if first.kind == "money" else _SAME_NOUN if noun else _OTHER_NOUN
    if same_value(first, second):  # that the values agree speaks for one thing too
        least, alike = least * _AGREED, max(alike, _ALIKE)
    enough = weight * alike >= least and alike >= _ALIKE and len(shared) >= 2
    return weight * alike if enough else 0.0


def _given(figure: Figure, statement: Statement, own: Figure) -> bool:
    """Whether the sentence gives this figure as well, so that its own one counts something else."""
    others = (f for f in statement.page.figures if statement.start <= f.start < statement.end and f != own)
    return any(f.kind == figure.kind and same_value(f, figure) for f in others)


def _far(one: Figure, other: Figure) -> bool:
    low, high = sorted((abs(one.low) or 1.0, abs(other.low) or 1.0))
    return high / low > _RATIO and not same_value(one, other)


def _agree(one: Figure, other: Figure) -> bool:
    """Whether both can be true: one value, or one of them rounded ("140,000 pounds", "140,660 pounds")."""
    if same_value(one, other):
        return True
    low, high = sorted((one.low, other.low))
    return high > 0 and (high - low) / high < 0.02 and _round(one) != _round(other)


def _round(figure: Figure) -> bool:
    return len(re.sub(r"\D", "", figure.text).rstrip("0")) <= 2


def _same_wording(one: Figure, other: Figure) -> bool:
    """Whether the figures are written alike but for digits or words: "four" and "4" are no difference."""
    if (one.approx, one.low, one.high) != (other.approx, other.low, other.high):
        return False
    spelled = [not any(map(str.isdigit, figure.text)) for figure in (one, other)]
    return one.kind != "share" or spelled[0] == spelled[1]


def _is_some(place: Place) -> bool:
    return place.figure.kind == "count" and bool(_SOME.match(place.statement.page.text, place.figure.end))


def _side(place: Place) -> Side:
    return Side(place.statement, with_qualifier(place.statement, place.figure), place.figure.end)


def with_qualifier(statement: Statement, figure: Figure) -> int:
    """Where the figure begins with the "nearly" or "over" before it."""
    if not figure.qualifier:
        return figure.start
    text = statement.page.text
    at = text.rfind(figure.qualifier, max(statement.start, figure.start - _QUALIFIED), figure.start)
    return at if at >= 0 else figure.start
