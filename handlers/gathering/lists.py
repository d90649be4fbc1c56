"""The lists that recognition is made of, each a text file beside this module: `agencies`, `outlets`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a list, their columns parted by bars; comments and blank lines are no rows."""
    text = (files("handlers.gathering") / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines if line and not line.startswith("#"))


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell, parted by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())
