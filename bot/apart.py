"""A thread with an event loop of its own, for what computes: what is asked there never holds up what listens here."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
Apart = Callable[[Coroutine[Any, Any, T]], Coroutine[Any, Any, T]]

# How long a thread that computes keeps the interpreter from one that listens. Python's own 5 ms are waited for at each
# of the few turns that an acknowledgement takes.
TURN_S = 0.0005


@contextlib.asynccontextmanager
async def thread_of_its_own() -> AsyncIterator[Apart[Any]]:
    """Give what runs a coroutine in the other thread and returns or raises what it does.

    Who stops waiting stops the coroutine. At the end of the block those still running are stopped.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="apart", daemon=True)
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    thread.start()

    async def apart(work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

    try:
        yield apart
    finally:
        sys.setswitchinterval(before)
        await apart(_stopped())
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(thread.join)
        loop.close()


async def _stopped() -> None:
    """Stop everything else that runs in this loop, and wait until it has ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
