"""Floors under the quality of the answers. A floor is what was measured, a little rounded down; none is ever lowered
silently: whoever must lower one says why in the changelog."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.answering.reader import OnnxReader
from tests.evaluation.__main__ import newsdesk
from tests.evaluation.archive import RememberingReader
from tests.evaluation.five import run_five
from tests.evaluation.measure import Measured
from tests.evaluation.newsdesk import Event, events
from tests.shared import SHARED, needs_shared
from training.reported import of_stories
from training.reports import for_measuring

# A fifth of the events, so that the tests end in time: 291 of 372 cells right, 129 of 147 shown, 21 of 95 claims wrong,
# 2 of 11 unanswerable questions answered. `python -m tests.evaluation` measures all: 1,304 of 1,740 cells right, 609
# of 724 shown, 101 of 425 claims wrong, 3 of 52 unanswerable questions answered.
OWN_EVERY = 5
OWN = {"right": 0.77, "shown": 0.87, "wrong": 0.23, "unanswerable": 0.19}
# Measured: 447 of 580 cells right, 273 of 293 shown, 8 of 173 claims wrong, none of 18 unanswerable answered. The shipped
# decision has seen these events: left out, it is right on 447, and 16 of 183 claims are wrong.
NEWSDESK = {"right": 0.76, "shown": 0.92, "wrong": 0.06, "unanswerable": 0.0}
# A sixth of the published stories, which nothing has learnt from.
STORIES_EVERY = 6
STORIES = {"right": 0.0, "shown": 0.0, "wrong": 1.0, "unanswerable": 1.0}
FIVE = 45  # of 50


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[RememberingReader]:
    reading = RememberingReader(OnnxReader.open(threads=1), "shipped", tmp_path / "readings.db")
    yield reading
    await reading.close()


def at_least(floors: dict[str, float], found: Measured) -> None:
    """Every figure is as good as its floor, or better."""

    def share(pair: tuple[int, int]) -> float:
        return pair[0] / pair[1]

    assert share(found.share_right()) >= floors["right"]
    assert share(found.shown()) >= floors["shown"]
    assert share(found.claimed_wrong()) <= floors["wrong"]
    assert share(found.unanswerable_answered()) <= floors["unanswerable"]


async def measured(every: tuple[Event, ...], reader: RememberingReader, folder: Path) -> Measured:
    return await newsdesk(every, reader, folder, together=False)


async def test_invented_events_that_nothing_learnt_from(reader: RememberingReader, tmp_path: Path) -> None:
    at_least(OWN, await measured(for_measuring()[::OWN_EVERY], reader, tmp_path))


@needs_shared
async def test_newsdesk_events(reader: RememberingReader, tmp_path: Path) -> None:
    at_least(NEWSDESK, await measured(events(SHARED / "data" / "newsdesk" / "dev.jsonl"), reader, tmp_path))


@needs_shared
async def test_published_stories(reader: RememberingReader, tmp_path: Path) -> None:
    at_least(STORIES, await measured(of_stories(SHARED / "data")[::STORIES_EVERY], reader, tmp_path))


@needs_shared
async def test_the_five_articles(reader: RememberingReader, tmp_path: Path) -> None:
    rows = await run_five(SHARED / "articles", reader, tmp_path)
    assert sum(good for row in rows for good, _ in row) >= FIVE
