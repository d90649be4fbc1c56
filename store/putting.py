"""Putting posts into the outbox inside another's transaction: what decides a post keeps it in the same breath."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from store.models import OUTBOX, OUTBOX_ARTICLE, OUTBOX_PICTURE
from store.withdrawing import stand

if TYPE_CHECKING:
    from store.outbox import Outgoing


def frozen(content: Mapping[str, Any]) -> str:
    """Return content as the JSON that is kept; raises TypeError or ValueError if it is none."""
    return json.dumps(dict(content), ensure_ascii=False, allow_nan=False)


def put(connection: Connection, posts: Sequence[tuple[Outgoing, str]], now: datetime) -> tuple[str, ...]:
    """Put posts in the caller's transaction, in order; return the keys that are new."""
    fresh = []
    for outgoing, content in posts:
        if connection.execute(select(OUTBOX.c.id).where(OUTBOX.c.key == outgoing.key)).first() is not None:
            continue
        quoted = sorted(set(outgoing.articles))
        notice = None if outgoing.notice is None else frozen(outgoing.notice)
        if quoted and notice is None:
            raise ValueError(f"the post {outgoing.key} quotes articles and has no notice in case one is withdrawn")
        stands = notice is None or stand(connection, quoted)
        made = connection.execute(
            insert(OUTBOX).values(
                key=outgoing.key,
                platform=outgoing.platform,
                place=outgoing.place,
                thread=outgoing.thread,
                under=outgoing.under,
                content=content if stands else notice,
                notice=notice,
                state="pending",
                created_at=now,
                not_before_at=outgoing.not_before_at or now,
                claims=0,
                attempts=0,
            )
        )
        assert made.inserted_primary_key is not None
        post = made.inserted_primary_key[0]
        if quoted:
            connection.execute(insert(OUTBOX_ARTICLE), [{"outbox_id": post, "article_id": each} for each in quoted])
        if outgoing.picture is not None and stands:
            connection.execute(insert(OUTBOX_PICTURE).values(outbox_id=post, png=outgoing.picture))
        fresh.append(outgoing.key)
    return tuple(fresh)
