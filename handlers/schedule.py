"""When a digest is due: a minute of the local day, on weekdays, in a time zone, across every change of its clock.

A minute that a clock change skips is due at the first one that exists; a minute that comes twice is due the first
time. What was due while nothing ran is due once: the latest of it, in place of all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from handlers.context import Refused
from handlers.phrases import Phrase
from handlers.pieces import person

EVERY_DAY = frozenset(range(1, 8))
# A digest missed longer ago than this is about old news.
LOOK_BACK = timedelta(days=7)

_DAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_NAMED = {"daily": EVERY_DAY, "weekdays": frozenset(range(1, 6)), "weekends": frozenset((6, 7))}
_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?")


@dataclass(frozen=True, slots=True)
class Schedule:
    """`at_minute` counts from local midnight, `days` are weekdays (1: Monday), `zone` is an IANA name."""

    at_minute: int
    days: frozenset[int]
    zone: str

    def moment(self, on: date) -> datetime | None:
        """When it is due on a local date, in UTC; None on other weekdays, and on a date that the zone skipped."""
        return moment(on, self.at_minute, self.zone) if on.isoweekday() in self.days else None

    def latest(self, after: datetime, now: datetime) -> tuple[date, datetime] | None:
        """The latest date and moment that is due by `now` and came later than `after`; None if there is none."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        for back in range(LOOK_BACK.days + 1):
            on = today - timedelta(days=back)
            due = self.moment(on)
            if due is not None and due <= now:
                return (on, due) if due > after else None
        return None

    def next(self, now: datetime) -> tuple[date, datetime]:
        """The first date and moment after `now`."""
        on = now.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)
        while (due := self.moment(on)) is None or due <= now:
            on += timedelta(days=1)
        return on, due


def moment(on: date, at_minute: int, zone: str) -> datetime | None:
    """A minute of a local date in UTC: the first valid one from there on, the first of two; None if none is left."""
    local, clock = datetime(on.year, on.month, on.day), ZoneInfo(zone)  # noqa: DTZ001  (the wall's clock, its zone apart)
    for minute in range(at_minute, at_minute + 24 * 60 + 1):
        wall = local + timedelta(minutes=minute)
        at = wall.replace(tzinfo=clock, fold=0).astimezone(UTC)
        if at.astimezone(clock).replace(tzinfo=None) == wall:
            # A whole date that was skipped has no minute at all.
            return None if wall - local >= timedelta(days=1) and _skipped(on, clock) else at
    return None


def _skipped(on: date, clock: ZoneInfo) -> bool:
    walls = (datetime(on.year, on.month, on.day, hour, tzinfo=clock) for hour in range(24))
    return all(wall.astimezone(UTC).astimezone(clock).date() != on for wall in walls)


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def read_schedule(words: str, zone: str) -> Schedule:
    """Read ``08:00 [mon-fri] [Europe/Kyiv]``; `zone` is taken where none is named. Raises `Refused`."""
    clock, *rest = words.split() or [""]
    at = _CLOCK.fullmatch(clock)
    if at is None:
        raise Refused(Phrase.DIGEST_AT_WHAT)
    days: frozenset[int] = EVERY_DAY
    for word in rest:
        if (found := _days(word)) is not None:
            days = found
        elif (named := _zones().get(word.casefold())) is not None:
            zone = named
        else:
            raise Refused(Phrase.DIGEST_NO_SUCH, word=person(word))
    return Schedule(int(at["hour"]) * 60 + int(at["minute"] or 0), days, zone)


def _days(word: str) -> frozenset[int] | None:
    """Weekdays as people write them: ``mon-fri``, ``sat,sun``, ``weekdays``; a range may pass the weekend."""
    word = word.casefold()
    if word in _NAMED:
        return _NAMED[word]
    days: set[int] = set()
    for part in word.split(","):
        first, dash, last = part.partition("-")
        one, two = _DAYS.get(first[:3]), _DAYS.get(last[:3])
        if one is None or (dash and two is None):
            return None
        days |= {one} if two is None else {(one - 1 + n) % 7 + 1 for n in range((two - one) % 7 + 1)}
    return frozenset(days)


def days_named(days: frozenset[int]) -> str:
    """Weekdays as they are shown, runs of three and more as a range."""
    names = [name.capitalize() for name in _DAYS]
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for run in runs:
        few = [names[day - 1] for day in run]
        parts += few if len(run) < 3 else [f"{few[0]}–{few[-1]}"]
    return ", ".join(parts)
