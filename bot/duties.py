"""What the clock of a process that answers has to do: standing questions and digests, for the platforms it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.alerting import Alerting
from bot.clock import Clock, Duty
from bot.digesting import Digesting
from bot.health import Health
from bot.platform import Platform
from bot.settings import Settings
from bot.watching import Watching
from handlers.context import Desk
from handlers.respond import Respond
from store.destination import Destination

# What is wrong is known within a minute.
ALERTS_S = 30.0
# A digest is due at a full minute; a thread that waits for news does not mind a few seconds.
DIGESTS_S, WATCHES_S = 15.0, 5.0


def duties(
    desk: Desk, platforms: Sequence[Platform], health: Health, operator: Destination | None = None
) -> tuple[Duty, ...]:
    """The duties, each at its own pace."""
    named = {platform.name: platform for platform in platforms}
    return (
        # At the start nothing is connected yet, and nobody is to be told of that.
        Duty("alerts", Alerting(desk.store, health, named, operator).due, ALERTS_S, first=ALERTS_S),
        Duty("digests", Digesting(desk, named).due, DIGESTS_S),
        Duty("standing questions", Watching(desk, named).due, WATCHES_S),
    )


@asynccontextmanager
async def tended(
    settings: Settings, desk: Desk, platforms: Sequence[Platform], respond: Respond, more: Sequence[Duty] = ()
) -> AsyncIterator[tuple[Respond, Clock]]:
    """`respond`, counted where somebody watches, and the clock over all duties; whoever watches is served meanwhile."""
    health = Health(desk.store, platforms)
    every = health.watched((*duties(desk, platforms, health, settings.operator_place), *more))
    if settings.health_port is None:
        yield respond, Clock(every)
        return
    from bot.watchpost import Metrics, watched

    metrics = Metrics()
    async with watched(health, metrics, desk.store, settings.health_host, settings.health_port):
        yield metrics.counted(respond), Clock(every)
