"""Times and dates that two texts give for one thing, and what one text plans that another tells as done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from handlers.answering.language.clocks import Clock, same_moment
from handlers.answering.language.dates import DateMention
from handlers.answering.language.times import find_clocks, find_dates, same_date
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import Statement, Telling, around

_WORDS = 7
# Times of day are rare, and few things of one story have one: less must be shared than for figures.
_CLOCK = 0.3
_DATE = 1.2
_DATE_ALIKE = 0.45
_AHEAD = re.compile(
    r"\b(?:will|would|to\s+be|plan(?:s|ned)?|expect(?:s|ed)|schedul\w+|due|set\s+to|hopes?|about\s+to)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:had\s+begun|have\s+begun|has\s+begun|began|begun|opened|started|sat\s+down|met|convened|got\s+under\s+way|resumed)\b"
    r"|\bhas\s+been\b|\bhave\s+been\b|\balready\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Place:
    statement: Statement
    start: int
    end: int
    near: frozenset[str]


def clocks(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:
    """Clock times that differ, zones reckoned."""
    found: list[tuple[_Place, Clock]] = []
    for statement in every:
        if "@" in statement.text:
            continue  # when something was posted
        for clock in find_clocks(statement.text):
            if clock.text.isdigit():
                continue
            start, end = statement.start + clock.start, statement.start + clock.end
            found.append((_Place(statement, start, end, around(statement, start, end, _WORDS)), clock))
    for (one, first), (other, second) in combinations(found, 2):
        if one.statement.page is other.statement.page or same_moment(first, second):
            continue
        if bool(first.utc) != bool(second.utc):
            continue  # one without its zone may be the other's time
        if _tells(other.statement, first) or _tells(one.statement, second):
            continue  # the text has this time as well, so the other one is of something else
        shared = one.near & other.near
        score = telling.weigh(shared)
        if len(shared) >= 2 and score >= _CLOCK:
            yield Contrast(Kind.TIME, (_side(one), _side(other)), _tense(one) == _tense(other), score)


def _tells(statement: Statement, clock: Clock) -> bool:
    return any(same_moment(clock, each) for each in find_clocks(statement.page.text))


def dates(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:
    """Days, months and years that differ; a day of the week differs only from another one."""
    found: list[tuple[_Place, DateMention]] = []
    for statement in every:
        if "@" in statement.text:
            continue
        inside = [date for date in find_dates(statement.text) if _is_comparable(date)]
        if len(inside) > 2:
            continue
        for date in inside:
            start, end = statement.start + date.start, statement.start + date.end
            found.append((_Place(statement, start, end, around(statement, start, end, _WORDS)), date))
    for (one, first), (other, second) in combinations(found, 2):
        if one.statement.page is other.statement.page or not _one_sort(first, second):
            continue
        if same_date(first.text, second.text) or _has(one.statement, second) or _has(other.statement, first):
            continue
        shared = one.near & other.near
        score = telling.weigh(shared) * telling.alike(one.near, other.near)
        if len(shared) >= 3 and score >= _DATE and telling.alike(one.near, other.near) >= _DATE_ALIKE:
            # Much happens on one day and again on another: two days are shown, and no disagreement is claimed.
            yield Contrast(Kind.DATE, (_side(one), _side(other)), False, score)


def planned(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:
    """What one text says is to come and another says has come about: "talks are planned", "talks had begun"."""
    ahead = [s for s in every if _AHEAD.search(s.text) and not _DONE.search(s.text)]
    done = [s for s in every if _DONE.search(s.text) and not _AHEAD.search(s.text)]
    best: dict[tuple[str, str], Contrast] = {}
    for one in ahead:
        for other in done:
            if one.page is other.page:
                continue
            alike = telling.alike(one.senses, other.senses)
            score = telling.weigh(one.senses & other.senses) * alike
            if alike < _PLAN_ALIKE or score < _PLAN:
                continue
            first, second = _AHEAD.search(one.text), _DONE.search(other.text)
            assert first is not None
            assert second is not None
            sides = (_cue(one, first), _cue(other, second))
            contrast = Contrast(Kind.PLANNED, sides, False, score)
            key = (one.outlet, other.outlet)
            if key not in best or best[key].score < score:
                best[key] = contrast
    yield from sorted(best.values(), key=lambda contrast: -contrast.score)[:_PLANS]


_PLAN = 1.6
_PLANS = 2
_PLAN_ALIKE = 0.5


def _cue(statement: Statement, match: re.Match[str]) -> Side:
    return Side(statement, statement.start + match.start(), statement.start + match.end())


def _is_comparable(date: DateMention) -> bool:
    return date.weekday is not None or date.day is not None or date.month is not None or date.year is not None


def _one_sort(one: DateMention, other: DateMention) -> bool:
    """Whether the two say the same parts of a date, so that they can differ."""
    parts: Sequence[Callable[[DateMention], object]] = (
        lambda d: d.weekday is not None,
        lambda d: d.day is not None,
        lambda d: d.month is not None,
    )
    return all(part(one) == part(other) for part in parts)


def _has(statement: Statement, date: DateMention) -> bool:
    return any(same_date(each.text, date.text) for each in find_dates(statement.text))


def _tense(place: _Place) -> bool:
    return bool(_AHEAD.search(place.statement.text))


def _side(place: _Place) -> Side:
    return Side(place.statement, place.start, place.end)
