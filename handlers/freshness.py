"""How fresh the archive is, said under every answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, moment, source
from handlers.reply import Hint, hint
from store.article import Freshness


def freshness_hints(freshness: Freshness, *, now: datetime, zone: tzinfo) -> Iterator[Hint]:
    """One line of the newest article and the counts; a second one only if feeds fail."""
    counts = {"outlets": outlet_count(freshness.outlets), "articles": article_count(freshness.articles)}
    if freshness.newest_at is not None:
        yield hint(Phrase.FRESH, newest=moment(freshness.newest_at, now=now, zone=zone), **counts)
    elif freshness.indexed_at is not None:
        yield hint(Phrase.FRESH_UNDATED, indexed=moment(freshness.indexed_at, now=now, zone=zone), **counts)
    else:
        yield hint(Phrase.FRESH_EMPTY)
    if freshness.failing_feeds:
        yield hint(Phrase.FEEDS_FAILING, feeds=listed(tuple(source(feed) for feed in freshness.failing_feeds)))


def outlet_count(count: int) -> Pieces:
    """ "5 outlets", "1 outlet"."""
    return fill(Phrase.OUTLET_COUNT_ONE) if count == 1 else fill(Phrase.OUTLET_COUNT, count=count)


def article_count(count: int) -> Pieces:
    """ "5 articles", "1 article"."""
    return fill(Phrase.ARTICLE_COUNT_ONE) if count == 1 else fill(Phrase.ARTICLE_COUNT, count=count)
