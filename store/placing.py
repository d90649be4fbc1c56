"""How articles come to their stories: what is due, what lies near, and writing down what was decided.

What is decided is not the store's business (`handlers.stories`); that it is whole is: a placement is one transaction,
and it is refused if the stories it was decided on are others by now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, text, update

from store.bulk import insert_rows
from store.models import SHARED_TEXT, STORY, STORY_ARTICLE, STORY_DUE, STORY_KEY, STORY_TERM
from store.selecting import chunks
from store.store import Store
from store.story import Placement, Telling
from store.telling import forget_words, parse, stories_of

# The most telling terms of an article by which others find it, and how many two must share: of 560 pairs of one event
# in the labelled stories, 531 share two of 16; the chain of a story brings in the others.
KEYS = 16
_SHARED_KEYS = 2
# Beyond it the same words tell another event: an anniversary, the next match. 66 of the 68 labelled stories lie within.
WINDOW = timedelta(days=300)
_NEAR, _NEAR_STORIES = 40, 8
# Of a larger story only the newest articles are looked at, and it is never split.
MEMBERS = 120

_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_EVER = "9999-12-31 23:59:59.999999"

# Asked for each batch or each article: made once, for making one takes as long as running it.
_COUNTS = select(STORY_TERM.c.term, STORY_TERM.c.articles).where(
    STORY_TERM.c.term.in_(bindparam("terms", expanding=True))
)
_ALIKE = (
    select(STORY_KEY.c.article_id)
    .where(STORY_KEY.c.term.in_(bindparam("keys", expanding=True)))
    .where(
        or_(STORY_KEY.c.published_at == "", STORY_KEY.c.published_at.between(bindparam("since"), bindparam("until")))
    )
    .group_by(STORY_KEY.c.article_id)
    .having(func.count() >= bindparam("least"))
    .order_by(func.count().desc(), STORY_KEY.c.article_id.desc())
    .limit(_NEAR)
)
_NUMBERED = (
    select(
        STORY_ARTICLE,
        func.count().over(partition_by=STORY_ARTICLE.c.story_id).label("size"),
        func.row_number()
        .over(partition_by=STORY_ARTICLE.c.story_id, order_by=STORY_ARTICLE.c.article_id.desc())
        .label("place"),
    )
    .where(STORY_ARTICLE.c.story_id.in_(bindparam("stories", expanding=True)))
    .subquery()
)
_MEMBERS = select(_NUMBERED).where(_NUMBERED.c.place <= MEMBERS).order_by(_NUMBERED.c.story_id, _NUMBERED.c.place)
# One statement for a word, whether it is known or not.
_COUNT_UP = text(
    "INSERT INTO story_term (term, articles) VALUES (:term, :more)"
    " ON CONFLICT (term) DO UPDATE SET articles = story_term.articles + excluded.articles"
)


class Placing:
    """The part of a store by which articles are given their stories."""

    def __init__(self, store: Store) -> None:
        self._backend = store.backend

    async def due(self, limit: int) -> tuple[int, ...]:
        """Return articles whose story must be looked for, in the order in which they came."""
        wanted = select(STORY_DUE.c.article_id).order_by(STORY_DUE.c.article_id).limit(limit)
        rows = await self._backend.read(lambda connection: connection.execute(wanted).all())
        return tuple(row.article_id for row in rows)

    async def counts(self, terms: Iterable[str]) -> tuple[dict[str, int], int]:
        """Return in how many articles each term stands (none: left out), and how many articles there are."""
        asked = sorted(set(terms))
        return await self._backend.read(lambda connection: (_counts(connection, asked), _total(connection)))

    async def near(self, tellings: Sequence[Telling]) -> tuple[Telling, ...]:
        """Return the members of every story that has an article like one of these, and of their own stories."""
        return await self._backend.read(lambda connection: _near(connection, tellings))

    async def write(self, placement: Placement) -> bool:
        """Write a placement; False, and nothing is written, if an article it rests on has another story by now."""
        now = datetime.now(UTC)
        return await self._backend.write(lambda connection: _write(connection, placement, now))


def _packed(terms: Mapping[str, int]) -> str:
    return " ".join(f"{term} {count}" for term, count in terms.items())


def _at(published_at: datetime | None) -> str:
    return "" if published_at is None else published_at.astimezone(UTC).strftime(_FORMAT)


def _counts(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for part in chunks(terms):
        counted |= dict(connection.execute(_COUNTS, {"terms": part}).all())
    return counted


def _total(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(STORY_ARTICLE)).scalar_one()


def _near(connection: Connection, tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    asked = {telling.article for telling in tellings}
    stories: set[int] = set(stories_of(connection, asked).values())
    ranked = [_alike(connection, telling) for telling in tellings]
    story_of = stories_of(connection, {article for articles in ranked for article in articles})
    for articles in ranked:
        stories.update(list(dict.fromkeys(story_of[each] for each in articles if each in story_of))[:_NEAR_STORIES])
    found: list[Telling] = []
    for story, members in _members(connection, sorted(stories)).items():
        found += [
            Telling(row.article_id, row.published_at, parse(row.terms), story, row.size)
            for row in members
            if row.article_id not in asked
        ]
    return tuple(found)


def _alike(connection: Connection, telling: Telling) -> list[int]:
    """The articles that have most of an article's most telling terms, in the time in which they may be of one event."""
    keys = list(telling.terms)[:KEYS]
    given: dict[str, object] = {"keys": keys, "least": min(_SHARED_KEYS, len(keys)), "since": "", "until": _EVER}
    if telling.published_at is not None:
        given |= {"since": _at(telling.published_at - WINDOW), "until": _at(telling.published_at + WINDOW)}
    return list(connection.execute(_ALIKE, given).scalars())


def _members(connection: Connection, stories: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The newest members of each story, the newest first, each with the `size` of its story."""
    members: dict[int, list[Row[Any]]] = {story: [] for story in stories}
    for part in chunks(stories):
        for row in connection.execute(_MEMBERS, {"stories": part}).all():
            members[row.story_id].append(row)
    return members


def _write(connection: Connection, placement: Placement, now: datetime) -> bool:
    if not _holds(connection, placement):
        return False
    told = [telling.article for telling in placement.told]
    forget_words(connection, told)
    fresh = sorted({story for story in placement.stories.values() if story < 0}, reverse=True)
    first = (connection.execute(select(func.max(STORY.c.id))).scalar() or 0) + 1
    real = {story: first + index for index, story in enumerate(fresh)}
    if real:
        connection.execute(insert(STORY), [{"id": id_, "made_at": now} for id_ in real.values()])
    before = stories_of(connection, told)
    rows = [
        {
            "article_id": each.article,
            "story_id": _real(placement.stories.get(each.article, before.get(each.article, 0)), real),
            "published_at": each.published_at,
            "terms": _packed(each.terms),
        }
        for each in placement.told
    ]
    _put(connection, placement.told, rows)
    moved = [
        {"article": article, "to": _real(story, real)}
        for article, story in placement.stories.items()
        if article not in set(told)
    ]
    if moved:
        connection.execute(
            update(STORY_ARTICLE)
            .where(STORY_ARTICLE.c.article_id == bindparam("article"))
            .values(story_id=bindparam("to")),
            moved,
        )
    for gone, into in placement.merged.items():
        kept = _real(into, real)
        connection.execute(update(STORY_ARTICLE).where(STORY_ARTICLE.c.story_id == gone).values(story_id=kept))
        connection.execute(
            update(STORY).where(or_(STORY.c.id == gone, STORY.c.merged_into == gone)).values(merged_into=kept)
        )
    if placement.titles:
        connection.execute(
            update(STORY).where(STORY.c.id == bindparam("story")).values(title_article=bindparam("title")),
            [{"story": _real(story, real), "title": title} for story, title in placement.titles.items()],
        )
    if placement.shared:
        connection.execute(
            insert(SHARED_TEXT),
            [
                {
                    "one": each.one,
                    "other": each.other,
                    "one_characters": each.one_characters,
                    "other_characters": each.other_characters,
                }
                for each in placement.shared
            ],
        )
    for part in chunks(told):
        connection.execute(delete(STORY_DUE).where(STORY_DUE.c.article_id.in_(part)))
    return True


def _holds(connection: Connection, placement: Placement) -> bool:
    if stories_of(connection, placement.seen) != dict(placement.seen):
        return False
    current = 0
    for part in chunks([telling.article for telling in placement.told]):
        current += connection.execute(
            select(func.count()).select_from(STORY_DUE).where(STORY_DUE.c.article_id.in_(part))
        ).scalar_one()
    return current == len(placement.told)


def _real(story: int, made: Mapping[int, int]) -> int:
    return made.get(story, story)


def _put(connection: Connection, told: Sequence[Telling], rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    for part in chunks([telling.article for telling in told]):
        connection.execute(delete(STORY_ARTICLE).where(STORY_ARTICLE.c.article_id.in_(part)))
    connection.execute(insert(STORY_ARTICLE), list(rows))
    dated = [(_at(each.published_at), each) for each in told]
    keys = [(term, at, each.article) for at, each in dated for term in list(each.terms)[:KEYS]]
    insert_rows(connection, STORY_KEY, keys)
    counted = Counter(term for each in told for term in each.terms)
    if counted:
        connection.execute(_COUNT_UP, [{"term": term, "more": counted[term]} for term in sorted(counted)])
