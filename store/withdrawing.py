"""Taking back what was posted: a post that quotes a withdrawn article becomes the notice it was put with.

A post that was not sent yet goes out as its notice. For one that was, a second post is put, the notice with the method
``edit`` and the first one's key as `edits`: whoever delivers it changes the message.

An edited message may keep its first words (Matrix serves them, Slack shows them to administrators). When an article is
taken down, a post that quotes nothing else is therefore taken away (method ``delete``), and its notice is said once in
its thread. How a platform undoes, its notices say in `undo`: ``edit`` (where nothing is said), ``erase`` (taken away at
a takedown whatever else it quotes), or ``say`` (one person alone saw it: it cannot be changed, they are told).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from store import pictures
from store.models import ARTICLE, OUTBOX, OUTBOX_ARTICLE
from store.selecting import chunks
from store.withholding import quotable

# A message is there, or may be.
_THERE = ("sending", "sent")
_EDIT = ":withdrawn"


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
            if post.state in _THERE:
                connection.execute(insert(OUTBOX).values(_edit(post, now)))
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == post.id).values(content=post.notice))
            pictures.drop(connection, [post.id])
            changed += 1
    return changed


def erase_posts(connection: Connection, articles: Iterable[int], holds: Callable[[str], bool], now: datetime) -> int:
    """Take down every post that quotes one of the articles, in the caller's transaction; returns how many.

    Also those that were withdrawn before, for their first words may still be read where they were posted; and those
    in which a person's words hold the articles' (`holds` says so of what is kept): a question that is a headline.
    """
    quoted = dict.fromkeys(_saying(connection, holds, now), False) | _quoted(connection, set(articles))
    told: set[tuple[str, str, str]] = set()
    for some in chunks(sorted(quoted)):
        for post in connection.execute(select(OUTBOX).where(OUTBOX.c.id.in_(some)).order_by(OUTBOX.c.id)).all():
            rows = _erasing(post, alone=quoted[post.id], told=told, now=now) if post.state in _THERE else []
            if rows and not _is_put(connection, rows[0]["key"]):
                connection.execute(insert(OUTBOX), rows)
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == post.id).values(content=post.notice))
            pictures.drop(connection, [post.id])
    return len(quoted)


def _saying(connection: Connection, holds: Callable[[str], bool], now: datetime) -> list[int]:
    """The posts that have a notice and hold words that must go; from those without one the words are taken at once."""
    found: list[int] = []
    for row in connection.execute(select(OUTBOX.c.id, OUTBOX.c.content, OUTBOX.c.notice).order_by(OUTBOX.c.id)).all():
        if not holds(row.content):
            continue
        if row.notice is not None and not holds(row.notice):
            found += [] if _quotes_words(connection, row.id, holds) else [row.id]
            continue
        which = OUTBOX.c.id == row.id
        without = _without(json.loads(row.content), holds)
        post = connection.execute(select(OUTBOX).where(which)).one()
        # What was edited at an earlier takedown is edited once more: the last of its edits holds the words too.
        if (
            post.state in _THERE
            and without.get("method", "post") in ("post", "edit")
            and not _is_put(connection, edit_of(post.key))
        ):
            edit = without | {"method": "edit", "edits": _edited(post.key)}
            connection.execute(insert(OUTBOX).values(_row(post, edit_of(post.key), edit, now)))
        kept = json.dumps(without, ensure_ascii=False)
        # What is to be posted never changes but into its notice.
        connection.execute(update(OUTBOX).where(which).values(notice=kept))
        connection.execute(update(OUTBOX).where(which).values(content=kept))
    return found


def _quotes_words(connection: Connection, post: int, holds: Callable[[str], bool]) -> bool:
    """Whether the words are those of another article that the post quotes: agencies' headlines stand in many."""
    quoted = select(OUTBOX_ARTICLE.c.article_id).where(OUTBOX_ARTICLE.c.outbox_id == post)
    rows = connection.execute(select(ARTICLE.c.title, ARTICLE.c.text).where(ARTICLE.c.id.in_(quoted)))
    return any(holds(row.title) or holds(row.text) for row in rows)


def _without(content: Any, holds: Callable[[str], bool]) -> Any:
    """JSON in which every string that holds words that must go is gone."""
    if isinstance(content, dict):
        return {name: _without(value, holds) for name, value in content.items()}
    if isinstance(content, list):
        return [_without(value, holds) for value in content]
    return "…" if isinstance(content, str) and holds(content) else content


def _quoted(connection: Connection, articles: set[int]) -> dict[int, bool]:
    """The posts that quote one of the articles, and whether they quote nothing else."""
    found: dict[int, bool] = {}
    for part in chunks(sorted(articles)):
        quoting = select(OUTBOX_ARTICLE.c.outbox_id).where(OUTBOX_ARTICLE.c.article_id.in_(part))
        found.update(dict.fromkeys((row.outbox_id for row in connection.execute(quoting)), True))
    for some in chunks(sorted(found)):
        for row in connection.execute(select(OUTBOX_ARTICLE).where(OUTBOX_ARTICLE.c.outbox_id.in_(some))):
            found[row.outbox_id] = found[row.outbox_id] and row.article_id in articles
    return found


def _erasing(post: Row[Any], *, alone: bool, told: set[tuple[str, str, str]], now: datetime) -> list[dict[str, object]]:
    """What takes a post's words away: an edit, or its removal and one notice in the thread it stood in."""
    notice = json.loads(post.notice)
    undo = notice.get("undo", "edit")
    if notice.get("redact") or (undo == "edit" and not alone):  # a picture alone: nothing is said in its place
        return [_edit(post, now)]
    made = (
        []
        if undo == "say"
        else [_row(post, f"{post.key}:erased", notice | {"method": "delete", "edits": post.key}, now)]
    )
    if (stood := (post.platform, post.place, post.thread or post.under or post.key)) not in told:
        told.add(stood)
        made.append(_row(post, f"{post.key}:told", _anew(notice), now))
    return made


def _is_put(connection: Connection, key: object) -> bool:
    """Whether it was put when another article of the post was withdrawn."""
    return connection.execute(select(OUTBOX.c.id).where(OUTBOX.c.key == key)).first() is not None


def edit_of(key: str) -> str:
    """The key of the post that edits the post with this key, where that was withdrawn."""
    return f"{key}{_EDIT}"


def _edited(key: str) -> str:
    """The key of the message that a post stands in: its own, but for an edit, however often it was edited before."""
    while key.endswith(_EDIT):
        key = key.removesuffix(_EDIT)
    return key


def _edit(post: Row[Any], now: datetime) -> dict[str, object]:
    notice = json.loads(post.notice)
    said = _anew(notice) if notice.get("undo") == "say" else notice | {"method": "edit", "edits": post.key}
    return _row(post, edit_of(post.key), said, now)


def _anew(notice: Mapping[str, Any]) -> dict[str, object]:
    """The notice as a message of its own."""
    content = {name: value for name, value in notice.items() if name != "edits"}
    return content | {"method": "post"} if notice.get("method", "edit") in ("edit", "delete") else content


def _row(post: Row[Any], key: str, content: Mapping[str, object], now: datetime) -> dict[str, object]:
    return {
        "key": key,
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
    return quotable(connection, wanted) == wanted
