"""Times of day in a news text, with their zones: where they stand and whether two are one moment of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from handlers.answering.language.fold import fold
from handlers.answering.language.quantities import values
from handlers.answering.language.zones import offsets, written_zones

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day where it stands, zone included: ``text == source[start:end]``.

    `minute` counts from midnight as written; `until` is the end of a range. `zone` is as written ("local", "GMT", "").
    `utc` holds the minutes of the UTC day it can be (two where summer time is not told), empty if not known. `halves`
    is true where morning or evening is not told ("at 9:30").
    """

    start: int
    end: int
    text: str
    minute: int
    until: int | None = None
    zone: str = ""
    utc: frozenset[int] = frozenset()
    halves: bool = False

    @property
    def normal(self) -> str:
        """HH:MM in 24 hours, with the end of a range and the zone as written."""
        text = f"{self.minute // 60:02}:{self.minute % 60:02}"
        if self.until is not None:
            text += f"-{self.until // 60:02}:{self.until % 60:02}"
        return f"{text} {self.zone}".strip()


_HOURS = {word: int(value) for word, value in values("cardinal").items() if 1 <= value <= 12}
_HOUR_WORD = "|".join(_HOURS)
_MINUTES = {word: int(value) for word, value in values("cardinal").items() if 1 <= value < 30} | {
    "half": 30,
    "quarter": 15,
    "twenty-five": 25,
}
_MINUTE_WORD = "|".join(sorted(_MINUTES, key=len, reverse=True))
# "ten to eight" may be a vote or a range: it is a time after "at" and the like, or where the minutes are called so.
_AT = re.compile(r"\b(?:at|before|after|until|till|since)\s(?:about\s|around\s|just\s|exactly\s)?$", re.IGNORECASE)
_MERIDIEM = r"[ap](?:\.\s?m\b\.?|m\b)"
_REGIONAL = ("Eastern", "Central", "Mountain", "Pacific")  # also the first word of many names: "Central bankers"
_ALONE = "|".join(sorted(set(written_zones()) - set(_REGIONAL), key=len, reverse=True))
_REGION = (
    rf"(?:{'|'.join(_REGIONAL)})"
    r"(?=\s(?:standard\s|daylight\s)?time\b|\s?[,.;:)/]|\s?$|\s(?:on|and|at|to|for|in|after|as)\b)"
)
_ZONE = rf"""
    (?:\s?(?P<zone>(?:GMT|UTC)\s?[+−-]\s?\d{{1,2}}(?::\d{{2}})?
    |(?:{_REGION}|(?:{_ALONE})(?![^\W_]))(?:\s(?:standard\s|daylight\s)?time)?
    |local(?:\stime(?![^\W_])|(?=\s?(?:[,.;:)]|$)))
    |(?:[A-Z][^\W\d_]+\s){{1,2}}(?:(?:standard|daylight|summer|local)\s)?time(?![^\W_])))?
"""
_TIME = rf"""
    (?:(?P<h12>\d{{1,2}})(?:[:.](?P<m12>[0-5]\d))?\s?(?P<mer>{_MERIDIEM})
    |(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s?(?:hours|hrs))?
    |(?P<hmil>[01]\d|2[0-4]|\d)[.:]?(?P<mmil>[0-5]\d)(?=\s?(?:h|hrs|hours|UTC|Z|[A-Z]{{1,4}}T|local\stime)(?![^\W_]))
        (?:\s?(?:hours|hrs|h)(?![^\W_]))?
    |(?P<oclock>\d{{1,2}}|{_HOUR_WORD})(?:\so['’]clock)
    |(?P<past>{_MINUTE_WORD})(?P<called>\sminutes?)?\s(?P<side>past|to)\s(?P<pastword>\d{{1,2}}|{_HOUR_WORD})(?![^\W_])
    |(?P<hday>\d{{1,2}}|{_HOUR_WORD})(?=\s(?:in\sthe\s(?:morning|afternoon|evening)|at\snight)\b)
    |(?P<noon>noon|midday|midnight)(?![^\W_]))
    (?:\s(?P<part>in\sthe\smorning|in\sthe\safternoon|in\sthe\sevening|at\snight))?
"""
_CLOCK = re.compile(
    rf"""(?<![\w.,:$£€])
    (?:(?P<rh>\d{{1,2}})(?:[:.](?P<rm>[0-5]\d))?\s?(?P<rmer>{_MERIDIEM})?\s?(?:-|–|—|to|and|until|till)\s?)?
    {_TIME}{_ZONE}""",
    re.IGNORECASE | re.VERBOSE,
)
_UPPER_ZONE = re.compile(r"[A-Z]{1,5}(?:$|\s)")
_SAME_MOMENT = re.compile(r"\s*(?:[(/\[,;—–-]|or)\s*$")


@lru_cache(maxsize=256)
def find_clocks(text: str) -> tuple[Clock, ...]:
    """The times of day in a text in order, never overlapping; a range ("1:30 p.m. to 4 p.m. Eastern") is one."""
    found: list[Clock] = []
    for match in _CLOCK.finditer(text):
        clock = _clock(match)
        if clock is None:
            continue
        if found and _SAME_MOMENT.fullmatch(text, found[-1].end, clock.start):
            # "10am local time (07:00 GMT)": the second tells when the first is
            if clock.utc and not found[-1].utc:
                found[-1] = replace(found[-1], utc=clock.utc)
            elif found[-1].utc and not clock.utc and clock.zone.startswith("local"):
                clock = replace(clock, utc=found[-1].utc)
        found.append(clock)
    return tuple(found)


def _clock(match: re.Match[str]) -> Clock | None:
    minute, halves = _minute(match)
    if minute is None or _is_range(match):
        return None
    start, end = match.start(), match.end()
    zone = match.group("zone") or ""
    if zone and not zone.casefold().startswith("local") and not (_UPPER_ZONE.match(zone) or zone[0].isupper()):
        end, zone = match.start("zone"), ""
    if zone and len(zone) <= 4 and not zone.isupper():
        end, zone = match.start("zone"), ""
    until: int | None = None
    if match.group("rh") is not None:
        first = _hours(match.group("rh"), match.group("rm"), match.group("rmer") or match.group("mer"))
        if first is None:
            return None
        if match.group("rmer") is None and match.group("mer") and first > minute:
            first = (first + 12 * 60) % _DAY  # "11 to 1 p.m."
        minute, until = first, minute
    text = match.string[start:end].rstrip()
    end = start + len(text)
    return Clock(start, end, text, minute, until, zone.strip(), _utc(minute, zone), halves)


def _is_range(match: re.Match[str]) -> bool:
    """Whether "ten to eight" is not told to be a time."""
    past, side = match.group("past"), match.group("side")
    if past is None or side.casefold() == "past" or match.group("called") or past.casefold() == "quarter":
        return False
    return _AT.search(match.string, max(0, match.start() - 18), match.start()) is None


def _hours(hour: str, minute: str | None, meridiem: str | None) -> int | None:
    value, minutes = int(hour), int(minute or 0)
    if meridiem:
        if not 1 <= value <= 12:
            return None
        value = value % 12 + (12 if meridiem[0] in "pP" else 0)
    return value * 60 + minutes if value < 24 or (value == 24 and not minutes) else None


def _minute(match: re.Match[str]) -> tuple[int | None, bool]:
    """The minute of the day of a match, and whether morning or evening is left open."""
    if match.group("h12"):
        return _hours(match.group("h12"), match.group("m12"), match.group("mer")), False
    if match.group("h24"):
        value = _hours(match.group("h24"), match.group("m24"), None)
        part = _shift(value, match.group("part"))
        return part, match.group("part") is None and not match.group("h24").startswith("0") and int(
            match.group("h24")
        ) < 13
    if match.group("hmil"):
        value = _hours(match.group("hmil"), match.group("mmil"), None)
        return (None if value is None else value % _DAY), False
    if match.group("noon"):
        return (0 if match.group("noon").casefold() == "midnight" else 12 * 60), False
    word = match.group("oclock") or match.group("pastword") or match.group("hday")
    hour = _HOURS.get(word.casefold()) or (int(word) if word.isdigit() else 0)
    if not 1 <= hour <= 12:
        return None, False
    value = hour % 12 * 60
    past, side = match.group("past"), match.group("side")
    if past:
        shift = _MINUTES[past.casefold()]
        value += shift if side.casefold() == "past" else -shift
    return _shift(value % (12 * 60), match.group("part")), match.group("part") is None


def _shift(minute: int | None, part: str | None) -> int | None:
    """The minute moved into the afternoon or evening that the words after it tell."""
    if minute is None or part is None or minute >= 12 * 60:
        return minute
    late = not part.endswith("morning") and not (part.endswith("night") and minute < 4 * 60)
    return minute + 12 * 60 if late else minute


def _utc(minute: int, zone: str) -> frozenset[int]:
    plain = re.sub(r"\s", "", zone.upper()).replace("−", "-")
    shifted = re.fullmatch(r"(?:GMT|UTC)([+-])(\d{1,2})(?::(\d{2}))?", plain)
    if shifted:
        offset = int(shifted.group(2)) * 60 + int(shifted.group(3) or 0)
        return frozenset({(minute - (offset if shifted.group(1) == "+" else -offset)) % _DAY})
    return frozenset((minute - offset) % _DAY for offset in offsets(zone))


def same_moment(a: Clock, b: Clock) -> bool:
    """Whether two times can be one: by UTC where both tell their zone, else by the hands of the clock."""
    if a.until is not None and b.until is not None and (a.until - a.minute) % _DAY != (b.until - b.minute) % _DAY:
        return False
    if a.utc and b.utc:
        return not a.utc.isdisjoint(b.utc)
    if a.minute == b.minute:
        return a.zone == b.zone or not a.zone or not b.zone or "local" in fold(a.zone + b.zone)
    return (a.halves or b.halves) and (a.minute - b.minute) % (12 * 60) == 0


@lru_cache(maxsize=8192)
def same_clock(a: str, b: str) -> bool:
    """Whether two answers give one time of day ("9 p.m." and "21:00"); zones are reckoned where both tell theirs."""
    first, second = find_clocks(a), find_clocks(b)
    if not first or not second:
        return fold(a).strip() == fold(b).strip()
    told = [[clock for clock in clocks if clock.utc] for clocks in (first, second)]
    if told[0] and told[1]:
        return any(same_moment(one, other) for one in told[0] for other in told[1])
    return any(same_moment(one, other) for one in first for other in second)
