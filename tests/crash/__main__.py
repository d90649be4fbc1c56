"""`python -m tests.crash --kills 1000`: the bar. `--platform matrix`: on a real Synapse. `--naive`: the control, which must fail."""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
import tempfile
from pathlib import Path

from tests.crash.experiment import killed
from tests.crash.matrix import MatrixScene
from tests.crash.scene import Scene
from tests.crash.slack import SlackScene


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--platform", choices=("slack", "matrix"), default="slack")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=math.inf, help="end after so many, however many kills it were")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--naive", action="store_true", help="a bot that takes first and records later, and sends again"
    )
    given = parser.parse_args()
    scene: Scene = SlackScene(given.seed) if given.platform == "slack" else MatrixScene(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        running = killed(scene, Path(folder), given.kills, given.seed, careful=not given.naive, minutes=given.minutes)
        found = asyncio.run(running)
    print(found.report())
    return int(found.spotless if given.naive else not found.spotless)


if __name__ == "__main__":
    sys.exit(main())
