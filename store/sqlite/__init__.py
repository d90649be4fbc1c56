"""The archive in one SQLite file: the engine behind `store.backend.Backend`."""

from __future__ import annotations

from store.sqlite.backend import SQLiteBackend

__all__ = ["SQLiteBackend"]
