"""What the words beside a number make of it: money, a share, an age, a duration, a measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import rows
from handlers.answering.language.quantities import HYPHENS, alternatives, values

FigureKind = Literal["count", "share", "money", "age", "duration", "measure", "score", "ordinal", "year", "plain"]

TIMES = values("time")
_MONEY = {word.replace("_", " "): code for kind, code, *words in rows("numbers") if kind == "money:" for word in words}
_SIGNS = {word: code for kind, code, *words in rows("numbers") if kind == "sign:" for word in words}
_UNITS = {
    word.replace("_", " "): (dimension, float(size))
    for kind, dimension, size, *words in (row for row in rows("numbers") if row[0] == "unit:")
    for word in words
}
_SIGN_BEFORE = re.compile(rf"(?:(?<![^\W_])|^)({alternatives(_SIGNS)})\s?$")
_MONEY_AFTER = re.compile(rf"[{HYPHENS}\s]({alternatives(_MONEY)})(?![^\W_])", re.IGNORECASE)
_CODE_AFTER = re.compile(rf"\s?({alternatives(_SIGNS)})(?![^\W_])")
_SHORT_MILLIONS = re.compile(r"\d[\d.,]{0,9}(?:m|bn|b|k)(?=\s)")
_SHARE_AFTER = re.compile(r"\s?[%٪％]|[\s-]?(?:per\s?cent|percent|pct|pc)(?![^\W_])", re.IGNORECASE)
_POINTS_AFTER = re.compile(r"(?:[\s-]percentage|\s?%|\sper\scent)[\s-]points?(?![^\W_])", re.IGNORECASE)
_AGE_AFTER = re.compile(rf"[{HYPHENS}\s](year|month|week|day)s?[{HYPHENS}\s]olds?(?![^\W_])", re.IGNORECASE)
_AGE_BEFORE = re.compile(
    r"(?<![^\W_])(?:aged|age|ages|at\sthe\sage\sof)\s(?:about\s|around\s|just\s|of\s)?$", re.IGNORECASE
)
_TIME_AFTER = re.compile(rf"[{HYPHENS}\s]?({alternatives(TIMES)})(?![^\W_])", re.IGNORECASE)
_UNIT_AFTER = re.compile(rf"[{HYPHENS}\s]?({alternatives(_UNITS)})(?![^\W_])", re.IGNORECASE)
_MAGNITUDE = re.compile(r"(?<![^\W_])magnitude(?:\sof)?[\s-](?:about\s)?$", re.IGNORECASE)
_WEIGHT = re.compile(r"weigh|heav|\sof\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a number is: its kind and unit, where the words that say so end, and the factor to its unit."""

    kind: FigureKind
    unit: str
    end: int
    factor: float = 1.0


def sign_before(text: str, at: int) -> tuple[int, str] | None:
    """The currency sign or code right before position `at`: where it begins and its ISO 4217 code."""
    match = _SIGN_BEFORE.search(text[max(0, at - 5) : at])
    return (at - len(match.group()), _SIGNS[match.group(1)]) if match else None


def money_follows(text: str, at: int) -> bool:
    """Whether "94m pounds" stands here, so that the letter is a scale."""
    match = _SHORT_MILLIONS.match(text, at)
    return bool(match and _MONEY_AFTER.match(text, match.end()))


def measured(text: str, start: int, end: int) -> Measured | None:
    """What the words around ``text[start:end]``, a number, make of it; None for a bare number."""
    if age := _AGE_AFTER.match(text, end):
        return Measured("age", age.group(1).casefold(), age.end())
    if points := _POINTS_AFTER.match(text, end):
        return Measured("measure", "percentage points", points.end())
    if share := _SHARE_AFTER.match(text, end):
        return Measured("share", "%", share.end())
    if money := _MONEY_AFTER.match(text, end) or _CODE_AFTER.match(text, end):
        if _is_weight(text, start, money):
            return Measured("measure", "lb", money.end())
        code = _MONEY.get(fold(money.group(1))) or _SIGNS.get(money.group(1)) or ""
        return Measured("money", code.removesuffix("/100"), money.end(), 0.01 if code.endswith("/100") else 1.0)
    before = text[max(0, start - 24) : start]
    if _AGE_BEFORE.search(before):
        return Measured("age", "year", end)
    unit = _UNIT_AFTER.match(text, end)
    if unit and _written_as_unit(unit):
        return Measured("measure", fold(unit.group(1)), unit.end())
    if time := _TIME_AFTER.match(text, end):
        return Measured("duration", fold(time.group(1)), time.end())
    return Measured("measure", "magnitude", end) if _MAGNITUDE.search(before) else None


def _is_weight(text: str, start: int, money: re.Match[str]) -> bool:
    """Pounds weigh when joined by a hyphen, weighed, or of something; else they are sterling."""
    if fold(money.group(1)) not in ("pound", "pounds"):
        return False
    around = text[max(0, start - 30) : start] + text[money.end() : money.end() + 4]
    return money.group()[0] in HYPHENS or bool(_WEIGHT.search(around))


def _written_as_unit(unit: re.Match[str]) -> bool:
    """A one-letter unit is joined to its number: "5C", "100m", never "5 c" or "6M"."""
    word = unit.group(1)
    return len(word) > 1 or not word.isalpha() or (unit.group() == word and word != "M")


@cache
def dimension(unit: str) -> tuple[str, float]:
    """The dimension of a unit and its size in it (seconds, metres, kilograms …); an unknown unit is its own."""
    if unit in _UNITS:
        return _UNITS[unit]
    return ("time", TIMES[unit]) if unit in TIMES else (unit, 1.0)
