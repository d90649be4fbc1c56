"""How much one person, or one place, may ask: token buckets, so that a burst is fine and a flood is not."""

from __future__ import annotations

import time
from collections.abc import Callable

# Buckets that are full again are dropped when there are this many.
_MANY = 10_000


class Buckets:
    """One bucket for each key: `per_minute` drops a minute, at most as many at once as one minute brings."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._size = float(per_minute)
        self._clock = clock
        self._level: dict[str, tuple[float, float]] = {}

    def wait(self, key: str) -> float:
        """Take one drop if there is one; returns 0, or the seconds until there will be one."""
        now = self._clock()
        level, at = self._level.get(key, (self._size, now))
        level = min(self._size, level + (now - at) * self._per_second)
        if level < 1:
            self._level[key] = (level, now)
            return (1 - level) / self._per_second
        self._level[key] = (level - 1, now)
        if len(self._level) > _MANY:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        full = [key for key, (level, at) in self._level.items() if level + (now - at) * self._per_second >= self._size]
        for key in full:
            del self._level[key]
