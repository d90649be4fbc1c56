"""The archive under test, once for every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.store import Store
from tests.store.engines import ENGINES


@pytest.fixture(params=sorted(ENGINES))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an archive that does not exist yet."""
    return ENGINES[str(request.param)](tmp_path)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An empty open archive."""
    async with Store.opened(url) as opened:
        yield opened
