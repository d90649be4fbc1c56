"""Short: 300 events. `python -m tests.crash.shuffled --events 10000` runs the bar."""

from __future__ import annotations

from pathlib import Path

from tests.crash.shuffled import shuffled


async def test_every_event_however_often_it_comes_has_one_answer(tmp_path: Path) -> None:
    answered, deliveries = await shuffled(tmp_path, 300, seed=4)
    assert deliveries > 500
    assert set(answered.values()) == {1}
    assert len(answered) == 300
