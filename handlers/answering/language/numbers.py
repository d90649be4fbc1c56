"""Figures in a news text: counts, shares, money, ages, durations, measures, scores, ordinals and years, by value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.quantities import CANDIDATE, Quantity, alternatives, digits_at, values, words_at
from handlers.answering.language.scores import range_at, score_at
from handlers.answering.language.units import TIMES, FigureKind, dimension, measured, money_follows, sign_before
from handlers.answering.language.words import STOPWORDS

__all__ = ["Figure", "FigureKind", "find_figures", "same_figure", "same_value"]

# "nearly 20%" and "19.6%" are one figure, "about 100" and "110" are two.
_TOLERANCE = 0.05
# The writer rounds what he converts: 6 miles are given as 10 km (3.5 % off), 100 feet as 30 m (1.6 %).
_CONVERSION = 0.04


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure where it stands: ``text == source[start:end]``, its qualifier ("nearly") left outside.

    `low` and `high` are equal unless it is a range or vague ("dozens"); shares are in per cent; the two numbers of a
    score are `low` and `high` as written. `unit` is a currency code, a unit, or the thing counted, folded.
    """

    start: int
    end: int
    text: str
    kind: FigureKind
    low: float
    high: float
    unit: str = ""
    approx: bool = False
    qualifier: str = ""


_ORDINALS = values("ordinal")
_TENS = {word: value for word, value in values("cardinal").items() if value >= 20}
_ORDINAL_DIGITS = re.compile(r"(?<!\w)(\d{1,3}(?:,\d{3})*|\d+)(st|nd|rd|th)(?!\w)")
_ORDINAL_WORDS = re.compile(
    rf"(?<![^\W_])(?:({alternatives(_TENS)})[-\s])?({alternatives(_ORDINALS)})(?![^\W_])", re.IGNORECASE
)
_ONE_SECOND = re.compile(r"\b(?:a|one|per|each|every)\s$", re.IGNORECASE)
_TIME = re.compile(rf"({alternatives(TIMES)})(?![^\W_])", re.IGNORECASE)
# "for a week", "within an hour and a half"; a bare "a year" is a rate or a figure of speech.
_PERIOD = re.compile(
    r"(?:(?<![^\W_])(?:for|in|within|after|about|over|nearly|almost|than|least|lasting|took|lasted|last|under)\s)"
    rf"(an?\s(?:{alternatives(TIMES)})(?:\sand\sa\s(?:half|quarter))?)(?![^\W_])",
    re.IGNORECASE,
)
_PERIOD_ALONE = re.compile(rf"\W*(an?\s(?:{alternatives(TIMES)})(?:\sand\sa\s(?:half|quarter))?)\W*", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\sand\sa\s(half|quarter)(?![^\W_])", re.IGNORECASE)
_QUALIFIERS = alternatives(vocabulary("numbers", "about"))
_BEFORE = re.compile(rf"(?<![^\W_])({_QUALIFIERS})\s?(?:the\s|an?\s)?$", re.IGNORECASE)
_ALONE = re.compile(rf"\W*(?:(?:{_QUALIFIERS})\s*)*", re.IGNORECASE)
_AFTER = re.compile(rf"\s({alternatives(vocabulary('numbers', 'after'))})(?![^\W_])|(\+)", re.IGNORECASE)
_NOUN = re.compile(r"\s([^\W\d_][\w'’-]*)")
_YEARS = re.compile(r"((?:19|20)\d\d)(?:(s)|\s?[-–]\s?((?:19|20)?\d\d))?(?!\w|,\d{3}|[.]\d|%)")
_PHONE = re.compile(r"(?<![\d(])\+?\(?\d[\d()]{0,14}(?:[\s().-]{1,2}\d{2,}){2,}|(?<!\d)\d{3}-\d{4}(?!\d)")
_CLOCK_OR_DATE = re.compile(
    r"\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\b\.?|(?:GMT|UTC|[A-Z]{2,4}T)\b)|\d{1,2}:\d{2}(?::\d{2})?(?![\d%])"
    r"|\d{1,2}\s?[ap]\.?m\b\.?|\d{3,4}\s?(?:GMT|UTC|BST|CES?T|E[SD]T|P[SD]T|hours|hrs|h)\b"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?!\d)|\d{1,2}/\d{1,2}\b",
    re.IGNORECASE,
)
_MONTH = alternatives(vocabulary("calendar", "month"))
_DAY_OF_MONTH = re.compile(rf"(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})(?![^\W_])", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?<![^\W_])(?:{_MONTH})\.?\s$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\b(?:nos?|number|page|chapter|section|article|room|flight|route|gate|level|phase|grade|channel)\.?\s|#)$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"(?<![^\W_])([A-Z][\w'’]*)\s$")
_APPOSITION = re.compile(r"[^\W\d_][)”\"]?,\s$")
_ONE_BEFORE = re.compile(
    r"\b(?:no|any|every|some|this|that|which|each|the|only|another|first|last|next|a)[\s-]$", re.IGNORECASE
)
_ONE_AFTER = re.compile(
    r"\s(?:of|another|that|who|which|is|was|has|can|could|should|would|may|might|in|on|and|or|by|to)\b"
    r"|['’]s|[.,;:!?)”\"]|$|-",
    re.IGNORECASE,
)
_SHARED = re.compile(r"\s(?:of|the|its|their|his|her|our|all|that|as|were|was|are|is|say|said|did|do)\b", re.IGNORECASE)
_PERIOD_OF_PLAY = re.compile(r"\b(?:first|second|third|fourth|last|final|next|this)\s$", re.IGNORECASE)
_COMMON = vocabulary("common")


@lru_cache(maxsize=256)
def find_figures(text: str) -> tuple[Figure, ...]:
    """The figures in a text in order, never overlapping. Clock times and days of the month are left to `times`."""
    hidden = sorted(
        [(*match.span(), False) for match in _CLOCK_OR_DATE.finditer(text)]
        + [(*match.span(), True) for match in _PHONE.finditer(text) if sum(map(str.isdigit, match.group())) >= 7]
    )
    marks = sorted(
        {match.start() for match in CANDIDATE.finditer(text)}
        | {match.start() for match in _ORDINAL_DIGITS.finditer(text)}
        | {match.start() for match in _ORDINAL_WORDS.finditer(text)}
        | {match.start(1) for match in _PERIOD.finditer(text)}
    )
    if alone := _PERIOD_ALONE.fullmatch(text):
        marks = [alone.start(1)]
    found: list[Figure] = []
    taken = skipped = 0
    for at in marks:
        if at < taken:
            continue
        while skipped < len(hidden) and hidden[skipped][1] <= at:
            skipped += 1
        if skipped < len(hidden) and hidden[skipped][0] <= at:
            start, end, plain = hidden[skipped]
            if plain and start >= taken:
                found.append(Figure(start, end, text[start:end], "plain", math.nan, math.nan))
            taken = end
            continue
        figure = _figure(text, at)
        if figure is not None and figure.start >= taken:
            found.append(_qualified(text, figure))
            taken = figure.end
    return tuple(found)


def _figure(text: str, at: int) -> Figure | None:
    if text[at].isalpha():
        return _period(text, at) or _ordinal(text, at) or _number(text, words_at(text, at))
    return _ordinal(text, at) or _years(text, at) or _number(text, digits_at(text, at, money=_is_money(text, at)))


def _is_money(text: str, at: int) -> bool:
    return sign_before(text, at) is not None or money_follows(text, at)


def _period(text: str, at: int) -> Figure | None:
    """A period with an article for its number: "a week", "an hour and a half"."""
    match = re.compile(r"an?\s", re.IGNORECASE).match(text, at)
    time = _TIME.match(text, match.end()) if match else None
    if not time:
        return None
    more = _AND_A_HALF.match(text, time.end())
    value = 1.0 + _part_of(more)
    end = more.end() if more else time.end()
    return Figure(at, end, text[at:end], "duration", value, value, fold(time.group(1)))


def _part_of(more: re.Match[str] | None) -> float:
    return 0.0 if more is None else 0.5 if more.group(1).casefold() == "half" else 0.25


def _years(text: str, at: int) -> Figure | None:
    """A year, a decade or a span of years standing alone; "2022 people" is a count only with its comma."""
    match = _YEARS.match(text, at)
    if not match or sign_before(text, at):
        return None
    first = float(match.group(1))
    if match.group(3) is None and (first > 2100 or measured(text, at, match.end(1)) is not None):
        return None
    last = first + 9 if match.group(2) else first
    if match.group(3):
        last = float(match.group(1)[: 4 - len(match.group(3))] + match.group(3))
    if last < first:
        return None
    return Figure(at, match.end(), match.group(), "year", first, last, "year")


def _ordinal(text: str, at: int) -> Figure | None:
    digits = _ORDINAL_DIGITS.match(text, at)
    if digits:
        if _DAY_OF_MONTH.match(text, digits.end()) or _MONTH_BEFORE.search(text[max(0, at - 12) : at]):
            return None
        value = float(digits.group(1).replace(",", ""))
        return Figure(at, digits.end(), digits.group(), "ordinal", value, value)
    words = _ORDINAL_WORDS.match(text, at)
    if not words:
        return None
    part = words_at(text, at)
    if part is not None and part.fraction and (part.end > words.end() or _is_share(text, part)):
        return None
    if (
        fold(words.group()) == "second"
        and _ONE_SECOND.search(text[max(0, at - 6) : at])
        and not _NOUN.match(text, words.end())
    ):
        return None
    value = _ORDINALS[words.group(2).casefold()] + (_TENS[words.group(1).casefold()] if words.group(1) else 0.0)
    return Figure(at, words.end(), words.group(), "ordinal", value, value)


def _number(text: str, quantity: Quantity | None) -> Figure | None:
    """The figure of a quantity, by what stands around it."""
    if quantity is None:
        return None
    if quantity.fraction:
        return _fraction(text, quantity)
    start, end, low, high = quantity.start, quantity.end, quantity.low, quantity.high
    sign = sign_before(text, start)
    if sign is None and quantity.digits and (score := score_at(text, start)):
        first, second, end = score
        return Figure(start, end, text[start:end], "score", first, second)
    if more := _AND_A_HALF.match(text, end):
        low, high, end = low + _part_of(more), high + _part_of(more), more.end()
    elif ranged := range_at(text, quantity, money=sign is not None):
        low, high, end = ranged
    if sign is not None:
        start, code = sign
        return Figure(start, end, text[start:end], "money", low, high, code)
    if unit := measured(text, start, end):
        if unit.kind in ("measure", "share") and re.search(r"(?:^|\s)[-−]$", text[max(0, start - 2) : start]):
            start, low, high = start - 1, -low, -high  # below zero
        return Figure(
            start, unit.end, text[start : unit.end], unit.kind, low * unit.factor, high * unit.factor, unit.unit
        )
    return _bare(text, quantity, end, low, high)


def _fraction(text: str, quantity: Quantity) -> Figure | None:
    """A fraction: "half an hour" is a duration, "half a million" a count, "a fifth of" a share."""
    start, end, value = quantity.start, quantity.end, quantity.low
    inner = re.compile(r"[\s-](?:an?\s)?").match(text, end)
    if inner:
        joined = "-" in inner.group() or inner.group().strip()
        time = _TIME.match(text, inner.end())
        if time and joined:
            return Figure(start, time.end(), text[start : time.end()], "duration", value, value, fold(time.group(1)))
        scale = words_at(text, inner.end()) if joined and text[inner.end() : inner.end() + 1].isalpha() else None
        if scale is not None and not scale.fraction:
            value = scale.low * (1.0 if scale.start <= start else value)  # "half a million" is read as one already
            return Figure(start, scale.end, text[start : scale.end], "count", *(2 * (value,)), _noun(text, scale.end))
    if not _is_share(text, quantity):
        return None
    return Figure(start, end, text[start:end], "share", 100 * value, 100 * value, "%")


def _is_share(text: str, part: Quantity) -> bool:
    """Whether a fraction is a share of something: "a third of", "half the", "two-thirds", or it is all there is."""
    words = fold(text[part.start : part.end])
    if _SHARED.match(text, part.end):
        return (
            words in ("half", "a half")
            or " " in words
            or "-" in words
            or not _PERIOD_OF_PLAY.search(text[max(0, part.start - 8) : part.start])
        )
    if words[-1] == "s" and words != "halves":
        return not re.match(r"[\s-](?:place|finals?)", text[part.end : part.end + 8])
    alone = _ALONE.fullmatch(text, 0, part.start) and not text[part.end :].strip(" .")
    return bool(alone) and words not in _ORDINALS


def _bare(text: str, quantity: Quantity, end: int, low: float, high: float) -> Figure | None:
    """A number without a unit: an age in apposition, a label, or a count."""
    start = quantity.start
    words, before = text[start:end], text[max(0, start - 24) : start]
    if fold(words) == "one" and (
        _ONE_BEFORE.search(before)
        or (_ONE_AFTER.match(text, end) and not (_ALONE.fullmatch(text, 0, start) and not text[end:].strip(" .")))
    ):
        return None
    if text[end : end + 1].isalnum() or text[end : end + 1] == "_":
        return None
    if quantity.digits and (_DAY_OF_MONTH.match(text, end) or _MONTH_BEFORE.search(before)):
        return None
    if quantity.digits and low == high:
        if 0 < low < 120 and _APPOSITION.search(before) and re.match(r",|\.?$|\)", text[end : end + 2]):
            return Figure(start, end, words, "age", low, high, "year")
        if "," not in words and _is_label(before):
            return Figure(start, end, words, "plain", low, high)
    return Figure(start, end, words, "count", low, high, _noun(text, end))


def _is_label(before: str) -> bool:
    """Whether the number belongs to the name before it (Boeing 737, Article 5) and counts nothing."""
    if _LABEL.search(before):
        return True
    name = _NAME_BEFORE.search(before)
    return bool(name) and fold(name.group(1)) not in _COMMON | STOPWORDS if name else False


def _noun(text: str, at: int) -> str:
    """The word after a number, folded, if it can be what is counted."""
    match = _NOUN.match(text, at)
    word = fold(match.group(1)) if match else ""
    return "" if word in STOPWORDS else word


def _qualified(text: str, figure: Figure) -> Figure:
    before = _BEFORE.search(text[max(0, figure.start - 28) : figure.start])
    if before:
        return replace(figure, approx=True, qualifier=before.group(1))
    after = _AFTER.match(text, figure.end)
    if after:
        return replace(figure, approx=True, qualifier=after.group(1) or after.group(2))
    vague = figure.kind == "count" and figure.low != figure.high and not any(map(str.isdigit, figure.text))
    return replace(figure, approx=True) if vague else figure


def same_value(a: Figure, b: Figure) -> bool:
    """Whether two figures give one value: units converted, qualifiers allowing 5 %, a range holding what lies in it."""
    if math.isnan(a.low) or math.isnan(b.low):  # a telephone number has no value
        return a.text == b.text
    if "score" in (a.kind, b.kind):
        return {a.low, a.high} == {b.low, b.high}
    if a.kind != b.kind and not _comparable(a, b):
        return False
    (sort, first), (other, second) = dimension(a.unit), dimension(b.unit)
    if a.kind == b.kind and a.kind in ("duration", "measure", "age"):
        if sort != other:
            return False
    else:
        first = second = 1.0
    if a.kind == b.kind == "money" and a.unit and b.unit and a.unit != b.unit:
        return False
    low, high = max(a.low * first, b.low * second), min(a.high * first, b.high * second)
    slack = _TOLERANCE if a.approx or b.approx else _CONVERSION if first != second else 1e-9
    return low <= high + slack * abs(low)


def _comparable(a: Figure, b: Figure) -> bool:
    """Figures of two kinds compare when one has no unit to contradict the other: "two" and "2 years"."""
    loose = {"count", "plain", "year", "age"}
    if a.kind in loose and b.kind in loose:
        return True
    pairs = ((a, b), (b, a))
    return any(x.kind in ("count", "plain") and not x.unit and y.kind != "ordinal" for x, y in pairs)


@lru_cache(maxsize=16384)
def same_figure(a: str, b: str) -> bool:
    """Whether two answers give the same figures by value ("nearly 20%" and "roughly a fifth"; "two" and "2").

    Where one gives more figures, the other's must stand among them in order. Texts without figures compare folded.
    """
    first, second = find_figures(a), find_figures(b)
    if not first or not second:
        return not first and not second and fold(a).strip() == fold(b).strip()
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    rest = iter(longer)
    return all(any(same_value(figure, other) for other in rest) for figure in shorter)
