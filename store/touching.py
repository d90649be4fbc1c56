"""Whether a page was changed or only touched: pages are stamped with the time anew, and say nothing new."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|am|pm|h|hrs?|mins?|s|z|t\d+z?)?")
# The words of which a line that is a time and nothing else is made.
# fmt: off
_STAMP = frozenset([
    "updated", "update", "last", "first", "modified", "published", "publication", "posted", "created", "released",
    "edited", "revised", "changed", "date", "time", "on", "at", "as", "of", "by", "the", "a", "an", "and", "is", "was",
    "jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july", "aug",
    "august", "sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december", "mon", "monday",
    "tue", "tues", "tuesday", "wed", "wednesday", "thu", "thur", "thurs", "thursday", "fri", "friday", "sat",
    "saturday", "sun", "sunday", "am", "pm", "noon", "midnight", "gmt", "utc", "bst", "est", "edt", "cst", "cdt",
    "mst", "mdt", "pst", "pdt", "cet", "cest", "eet", "eest", "msk", "ist", "wat", "cat", "eat", "jst", "aest", "aedt",
    "et", "ct", "mt", "pt", "z", "local", "ago", "today", "yesterday", "tonight", "now", "just", "second", "seconds",
    "sec", "secs", "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "day", "days", "week", "weeks",
    "month", "months", "year", "years",
])
# fmt: on
# A bare number is no time: it may be a score, a price, a count.
_CLOCK = re.compile(r"\d[:/.-]\d")
_LONGEST = 20
_TIMELY = frozenset(["ago", "today", "yesterday", "now"])


def is_stamp(line: str) -> bool:
    """Whether a line is a time and nothing else: "Updated 14:02 BST", "3 hours ago", "May 16, 2025"."""
    words = _WORDS.findall(re.sub(r"\b([ap])\.m\b", r"\1m", line.casefold()))
    numbers = sum(_NUMBER.fullmatch(word) is not None for word in words)
    if numbers == len(words) and not _CLOCK.search(line):
        return False
    if not numbers and _TIMELY.isdisjoint(words):
        return False
    return len(words) <= _LONGEST and all(word in _STAMP or _NUMBER.fullmatch(word) for word in words)


def only_touched(old: str, new: str) -> bool:
    """Whether two texts differ in nothing but lines that are a time and nothing else."""
    return _substance(old) == _substance(new)


def _substance(text: str) -> list[str]:
    return [line for line in text.split("\n") if not is_stamp(line)]
