"""Who tells the day's stories: a picture of stories by outlets, for the top of a digest, and the same in words."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence

from handlers.charts import Dot, NoPictures, dots
from handlers.edition import Item
from handlers.freshness import outlet_count
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, source, text_of
from handlers.reply import Picture

log = logging.getLogger(__name__)

# More columns are no longer told apart; the outlets that tell least are one column together.
OUTLETS = 12


async def story_coverage(items: Sequence[Item], outlets: Sequence[str]) -> Picture | None:
    """The picture of an edition's stories; `outlets` are the names of all in the archive.

    None where there is no story, where pictures cannot be drawn here, and where drawing fails: a digest is not lost
    for its picture.
    """
    if not items:
        return None
    columns = _columns(items, outlets)
    rows = [(f"{number}. {item.story.title}", _dots(item, columns)) for number, item in enumerate(items, 1)]
    told = fill(Phrase.GRID_BELOW_TOLD) if any(Dot.TOLD in row for _, row in rows) else ()
    below = fill(Phrase.GRID_BELOW, told=told)
    title = fill(Phrase.GRID_TITLE)
    try:
        png = await asyncio.to_thread(
            dots, rows, [name for name, _ in columns], title=text_of(title), below=text_of(below)
        )
    except NoPictures:
        return None
    except Exception as error:  # noqa: BLE001
        log.error("the picture of a digest could not be drawn: %s", type(error).__name__)
        return None
    lines = tuple(_row(number, item) for number, item in enumerate(items, 1))
    alt = fill(Phrase.GRID_ALT, title=title, stories=listed(lines, between=Phrase.SPACE))
    return Picture(png, alt, "stories.png", tuple(item.story.title_article for item in items))


def _columns(items: Sequence[Item], outlets: Sequence[str]) -> list[tuple[str, frozenset[str]]]:
    """The columns and the outlets each stands for: those that tell most first."""
    telling = Counter(name for item in items for name in {article.outlet.name for article in item.articles})
    names = sorted({*outlets, *telling}, key=lambda name: (-telling[name], name))
    if len(names) <= OUTLETS:
        return [(name, frozenset({name})) for name in names]
    rest = names[OUTLETS - 1 :]
    others = text_of(fill(Phrase.CHART_OTHERS, outlets=outlet_count(len(rest))))
    return [*((name, frozenset({name})) for name in names[: OUTLETS - 1]), (others, frozenset(rest))]


def _dots(item: Item, columns: Sequence[tuple[str, frozenset[str]]]) -> tuple[Dot, ...]:
    fresh = {article.outlet.name for article in item.articles if article.id in item.fresh}
    every = {article.outlet.name for article in item.articles}
    return tuple(Dot.NEW if names & fresh else Dot.TOLD if names & every else Dot.NONE for _, names in columns)


def _row(number: int, item: Item) -> Pieces:
    names = sorted({article.outlet.name for article in item.articles})
    more = fill(Phrase.AND_MORE, count=len(names) - OUTLETS) if len(names) > OUTLETS else ()
    shown = listed(tuple(source(name) for name in names[:OUTLETS])) + more
    headline = source(item.story.title, of=(item.story.title_article,))
    return fill(Phrase.GRID_ROW, number=number, headline=headline, outlets=shown)
