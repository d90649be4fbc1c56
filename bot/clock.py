"""What is done by the clock: each duty in a loop of its own; none waits for another, none stops for one failure.

A duty looks for work that is due and does it; what is due, and who does it when several processes share an archive, is
the store's to say (claims that end by themselves).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.respond import note
from store.errors import CopydeskError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done by the clock. `due` does what is due and returns; it is called every `every` seconds, the first
    time after `first`.
    """

    name: str
    due: Callable[[], Awaitable[None]]
    every: float
    first: float = 0.0


class Clock:
    """Runs duties until it is cancelled. What goes wrong in one is logged, once for as long as it stays wrong."""

    def __init__(self, duties: Sequence[Duty], *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._duties = duties
        self._sleep = sleep

    async def run(self) -> None:
        """Run every duty until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for duty in self._duties:
                tasks.create_task(self._keep(duty), name=f"clock: {duty.name}")

    async def _keep(self, duty: Duty) -> None:
        wrong: str | None = None
        if duty.first:
            await self._sleep(duty.first)
        while True:
            try:
                await duty.due()
            except CopydeskError as error:
                if error.public != wrong:
                    log.warning("%s: %s", duty.name, error.public)
                wrong = error.public
            except Exception as error:  # noqa: BLE001  (the clock goes on, whatever happened)
                if type(error).__name__ != wrong:
                    log.warning("%s: something went wrong inside Copydesk (incident %s)", duty.name, note(error))
                wrong = type(error).__name__
            else:
                wrong = None
            await self._sleep(duty.every)
