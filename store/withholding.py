"""Which articles may be found, quoted and counted: those that are not superseded, and not killed or embargoed.

An earlier revision may still be quoted as what once stood there, while the newest one of its text is not withheld.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from store.article import Status
from store.models import ARTICLE, STANDING
from store.selecting import chunks


def withheld() -> ColumnElement[bool]:
    """Whether an article is killed or embargoed, as a condition on `ARTICLE`."""
    standing = STANDING.alias("withheld")  # whoever reads an article joins its standing too
    rows = select(standing.c.article_id).where(
        standing.c.article_id == ARTICLE.c.id, standing.c.status != Status.CORRECTED.value
    )
    return rows.correlate(ARTICLE).exists()


CURRENT = and_(ARTICLE.c.superseded_by.is_(None), ~withheld())


def quotable(connection: Connection, articles: Iterable[int]) -> set[int]:
    """Those of the revisions of which words may be shown: neither they nor the newest of their text are killed,
    embargoed or gone.
    """
    newest = ARTICLE.alias("newest")  # of a text: what is said of it, is said of all that came before
    kept = (
        select(newest.c.id)
        .join(STANDING, STANDING.c.article_id == newest.c.id)
        .where(
            newest.c.source == ARTICLE.c.source,
            or_(newest.c.id == ARTICLE.c.id, newest.c.superseded_by.is_(None)),
            STANDING.c.status != Status.CORRECTED.value,
        )
        .correlate(ARTICLE)
    )
    found: set[int] = set()
    for part in chunks(sorted(set(articles))):
        rows = connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.id.in_(part), ~kept.exists()))
        found |= {row.id for row in rows}
    return found
