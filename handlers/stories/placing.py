"""Gives articles their stories as they come: a batch at a time, each with all that lies near it.

What was begun and not finished (a process that died, an article added by another) is due still, and is placed by the
next call.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.stories.carrying import carried, characters
from handlers.stories.clusters import central, clusters, named
from handlers.stories.likeness import likenesses, telling_first
from handlers.stories.terms import terms
from store.article import Article
from store.placing import Placing
from store.store import Store
from store.story import Placement, Shared, Telling

_BATCH = 50
# The likenesses of this many articles take about 0.3 s and 100 MB; with more around, fewer are placed at a time.
_MOST = 1200
# A text is compared with so many others of its story, the newest: reprints follow their source within hours.
COMPARED = 40


async def place_stories(store: Store, *, batch: int = _BATCH) -> int:
    """Place every article whose story is due; returns how many were placed. Raises `StoreError`."""
    placing, placed, size = Placing(store), 0, batch
    while ids := await placing.due(size):
        articles = await store.articles(ids)
        known = await store.stories_of(ids)
        new = await asyncio.to_thread(_tellings, articles.values(), known)
        asked = {term for telling in new for term in telling.terms}
        counts, total = await placing.counts(asked)
        new = await asyncio.to_thread(_telling_first, new, counts, total)
        near = await placing.near(new)
        if len(near) + len(new) > _MOST and size > 1:
            size = max(1, size // 4)
            continue
        others, total = await placing.counts({term for each in near for term in each.terms} - asked)
        counts |= others
        around = _Around(tuple(new), near, counts, total)
        decided = await asyncio.to_thread(decide, around)
        compared = await _compared(store, articles, decided, around)
        shared = await asyncio.to_thread(_shared, articles, compared)
        if await placing.write(replace(decided, shared=shared)):
            placed += len(new)
            size = batch
    return placed


@dataclass(frozen=True, slots=True)
class _Around:
    """What a batch is placed by: the articles, those near them, and how common each term is."""

    new: tuple[Telling, ...]
    near: tuple[Telling, ...]
    counts: Mapping[str, int]
    total: int


def _tellings(articles: Iterable[Article], known: Mapping[int, int]) -> list[Telling]:
    return [Telling(each.id, each.published_at, terms(each.title, each.text), known.get(each.id)) for each in articles]


def _telling_first(new: Sequence[Telling], counts: Mapping[str, int], total: int) -> list[Telling]:
    return [replace(each, terms=telling_first(each.terms, counts, total)) for each in new]


def decide(around: _Around) -> Placement:
    """The stories of a batch and of what lies near it, as they are now that the batch is there."""
    sizes = {telling.story: telling.size for telling in around.near}
    new = [replace(each, size=sizes.get(each.story, 1)) for each in around.new]
    every = [*around.near, *new]
    counts = Counter(around.counts)
    counts.update(term for each in new for term in each.terms)
    alike = likenesses(every, counts, around.total + len(new))
    seen = Counter(each.story for each in every if each.story is not None)
    groups = clusters(
        alike, [each.story for each in every], [each.story is None or each.size <= seen[each.story] for each in every]
    )
    ids, merged = named(groups, every)
    stories = {
        every[place].article: id_
        for group, id_ in zip(groups, ids, strict=True)
        for place in group
        if every[place].story != id_
    }
    changed = set(stories.values()) | {each.story for each in new}
    titles = {
        id_: every[central(alike, group)].article
        for group, id_ in zip(groups, ids, strict=True)
        if id_ in changed or any(every[place].article in stories for place in group)
    }
    return Placement(
        told=tuple(new),
        stories=stories,
        merged=merged,
        titles=titles,
        seen={each.article: each.story for each in every if each.story is not None},
    )


async def _compared(
    store: Store, articles: dict[int, Article], decided: Placement, around: _Around
) -> list[tuple[int, int]]:
    """The pairs of texts to compare: each new one with the others of its story; their articles are read."""
    story = {each.article: each.story for each in (*around.near, *around.new)} | dict(decided.stories)
    together: dict[int | None, list[int]] = defaultdict(list)
    for article, id_ in story.items():
        together[id_].append(article)
    fresh = {each.article for each in around.new}
    pairs = {
        (min(one, other), max(one, other))
        for one in fresh
        for other in sorted(together[story[one]])[-COMPARED:]
        if other != one
    }
    articles.update(await store.articles({each for pair in pairs for each in pair} - articles.keys()))
    return sorted(pairs)


def _shared(articles: Mapping[int, Article], pairs: Sequence[tuple[int, int]]) -> tuple[Shared, ...]:
    found = []
    for one, other in pairs:
        if one not in articles or other not in articles or articles[one].outlet.id == articles[other].outlet.id:
            continue
        ours, theirs = characters(carried(articles[one].text, articles[other].text))
        if ours:
            found.append(Shared(one, other, ours, theirs))
    return tuple(found)
