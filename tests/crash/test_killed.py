"""Short: a dozen kills. `python -m tests.crash --kills 1000` runs the bar, `--naive` the control."""

from __future__ import annotations

import os
from pathlib import Path

from tests.crash.experiment import killed

KILLS = int(os.environ.get("COPYDESK_KILLS", "12"))


async def test_whatever_is_killed_each_question_has_one_answer_and_each_date_one_digest(tmp_path: Path) -> None:
    found = await killed(tmp_path, KILLS, seed=2)
    assert found.spotless, found
    assert found.kills == KILLS
    assert min(found.acknowledged, found.articles, found.digests) > 0


async def test_a_naive_bot_fails_under_the_same_kills(tmp_path: Path) -> None:
    found = await killed(tmp_path, KILLS, seed=2, careful=False)
    assert found.posted_twice or found.lost_events
