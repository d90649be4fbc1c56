"""Short: 200 questions. `python -m tests.crash.day` runs the bar."""

from __future__ import annotations

from pathlib import Path

from tests.crash.day import day, flat


async def test_after_a_day_under_load_nothing_has_grown(tmp_path: Path) -> None:
    before, after, answered = await day(tmp_path, 200)
    assert answered == 200
    assert flat(before, after), (before, after)
