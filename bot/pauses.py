"""Keeps the collector of cyclic garbage from stopping the process for long.

A full collection of it stops every thread while it looks at all there is, again and again, though next to nothing of
that changes: 110 to 290 ms each with the reader loaded and the texts of a few questions remembered, longer than all
else for which the event loop stood still. Here what survives one is set aside, so that the next looks only at what came
since, and takes 4 to 9 ms. A value that is set aside is freed as ever when nothing refers to it; a circle of them is
not, so when three times as much is set aside as at first, all of it is looked at again. A few such circles may hold
much: a page of megabytes in an error's frames. So it is too when the process holds much more memory than it did after
the last such look, where the system says how much (Linux); this is asked before every full collection.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import PAGESIZE
from pathlib import Path

# How many smaller collections bring on a full one: Python's 10 let some 80,000 values come, which takes 60 ms.
_OFTEN = 2
# Once in so many full collections it is counted how much is set aside, which takes some 10 ms itself.
_COUNTED = 20
_GROWN = 3
# In bytes. What is really in use and grows so much costs one long pause each time.
_HEAVIER = 256_000_000
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
        self._own = 0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if info["generation"] != _FULL:
            return
        if phase == "stop":
            gc.freeze()
            self._collections += 1
            if not self._first:
                self._first, self._own = gc.get_freeze_count(), own_memory()
        elif own_memory() > self._own + _HEAVIER or (
            self._collections % _COUNTED == 0 and gc.get_freeze_count() > _GROWN * self._first
        ):
            gc.unfreeze()
            self._first = 0


def own_memory() -> int:
    """The bytes that the process holds in memory and shares with no file; 0 where the system does not say."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text("ascii").split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * PAGESIZE
