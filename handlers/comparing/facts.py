"""Who, when, where and how many, as each outlet of a story writes it.

Invariant: a fact is a stretch of the outlet's own text. What is chosen is what the story turns on: the names, days,
places and figures that most outlets have, in the words of this one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handlers.answering.language.fold import fold
from handlers.answering.language.names import Mention, person_parts, same_name
from handlers.answering.language.numbers import Figure, same_value
from handlers.answering.language.people import is_acronym, is_organisation
from handlers.answering.language.places import is_demonym, is_place, same_place_name
from handlers.answering.language.times import find_clocks, find_dates, same_clock, same_date
from handlers.comparing.statements import Statement

_IN = re.compile(r"\b(?:in|at|near|outside|off|inside|into)\s+(?:the\s+)?(?:[\w’']+\s){0,2}$")
_LEAD = 12  # sentences of an article from which the day and the place of what happened are taken
MOST = 3


@dataclass(frozen=True)
class Fact:
    """A stretch of a text that answers who, when, where or how many."""

    statement: Statement
    start: int
    end: int

    @property
    def words(self) -> str:
        """The words, as the outlet writes them."""
        return self.statement.page.text[self.start : self.end]


@dataclass(frozen=True)
class Facts:
    """What one outlet gives, each in the order of the story."""

    who: tuple[Fact, ...]
    when: tuple[Fact, ...]
    where: tuple[Fact, ...]
    how_many: tuple[Fact, ...]


def facts(every: Sequence[Statement]) -> dict[str, Facts]:
    """The facts of each outlet of a story."""
    who = _chosen([f for s in every for f in _people(s)], _same_person, MOST)
    when = _chosen([f for s in every if s.number < _LEAD for f in _moments(s)], _same_moment, MOST)
    where = _chosen([f for s in every if s.number < _LEAD for f in _places(s)], _same_place, MOST)
    how_many = _chosen([f for s in every for f in _figures(s)], _same_figure, MOST, least=2)
    outlets = dict.fromkeys(statement.outlet for statement in every)
    return {outlet: Facts(*(chosen.get(outlet, ()) for chosen in (who, when, where, how_many))) for outlet in outlets}


def _chosen(
    found: Sequence[Fact], same: Callable[[Fact, Fact], bool], most: int, least: int = 1
) -> dict[str, tuple[Fact, ...]]:
    """For each outlet its form of the facts that most outlets have, then of those that are said most often."""
    groups: list[list[Fact]] = []
    for fact in found:
        for group in groups:
            if same(group[0], fact):
                group.append(fact)
                break
        else:
            groups.append([fact])
    groups = [group for group in groups if len({fact.statement.outlet for fact in group}) >= least]
    groups.sort(key=lambda group: (-len({fact.statement.outlet for fact in group}), -len(group)))
    out: dict[str, list[Fact]] = defaultdict(list)
    for group in groups:
        forms: dict[str, Fact] = {}
        for fact in group:
            forms.setdefault(fact.statement.outlet, fact)
        for outlet, fact in forms.items():
            if len(out[outlet]) < most:
                out[outlet].append(fact)
    return {outlet: tuple(kept) for outlet, kept in out.items()}


def _names(statement: Statement) -> Iterator[Mention]:
    return (m for m in statement.page.names if statement.start <= m.start and m.end <= statement.end)


def _people(statement: Statement) -> Iterator[Fact]:
    for mention in _names(statement):
        plain = is_place(mention.text) or is_demonym(mention.text.split()[-1]) or is_organisation(mention.text)
        if not plain and not is_acronym(mention.text) and person_parts(mention.text).given:
            yield Fact(statement, mention.start, mention.end)


def _places(statement: Statement) -> Iterator[Fact]:
    for mention in _names(statement):
        held = _IN.search(statement.page.text, statement.start, mention.start)
        if held and is_place(mention.text) and not is_demonym(mention.text) and not is_acronym(mention.text):
            yield Fact(statement, mention.start, mention.end)


def _moments(statement: Statement) -> Iterator[Fact]:
    for date in find_dates(statement.text):
        if date.weekday is not None or date.day is not None:
            yield Fact(statement, statement.start + date.start, statement.start + date.end)
    for clock in find_clocks(statement.text):
        if not clock.text.isdigit():
            yield Fact(statement, statement.start + clock.start, statement.start + clock.end)


def _figures(statement: Statement) -> Iterator[Fact]:
    for figure in statement.page.figures:
        if statement.start <= figure.start and figure.end <= statement.end and figure.kind in _COUNTED:
            yield Fact(statement, _with_qualifier(statement, figure), _with_noun(statement, figure))


_COUNTED = ("count", "share", "money", "duration", "measure")


def _with_noun(statement: Statement, figure: Figure) -> int:
    """The end of the figure with the word it counts."""
    if figure.kind != "count" or not figure.unit:
        return figure.end
    after = statement.page.text[figure.end : min(statement.end, figure.end + len(figure.unit) + 2)]
    return figure.end + 1 + len(figure.unit) if fold(after).startswith(f" {figure.unit}") else figure.end


def _with_qualifier(statement: Statement, figure: Figure) -> int:
    """The beginning of the figure with the "nearly" or "over" before it."""
    at = statement.page.text.rfind(figure.qualifier, max(statement.start, figure.start - 24), figure.start)
    return at if figure.qualifier and at >= 0 else figure.start


def _figure_of(fact: Fact) -> Figure:
    return next(f for f in fact.statement.page.figures if fact.start <= f.start and f.end <= fact.end)


def _same_person(one: Fact, other: Fact) -> bool:
    return same_name(one.words, other.words)


def _same_place(one: Fact, other: Fact) -> bool:
    return same_place_name(one.words, other.words)


def _same_moment(one: Fact, other: Fact) -> bool:
    if bool(find_clocks(one.words)) != bool(find_clocks(other.words)):
        return False
    return same_clock(one.words, other.words) if find_clocks(one.words) else same_date(one.words, other.words)


def _same_figure(one: Fact, other: Fact) -> bool:
    first, second = _figure_of(one), _figure_of(other)
    return first.kind == second.kind and first.unit == second.unit and same_value(first, second)
