"""The archive under test, once for every engine, and once for each with a search index of tantivy beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import engines
from store.backend import Backend
from store.store import Store
from tests.store.engines import ENGINES

TANTIVY = "tantivy"


@pytest.fixture(params=[f"{engine}{beside}" for engine in sorted(ENGINES) for beside in ("", f"+{TANTIVY}")])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an archive that does not exist yet; what opens it in a test has its search index too."""
    engine, _, beside = str(request.param).partition("+")
    if not beside:
        return ENGINES[engine](tmp_path)
    opened = engines.open_backend

    async def with_index(url: str, search: Path | None = None) -> Backend:
        return await opened(url, search or tmp_path / "archive.db.tantivy")

    monkeypatch.setattr("store.store.open_backend", with_index)
    return ENGINES[engine](tmp_path)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An empty open archive."""
    async with Store.opened(url) as opened:
        yield opened
