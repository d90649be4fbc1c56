"""Short: 100 crash points. `python -m tests.store.power_loss --points 2000` runs the bar, `--careless` the control."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.store.power_loss import lose_power, record

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: apt install strace")


@needs_strace
async def test_no_acknowledged_commit_is_lost_with_the_power(tmp_path: Path) -> None:
    ops = await asyncio.to_thread(record, tmp_path, 15, careful=True)
    found = await asyncio.to_thread(lose_power, ops, 100, 1)
    assert (found.corrupt, found.lost) == (0, 0)
    assert found.acknowledged > 10


@needs_strace
async def test_without_syncing_commits_are_lost(tmp_path: Path) -> None:
    """The control: a writer that does not wait for the disk must fail the same test."""
    ops = await asyncio.to_thread(record, tmp_path, 15, careful=False)
    found = await asyncio.to_thread(lose_power, ops, 100, 1)
    assert found.corrupt + found.lost > 0
