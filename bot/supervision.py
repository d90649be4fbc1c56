"""Telling the service manager how the process is: started, alive, stopping. The protocol of systemd's `sd_notify`.

Nothing is told where nobody listens: a terminal, a container. See https://www.freedesktop.org/software/systemd/man/sd_notify.html.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.apart import Apart
from bot.platform import Platform

log = logging.getLogger(__name__)

# Where no watchdog asks for more, what is wrong is told so often.
_STATUS_S = 30.0


@dataclass(frozen=True, slots=True)
class Supervisor:
    """The service manager's socket, None where there is none, and how often it wants a sign of life, in seconds."""

    socket: str | None
    every_s: float | None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Supervisor:
        """The one that started this process, by what systemd sets in its environment."""
        address = environment.get("NOTIFY_SOCKET") or None
        asked, whose = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
        ours = not whose or whose == str(os.getpid())
        watched = address is not None and ours and asked.isdecimal() and int(asked) > 0
        # Twice in the time, as systemd advises: one sign may come late.
        return cls(address, int(asked) / 2_000_000 if watched else None)

    def tell(self, *states: str) -> None:
        """Send ``NAME=value`` states; a supervisor that cannot be reached is logged and never stops the work."""
        if self.socket is None:
            return
        address = f"\0{self.socket[1:]}" if self.socket.startswith("@") else self.socket
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sending:
                sending.setblocking(False)
                sending.connect(address)
                sending.send("\n".join(states).encode())
        except OSError as error:
            log.warning("the service manager could not be told %s: %s", states[0], error)


async def report(supervisor: Supervisor, platforms: Sequence[Platform], apart: Apart[None]) -> None:
    """Say that the process has started, then that it lives, until cancelled.

    A sign of life is given only when both loops turn, the one that listens and the one that answers: a process that
    hangs in either is started again. A platform that cannot be reached is told as the status and starts nothing anew.
    """
    supervisor.tell("READY=1", _status(platforms))
    while supervisor.socket is not None:
        await asyncio.sleep(supervisor.every_s or _STATUS_S)
        await apart(asyncio.sleep(0))
        alive = ("WATCHDOG=1",) if supervisor.every_s else ()
        supervisor.tell(*alive, _status(platforms))


def _status(platforms: Sequence[Platform]) -> str:
    told = (f"{each.name}: {each.trouble() or 'listening'}" for each in platforms)
    return f"STATUS={'; '.join(told) or 'no chats, by its roles'}"
