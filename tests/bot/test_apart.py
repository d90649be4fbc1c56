"""What computes has a thread of its own: it does not hold up what listens, and ends when the block does."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.apart import thread_of_its_own


async def test_what_blocks_there_does_not_block_here() -> None:
    """The other thread waits, without once giving way, for something that only this loop can do."""
    done_here = threading.Event()

    async def blocking() -> str:
        return "seen" if done_here.wait(10) else "never"

    async with thread_of_its_own() as apart:
        waiting = asyncio.create_task(apart(blocking()))
        await asyncio.sleep(0)
        done_here.set()
        assert await waiting == "seen"


async def test_what_it_raises_is_raised_here() -> None:
    async def fails() -> None:
        raise KeyError("there")

    async with thread_of_its_own() as apart:
        with pytest.raises(KeyError, match="there"):
            await apart(fails())


async def test_who_stops_waiting_stops_the_work() -> None:
    begun, stopped = threading.Event(), threading.Event()

    async def long() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    async with thread_of_its_own() as apart:
        task = asyncio.create_task(apart(long()))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(stopped.wait, 10)


async def test_at_the_end_what_still_runs_is_stopped_and_the_thread_is_gone() -> None:
    threads: list[threading.Thread] = []
    stopped = threading.Event()

    async def long() -> None:
        threads.append(threading.current_thread())
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    async with thread_of_its_own() as apart:
        task = asyncio.create_task(apart(long()))
        while not threads:
            await asyncio.sleep(0.01)
    assert stopped.is_set()
    assert not threads[0].is_alive()
    with pytest.raises(asyncio.CancelledError):
        await task
