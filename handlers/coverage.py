"""How much each outlet published and when, as a picture and in words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from handlers.charts import Row, Step, over_time, step_of
from handlers.context import Refused
from handlers.freshness import article_count, outlet_count
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Piece, source, text_of
from handlers.reply import Picture
from store.store import Store

# A chart of more rows is no longer read; the rest are one row together.
ROWS = 12
_STEPS = {Step.HOUR: Phrase.AN_HOUR, Step.DAY: Phrase.A_DAY, Step.WEEK: Phrase.A_WEEK, Step.MONTH: Phrase.A_MONTH}


async def coverage(store: Store, zone: tzinfo) -> Picture:
    """Draw the archive's coverage over time by outlet, times in `zone`.

    Raises `Refused` where no article has a date, `NoPictures` where pictures cannot be drawn here.
    """
    published = await store.published()
    rows = _rows(published)
    if not rows:
        raise Refused(Phrase.CHART_NOTHING)
    missing = sum(at is None for times in published.values() for at in times)
    undated = fill(Phrase.CHART_UNDATED, articles=article_count(missing)) if missing else ()
    step = step_of([at for row in rows for at in row.times])
    below = fill(Phrase.CHART_BELOW, step=fill(_STEPS[step]), zone=Piece(str(zone)), undated=undated)
    title = fill(Phrase.CHART_TITLE)
    told = listed(tuple(fill(Phrase.CHART_ROW, outlet=source(row.name), count=len(row.times)) for row in rows))
    alt = fill(Phrase.CHART_ALT, title=title, outlets=told, below=below)
    drawn = await asyncio.to_thread(over_time, rows, title=text_of(title), below=text_of(below), zone=zone)
    return Picture(drawn, alt, "coverage.png")


def _rows(published: Mapping[str, Sequence[datetime | None]]) -> list[Row]:
    """The outlets with a date, those with most articles first, the rest of many as one row."""
    dated = [Row(name, tuple(at for at in times if at is not None)) for name, times in published.items()]
    rows = sorted((row for row in dated if row.times), key=lambda row: (-len(row.times), row.name))
    if len(rows) <= ROWS:
        return rows
    rest = rows[ROWS - 1 :]
    others = text_of(fill(Phrase.CHART_OTHERS, outlets=outlet_count(len(rest))))
    return [*rows[: ROWS - 1], Row(others, tuple(at for row in rest for at in row.times))]
