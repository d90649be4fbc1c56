"""Who, when, where and how many, as each outlet of a story writes it.

Invariant: a fact is a stretch of the outlet's own text. What is chosen is what the story turns on: the people, days,
places and figures that most outlets have, in the words of this one; then what this outlet tells early.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.answering.language.fold import fold
from handlers.answering.language.names import Mention, person_parts, same_name
from handlers.answering.language.places import same_place_name
from handlers.answering.language.times import Clock, DateMention, find_clocks, find_dates, same_clock, same_date
from handlers.answering.nouns import is_person
from handlers.comparing.counts import counts, same_count
from handlers.comparing.figures import Place
from handlers.comparing.statements import Statement, Telling
from handlers.comparing.whereabouts import Whereabouts, used_as_places, whereabouts
from handlers.persons import may_be_person

T = TypeVar("T")
# Facts a cell: more of them nobody takes in at a glance.
WHO = 4
WHEN = 4
WHERE = 3
HOW_MANY = 5
# A fact of one outlet alone counts by how early it stands: in the first sentence nearly as much as one that two have.
_EARLY = 4.0


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


@dataclass(frozen=True)
class _Found(Generic[T]):
    """A fact with what it is compared by, and how much it says of itself."""

    fact: Fact
    about: T
    worth: float = 0.0


def facts(every: Sequence[Statement]) -> dict[str, Facts]:
    """The facts of each outlet of a story."""
    telling = Telling(every)
    who = _chosen(list(_people(every)), same_name, WHO)
    when = _chosen([found for s in every for found in _moments(s)], _same_moment, WHEN)
    where = _chosen([_place(found) for found in whereabouts(every)], _same_place, WHERE)
    figures = [_figure(*found) for found in counts(every)]
    how_many = _chosen(figures, lambda one, other: same_count(one, other, telling), HOW_MANY)
    outlets = dict.fromkeys(statement.outlet for statement in every)
    return {outlet: Facts(*(chosen.get(outlet, ()) for chosen in (who, when, where, how_many))) for outlet in outlets}


def _chosen(found: Sequence[_Found[T]], same: Callable[[T, T], bool], most: int) -> dict[str, tuple[Fact, ...]]:
    """For each outlet its form of the facts that most outlets have, then of those that it tells early."""
    groups: list[list[_Found[T]]] = []
    for each in found:
        for group in groups:
            if same(group[0].about, each.about):
                group.append(each)
                break
        else:
            groups.append([each])
    groups.sort(key=_standing, reverse=True)
    out: dict[str, list[Fact]] = defaultdict(list)
    for group in groups:
        forms: dict[str, _Found[T]] = {}
        for each in group:
            outlet = each.fact.statement.outlet
            if outlet not in forms or each.worth > forms[outlet].worth:
                forms[outlet] = each
        for outlet, form in forms.items():
            if len(out[outlet]) < most and not any(_told(form.fact, other) for other in out[outlet]):
                out[outlet].append(form.fact)
    return {outlet: tuple(kept) for outlet, kept in out.items()}


def _standing(group: Sequence[_Found[T]]) -> float:
    """How much of the story turns on a fact: the outlets that have it, how early it stands, and what it is worth."""
    outlets = {each.fact.statement.outlet for each in group}
    early = max(1 / (1 + each.fact.statement.number / _EARLY) for each in group)
    often = min(len(group), 2 * len(outlets)) / (2 * len(outlets))
    return len(outlets) + early + 0.5 * often + max(each.worth for each in group)


def _told(fact: Fact, other: Fact) -> bool:
    """Whether the words of one hold those of the other."""
    one, two = f" {fold(fact.words)} ", f" {fold(other.words)} "
    return one in two or two in one


def _names(statement: Statement) -> Iterator[Mention]:
    return (m for m in statement.page.names if statement.start <= m.start and m.end <= statement.end)


_PERSONAL = re.compile(r"(?:[,\s]+(?:who|aged|\d\d?,)\b|,?\s(?:said|says|told|added|warned|insisted)\b)")
_LOCATED = re.compile(r"\b(?:in|at|near|of|the|outside|from|to|aboard)\s$", re.IGNORECASE)


def _people(every: Sequence[Statement]) -> Iterator[_Found[str]]:
    """The people of a story; a name that nothing shows to be a person's counts less."""
    others = {fold(statement.outlet) for statement in every} | used_as_places(every)
    mentions = [(s, m) for s in every for m in _names(s) if may_be_person(m) and fold(m.text) not in others]
    personal: Counter[str] = Counter()
    for statement, mention in mentions:
        text = statement.page.text
        shown = mention.title is not None or _PERSONAL.match(text, mention.end) is not None
        located = _LOCATED.search(text, max(statement.start, mention.start - 12), mention.start) is not None
        personal[fold(person_parts(mention.text).surname)] += 2 * shown - located
    for statement, mention in mentions:
        parts = person_parts(mention.text)
        if parts.given or mention.title is not None:
            start = mention.start if parts.given or mention.title is None else min(mention.title.start, mention.start)
            bearing = personal[fold(parts.surname)]
            worth = 1.0 if bearing > 0 else 0.0 if bearing == 0 else -1.0
            full = 0.1 if parts.given else 0.0
            yield _Found(Fact(statement, start, mention.end), mention.text, worth + full)


@dataclass(frozen=True)
class _Moment:
    date: DateMention | None
    clock: Clock | None


_JOINED = re.compile(r",?\s(?:(?:at|on|around|about|by|from|just|shortly|before|after)\s){0,3}|,\s", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?<![\w-])(?:early|late|shortly\sbefore|shortly\safter|just\sbefore|just\safter|before|after|around|about|until|by)"
    r"\s(?:on\s)?(?:the\s)?$",
    re.IGNORECASE,
)


def _moments(statement: Statement) -> Iterator[_Found[_Moment]]:
    dates = list(find_dates(statement.text))
    clocks = [clock for clock in find_clocks(statement.text) if not clock.text.isdigit()]
    for clock in clocks:
        beside = next((date for date in dates if _beside(statement.text, date, clock)), None)
        start = min(clock.start, beside.start) if beside else clock.start
        end = max(clock.end, beside.end) if beside else clock.end
        if beside:
            dates.remove(beside)
        yield _Found(_stretch(statement, start, end), _Moment(beside, clock), 0.8)
    for date in dates:
        exact = date.weekday is not None or date.day is not None
        worth = 0.4 if exact else 0.2 if date.relative or date.month is not None else -1.0
        yield _Found(_stretch(statement, date.start, date.end), _Moment(date, None), worth)


def _beside(text: str, date: DateMention, clock: Clock) -> bool:
    first, second = sorted(((date.start, date.end), (clock.start, clock.end)))
    return bool(_JOINED.fullmatch(text[first[1] : second[0]]))


def _stretch(statement: Statement, start: int, end: int) -> Fact:
    """The moment with the "early" or "before" in front of it."""
    vague = _VAGUE.search(statement.text, max(0, start - 24), start)
    return Fact(statement, statement.start + (vague.start() if vague else start), statement.start + end)


def _same_moment(one: _Moment, other: _Moment) -> bool:
    if (one.clock is None) != (other.clock is None):
        return False
    if one.clock is not None and other.clock is not None:
        return same_clock(one.clock.text, other.clock.text)
    return one.date is not None and other.date is not None and same_date(one.date.text, other.date.text)


def _place(found: Whereabouts) -> _Found[Whereabouts]:
    return _Found(Fact(found.statement, found.start, found.end), found, 0.5 if found.named else 0.0)


def _same_place(one: Whereabouts, other: Whereabouts) -> bool:
    if one.named and other.named:
        return same_place_name(one.about, other.about)
    return one.named == other.named and one.about == other.about


_LARGE = 10
_PAIR = 3  # "two sides", "two days"


def _figure(place: Place, start: int, end: int) -> _Found[Place]:
    figure = place.figure
    small = figure.kind == "count" and figure.high < _LARGE and not is_person(figure.unit)
    worth = (
        (-1.0 if figure.high < _PAIR else -0.4) if small else 0.3 if figure.kind in ("money", "share", "count") else 0.0
    )
    return _Found(Fact(place.statement, start, end), place, worth)
