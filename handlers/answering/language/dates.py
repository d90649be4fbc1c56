"""Dates in a news text: days, months, years, weekdays and relative ones, and whether two can be one date."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import rows, vocabulary
from handlers.answering.language.quantities import alternatives, words_at


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date where it stands: ``text == source[start:end]``; what it does not tell is None or "".

    `weekday` counts from Monday, 0. `until` is the last day of a range of days, the last year of a range of years.
    `relative` is its words in one form ("last week", "2 days ago", "christmas day"). `vague` is the part of a period
    that is meant ("early", "mid", "late", "friday" with "morning").
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    until: int | None = None
    relative: str = ""
    vague: str = ""

    @property
    def normal(self) -> str:
        """One form for one date: "2022-03-15", "--03-15", "2022-03", "sunday", "last sunday", "3 weeks ago"."""
        parts = [self.vague, self.relative]
        if self.weekday is not None:
            parts.append(_WEEKDAY_NAMES[self.weekday])
        number = "" if self.year is None else f"{self.year:04}"
        if self.month is not None:
            number += ("-" if number else "--") + f"{self.month:02}"
        if self.day is not None:
            number += f"-{self.day:02}"
        if self.until is not None:
            number += f"/{self.until:02}"
        return " ".join(part for part in (*parts, number) if part)


@cache
def _numbers(kind: str) -> dict[str, int]:
    return {word: int(value) for sort, value, *words in _valued() if sort == f"{kind}:" for word in words}


def _valued() -> list[tuple[str, ...]]:
    return [row for row in rows("calendar") if row[1].isdigit()]


_MONTHS = _numbers("number")
_WEEKDAYS = _numbers("weekday")
_WEEKDAY_NAMES = [row[2] for row in _valued() if row[0] == "weekday:"]
_CAPITALS = alternatives(word.upper() for word in _MONTHS if len(word) > 3)
_MONTH = rf"(?:{alternatives(word.capitalize() for word in _MONTHS)}|{_CAPITALS})"
_SURE_MONTH = alternatives(word.capitalize() for word in _MONTHS if len(word) > 3 and word not in ("march", "sept"))
_LONG_DAY = alternatives(word.capitalize() for word in _WEEKDAYS if len(word) > 5)
_SHORT_DAY = alternatives(word.capitalize() for word in _WEEKDAYS if len(word) <= 5)
_WEEKDAY = rf"(?:{_LONG_DAY}|(?:{_SHORT_DAY})(?:\.|(?=,|\s\d)))"  # "Sun" alone is a star or a newspaper
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_VAGUE = (
    r"(?:(?i:early|mid|late|middle\sof|beginning\sof|end\sof|start\sof|first\shalf\sof|second\shalf\sof)"
    r"(?:\sin)?[-\s](?:the\s)?)"
)
_PART = r"(?i:\s(?:morning|afternoon|evening|night|lunchtime))"
_PERIOD = (
    r"(?:day|week|weekend|fortnight|month|year|decade|century|night|quarter|season|spring|summer|autumn|fall|winter)"
)
_RELATIVE = rf"""
    (?i:(?:(?:early|earlier|late|later|sometime)\s)?
      (?:(?:last|next|this|the\s(?:past|previous|following|next|same|coming)|previous|following|past|coming)\s{_PERIOD}(?![^\W_])
      |this\s(?:morning|afternoon|evening)
      |(?:today|tomorrow|yesterday|tonight|overnight)(?![^\W_])(?:\s(?:morning|afternoon|evening|night))?
      |the\sday\s(?:before|after)(?:\s(?:yesterday|tomorrow))?))
"""
_DATE = re.compile(
    rf"""(?<![\w.,/:-])(?:
    (?P<iso>(?P<iso_y>{_YEAR})-(?P<iso_m>0\d|1[0-2])-(?P<iso_d>[0-3]\d))(?![\d-])
    |(?P<numeric>(?P<n1>\d{{1,2}})[/.](?P<n2>\d{{1,2}})[/.](?P<ny>{_YEAR}|\d\d))(?![\d/])
    |(?:(?P<w1>{_WEEKDAY})(?:,?\s(?:the\s)?))?(?P<d1>{_DAY})(?:st|nd|rd|th)?
        (?:\s?(?:-|–|to|and)\s?(?P<d1b>{_DAY})(?:st|nd|rd|th)?)?
        (?:\sof)?\s(?P<m1>{_MONTH})\.?(?![^\W_])(?:,?\s(?P<y1>{_YEAR})(?![\w,]\d))?
    |(?:(?P<w2>{_WEEKDAY}),?\s)?(?P<m2>{_MONTH})\.?\s(?:the\s)?(?P<d2>{_DAY})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)
        (?:\s?(?:-|–|to)\s?(?P<d2b>{_DAY})(?:st|nd|rd|th)?(?![\w:]))?(?:,?\s(?P<y2>{_YEAR})(?!\w|,\d))?
    |(?P<v3>{_VAGUE})?(?P<m3>{_MONTH})\.?,?(?:\sof)?\s(?P<y3>{_YEAR})(?!\w|,\d)
    |(?P<v4>{_VAGUE})(?P<m4>{_MONTH})(?![^\W_])
    |(?P<rel_w>(?i:(?:this\s)?(?:last|next|past|coming|previous|following)|this|every|each))\s
        (?P<w5>{_WEEKDAY})(?![^\W_])(?P<p5>{_PART})?
    |(?P<w6>{_WEEKDAY})(?![^\W_])(?P<p6>{_PART})?
    |(?P<v7>{_VAGUE})?(?P<season>(?i:spring|summer|autumn|fall|winter|Q[1-4]|(?:first|second|third|fourth)\s(?:quarter|half)))
        (?:\sof)?\s(?P<y7>{_YEAR})(?!\w|,\d)
    |(?P<rel_m>(?i:last|next|this|since\slast))\s(?P<m8>{_MONTH})(?![^\W_])
    |(?P<feast>(?i:{alternatives(sorted(vocabulary("calendar", "feast")))}))(?![^\W_])(?:\s(?P<y9>{_YEAR})(?!\w|,\d))?
    |(?P<relative>{_RELATIVE})
    |(?P<ago>(?P<ago_n>\d+|(?i:an?|(?:a\s)?few|several|[a-z]+(?:-[a-z]+)?))\s(?P<ago_u>{_PERIOD}|hour|minute)s?
        \s(?i:ago|earlier|later|before))(?![^\W_])
    |(?P<v10>{_VAGUE})?(?P<y10>{_YEAR})(?:(?P<decade>s)|\s?[-–]\s?(?P<y10b>{_YEAR}|\d\d))?(?!\w|,\d|[.:]\d|%|-\w|\s?(?:GMT|UTC|hours|hrs)\b)
    |(?P<m11>{_SURE_MONTH})(?![^\W_])
    )""",
    re.VERBOSE,
)
_IN_BEFORE = re.compile(
    r"\b(?:in|since|by|until|till|of|from|during|before|after|to|for|and|or|through)\s$", re.IGNORECASE
)
_MONTH_ALONE = re.compile(r"(?<![^\W_])(?P<month>March|May)(?![^\W_])(?!\s[A-Z])")
_SIGN_BEFORE = re.compile(r"(?:[$£€¥₹]|Rs\.?\s)$")
_COUNTED = re.compile(
    r"\s(?:people|men|women|children|troops|soldiers|cases|deaths|miles|metres|meters|km|dollars|euros|pounds)\b"
)


@lru_cache(maxsize=256)
def find_dates(text: str) -> tuple[DateMention, ...]:
    """The dates in a text in order, never overlapping. A month's name that may be another word needs "in" before it."""
    found = [mention for match in _DATE.finditer(text) if (mention := _mention(match)) is not None]
    alone: list[DateMention] = []
    ends = [mention.end for mention in found]
    for match in _MONTH_ALONE.finditer(text):
        start, end = match.span()
        after = bisect_right(ends, start)
        free = after == len(ends) or found[after].start >= end
        if free and (_IN_BEFORE.search(text[max(0, start - 8) : start]) or text.strip() == match.group()):
            alone.append(DateMention(start, end, match.group(), month=_MONTHS[match.group().casefold()]))
    return tuple(sorted(found + alone, key=lambda mention: mention.start))


def _mention(match: re.Match[str]) -> DateMention | None:
    text, start, end = match.string, match.start(), match.end()
    group = match.group
    at = (start, end, match.group())
    if group("iso"):
        return _day(at, int(group("iso_y")), int(group("iso_m")), int(group("iso_d")))
    if group("numeric"):
        return _numeric(at, int(group("n1")), int(group("n2")), group("ny"))
    for number in ("1", "2"):
        if group(f"d{number}"):
            until = group(f"d{number}b")
            return _day(
                at,
                int(group(f"y{number}")) if group(f"y{number}") else None,
                _MONTHS[group(f"m{number}").casefold()],
                int(group(f"d{number}")),
                weekday=_weekday(group(f"w{number}")),
                until=int(until) if until else None,
            )
    if group("y3"):
        return DateMention(*at, year=int(group("y3")), month=_MONTHS[group("m3").casefold()], vague=_vague(group("v3")))
    for name in ("m4", "m8", "m11"):
        if group(name):
            relative = fold(group("rel_m") or "").removeprefix("since ")
            return DateMention(*at, month=_MONTHS[group(name).casefold()], vague=_vague(group("v4")), relative=relative)
    if group("w5"):
        relative = {"every": "every", "each": "every"}.get(fold(group("rel_w")), fold(group("rel_w")).split()[-1])
        relative = {"past": "last", "previous": "last", "coming": "next"}.get(relative, relative)
        return DateMention(*at, weekday=_weekday(group("w5")), relative=relative, vague=_vague(group("p5")))
    if group("w6"):
        return DateMention(*at, weekday=_weekday(group("w6")), vague=_vague(group("p6")))
    if group("season"):
        return DateMention(*at, year=int(group("y7")), relative=fold(group("season")), vague=_vague(group("v7")))
    if group("feast"):
        return DateMention(*at, relative=fold(group("feast")), year=int(group("y9")) if group("y9") else None)
    if group("relative"):
        return DateMention(*at, relative=fold(group("relative")).removeprefix("the "))
    if group("ago"):
        return _ago(at, match)
    return _years(at, match, text)


def _weekday(word: str | None) -> int | None:
    return None if word is None else _WEEKDAYS[word.casefold().rstrip(".")]


def _vague(words: str | None) -> str:
    plain = (
        fold(words or "")
        .strip(" -")
        .removesuffix(" of the")
        .removesuffix(" of")
        .removesuffix(" the")
        .removesuffix(" in")
    )
    return {"beginning": "early", "start": "early", "end": "late", "middle": "mid"}.get(plain, plain)


def _day(
    at: tuple[int, int, str],
    year: int | None,
    month: int,
    day: int,
    *,
    weekday: int | None = None,
    until: int | None = None,
) -> DateMention | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return DateMention(*at, year=year, month=month, day=day, weekday=weekday, until=until)


def _numeric(at: tuple[int, int, str], first: int, second: int, year: str) -> DateMention | None:
    """12/05/2025: the day is the number above 12; where both could be, the order is not told and neither is kept."""
    full = int(year) + (2000 if len(year) == 2 else 0)
    if first > 12:
        return _day(at, full, second, first)
    if second > 12:
        return _day(at, full, first, second)
    if first == second:
        return _day(at, full, first, second)
    return DateMention(*at, year=full, relative=at[2]) if first >= 1 and second >= 1 else None


def _ago(at: tuple[int, int, str], match: re.Match[str]) -> DateMention | None:
    words = match.group("ago_n")
    number = words
    if words.isalpha() or "-" in words:
        spelled = words_at(words, 0)
        if spelled is not None and spelled.end == len(words):
            number = f"{spelled.low:g}"
        elif fold(words) in ("a", "an"):
            number = "1"
        elif fold(words) not in ("few", "several"):
            return None
    direction = fold(match.group().split()[-1])
    direction = "ago" if direction in ("ago", "earlier", "before") else "later"
    return DateMention(*at, relative=f"{fold(number)} {fold(match.group('ago_u'))} {direction}")


def _years(at: tuple[int, int, str], match: re.Match[str], text: str) -> DateMention | None:
    start, end, _ = at
    year = match.group("y10")
    if year is None or _SIGN_BEFORE.search(text[max(0, start - 4) : start]) or _COUNTED.match(text, end):
        return None
    until = match.group("y10b")
    last = int(year) + 9 if match.group("decade") else int(year[: 4 - len(until)] + until) if until else None
    if last is not None and last < int(year):
        return None
    return DateMention(*at, year=int(year), until=last, vague=_vague(match.group("v10")))


def same_day(a: DateMention, b: DateMention) -> bool:
    """Whether two dates can be one: nothing both tell differs, and both tell something of one kind.

    A part lies in its whole (March 2022 in 2022); a full date is matched with a weekday by the calendar.
    """
    if (
        a.month is None
        and b.month is None
        and a.year is not None
        and b.year is not None
        and not (a.relative or b.relative)
    ):
        return a.year <= (b.until or b.year) and b.year <= (a.until or a.year)
    weekdays = _weekday_of(a), _weekday_of(b)
    pairs = [(a.year, b.year), (a.month, b.month), (a.day, b.day), weekdays]
    if any(one is not None and other is not None and one != other for one, other in pairs):
        return a.month is not None and a.month == b.month and a.year in (None, b.year) and _overlap(a, b)
    if a.relative and b.relative and a.relative != b.relative:
        return False
    if a.until is not None and b.until is not None and a.until != b.until:
        return False
    shared = any(one is not None and one == other for one, other in pairs)
    return shared or (a.relative != "" and a.relative == b.relative)


def _overlap(a: DateMention, b: DateMention) -> bool:
    """Whether a range of days holds the other's day."""
    if a.day is None or b.day is None or (a.until is None and b.until is None):
        return False
    return a.day <= (b.until or b.day) and b.day <= (a.until or a.day)


def _weekday_of(mention: DateMention) -> int | None:
    if mention.weekday is not None or mention.until is not None:
        return mention.weekday
    if mention.year is None or mention.month is None or mention.day is None:
        return None
    try:
        return date(mention.year, mention.month, mention.day).weekday()
    except ValueError:  # 30 February
        return None


@lru_cache(maxsize=8192)
def same_date(a: str, b: str) -> bool:
    """Whether two answers give one date, or one that lies in the other; texts without dates compare folded.

    Where one gives more dates, the other's must stand among them.
    """
    first, second = find_dates(a), find_dates(b)
    if not first or not second:
        return not first and not second and fold(a).strip() == fold(b).strip()
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    return all(any(same_day(mention, other) for other in longer) for mention in shorter)
