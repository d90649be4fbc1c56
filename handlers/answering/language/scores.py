"""Two numbers that belong together: a result (3–1, 21 votes to 19) or a range (5-6,000, between 5 and 7)."""

from __future__ import annotations

import math
import re

from handlers.answering.language.quantities import HYPHENS, Quantity, digits_at, words_at
from handlers.answering.language.units import measured

_SCORE = re.compile(rf"(\d{{1,3}})\s?[{HYPHENS}]\s?(\d{{1,3}})(?![\w,]|\.\d|[{HYPHENS}]\d)")
_VOTES = re.compile(r"(\d{1,4})(\svotes?)?\s(?:to|against|versus|v)\s(\d{1,4})(?!\w|[.,]\d)")
_CONTEST = re.compile(
    r"\b(?:won|wins?|winning|beat|beats|beating|beaten|lost|lose|losing|led|leading|victory|defeat|defeated|draws?|drew|"
    r"scored?|votes?|voted|ruled|ruling|margin|result|ahead|finished|triumph|thrash\w*|edged|rout\w*|passed)\b",
    re.IGNORECASE,
)
_JOIN = re.compile(rf"\s?[{HYPHENS}]\s?|\s(?:to|and|or)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)\s[$£€]?$", re.IGNORECASE)
_SIGN = re.compile(r"[$£€]")
_COUNTED = re.compile(r"\s[a-z]+")


def score_at(text: str, at: int) -> tuple[float, float, int] | None:
    """The result that begins at `at`: its two numbers as written, and where it ends."""
    before = text[max(0, at - 60) : at]
    votes = _VOTES.match(text, at)
    if votes and not _BETWEEN.search(before) and (votes.group(2) or _CONTEST.search(before)):
        return float(votes.group(1)), float(votes.group(3)), votes.end()
    match = _SCORE.match(text, at)
    if not match or measured(text, at, match.end()) is not None:
        return None
    first, second = float(match.group(1)), float(match.group(2))
    after = text[match.end() : match.end() + 24]
    ranged = first < second and _COUNTED.match(after)
    if _CONTEST.search(before) or _CONTEST.search(after) or (first >= second and not ranged):
        return first, second, match.end()
    return None


def range_at(text: str, first: Quantity, *, money: bool) -> tuple[float, float, int] | None:
    """The ends of the range that begins with this quantity, and where it ends ("5-6,000" is 5,000 to 6,000)."""
    join = _JOIN.match(text, first.end)
    if not join:
        return None
    at = join.end()
    if money and _SIGN.match(text, at):
        at += 1
    word = join.group().strip().casefold()
    if word == "and" and not _BETWEEN.search(text[max(0, first.start - 12) : first.start]):
        return None
    second: Quantity | None = None
    if first.digits and text[at : at + 1].isdigit():
        second = digits_at(text, at, money=money)
    elif not first.digits and text[at : at + 1].isalpha() and word.isalpha():
        second = words_at(text, at)
    if second is None or second.fraction:
        return None
    low, high = _inherit_scale(first.low, second), second.high
    if word == "to" and low == high:
        return None
    return (low, high, second.end) if low <= high else None


def _inherit_scale(low: float, second: Quantity) -> float:
    """The first number of "5-6,000" or "5-6 million" is in the second's thousands or millions."""
    if second.low < 1000 or low >= 1000:
        return low
    scaled: float = low * 1000.0 ** int(math.log(second.low, 1000) + 1e-9)
    return scaled if second.low / max(low, 1.0) >= 100 and scaled <= second.low else low
