"""What the clock of a process that answers has to do: standing questions and digests, for the platforms it runs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import Duty
from bot.digesting import Digesting
from bot.platform import Platform
from bot.watching import Watching
from handlers.context import Desk

# A digest is due at a full minute; a thread that waits for news does not mind a few seconds.
DIGESTS_S, WATCHES_S = 15.0, 5.0


def duties(desk: Desk, platforms: Sequence[Platform]) -> tuple[Duty, ...]:
    """The duties, each at its own pace."""
    named = {platform.name: platform for platform in platforms}
    return (
        Duty("digests", Digesting(desk, named).due, DIGESTS_S),
        Duty("standing questions", Watching(desk, named).due, WATCHES_S),
    )
