"""The platform that the bot is on while it is killed: who asks there, what goes wrong on the way, what is seen at the end."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.matrix.settings import MatrixSettings
from bot.slack.settings import SlackSettings
from store.destination import Destination
from tests.bot.slack.fake import Fate
from tests.crash.findings import Shown

# Of the calls that make a post.
FATES = {Fate.REPLY_LOST: 0.15, Fate.LATE: 0.1, Fate.CALL_LOST: 0.05, Fate.BROKEN_AFTER: 0.05, Fate.BROKEN: 0.03}
# How late a post is that comes after its reply was lost.
LATE_S = (0.05, 0.3)


class Scene(Protocol):
    """What a platform brings to the experiment. `acknowledged` are the questions that it took from people for good."""

    acknowledged: set[str]
    pause_s: float  # between two questions
    hurry_s: float  # who dies before it is ready lives shorter than this

    def served(self) -> AbstractAsyncContextManager[None]:
        """The platform, until the end of the block."""
        ...

    @property
    def settings(self) -> SlackSettings | MatrixSettings:
        """What the bot is started with."""
        ...

    @property
    def places(self) -> Sequence[Destination]:
        """Where a digest comes every day."""
        ...

    async def met(self) -> None:
        """Return when the bot, which runs for the first time, is where people ask."""
        ...

    async def ask(self) -> None:
        """Ask once more; the bot may die meanwhile."""
        ...

    async def heard(self) -> bool:
        """Whether the bot, which now runs undisturbed, has heard every question; what it has not is asked again."""
        ...

    async def shown(self) -> Sequence[Shown]:
        """Every post of the bot's."""
        ...


def drawn(chance: random.Random, shares: Mapping[Fate, float]) -> Fate:
    """One of them by its share; for the rest, all is fine."""
    left = chance.random()
    for each, share in shares.items():
        if left < share:
            return each
        left -= share
    return Fate.FINE
