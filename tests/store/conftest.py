"""The archive under test: once for every engine, and once with a search index of tantivy beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.store import Store
from tests.store.engines import ENGINES, TANTIVY, archive


@pytest.fixture(params=[*sorted(ENGINES), f"sqlite{TANTIVY}"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an archive that does not exist yet; what opens it in a test has its search index too."""
    return archive(str(request.param), tmp_path, monkeypatch)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An empty open archive."""
    async with Store.opened(url) as opened:
        yield opened
