"""Which articles may be found, quoted and counted: those that are not superseded, and not killed or embargoed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select

from store.article import Status
from store.models import ARTICLE, STANDING


def withheld() -> ColumnElement[bool]:
    """Whether an article is killed or embargoed, as a condition on `ARTICLE`."""
    standing = STANDING.alias("withheld")  # whoever reads an article joins its standing too
    rows = select(standing.c.article_id).where(
        standing.c.article_id == ARTICLE.c.id, standing.c.status != Status.CORRECTED.value
    )
    return rows.correlate(ARTICLE).exists()


CURRENT = and_(ARTICLE.c.superseded_by.is_(None), ~withheld())
