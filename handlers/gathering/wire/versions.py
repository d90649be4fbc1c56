"""Of an item that lies in a folder in several versions, only the newest is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from handlers.gathering.decode import decode
from handlers.gathering.records import parse_records
from handlers.gathering.walk import Form, Found
from handlers.gathering.wire.item import WireItem
from handlers.gathering.wire.newsml import read_newsml
from handlers.gathering.wire.ninjs import is_ninjs, read_ninjs
from store.errors import InputRefused


def newest(files: Iterable[Found], limit: int) -> Mapping[str, int]:
    """The highest version of each item in the files; those that cannot be read say nothing here."""
    found: dict[str, int] = {}
    for file in files:
        if file.form in (Form.WIRE, Form.RECORD):
            for item in _items(file.path, file.form, limit):
                found[item.id] = max(found.get(item.id, 0), item.version)
    return found


def _items(path: Path, form: Form, limit: int) -> Iterator[WireItem]:
    try:
        if not path.is_file() or path.stat().st_size > limit:
            return
        raw = path.read_bytes()
        if form is Form.WIRE:
            yield from (each for each in read_newsml(raw) if isinstance(each, WireItem))
        elif b'"uri"' in raw:
            for _, record in parse_records(decode(raw)):
                if isinstance(record, Mapping) and is_ninjs(record):
                    yield read_ninjs(record)
    except (InputRefused, OSError):
        return
