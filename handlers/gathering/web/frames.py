"""What passes between the program and its parser: frames of JSON and of bytes, each with its length before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from handlers.gathering.feeds.document import Document, Entry, Kind
from handlers.gathering.told import Told
from store.article import Draft

LENGTH = 4
# A draft is at most as large as its page; more than this is a parser gone wrong.
LONGEST = 32_000_000


def framed(payload: bytes) -> bytes:
    """A payload with its length before it."""
    return len(payload).to_bytes(LENGTH, "big") + payload


def packed(value: Mapping[str, Any]) -> bytes:
    """A mapping as a frame; times become ISO 8601."""
    return framed(json.dumps(value, ensure_ascii=False, default=_plain).encode("utf-8", "replace"))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot cross to the parser")


def told_of(value: Mapping[str, Any]) -> Told:
    """The fields that a frame holds."""
    return Told(**{**value, "published": _time(value.get("published"))})


def as_told(told: Told) -> dict[str, Any]:
    """Fields as a frame holds them."""
    return asdict(told)


def draft_of(value: Mapping[str, Any]) -> Draft:
    """The draft that a frame holds."""
    passages = tuple((int(start), int(end)) for start, end in value["passages"])
    return Draft(**{**value, "passages": passages, "published_at": _time(value.get("published_at"))})


def document_of(value: Mapping[str, Any]) -> Document:
    """The feed that a frame holds."""
    entries = tuple(Entry(**{**each, "published": _time(each.get("published"))}) for each in value["entries"])
    return Document(**{**value, "kind": Kind(value["kind"]), "entries": entries, "children": tuple(value["children"])})


def _time(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words) if words else None
