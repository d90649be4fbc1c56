"""Backups of archives that are a file; a database server has tools of its own."""

from __future__ import annotations

from pathlib import Path

from store.errors import UsageError
from store.sqlite import backup as of_file


def back_up(url: str, target: Path) -> None:
    """Copy an archive to a new file; see `store.sqlite.backup`. Raises `UsageError` for another engine."""
    _demand_file(url)
    of_file.back_up(url, target)


def restore(url: str, source: Path) -> None:
    """Make an archive of a backup; see `store.sqlite.backup`. Raises `UsageError` for another engine."""
    _demand_file(url)
    of_file.restore(url, source)


def _demand_file(url: str) -> None:
    if not url.startswith("sqlite"):
        raise UsageError("Only an archive in a file is backed up like this. For PostgreSQL use pg_dump and pg_restore.")
