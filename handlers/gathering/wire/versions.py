"""Of an item that lies in a folder in several versions only the newest is read, and of a line of items the last.

Where that one turns out to be none that can be stored, the one before it is read after all: nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from handlers.gathering.decode import decode
from handlers.gathering.records import parse_records
from handlers.gathering.walk import Form, Found
from handlers.gathering.wire.item import WireItem
from handlers.gathering.wire.newsml import read_newsml
from handlers.gathering.wire.ninjs import is_ninjs, read_ninjs
from store.errors import InputRefused

T = TypeVar("T")


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


class Waiting(Generic[T]):
    """Items of one reading that others stand for, until it is known whether those can be read.

    Whoever reads an item asks `stands_for` it, keeps it with `hold`, and says which is `readable` and which is `lost`.
    What was not read this time, for it was before, is not lost. Nothing is held longer than it must be: a folder may
    hold more old versions than fit into memory.
    """

    def __init__(self, beside: Beside) -> None:
        self.beside = beside
        self._held: dict[tuple[str, int], list[tuple[tuple[str, int], T, T]]] = {}
        self._readable: set[tuple[str, int]] = set()
        self._lost: set[tuple[str, int]] = set()

    def stands_for(self, item: WireItem) -> tuple[str, int] | None:
        """The id and version of what is to be read in an item's place; None for what is to be read itself."""
        versions = self.beside.versions
        if (newest := versions.get(item.id, 0)) > item.version:
            return item.id, newest
        later = self.beside.replaced.get(item.id)
        return None if later is None or item.withdrawn else (later, versions[later])

    def hold(self, item: WireItem, by: tuple[str, int], read: T, refused: T) -> Iterator[T]:
        """Keep what an item is if what stands for it is lost, and what it is otherwise; that at once if it is known."""
        if by in self._readable:
            yield refused
        else:
            self._held.setdefault(by, []).append(((item.id, item.version), read, refused))

    def readable(self, item: WireItem) -> Iterator[T]:
        """Note that an item can be stored; what became of those that it stands for."""
        key = (item.id, item.version)
        self._readable.add(key)
        yield from (refused for _, _, refused in self._held.pop(key, ()))

    def lost(self, item: WireItem) -> None:
        """Note that an item cannot be stored."""
        self._lost.add((item.id, item.version))

    def settled(self) -> Iterator[T]:
        """What became of those that are still kept, once all is read: of the versions of an item the newest is read."""
        newest = dict(sorted(held for some in self._held.values() for held, *_ in some))
        for by, some in self._held.items():
            for (item, version), read, refused in some:
                yield read if by in self._lost and newest[item] == version else refused


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
