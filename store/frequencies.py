"""In how many passages a term stands: counted from the index, and remembered where counting is what costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

# Counting reads every posting of the term: 0.1 ms for a thousand. What is rarer is counted every time, exactly.
_WORTH_KEEPING = 1_000
# A remembered count serves until the archive has grown by a tenth: a rank moves by less than that.
_GROWTH = 1.1
_MOST_KEPT = 20_000


class Frequencies:
    """The frequencies of one archive, shared by its readers: a lost or doubled update only costs a count."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, int]] = {}

    def count(self, matches: Iterable[str], newest: int, counted: Callable[[str], int]) -> dict[str, int]:
        """Count the passages that match each expression; counts over a thousand may be a tenth behind.

        `newest` is the highest passage id, which tells how far the archive has grown; `counted` asks the index.
        """
        counts: dict[str, int] = {}
        for match in matches:
            count, then = self._kept.get(match, (0, 0))
            if not then <= newest <= then * _GROWTH:
                count = counted(match)
                if count > _WORTH_KEEPING:
                    if len(self._kept) >= _MOST_KEPT:
                        self._kept.clear()
                    self._kept[match] = (count, newest)
            counts[match] = count
        return counts
