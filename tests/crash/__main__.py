"""`python -m tests.crash --kills 1000`: the bar. `--naive` runs the control, which must fail."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.crash.experiment import killed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive", action="store_true", help="a bot that acknowledges first and sends again blindly")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(killed(Path(folder), given.kills, given.seed, careful=not given.naive))
    print(found.report())
    return int(found.spotless if given.naive else not found.spotless)


if __name__ == "__main__":
    sys.exit(main())
