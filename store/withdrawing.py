"""Taking back what was posted: a post that quotes a withdrawn article becomes the notice it was put with.

A post that was not sent yet goes out as its notice. For one that was, a second post is put, the notice with the method
``edit`` and the first one's key as `edits`: whoever delivers it changes the message. What one person alone saw cannot
be changed on every platform; there the second post fails, and is told with the others that did.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from store import pictures
from store.models import ARTICLE, OUTBOX, OUTBOX_ARTICLE
from store.selecting import chunks
from store.withholding import withheld


def withdraw_posts(connection: Connection, articles: Iterable[int], now: datetime) -> int:
    """Withdraw every post that quotes one of the articles, in the caller's transaction; returns how many."""
    posts: set[int] = set()
    for part in chunks(articles):
        quoting = select(OUTBOX_ARTICLE.c.outbox_id).where(OUTBOX_ARTICLE.c.article_id.in_(part))
        posts |= {row.outbox_id for row in connection.execute(quoting)}
    changed = 0
    for some in chunks(sorted(posts)):
        changing = and_(OUTBOX.c.id.in_(some), OUTBOX.c.notice.is_not(None), OUTBOX.c.content != OUTBOX.c.notice)
        for post in connection.execute(select(OUTBOX).where(changing).order_by(OUTBOX.c.id)).all():
            if post.state in ("sending", "sent"):
                connection.execute(insert(OUTBOX).values(_edit(post, now)))
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == post.id).values(content=post.notice))
            pictures.drop(connection, [post.id])
            changed += 1
    return changed


def _edit(post: Row[Any], now: datetime) -> dict[str, object]:
    content = json.loads(post.notice) | {"method": "edit", "edits": post.key}
    return {
        "key": f"{post.key}:withdrawn",
        "platform": post.platform,
        "place": post.place,
        "thread": post.thread,
        "under": post.under,
        "content": json.dumps(content, ensure_ascii=False),
        "state": "pending",
        "created_at": now,
        "not_before_at": now,
        "claims": 0,
        "attempts": 0,
    }


def stand(connection: Connection, articles: Iterable[int]) -> bool:
    """Whether all of the articles may be quoted: none is killed, embargoed or gone."""
    wanted = set(articles)
    found: set[int] = set()
    for part in chunks(sorted(wanted)):
        rows = connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.id.in_(part), ~withheld()))
        found |= {row.id for row in rows}
    return found == wanted
