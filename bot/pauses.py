"""Keeps the collector of cyclic garbage from stopping the process for long.

A full collection of it stops every thread while it looks at all there is, again and again, though next to nothing of
that changes: 110 to 290 ms each with the reader loaded and the texts of a few questions remembered, longer than all
else for which the event loop stood still. Here what survives one is set aside, so that the next looks only at what came
since, and takes 4 to 9 ms. A value that is set aside is freed as ever when nothing refers to it; a circle of them is
not, so when three times as much is set aside as at first, all of it is looked at again.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# How many smaller collections bring on a full one: Python's 10 let some 80,000 values come, which takes 60 ms.
_OFTEN = 2
# Once in so many full collections it is counted how much is set aside, which takes some 10 ms itself.
_COUNTED = 20
_GROWN = 3
_FULL = 2  # the oldest of the collector's three generations


@contextmanager
def short_pauses() -> Iterator[None]:
    """Set aside what is there now and whatever stays; at the end of the block the collector is as it was."""
    before = gc.get_threshold()
    keeper = _Keeper()
    gc.callbacks.append(keeper)
    gc.set_threshold(before[0], before[1], _OFTEN)
    try:
        gc.collect()
        yield
    finally:
        gc.callbacks.remove(keeper)
        gc.set_threshold(*before)
        gc.unfreeze()


class _Keeper:
    """Is told by the collector when a collection starts and stops."""

    def __init__(self) -> None:
        self._collections = 0
        self._first = 0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if info["generation"] != _FULL:
            return
        if phase == "stop":
            gc.freeze()
            self._collections += 1
            self._first = self._first or gc.get_freeze_count()
        elif self._collections % _COUNTED == 0 and gc.get_freeze_count() > _GROWN * self._first:
            gc.unfreeze()
            self._first = 0
