"""Taking back what was posted: a post that quotes a withdrawn article becomes the notice it was put with.

A post that was not sent yet goes out as its notice. One that was sent is due to be edited (`store.withdrawals`). A post
that one person alone sees cannot be edited on every platform; then its edit has failed, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, case, select, update

from store.models import ARTICLE, OUTBOX, OUTBOX_ARTICLE
from store.selecting import chunks
from store.withholding import withheld


def withdraw_posts(connection: Connection, articles: Iterable[int]) -> int:
    """Withdraw every post that quotes one of the articles, in the caller's transaction; returns how many."""
    posts: set[int] = set()
    for part in chunks(articles):
        quoting = select(OUTBOX_ARTICLE.c.outbox_id).where(OUTBOX_ARTICLE.c.article_id.in_(part))
        posts |= {row.outbox_id for row in connection.execute(quoting)}
    changed = 0
    for some in chunks(sorted(posts)):
        made = OUTBOX.c.state.in_(("sending", "sent"))
        changed += connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id.in_(some), OUTBOX.c.notice.is_not(None), OUTBOX.c.content != OUTBOX.c.notice)
            .values(
                content=OUTBOX.c.notice,
                edit=case((made, "due"), (OUTBOX.c.state == "unknown", "failed"), else_=OUTBOX.c.edit),
            )
        ).rowcount
    return changed


def stand(connection: Connection, articles: Iterable[int]) -> bool:
    """Whether all of the articles may be quoted: none is killed, embargoed or gone."""
    wanted = set(articles)
    found: set[int] = set()
    for part in chunks(sorted(wanted)):
        rows = connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.id.in_(part), ~withheld()))
        found |= {row.id for row in rows}
    return found == wanted
