"""Reading stories: which story an article tells, who tells a story, and what an archive has had of late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from store.models import ARTICLE, SHARED_TEXT, STORY, STORY_ARTICLE
from store.selecting import chunks
from store.story import Shared, Story

# When an article happened: as it says, or as it came.
_when = func.coalesce(ARTICLE.c.published_at, ARTICLE.c.added_at)
_TELLING = (
    select(
        STORY_ARTICLE.c.story_id,
        ARTICLE.c.id,
        ARTICLE.c.outlet_id,
        ARTICLE.c.published_at,
        ARTICLE.c.added_at,
        ARTICLE.c.credit,
        ARTICLE.c.title,
    )
    .join(ARTICLE, ARTICLE.c.id == STORY_ARTICLE.c.article_id)
    .order_by(ARTICLE.c.id)
)


def of_articles(connection: Connection, articles: Iterable[int]) -> dict[int, int]:
    """Return the story of each article that has one; an article that was superseded has its successor's."""
    wanted = list(dict.fromkeys(articles))
    newest = _successors(connection, wanted)
    found: dict[int, int] = {}
    for part in chunks(set(newest.values())):
        rows = connection.execute(
            select(STORY_ARTICLE.c.article_id, STORY_ARTICLE.c.story_id).where(STORY_ARTICLE.c.article_id.in_(part))
        )
        found.update({row.article_id: row.story_id for row in rows})
    return {article: found[newest[article]] for article in wanted if newest[article] in found}


def members(connection: Connection, stories: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the current articles of each story, by id; a story that was merged away has its taker's."""
    wanted = list(dict.fromkeys(stories))
    real = _real(connection, wanted)
    found: dict[int, list[int]] = defaultdict(list)
    for part in chunks(set(real.values())):
        rows = connection.execute(
            select(STORY_ARTICLE.c.story_id, STORY_ARTICLE.c.article_id)
            .where(STORY_ARTICLE.c.story_id.in_(part))
            .order_by(STORY_ARTICLE.c.article_id)
        )
        for row in rows:
            found[row.story_id].append(row.article_id)
    return {story: tuple(found[real[story]]) for story in wanted if real.get(story) in found}


def stories(
    connection: Connection, since: datetime | None, until: datetime | None, limit: int | None
) -> tuple[Story, ...]:
    """Return the stories that have an article of that time, the newest first; `since` and `until` are half-open."""
    wanted = select(STORY_ARTICLE.c.story_id, func.max(_when).label("newest")).join(
        ARTICLE, ARTICLE.c.id == STORY_ARTICLE.c.article_id
    )
    if since is not None:
        wanted = wanted.where(or_(ARTICLE.c.published_at >= since, ARTICLE.c.published_at.is_(None)), _when >= since)
    if until is not None:
        wanted = wanted.where(_when < until)
    wanted = wanted.group_by(STORY_ARTICLE.c.story_id).order_by(func.max(_when).desc(), STORY_ARTICLE.c.story_id)
    ids = [row.story_id for row in connection.execute(wanted.limit(limit))]
    made = _made(connection, ids, since, until)
    return tuple(made[id_] for id_ in ids if id_ in made)


def story(connection: Connection, id_: int) -> Story | None:
    """Return one story, or the one that took it in; None if there is none, or nobody tells it any more."""
    real = _real(connection, [id_]).get(id_)
    return None if real is None else _made(connection, [real], None, None).get(real)


def shared(connection: Connection, articles: Iterable[int]) -> tuple[Shared, ...]:
    """Return which of these articles share sentences."""
    wanted = set(articles)
    found = []
    for part in chunks(sorted(wanted)):
        rows = connection.execute(
            select(SHARED_TEXT).where(SHARED_TEXT.c.one.in_(part)).order_by(*SHARED_TEXT.primary_key)
        )
        found += [
            Shared(row.one, row.other, row.one_characters, row.other_characters) for row in rows if row.other in wanted
        ]
    return tuple(found)


def _successors(connection: Connection, articles: Sequence[int]) -> dict[int, int]:
    """The newest revision of each article that is not superseded any more."""
    newest = {article: article for article in articles}
    looking = set(articles)
    while looking:
        after: dict[int, int] = {}
        for part in chunks(looking):
            rows = connection.execute(
                select(ARTICLE.c.id, ARTICLE.c.superseded_by).where(
                    ARTICLE.c.id.in_(part), ARTICLE.c.superseded_by.is_not(None)
                )
            )
            after.update({row.id: row.superseded_by for row in rows})
        newest = {article: after.get(last, last) for article, last in newest.items()}
        looking = set(after.values())
    return newest


def _real(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    real: dict[int, int] = {}
    for part in chunks(set(ids)):
        rows = connection.execute(select(STORY.c.id, STORY.c.merged_into).where(STORY.c.id.in_(part)))
        real.update({row.id: row.merged_into or row.id for row in rows})
    return real


def _made(
    connection: Connection, ids: Sequence[int], since: datetime | None, until: datetime | None
) -> dict[int, Story]:
    told: dict[int, list[Any]] = defaultdict(list)
    titles: dict[int, int] = {}
    for part in chunks(ids):
        for row in connection.execute(_TELLING.where(STORY_ARTICLE.c.story_id.in_(part))):
            told[row.story_id].append(row)
        rows = connection.execute(select(STORY.c.id, STORY.c.title_article).where(STORY.c.id.in_(part)))
        titles.update({row.id: row.title_article for row in rows})
    pairs = shared(connection, (row.id for rows in told.values() for row in rows))
    alike: dict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        alike[pair.one].append(pair.other)
    return {id_: _story(id_, rows, titles.get(id_), alike, since, until) for id_, rows in told.items()}


def _story(
    id_: int,
    rows: Sequence[Any],
    title_article: int | None,
    alike: Mapping[int, Sequence[int]],
    since: datetime | None,
    until: datetime | None,
) -> Story:
    times = [row.published_at or row.added_at for row in rows]
    fresh = [
        row
        for row, at in zip(rows, times, strict=True)
        if (since is None or at >= since) and (until is None or at < until)
    ]
    title = next((row for row in rows if row.id == title_article), rows[0])
    return Story(
        id=id_,
        title=title.title,
        title_article=title.id,
        first_at=min(times),
        newest_at=max(times),
        articles=len(rows),
        outlets=len({row.outlet_id for row in rows}),
        independent=_independent(rows, alike),
        fresh=len(fresh),
        fresh_outlets=len({row.outlet_id for row in fresh}),
    )


def _independent(rows: Sequence[Any], alike: Mapping[int, Sequence[int]]) -> int:
    """Outlets, those that share sentences or carry one agency's text counted once, as far as that passes on."""
    outlet = {row.id: row.outlet_id for row in rows}
    root = {each: each for each in outlet.values()}

    def find(each: int) -> int:
        while root[each] != each:
            each = root[each]
        return each

    wires: dict[str, int] = {}
    for row in rows:
        for other in alike.get(row.id, ()):
            if other in outlet:
                root[find(row.outlet_id)] = find(outlet[other])
        for wire in (row.credit or "").split(", "):
            if wire:
                root[find(row.outlet_id)] = find(wires.setdefault(wire, row.outlet_id))
    return sum(find(each) == each for each in root)
