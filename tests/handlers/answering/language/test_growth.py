"""Every finder reads a text in time that grows with its length: no input makes a pattern go back over it again and again."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from handlers.answering.independence import repeats
from handlers.answering.language.fold import Folded, fold
from handlers.answering.language.names import find_names
from handlers.answering.language.numbers import find_figures
from handlers.answering.language.sentences import sentences
from handlers.answering.language.times import find_clocks, find_dates

SEEDS = [
    "a", "A", "1", " ", ".", "-", ",", "'", "\"", "“", "(", "\n", "é", "𐐀", "%",
    "A ", "a ", "1 ", "1,", "1.", "1-", "11 ", "Mr. ", "A. ", "A-", "a-", "A of ", "of the ", "U.S. ", "“A ", "A’s ", "a. A ",
    "one ", "one hundred and ", "a half ", "hundred thousand ", "tens of ", "a year and ", "first ", "1st ", "5-6,", "$1 ",
    "10am to ", "1:30 p.m. - ", "9 ", "GMT ", "07:0", "May ", "1 May ", "early ", "last ", "two days ", "2014-", "Q1 of ",
]  # fmt: skip
FINDERS: list[Callable[[str], object]] = [
    sentences, fold, Folded, find_names, find_figures, find_clocks, find_dates, lambda text: repeats(text, text[::-1])
]  # fmt: skip
SHORT, FACTOR = 2_000, 8
# Growing linearly eight times the text takes eight times as long, growing quadratically sixty-four times.
MOST = 30


def cost(find: Callable[[str], object], text: str) -> float:
    """Processor seconds, the less of two; a mark makes each text new to the finders' caches."""
    least = float("inf")
    for turn in range(2):
        fresh = text + " " * (turn + 1)
        began = time.process_time()
        find(fresh)
        least = min(least, time.process_time() - began)
    return least


@pytest.mark.parametrize(
    "find", FINDERS, ids=["sentences", "fold", "Folded", "names", "figures", "clocks", "dates", "repeats"]
)
def test_time_grows_with_the_text(find: Callable[[str], object]) -> None:
    for seed in SEEDS:
        short = seed * (SHORT // len(seed))
        one, many = cost(find, short), cost(find, short * FACTOR)
        assert many < MOST * max(one, 0.001), (
            f"{seed!r}: {one:.4f}s for {len(short)}, {many:.4f}s for {FACTOR} times that"
        )
