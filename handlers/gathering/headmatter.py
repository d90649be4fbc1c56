"""The lines between headline and body that say who wrote a report and when."""

from __future__ import annotations

import re
from datetime import datetime

from handlers.gathering.published import published_at

_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|"
    r"dec(?:ember)?"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
# Every word of a date line is one of these; a sentence always has another.
_WORD_OF_DATE = re.compile(
    rf"(?:{_MONTH}|{_DAY}|\d{{1,4}}(?:st|nd|rd|th)?|[ap]\.?m|published|updated|posted|modified|created|first|last|on|"
    rf"at|edited|"
    r"reviewed|date|time|ago|days?|hours?|hrs?|h|d|m|mins?|minutes?|months?|weeks?|years?|read|reading|edt|est|et|pdt|"
    r"pst|pt|cst|cdt|"
    r"ct|gmt|utc|bst|cet|cest|eet|eest|ist|msk|ksa|wat|eat|sast|pkt|jst|aest|local|yesterday|today|just|now|and|by|"
    r"last update|noon|"
    r"midnight|the|of|to|\+)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[A-Za-z]+(?:\.[A-Za-z])?\.?|\d+(?:st|nd|rd|th)?")
_TIMES = re.compile(rf"\d{{4}}|ago|read|{_MONTH}|\d{{1,2}}:\d{{2}}|yesterday|today", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:(?:first |last )?(?:published|updated|posted|modified|update|created|date)(?: on| at|:)*\W*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:[|·•–—]|\b(?:updated|modified|last|edited|\d+[ -]?min(?:ute)?s?[ -]?read)\b).*$", re.IGNORECASE
)
_READING_TIME = re.compile(r"\d+[ -]?min(?:ute)?s?[ -]?read.*$", re.IGNORECASE)
_ABSOLUTE = re.compile(
    rf"\b(?:{_MONTH})\b\.?.*\b\d{{4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}\b", re.IGNORECASE
)

_NAME = r"(?:[A-Z][\w'’.-]+|[A-Z]\.?|d[aei]|del|der|van|von|al|bin|el|la|le|O['’][A-Z]\w+)"
_JOB = r"(?:correspondent|editor|reporter|writer|columnist|contributor|staff|bureau chief|journalist)"
_BYLINE = re.compile(
    r"(?:By|BY|by|Written by|Reported by|Story by|Words by|Reporting by|Text by|From)\s+"
    rf"(?P<names>{_NAME}(?:\s+{_NAME}){{0,4}}"
    r"(?:(?:\s*,\s*|\s+and\s+|\s+AND\s+|\s*&\s*|\s+in\s+|\s*\|\s*|\s*/\s*|\s+for\s+)"
    rf"(?:(?:the|The)\s+)?{_NAME}(?:\s+(?:{_NAME}|of|and|for)){{0,5}}){{0,6}})[\s.,|·-]*"
    rf"(?P<role>(?:,|\||–|-)?\s*(?:(?:[\w-]+\s){{0,3}}{_JOB})[\w\s,]{{0,40}})?"
)
_SIGNED = re.compile(rf"(?P<names>{_NAME}(?:\s+{_NAME}){{1,3}}),\s+[\w.-]+\.(?:com|ca|org|net|co\.uk|com\.au|ng|in|ie)")
_ROLE = re.compile(
    rf"(?:(?:[A-Z][\w&'’-]*|\w+)\s){{0,4}}(?:{_JOB}|staff writer|producer)(?:,? (?:in|for|at|of) .{{1,40}}|"
    rf", .{{1,40}})?"
)


def is_date_line(words: str) -> bool:
    """Whether every word of the line belongs to a date, a time, or how long the text takes to read."""
    text = words.strip()
    if len(text) > 140 or not _TIMES.search(text) or not any(c.isdigit() or c.isalpha() for c in text):
        return False
    tokens = _SPLIT.findall(text)
    return len(tokens) >= 2 and all(_WORD_OF_DATE.fullmatch(token.rstrip(".")) for token in tokens)


def date_of(line: str) -> datetime | None:
    """The aware UTC time of a date line that names a whole date; None for "2 days ago"."""
    if not _ABSOLUTE.search(line):
        return None
    words = _LABEL.sub("", line).strip(" \t·|•-–—")
    words = _READING_TIME.sub("", words).strip(" \t·|•-–—,")
    return published_at(words) or published_at(_AFTER.sub("", words).strip(" \t,"))


def byline_of(line: str) -> str | None:
    """The names of a byline ("By Jane Roe and John Doe"), or None when the line is none."""
    text = line.strip()
    if len(text) > 200:
        return None
    found = _BYLINE.fullmatch(text) or _SIGNED.fullmatch(text)
    if found is None or published_at(found.group("names")) is not None or is_date_line(text):
        return None
    names = found.group("names").strip(" .,|·-")
    if all(_WORD_OF_DATE.fullmatch(word) for word in _SPLIT.findall(names)):  # "By Friday"
        return None
    return names or None


def is_role(line: str) -> bool:
    """Whether the line is a reporter's job, as it stands under a byline."""
    return len(line) < 100 and _ROLE.fullmatch(line.strip()) is not None
