"""Of an item that lies in a folder in several versions only the newest is read, and of a line of items the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handlers.gathering.decode import decode
from handlers.gathering.records import parse_records
from handlers.gathering.walk import Form, Found
from handlers.gathering.wire.item import WireItem
from handlers.gathering.wire.newsml import read_newsml
from handlers.gathering.wire.ninjs import is_ninjs, read_ninjs
from store.errors import InputRefused


@dataclass(frozen=True, slots=True)
class _Newest:
    """Of an item's newest version what the others are placed by; its text is read again when it is its turn."""

    version: int
    evolved_from: str | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies together: the highest version of each item, and what each item that may be shown evolved from."""

    versions: Mapping[str, int] = field(default_factory=dict)
    evolved: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)

    def before(self, item: WireItem) -> tuple[str, ...]:
        """The items that one replaces, the nearest first."""
        found = [item.evolved_from] if item.evolved_from else []
        while found and (further := self.evolved.get(found[-1])) is not None and further not in (*found, item.id):
            found.append(further)
        return tuple(found)


def look_beside(files: Iterable[Found], limit: int) -> Beside:
    """What the files tell of one another; those that cannot be read say nothing here."""
    newest: dict[str, _Newest] = {}
    for file in files:
        if file.form in (Form.WIRE, Form.RECORD):
            for item in _items(file.path, file.form, limit):
                known = newest.get(item.id)
                if known is None or item.version >= known.version:
                    newest[item.id] = _Newest(item.version, item.evolved_from, item.stands)
    told = {item: each.evolved_from for item, each in newest.items() if each.evolved_from and each.stands}
    evolved = {item: before for item, before in told.items() if not _turns_back(item, told)}
    replaced: dict[str, str] = {}
    for later, before in evolved.items():
        replaced.setdefault(before, later)
    return Beside({item: each.version for item, each in newest.items()}, evolved, replaced)


def _turns_back(item: str, told: Mapping[str, str]) -> bool:
    """Whether an item is said to have evolved, in the end, from itself."""
    seen = {item}
    at = told.get(item)
    while at is not None and at not in seen:
        seen.add(at)
        at = told.get(at)
    return at == item


def _items(path: Path, form: Form, limit: int) -> Iterator[WireItem]:
    try:
        if not path.is_file() or path.stat().st_size > limit:
            return
        raw = path.read_bytes()
        if form is Form.WIRE:
            yield from (each for each in read_newsml(raw) if isinstance(each, WireItem))
        elif b'"uri"' in raw or b'"guid"' in raw:
            for _, record in parse_records(decode(raw)):
                if isinstance(record, Mapping) and is_ninjs(record):
                    yield read_ninjs(record)
    except (InputRefused, OSError):
        return
