"""The engines the contract runs on: for each, the address of an archive in a folder. A new engine is a line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store import engines
from store.backend import Backend
from tests.store.postgres_server import server

TANTIVY = "+tantivy"

ENGINES: dict[str, Callable[[Path], str]] = {
    "postgres": lambda folder: server().archive(),
    "sqlite": lambda folder: f"sqlite:///{folder / 'archive.db'}?timeout=5",
}


def archive(engine: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an archive of an engine; of `engine+tantivy` with a search index beside it, whoever opens it."""
    own, beside, _ = engine.partition(TANTIVY)
    if beside:
        opened = engines.open_backend

        async def with_index(url: str, search: Path | None = None) -> Backend:
            return await opened(url, search or folder / "archive.db.tantivy")

        monkeypatch.setattr("store.store.open_backend", with_index)
    return ENGINES[own](folder)
