"""What must be true of any archive, whatever engine holds it: each text is the one stored, each passage lies in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select
from sqlalchemy.exc import DBAPIError

from store.backend import Problem
from store.models import ARTICLE, OUTLET, PASSAGE
from store.seal import digest, seal
from store.withholding import CURRENT, withheld

# A damaged archive may have a problem in every row; a person reads the first ones.
MOST = 200
_AT_ONCE = 200


def archive(connection: Connection) -> Iterator[Problem]:
    """Look at every article and passage; a row that cannot even be read is a problem, not an error."""
    for where, look in (
        ("articles", _articles),
        ("revisions", _chains),
        ("passages", _passages),
        ("outlets", _outlets),
    ):
        yield from guarded(where, partial(look, connection))


def guarded(where: str, look: Callable[[], Iterator[Problem]]) -> Iterator[Problem]:
    """Take one look at the archive; what it stumbles over is its finding."""
    try:
        yield from look()
    except (DBAPIError, TypeError, ValueError) as error:
        yield Problem(where, f"They cannot be read: {_reason(error)}.")


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


def _articles(connection: Connection) -> Iterator[Problem]:
    reached = 0
    while ids := [
        row.id
        for row in connection.execute(
            select(ARTICLE.c.id).where(ARTICLE.c.id > reached).order_by(ARTICLE.c.id).limit(_AT_ONCE)
        )
    ]:
        rows = select(ARTICLE).where(ARTICLE.c.id.between(ids[0], ids[-1])).order_by(ARTICLE.c.id)
        try:
            found = [problem for row in connection.execute(rows) for problem in _article(row)]
        except (DBAPIError, TypeError, ValueError):
            # One row cannot be read: look at each alone, to name it.
            found = [problem for id_ in ids for problem in _alone(connection, id_)]
        yield from found
        reached = ids[-1]


def _alone(connection: Connection, id_: int) -> list[Problem]:
    try:
        return [
            problem
            for row in connection.execute(select(ARTICLE).where(ARTICLE.c.id == id_))
            for problem in _article(row)
        ]
    except (DBAPIError, TypeError, ValueError) as error:
        return [Problem(f"article {id_}", f"Its row cannot be read: {_reason(error)}.")]


def _article(row: Row[Any]) -> Iterator[Problem]:
    where = f"article {row.id}"
    try:
        if digest(row.text) != row.sha256:
            yield Problem(where, "Its text is not the one that was stored.")
        if seal(row._asdict()) != row.seal:
            yield Problem(where, "What is told about it (outlet, title, url, times …) is not what was stored.")
    except UnicodeEncodeError:
        yield Problem(where, "Its row holds bytes that are no text.")


def _chains(connection: Connection) -> Iterator[Problem]:
    other = ARTICLE.alias("other")
    broken = (
        select(ARTICLE.c.id)
        .outerjoin(other, other.c.supersedes == ARTICLE.c.id)
        .where(
            or_(
                func.coalesce(ARTICLE.c.superseded_by, 0) != func.coalesce(other.c.id, 0),
                other.c.source != ARTICLE.c.source,
            )
        )
    )
    for row in connection.execute(broken):
        yield Problem(f"article {row.id}", "Its revisions do not follow one another.")


def _passages(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(_outside()):
        yield Problem(f"passage {row.id}", f"It does not lie in the text of article {row.article_id}.")
    before = PASSAGE.alias("before")
    overlapping = select(PASSAGE.c.id).join(
        before,
        (before.c.article_id == PASSAGE.c.article_id)
        & (before.c.start < PASSAGE.c.start)
        & (before.c.end > PASSAGE.c.start),
    )
    for row in connection.execute(overlapping):
        yield Problem(f"passage {row.id}", "It overlaps another passage.")
    has = select(PASSAGE.c.id).where(PASSAGE.c.article_id == ARTICLE.c.id)
    lost = select(ARTICLE.c.id).where(CURRENT, ~has.exists())
    for row in connection.execute(lost):
        yield Problem(f"article {row.id}", "None of it can be found: it has no passage.")
    stale = select(ARTICLE.c.id).where(ARTICLE.c.superseded_by.is_not(None), has.exists())
    for row in connection.execute(stale):
        yield Problem(f"article {row.id}", "It is superseded and can still be found.")
    for row in connection.execute(select(ARTICLE.c.id).where(withheld(), has.exists())):
        yield Problem(f"article {row.id}", "It is killed or embargoed and can still be found.")


def _outside() -> Select[Any]:
    return (
        select(PASSAGE.c.id, PASSAGE.c.article_id)
        .outerjoin(ARTICLE, ARTICLE.c.id == PASSAGE.c.article_id)
        .where(
            or_(
                ARTICLE.c.id.is_(None),
                PASSAGE.c.start < 0,
                PASSAGE.c.end <= PASSAGE.c.start,
                PASSAGE.c.end > func.length(ARTICLE.c.text),
            )
        )
    )


def _outlets(connection: Connection) -> Iterator[Problem]:
    named = select(OUTLET.c.id).where(OUTLET.c.id == ARTICLE.c.outlet_id)
    for row in connection.execute(select(ARTICLE.c.id).where(~named.exists())):
        yield Problem(f"article {row.id}", "Its outlet is not in the archive.")
