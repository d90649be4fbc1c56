"""What is said about a text beside the text itself: by a person, by front matter, by a record, by a page's metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from handlers.gathering.canonical import canonical
from handlers.gathering.published import published_at
from store.article import Status
from store.errors import InputRefused

_SPACE = re.compile(r"\s+")
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
# A headline is a line; a field longer than this is a text in the wrong place.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """The fields of front matter, a JSON record, a manifest or a page's metadata; None where nothing is said.

    `text` is canonical, the others are single lines. Times are aware UTC.
    """

    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    published: datetime | None = None
    byline: str | None = None
    credit: str | None = None
    distributor: str | None = None
    language: str | None = None
    status: Status | None = None
    embargoed_until: datetime | None = None
    note: str | None = None
    id: str | None = None
    text: str | None = None

    def over(self, other: Told) -> Told:
        """These fields, and the other's where nothing is said here."""
        missing = {f.name: getattr(other, f.name) for f in fields(self) if getattr(self, f.name) is None}
        return replace(self, **missing)


FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Told))


def read_fields(record: Mapping[str, object]) -> tuple[Told, tuple[str, ...]]:
    """The fields of a mapping, and a warning for each that cannot be used; unknown keys are not looked at.

    Raises `InputRefused` when a field is of the wrong type.
    """
    warnings: list[str] = []
    values: dict[str, str | datetime | Status | None] = {}
    for name in FIELDS:
        value = record.get(name)
        if value is None or value == "":
            continue
        if name == "published":
            values[name] = _published(value, warnings)
        elif name == "embargoed_until":
            values[name] = _embargo(value)
        elif name == "status":
            values[name] = _status(_string(name, value))
        elif name == "text":
            values[name] = canonical(_string(name, value))
        elif name == "id":
            values[name] = line(
                str(value) if isinstance(value, int) and not isinstance(value, bool) else _string(name, value)
            )
        elif name == "url":
            values[name] = _url(_string(name, value), warnings)
        else:
            values[name] = line(_string(name, value))
    return Told(**values), tuple(warnings)  # type: ignore[arg-type]


def line(words: str) -> str | None:
    """The words as one canonical line; None when nothing is left."""
    kept = _SPACE.sub(" ", canonical(words)).strip()
    return kept or None


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InputRefused(f"its {name} is {_kind(value)}, not text.")
    if name != "text" and len(value) > _LONGEST:
        raise InputRefused(f"its {name} is {len(value):,} characters long; at most {_LONGEST:,} are read.")
    return value


def _published(value: object, warnings: list[str]) -> datetime | None:
    if not isinstance(value, str | int | float | date) or isinstance(value, bool):
        raise InputRefused(f"its published is {_kind(value)}, not a date.")
    found = published_at(value)
    if found is None:
        shown = line(str(value)) or ""
        warnings.append(
            f"its date of publication could not be read and is left out: {shown[:60]!r}; write 2025-05-16T09:05:00Z."
        )
    return found


def _embargo(value: object) -> datetime:
    """When an embargo ends. One that cannot be read is refused: left out, the text would be shown before its time."""
    if not isinstance(value, str | int | float | date) or isinstance(value, bool):
        raise InputRefused(f"its embargoed_until is {_kind(value)}, not a time.")
    found = published_at(value)
    if found is None:
        raise InputRefused("the end of its embargo could not be read; write 2025-05-16T06:00:00Z.")
    return found


def _status(value: str) -> Status:
    try:
        return Status(value.strip().casefold())
    except ValueError:
        raise InputRefused(f"its status is none of {', '.join(status.value for status in Status)}.") from None


def _url(value: str, warnings: list[str]) -> str | None:
    address = value.strip()
    if _URL.fullmatch(address):
        return canonical(address)
    warnings.append(f"its url is not a web address and is left out: {(line(address) or '')[:60]!r}.")
    return None


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__}"
