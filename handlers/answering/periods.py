"""Days and periods as people name them, as spans of time in the asker's zone.

Invariant: a period is half-open, in UTC, and begins and ends at midnights of the zone (or is counted back from now);
a name that fits several periods means the latest that has begun ("Monday" the last Monday, "May" the last May).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "few": 3,
    "couple of": 2,
    "ten": 10,
}
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNIT = r"(?:hours?|days?|weeks?|months?|years?)"

_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
PERIOD = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|{_NTH}\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?"
    rf"|{_MONTH}\s+{_NTH}\b(?!\d)(?:,?\s+\d{{4}})?|{_MONTH}(?:\s+\d{{4}})?(?!\w)|(?:19|20)\d{{2}}\b"
    r"|today|tonight|this\s+(?:morning|afternoon|evening)|(?:the\s+day\s+before\s+)?yesterday|last\s+night"
    rf"|(?:this|last|past|the\s+(?:last|past))\s+(?:week|month|year|weekend|{_DAY})\b"
    rf"|(?:the\s+)?(?:last|past)\s+{_COUNT}\s+{_UNIT}|{_COUNT}\s+{_UNIT}\s+ago|{_DAY}\b)"
)
"""A pattern for the words of a period, without a preposition before them."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time, aware UTC, half-open."""

    start: datetime
    end: datetime


def zone_of(name: str | None) -> ZoneInfo:
    """The zone of an IANA name; UTC where there is none or it is not known here."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def period(words: str, now: datetime, zone: str | None = None) -> Period | None:
    """The period that the words name, seen from `now` (aware) in the zone; None if they name none."""
    tz = zone_of(zone)
    today = now.astimezone(tz).date()
    text = re.sub(r"\s+", " ", words.lower().replace(".", "").strip())
    if counted := _counted(text, now):
        return counted
    days = _span(text, today)
    if days is None:
        return None
    first, after = days
    return Period(*(datetime.combine(day, time(), tzinfo=tz).astimezone(UTC) for day in (first, after)))


def _counted(text: str, now: datetime) -> Period | None:
    """ "the last three days" up to now; "two days ago" is not a day but what has passed since."""
    match = re.fullmatch(rf"(?:(?:the )?(?:last|past) )?(?P<n>{_COUNT}) (?P<unit>{_UNIT})(?: ago)?", text)
    if not match:
        return None
    count = _COUNTS.get(match["n"]) or int(match["n"])
    hours = {"hour": 1, "day": 24, "week": 168, "month": 24 * 30, "year": 24 * 365}[match["unit"].rstrip("s")]
    utc = now.astimezone(UTC)
    try:
        return Period(utc - timedelta(hours=count * hours), utc)
    except OverflowError:
        return None


def _span(text: str, today: date) -> tuple[date, date] | None:
    day = timedelta(days=1)
    if text in {"today", "tonight", "this morning", "this afternoon", "this evening"}:
        return today, today + day
    if text in {"yesterday", "last night"}:
        return today - day, today
    if text == "the day before yesterday":
        return today - 2 * day, today - day
    if match := re.fullmatch(r"(?P<which>this|last|past|the last|the past) (?P<what>week|month|year|weekend)", text):
        return _calendar(match["which"], match["what"], today)
    if match := re.fullmatch(rf"(?:(?P<which>this|last|past|the last|the past) )?(?P<day>{_DAY})", text):
        wanted = next(i for i, name in enumerate(_DAYS) if name.startswith(match["day"][:3]))
        back = (today.weekday() - wanted) % 7
        if back == 0 and match["which"] and match["which"] != "this":
            back = 7
        return today - back * day, today - (back - 1) * day
    return _dated(text, today)


def _calendar(which: str, what: str, today: date) -> tuple[date, date]:
    this = which == "this"
    monday = today - timedelta(days=today.weekday())
    if what == "week":
        start = monday if this else monday - timedelta(days=7)
        return start, start + timedelta(days=7)
    if what == "weekend":
        saturday = monday + timedelta(days=5)
        if saturday > today or (not this and today.weekday() >= 5):
            saturday -= timedelta(days=7)
        return saturday, saturday + timedelta(days=2)
    if what == "month":
        first = today.replace(day=1)
        return (first, _next_month(first)) if this else ((first - timedelta(days=1)).replace(day=1), first)
    year = today.year if this else today.year - 1
    return date(year, 1, 1), date(year + 1, 1, 1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _dated(text: str, today: date) -> tuple[date, date] | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
            return day, day + timedelta(days=1)
        if re.fullmatch(r"(?:19|20)\d{2}", text):
            return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
        name = re.search(r"[a-z]{3,}(?<!of)", re.sub(r"\b(?:of|st|nd|rd|th)\b", "", text))
        month = next((i for i, m in enumerate(_MONTHS, 1) if name and m.startswith(name.group()[:3])), None)
        if month is None:
            return None
        year = re.search(r"\b\d{4}\b", text)
        number = re.search(r"\b\d{1,2}(?=\D|$)", text)
        chosen = int(year.group()) if year else today.year
        if number:
            day = date(chosen, month, int(number.group()))
            if not year and day > today:
                day = day.replace(year=chosen - 1)
            return day, day + timedelta(days=1)
        if not year and (chosen, month) > (today.year, today.month):
            chosen -= 1
        return date(chosen, month, 1), _next_month(date(chosen, month, 1))
    except ValueError:  # 31 June, 29 February of a year that has none
        return None
