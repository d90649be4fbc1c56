"""Short: a dozen kills. `python -m tests.crash --kills 1000` runs the bar, `--naive` the control."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.crash.experiment import killed
from tests.crash.matrix import MatrixScene
from tests.crash.scene import Scene
from tests.crash.slack import SlackScene

KILLS = int(os.environ.get("COPYDESK_KILLS", "12"))


@pytest.fixture(params=[SlackScene, MatrixScene], ids=["slack", "matrix"])
def scene(request: pytest.FixtureRequest) -> Scene:
    made: Scene = request.param(seed=2)
    return made


async def test_whatever_is_killed_each_question_has_one_answer_and_each_date_one_digest(
    scene: Scene, tmp_path: Path
) -> None:
    found = await killed(scene, tmp_path, KILLS, seed=2)
    assert found.spotless, found
    assert found.kills == KILLS
    assert min(found.acknowledged, found.articles, found.digests) > 0


async def test_a_naive_bot_fails_under_the_same_kills(scene: Scene, tmp_path: Path) -> None:
    found = await killed(scene, tmp_path, KILLS, seed=2, careful=False)
    assert found.posted_twice or found.lost_events


async def test_a_bot_that_dies_by_itself_is_counted_and_its_log_shown(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = await killed(SlackScene(seed=2, port=taken.getsockname()[1]), tmp_path, 2, seed=2)
    assert found.died
    assert all("ended by itself (status 1)" in each and "address already in use" in each for each in found.died)
    assert not found.spotless
