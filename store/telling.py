"""What becomes of stories when articles come, change and go, in the transaction in which they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from store.models import SHARED_TEXT, STORY_ARTICLE, STORY_DUE, STORY_KEY, STORY_TERM
from store.selecting import chunks


def mark_due(connection: Connection, articles: Iterable[int]) -> None:
    """Have the stories of articles looked for, in the caller's transaction."""
    for part in chunks(dict.fromkeys(articles)):
        known = {row[0] for row in connection.execute(select(STORY_DUE).where(STORY_DUE.c.article_id.in_(part)))}
        if rows := [{"article_id": article} for article in part if article not in known]:
            connection.execute(insert(STORY_DUE), rows)


def revise(connection: Connection, superseded: Mapping[int, int]) -> None:
    """Let each new revision stand in its predecessor's story until it is looked at again."""
    forget_words(connection, superseded)
    known = [old for part in chunks(superseded) for old in stories_of(connection, part)]
    if known:
        connection.execute(
            update(STORY_ARTICLE)
            .where(STORY_ARTICLE.c.article_id == bindparam("old"))
            .values(article_id=bindparam("new"), terms=""),
            [{"old": old, "new": superseded[old]} for old in known],
        )
    for part in chunks(superseded):
        connection.execute(delete(STORY_DUE).where(STORY_DUE.c.article_id.in_(part)))


def withdraw(connection: Connection, articles: Iterable[int]) -> None:
    """Take articles out of their stories; the others of these are looked at again, for a story may now fall apart."""
    gone = list(articles)
    for part in chunks(gone):
        stories = set(stories_of(connection, part).values())
        forget_words(connection, part)
        connection.execute(delete(STORY_ARTICLE).where(STORY_ARTICLE.c.article_id.in_(part)))
        connection.execute(delete(STORY_DUE).where(STORY_DUE.c.article_id.in_(part)))
        left = select(func.min(STORY_ARTICLE.c.article_id)).where(STORY_ARTICLE.c.story_id.in_(stories))
        mark_due(connection, [row[0] for row in connection.execute(left.group_by(STORY_ARTICLE.c.story_id))])


def forget_words(connection: Connection, articles: Iterable[int]) -> None:
    """Drop all that articles are recognised by; the story each is in stays written down."""
    for part in chunks(articles):
        rows = connection.execute(select(STORY_ARTICLE.c.terms).where(STORY_ARTICLE.c.article_id.in_(part)))
        for term, count in Counter(term for row in rows for term in parse(row.terms)).items():
            which = STORY_TERM.c.term == term
            if connection.execute(delete(STORY_TERM).where(which, STORY_TERM.c.articles <= count)).rowcount == 0:
                connection.execute(update(STORY_TERM).where(which).values(articles=STORY_TERM.c.articles - count))
        connection.execute(delete(STORY_KEY).where(STORY_KEY.c.article_id.in_(part)))
        connection.execute(delete(SHARED_TEXT).where(or_(SHARED_TEXT.c.one.in_(part), SHARED_TEXT.c.other.in_(part))))


def parse(terms: str) -> dict[str, int]:
    """Read stored terms: "istanbul 5 talk 3"."""
    words = terms.split(" ") if terms else []
    return {words[at]: int(words[at + 1]) for at in range(0, len(words), 2)}


def stories_of(connection: Connection, articles: Iterable[int]) -> dict[int, int]:
    """Return the story of each of the articles that has one."""
    found: dict[int, int] = {}
    for part in chunks(articles):
        rows = connection.execute(
            select(STORY_ARTICLE.c.article_id, STORY_ARTICLE.c.story_id).where(STORY_ARTICLE.c.article_id.in_(part))
        )
        found.update({row.article_id: row.story_id for row in rows})
    return found
