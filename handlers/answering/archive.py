"""What the engine needs of an archive; `store.store.Store` satisfies it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from store.article import Article, Freshness, OutletSummary, Passage
from store.search import Hit, Query, Scope


class Archive(Protocol):
    """Current articles, found and fetched; offsets are code points into `Article.text`."""

    async def search(
        self, query: Query, scope: Scope = ..., *, per_outlet: int | None = ..., limit: int = ...
    ) -> tuple[Hit, ...]:
        """Passages for a query, best first."""
        ...

    async def articles(self, ids: Iterable[int]) -> dict[int, Article]:
        """The articles with these ids; an unknown id is left out."""
        ...

    async def passages(self, articles: Iterable[int]) -> tuple[Passage, ...]:
        """The passages of these articles, by article and start."""
        ...

    async def stories_of(self, articles: Iterable[int]) -> dict[int, int]:
        """The story of each article that has one; an old revision is in the story of the newest."""
        ...

    async def story_articles(self, ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """The current articles of each story."""
        ...

    async def outlets(self) -> tuple[OutletSummary, ...]:
        """Every outlet with what it has."""
        ...

    async def freshness(self) -> Freshness:
        """How much the archive holds and how new it is."""
        ...
