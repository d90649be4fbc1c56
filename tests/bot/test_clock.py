"""The clock does each duty in its time, and goes on whatever happens to one of them."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.clock import Clock, Duty
from store.errors import StoreLocked


class Turns:
    """A sleep that returns at once, and ends the clock after so many turns."""

    def __init__(self, most: int) -> None:
        self.most, self.slept = most, []  # type: ignore[var-annotated]

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)
        if len(self.slept) >= self.most:
            raise asyncio.CancelledError


async def run(*duties: Duty, turns: int) -> Turns:
    sleep = Turns(turns)
    task = asyncio.ensure_future(Clock(duties, sleep=sleep).run())
    await asyncio.wait([task], timeout=20)
    assert task.done()
    return sleep


async def test_every_duty_is_done_again_and_again() -> None:
    done: list[str] = []

    def duty(name: str) -> Duty:
        async def due() -> None:
            done.append(name)

        return Duty(name, due, 7.0)

    sleep = await run(duty("a"), duty("b"), turns=8)
    assert {"a", "b"} == set(done)
    assert set(sleep.slept) == {7.0}


async def test_a_duty_may_wait_before_its_first_time() -> None:
    done: list[str] = []

    async def due() -> None:
        done.append("alerts")

    sleep = await run(Duty("alerts", due, 7.0, first=30.0), turns=1)
    assert (sleep.slept[0], done) == (30.0, [])


async def test_a_duty_that_fails_is_told_once_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    tries = 0

    async def due() -> None:
        nonlocal tries
        tries += 1
        if tries == 5:
            return
        raise StoreLocked("Another process holds the archive.")

    with caplog.at_level(logging.WARNING):
        await run(Duty("feeds", due, 1.0), turns=8)
    told = [each.getMessage() for each in caplog.records if each.name == "bot.clock"]
    assert tries == 8
    assert told == ["feeds: Another process holds the archive."] * 2  # once, and once more after it was well


async def test_a_duty_that_breaks_is_noted_without_its_words_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = 0

    async def breaking() -> None:
        raise RuntimeError("Rustem Umerov")

    async def working() -> None:
        nonlocal done
        done += 1

    with caplog.at_level(logging.INFO):
        await run(Duty("breaks", breaking, 1.0), Duty("works", working, 1.0), turns=10)
    assert done >= 4
    assert "incident" in caplog.text
    assert "Umerov" not in caplog.text


async def test_a_clock_without_duties_ends() -> None:
    await Clock(()).run()
