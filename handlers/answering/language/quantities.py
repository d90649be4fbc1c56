"""Reading a number: digits, spelled numbers and fractions as values, with where each ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from handlers.answering.language.lexicon import rows

HYPHENS = "-‐‑–—"
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number read from a text: its value, or the ends of a vague one ("dozens"), and where it stands."""

    start: int
    end: int
    low: float
    high: float
    fraction: bool = False
    digits: bool = False


@cache
def values(kind: str) -> dict[str, float]:
    """The values of the number words of one kind in the lexicon, by folded word."""
    return {
        word.replace("_", " "): float(value)
        for row_kind, value, *words in (row for row in rows("numbers") if row[0] == f"{kind}:")
        for word in words
        if row_kind
    }


def alternatives(words: object) -> str:
    """A regular expression for any of the words, longest first, spaces matching any white space."""
    ordered = sorted((str(word) for word in words), key=lambda word: (-len(word), word))  # type: ignore[attr-defined]
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered)


_CARDINALS = values("cardinal")
_SCALES = values("scale")
_PARTS = values("part")
_SPOKEN_SCALES = {word: value for word, value in _SCALES.items() if word not in ("mn", "mln", "bn", "tn")}
_NUMBER_WORD = alternatives([*_CARDINALS, *_SPOKEN_SCALES])
_WORD = re.compile(rf"(?:{_NUMBER_WORD})(?![^\W\d_])", re.IGNORECASE)
_JOIN = re.compile(rf"\sand\s|[{HYPHENS}\s]", re.IGNORECASE)
_ARTICLE = re.compile(r"(?<![^\W_])(?:a|an|half\sa)\s$", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?<![^\W_])(?:(tens|dozens|scores|hundreds|thousands)\sof\s)?(dozens|scores|hundreds|thousands|millions|billions)"
    r"(?![^\W_])(?!\sof\s(?:thousands|millions|billions))",
    re.IGNORECASE,
)
_VAGUE_VALUES = {
    "tens": 10,
    "dozens": 12,
    "scores": 20,
    "hundreds": 1e2,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
}
_PART = re.compile(
    rf"(?<![^\W_])(?:(?P<over>an?|{alternatives(_CARDINALS)})[{HYPHENS}\s])?(?P<part>{alternatives(_PARTS)})(?![^\W_])",
    re.IGNORECASE,
)
_SCALE_AFTER = re.compile(rf"[{HYPHENS}\s]?(?P<scale>{alternatives(_SCALES)})(?![^\W_])", re.IGNORECASE)
_LETTER_SCALE = re.compile(r"(?P<scale>[mkb])(?![\w/²³])", re.IGNORECASE)
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9}
_VAGUE_WORDS = "tens|dozens|scores|hundreds|thousands|millions|billions"
CANDIDATE = re.compile(
    rf"(?<![\w.,])(?<![^\W\d_][-‑])\d|[{''.join(_VULGAR)}]"
    rf"|(?<![^\W_])(?:{_NUMBER_WORD}|{alternatives(_PARTS)}|{_VAGUE_WORDS})(?![^\W_])",
    re.IGNORECASE,
)


def digits_at(text: str, at: int, *, money: bool = False) -> Quantity | None:
    """The number in digits that begins at `at`, with its scale ("1.2 million", "94m" after a currency sign)."""
    match = _DIGITS.match(text, at)
    if not match:
        return None
    value, end = float(match.group().replace(",", "")), match.end()
    if text[end : end + 1] in _VULGAR and end < len(text):
        value, end = value + _VULGAR[text[end]], end + 1
    scale = _SCALE_AFTER.match(text, end)
    if scale:
        return Quantity(at, scale.end(), *(2 * (value * _SCALES[scale.group("scale").casefold()],)), digits=True)
    letter = _LETTER_SCALE.match(text, end)
    if letter and (money or letter.group() in "kK" or _counted_millions(text, letter)):
        return Quantity(at, letter.end(), *(2 * (value * _LETTERS[letter.group("scale").casefold()],)), digits=True)
    return Quantity(at, end, value, value, digits=True)


def _counted_millions(text: str, letter: re.Match[str]) -> bool:
    """Whether "6m" is six million of something and not six metres: a plural noun follows."""
    return letter.group() == "m" and bool(
        re.match(r"\s(?!metres|meters|years|seconds)[a-z]{3,}s\b|\speople\b", text[letter.end() : letter.end() + 24])
    )


def words_at(text: str, at: int) -> Quantity | None:
    """The spelled number that begins at `at` ("two hundred and fifty", "dozens", "two-thirds"), an article included."""
    vague = _VAGUE.match(text, at)
    if vague:
        first, last = vague.group(1), vague.group(2).casefold()
        unit = _VAGUE_VALUES[last] * (_VAGUE_VALUES[first.casefold()] if first else 1)
        return Quantity(at, vague.end(), 2 * unit, 10 * unit - 1)
    part = _PART.match(text, at)
    if part and not (part.group("over") is None and text[:at].rstrip()[-1:].isdigit()):
        over = (part.group("over") or "a").casefold()
        count = _CARDINALS.get(over, 1.0)
        value = count / _PARTS[part.group("part").casefold()]
        start = at
        before = re.search(r"(?<![^\W_])an?\s$", text[max(0, at - 4) : at], re.IGNORECASE)
        if part.group("over") is None and before:
            start -= len(before.group())
        return Quantity(start, part.end(), value, value, fraction=True)
    return _cardinal(text, at)


def _cardinal(text: str, at: int) -> Quantity | None:
    first = _WORD.match(text, at)
    if not first:
        return None
    word = first.group().casefold()
    start, total, current, last_scale, end = at, 0.0, 0.0, float("inf"), at
    if word in _SCALES:
        article = _ARTICLE.search(text[max(0, at - 8) : at])
        if article:
            start -= len(article.group())
        current = 0.5 if article and article.group().casefold().startswith("half") else 1.0
    match: re.Match[str] | None = first
    while match:
        word = match.group().casefold()
        if word in _SCALES:
            size = _SCALES[word]
            if size in (12, 100):
                if not 0 < current < 100:
                    break
                current *= size
            elif current > 0 and size < last_scale:
                total, current, last_scale = total + current * size, 0.0, size
            else:
                break
        else:
            value = _CARDINALS[word]
            room = current % 100
            if (
                end > at
                and not (room == 0 and (current or total))
                and not (room >= 20 and room % 10 == 0 and value < 10)
            ):
                break
            current += value
        end = match.end()
        join = _JOIN.match(text, end)
        match = _WORD.match(text, join.end()) if join else None
        if join and match and " and " in join.group() and current % 100 != 0:
            break
    return Quantity(start, end, total + current, total + current) if end > at else None
