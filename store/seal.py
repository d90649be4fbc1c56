"""The seal of an article: a digest of everything in its row that an answer may show, so that damage is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter

_SEALED = (
    "id",
    "outlet_id",
    "published_at",
    "added_at",
    "supersedes",
    "source",
    "sha256",
    "title",
    "title_made",
    "outlet_set",
    "cut_short",
    "distributor",
    "credit",
    "byline",
    "url",
    "language",
)
_sealed = itemgetter(*_SEALED)

_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def seal(row: Mapping[str, object]) -> str:
    """SHA-256 over the sealed columns of an article's row, the text through its own digest.

    `superseded_by` is left out (a later row sets it; `supersedes` of that row is sealed).
    """
    values = [value.isoformat() if isinstance(value, datetime) else value for value in _sealed(row)]
    return digest(_ENCODER.encode(values))
