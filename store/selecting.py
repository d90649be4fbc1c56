"""Asking for many rows by their keys without a statement of a thousand parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

# SQLite before 3.32 took 999 parameters; half of that also keeps the compiled statements few.
_AT_ONCE = 500


def chunks(keys: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """Cut keys into lists of at most `size`; no keys, no list."""
    rest = iter(keys)
    while part := list(islice(rest, size)):
        yield part
