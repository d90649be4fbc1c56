"""Taking an article down: all its revisions, its words in the index, in stories, threads and posts.

What stays is the audit and a row of digests, by which the same text or source is not taken in again. Only the whole
file's rewriting (`Backend.scrub`) makes it certain that no byte is left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from store.audit import Entry, append
from store.backend import Backend
from store.changes import demand_anew
from store.errors import UsageError
from store.evolution import forget_sources
from store.models import ARTICLE, INBOX, OUTBOX_ARTICLE, STORY, TAKEN_DOWN, TURN
from store.outlets import remove_orphans
from store.seal import digest
from store.selecting import chunks
from store.standing import revisions_of, take_out
from store.telling import withdraw
from store.timetable import WATCH
from store.withdrawing import erase_posts

# A run of a text this long in what somebody sent is a quotation of it; so is a headline, unless it is but a word.
_QUOTATION = 40
_HEADLINE = 12


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What was removed: the ids of the revisions, and how many posts were withdrawn and turns of threads forgotten."""

    articles: tuple[int, ...]
    posts: int
    turns: int


def take_down(connection: Connection, backend: Backend, article: int, actor: str, now: datetime) -> TakenDown:
    """Remove an article in the caller's transaction; see `Store.take_down`. Taken down already, it is so once more."""
    chain = revisions_of(connection, article)
    if not chain:
        if taken_down(connection, article) is None:
            raise UsageError(f"There is no article {article}. `copydesk sources` lists what there is.")
        return TakenDown((), 0, 0)
    rows = connection.execute(select(ARTICLE).where(ARTICLE.c.id.in_(chain)).order_by(ARTICLE.c.id.desc())).all()
    take_out(connection, backend, chain[-1])
    demand_anew(connection)
    withdraw(connection, chain)
    posts = erase_posts(connection, chain, now)
    connection.execute(delete(OUTBOX_ARTICLE).where(OUTBOX_ARTICLE.c.article_id.in_(chain)))
    headlines = [title for row in rows if len(title := _plain(row.title)) >= _HEADLINE]
    turns = _forget_turns(connection, set(chain), headlines)
    _forget_told(connection, set(chain))
    _forget_messages(connection, [row.text for row in rows], headlines)
    forget_sources(connection, {row.source for row in rows})
    connection.execute(update(STORY).where(STORY.c.title_article.in_(chain)).values(title_article=None))
    for row in rows:  # the newest first, for each refers to the one before it
        connection.execute(delete(ARTICLE).where(ARTICLE.c.id == row.id))
        connection.execute(
            insert(TAKEN_DOWN).values(
                article_id=row.id,
                source_sha256=digest(row.source),
                sha256=row.sha256,
                taken_down_at=now,
                taken_down_by=actor,
            )
        )
    remove_orphans(connection, {row.outlet_id for row in rows})
    detail = {"revisions": chain, "posts": posts, "turns": turns}
    append(connection, [Entry(now, actor, "take down", f"article:{chain[-1]}", detail)])
    return TakenDown(tuple(chain), posts, turns)


def taken_down(connection: Connection, article: int) -> datetime | None:
    """Return when an article was taken down, or None."""
    at: datetime | None = connection.execute(
        select(TAKEN_DOWN.c.taken_down_at).where(TAKEN_DOWN.c.article_id == article)
    ).scalar()
    return at


def refused(connection: Connection, drafts: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Return, by place, which drafts were taken down, by the digests of source and text, with the article's id."""
    if connection.execute(select(TAKEN_DOWN.c.article_id).limit(1)).first() is None:
        return {}  # as in most archives: hundreds of digests need not be looked up
    digests = {each for draft in drafts for each in draft}
    by_source: dict[str, int] = {}
    by_text: dict[str, int] = {}
    for part in chunks(sorted(digests)):
        found = connection.execute(
            select(TAKEN_DOWN).where(or_(TAKEN_DOWN.c.source_sha256.in_(part), TAKEN_DOWN.c.sha256.in_(part)))
        )
        for row in found:
            by_source[row.source_sha256] = by_text[row.sha256] = row.article_id
    if not by_source:
        return {}
    known = ((at, by_source.get(source, by_text.get(text))) for at, (source, text) in enumerate(drafts))
    return {at: article for at, article in known if article is not None}


def _forget_turns(connection: Connection, articles: set[int], headlines: Sequence[str]) -> int:
    """Drop the turns that answered with the articles, which a turn's payload names as `articles`, or were asked about
    one by its headline.
    """
    gone = []
    for row in connection.execute(select(TURN.c.id, TURN.c.payload)):
        answered = not articles.isdisjoint(_numbers(json.loads(row.payload).get("articles")))
        if answered or (headlines and _holds(_said(row.payload), headlines)):
            gone.append(row.id)
    for part in chunks(gone):
        connection.execute(delete(TURN).where(TURN.c.id.in_(part)))
    return len(gone)


def _forget_told(connection: Connection, articles: set[int]) -> None:
    """Let threads forget what they were told of a standing question in the articles' words; they are told anew."""
    for row in connection.execute(select(WATCH.c.id, WATCH.c.told)).all():
        quotes = json.loads(row.told).get("quotes") or ()
        if not articles.isdisjoint(each.get("article") for each in quotes):
            connection.execute(update(WATCH).where(WATCH.c.id == row.id).values(told="{}"))


def _numbers(value: object) -> Iterable[int]:
    return (each for each in value if isinstance(each, int)) if isinstance(value, list) else ()


def _forget_messages(connection: Connection, texts: Sequence[str], headlines: Sequence[str]) -> None:
    """Drop settled events in which somebody sent the text's words (a quotation to verify, a message of ours) or its
    headline (a button of ours).
    """
    known = {
        _plain(text)[at : at + _QUOTATION] for text in texts for at in range(max(1, len(_plain(text)) - _QUOTATION + 1))
    }
    gone = []
    for row in connection.execute(select(INBOX.c.id, INBOX.c.payload).where(INBOX.c.state != "new")):
        said = _said(row.payload)
        quoted = any(said[at : at + _QUOTATION] in known for at in range(len(said) - _QUOTATION + 1))
        if quoted or _holds(said, headlines):
            gone.append(row.id)
    for part in chunks(gone):
        connection.execute(delete(INBOX).where(INBOX.c.id.in_(part)))


def _holds(said: str, headlines: Sequence[str]) -> bool:
    return any(headline in said for headline in headlines)


def _said(payload: str) -> str:
    """The letters and digits of what is kept as JSON."""
    return _plain(payload.encode().decode("unicode_escape", "replace") if "\\u" in payload else payload)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
