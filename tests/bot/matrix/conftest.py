"""A homeserver for all tests here, and a newsroom and two people for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.bot.matrix.people import Person, person
from tests.bot.matrix.running import account, scripted
from tests.bot.matrix.synapse import Synapse, synapse
from tests.newsroom import Newsroom, newsroom


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    with synapse(tmp_path_factory.mktemp("synapse")) as made:
        yield made


@pytest.fixture
def bot(homeserver: Synapse) -> str:
    """The bot's account."""
    return account(homeserver)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        await scripted(made)
        yield made


@pytest.fixture
async def ada(homeserver: Synapse, tmp_path: Path) -> AsyncIterator[Person]:
    async with person(homeserver, tmp_path, "ada") as made:
        yield made


@pytest.fixture
async def bela(homeserver: Synapse, tmp_path: Path) -> AsyncIterator[Person]:
    async with person(homeserver, tmp_path, "bela") as made:
        yield made
