"""A newsroom and a fake Slack for every test here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.slack.fake import FakeSlack
from tests.bot.slack.running import scripted
from tests.newsroom import Newsroom, newsroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        await scripted(made)
        yield made


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    async with FakeSlack().served() as made:
        yield made
        assert made.broken == [], "Slack would not have taken these"
