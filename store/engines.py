"""Which engine an address means: the one place where engines are told apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import store.timetable  # noqa: F401  (so that every table is known wherever an archive is opened, moved or compared)
from store.backend import Backend
from store.errors import UsageError
from store.sqlite import SQLiteBackend
from store.tantivy.folder import Folder


async def _postgres(url: str) -> Backend:
    # Its driver is an extra: whoever needs one file alone does not install it.
    try:
        from store.postgres import PostgresBackend
    except ImportError as error:
        raise UsageError(
            "An archive in PostgreSQL needs the driver. Install it: pip install 'copydesk[postgres]'."
        ) from error
    return await PostgresBackend.open(url)


_ENGINES: dict[str, Callable[[str], Awaitable[Backend]]] = {"sqlite": SQLiteBackend.open, "postgresql": _postgres}


async def open_backend(url: str, search: Path | None = None) -> Backend:
    """Open the archive at an address, with an index of tantivy in the folder `search` if one is named.

    Raises `UsageError` for an engine there is none for.
    """
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme not in _ENGINES:
        raise UsageError("The archive's address must be sqlite:///path/to/file or postgresql://user@host/database.")
    if search is None:
        return await _ENGINES[scheme](url)
    # As with PostgreSQL, its library is an extra.
    try:
        from store.tantivy.backend import TantivyBackend
    except ImportError as error:
        raise UsageError("A search index of tantivy needs it. Install it: pip install 'copydesk[tantivy]'.") from error
    return await TantivyBackend.open(await _ENGINES[scheme](url), Folder(search))
