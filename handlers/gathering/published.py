"""When a text was published, from the many ways in which that is written."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

# 05/06/2025 is May or June by the reader's country; 25/06/2025 and 2025-06-05 are not in doubt.
_SLASHED = re.compile(r"\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
# The zones RFC 2822 defines; the standard library reads any other name ("BST") as if it were UTC.
_RFC_2822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)",
    re.ASCII,
)
# Tried in this order; all of dateparser's two hundred take 60 ms for words that are no date at all, these 8 ms.
_LANGUAGES = (
    "en", "es", "fr", "de", "pt", "it", "nl", "pl", "uk", "ru", "tr", "ar", "sv", "da", "nb", "fi", "cs", "ro", "el",
    "hu", "id", "ja", "zh",
)  # fmt: skip
# Before the telegraph there was no wire, and a time far ahead is a mistake of the page.
_FIRST, _LAST = datetime(1840, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def published_at(told: object) -> datetime | None:
    """The aware UTC time of an ISO 8601, RFC 2822 or written date, a datetime, or seconds since 1970; None if unclear.

    A time without a zone is taken as UTC, a date as its midnight. Relative dates ("2 days ago"), dates without a year
    and dates that mean another day in another country (05/06/2025) are unclear.
    """
    found = _read(told)
    if found is None:
        return None
    try:
        aware = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
    return aware if _FIRST <= aware <= _LAST else None


def _read(told: object) -> datetime | None:
    if isinstance(told, datetime):
        return told
    if isinstance(told, date):
        return datetime(told.year, told.month, told.day, tzinfo=UTC)
    if isinstance(told, bool):
        return None
    if isinstance(told, int | float):
        return _since_1970(told)
    if isinstance(told, str):
        return _written(told.strip())
    return None


def _since_1970(number: float) -> datetime | None:
    seconds = number / 1000 if abs(number) > 1e11 else number  # JavaScript counts milliseconds
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


@lru_cache(maxsize=4096)
def _written(words: str) -> datetime | None:
    if not words or len(words) > 200:
        return None
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    if _RFC_2822.fullmatch(words):
        try:
            return parsedate_to_datetime(words)
        except ValueError:
            return None
    slashed = _SLASHED.match(words)
    if slashed and int(slashed.group(1)) <= 12 and int(slashed.group(2)) <= 12 and slashed.group(1) != slashed.group(2):
        return None
    return _parsed(words) if _YEAR.search(words) else None


@cache
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser  # 0.3 s to import, needed only for dates in words

    return DateDataParser(
        languages=list(_LANGUAGES),
        try_previous_locales=True,
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "DATE_ORDER": "DMY",
            "PREFER_LOCALE_DATE_ORDER": False,
        },
    )


def _parsed(words: str) -> datetime | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser's own use of strptime without a year
        found = _parser().get_date_data(words).date_obj
    return found if isinstance(found, datetime) else None
