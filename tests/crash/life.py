"""One life of the bot: a process from its start to its death, with what it told of itself and its log."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from pathlib import Path

from tests.crash.process import Orders, run_until_killed

_PROCESSES = multiprocessing.get_context("forkserver")
# What each process would load for itself otherwise, its module `__main__` included.
_PROCESSES.set_forkserver_preload(["tests.crash.process", "tests.crash.slack", "tests.crash.matrix"])

# Of the log of a process that died by itself.
_LINES = 60


class Life:
    """A process that is to be killed; `stored` are the articles it said it has."""

    def __init__(self, orders: Orders) -> None:
        self._log = Path(orders.log)
        self._hears, self._says = _PROCESSES.Pipe(duplex=False)
        self._process = _PROCESSES.Process(target=run_until_killed, args=(orders, self._says))
        self._is_ready = False
        self.stored: set[str] = set()

    async def begin(self) -> None:
        await asyncio.to_thread(self._process.start)
        self._says.close()

    @property
    def lasts(self) -> bool:
        """Whether it still lives."""
        return self._process.is_alive()

    async def ready(self, within_s: float) -> bool:
        """Whether it got to work in so many seconds."""
        until = time.monotonic() + within_s
        while not self._is_ready and time.monotonic() < until and self.lasts:
            self._listen()
            await asyncio.sleep(0.005)
        return self._is_ready

    async def end(self) -> str | None:
        """Kill it with -9; returns what became of it if it had ended before, with its log."""
        lasted = self.lasts
        self._process.kill()
        await asyncio.to_thread(self._process.join, 30)
        self._listen()
        self._hears.close()
        code = self._process.exitcode
        if lasted and code == -signal.SIGKILL:
            self._log.unlink(missing_ok=True)
            return None
        how = signal.Signals(-code).name if code is not None and code < 0 else f"status {code}"
        return f"ended by itself ({how}):\n{self._told()}"

    async def asked_where_it_is(self) -> str:
        """Where every thread of the process stands, at the end of its log."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGUSR1)
        await asyncio.sleep(1)
        return self._told()

    def _told(self) -> str:
        lines = self._log.read_text("utf-8", "replace").splitlines() if self._log.exists() else ()
        return "\n".join(lines[-_LINES:]) or "nothing in its log"

    def _listen(self) -> None:
        try:
            while self._hears.poll():
                word = self._hears.recv()
                if word == "ready":
                    self._is_ready = True
                else:
                    self.stored.add(word)
        except EOFError:
            pass
