"""Which engine an address means: the one place where engines are told apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from store.backend import Backend
from store.errors import UsageError
from store.sqlite import SQLiteBackend

_ENGINES: dict[str, Callable[[str], Awaitable[Backend]]] = {"sqlite": SQLiteBackend.open}


async def open_backend(url: str) -> Backend:
    """Open the archive at an address; raises `UsageError` for an engine there is none for."""
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme not in _ENGINES:
        raise UsageError(
            f"The archive's address must start with {' or '.join(_ENGINES)}, as in sqlite:///path/to/file."
        )
    return await _ENGINES[scheme](url)
