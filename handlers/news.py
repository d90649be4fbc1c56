"""What is new in a story since it was told last: a figure that moved, a sentence that was quoted and has been altered.

Invariant: every side is a quote. A figure has moved where a new text and one told before count one thing, cannot both
be right, and no text told before had the new figure already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from handlers.answering.answer import Quote
from handlers.answering.language.numbers import same_value
from handlers.answering.page import Page
from handlers.changes import Altered, Spot, altered_since
from handlers.comparing.contrasts import Contrast, Side
from handlers.comparing.figures import figures
from handlers.comparing.statements import Statement, Telling, statements
from handlers.contrasted import quote
from handlers.edition import Item
from store.article import Article
from store.store import Store
from store.subscriptions import Span

# The newest texts on each side; comparing is quadratic in their sentences.
_TEXTS = 6
_MOVED = 3
_ALTERED = 2


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure as it was told and as it is now, each in its sentence, marked."""

    was: str
    before: Quote
    is_now: str
    now: Quote


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a story besides articles and outlets."""

    moved: tuple[Moved, ...] = ()
    altered: tuple[Altered, ...] = ()

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote, in order."""
        pairs = [(each.before, each.now) for each in self.moved] + [(each.old, each.new) for each in self.altered]
        return tuple(quote for pair in pairs for quote in pair if quote is not None)


async def news(store: Store, item: Item, quoted: Mapping[int, tuple[Span, ...]]) -> News:
    """What is new in a story that was told before; nothing for one that was not. Raises `StoreError`."""
    if not item.told:
        return News()
    spots = [Spot(*span) for article in sorted(item.told) for span in quoted.get(article, ())]
    altered = await altered_since(store, spots)
    before = tuple((await store.articles(item.told)).values())
    fresh = [article for article in item.articles if article.id in item.fresh]
    found = await asyncio.to_thread(_moved, before, fresh)
    return News(found[:_MOVED], altered[:_ALTERED])


def _moved(before: Sequence[Article], fresh: Sequence[Article]) -> tuple[Moved, ...]:
    old, new = _statements(before), _statements(fresh)
    every = [*old, *new]
    told = {statement.page.article.id for statement in old}
    found: list[Moved] = []
    # Each text stands for itself: an outlet that counts anew differs from itself.
    for contrast in sorted(figures(every, Telling(every)), key=lambda each: -each.score):
        pair = _pair(contrast, told)
        if pair is None:
            continue
        was, now = pair
        if _stood(now, old) or any(_touch(each, was, now) for each in found):
            continue
        found.append(Moved(was.words, quote(was), now.words, quote(now)))
    return tuple(found)


def _statements(articles: Sequence[Article]) -> list[Statement]:
    newest = sorted(articles, key=lambda each: (each.published_at or each.added_at, each.id))[-_TEXTS:]
    return [each for article in newest for each in statements(str(article.id), Page(article))]


def _pair(contrast: Contrast, told: Collection[int]) -> tuple[Side, Side] | None:
    """The side that was told and the side that is new, of figures that cannot both be right."""
    if not contrast.disagrees:
        return None
    one, other = contrast.sides
    first, second = (side.statement.page.article.id in told for side in (one, other))
    if first == second:
        return None
    return (one, other) if first else (other, one)


def _stood(side: Side, old: Sequence[Statement]) -> bool:
    """Whether a text told before had the figure already, so that the texts differed from the beginning."""
    inside = [f for f in side.statement.page.figures if side.start <= f.start and f.end <= side.end]
    known = [f for page in {statement.page for statement in old} for f in page.figures]
    return any(k.kind == f.kind and k.unit == f.unit and same_value(k, f) for f in inside for k in known)


def _touch(found: Moved, was: Side, now: Side) -> bool:
    """Whether the same was told: either side again, or the same two figures."""
    same = (found.was, found.is_now) == (was.words, now.words)
    return same or found.before == quote(was) or found.now == quote(now)
