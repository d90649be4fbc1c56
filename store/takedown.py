"""Taking an article down: all its revisions, its words in the index, in stories, threads and posts.

What stays is the audit and a row of digests, by which the same text or source is not taken in again. Only the whole
file's rewriting (`Backend.scrub`) makes it certain that no byte is left.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from sqlalchemy import Connection, delete, insert, or_, select, update

from store.audit import Entry, append
from store.backend import Backend
from store.changes import demand_anew
from store.errors import UsageError
from store.evolution import forget_sources
from store.models import ARTICLE, EARLIER_TITLE, INBOX, OUTBOX_ARTICLE, STORY, TAKEN_DOWN, TURN
from store.outlets import remove_orphans
from store.seal import digest
from store.selecting import chunks
from store.standing import look_anew, revisions_of, take_out
from store.telling import withdraw
from store.timetable import WATCH
from store.withdrawing import erase_posts

# A run of a text this long in what somebody sent is a quotation of it; so is a headline, unless it is but a word.
_QUOTATION = 40
_HEADLINE = 12
_ESCAPED = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|[nrt])")
_NO_LETTER = re.compile(r"[\W_]+")


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
            raise UsageError(f"There is no article {article}. `copydesk sources OUTLET` lists their numbers.")
        return TakenDown((), 0, 0)
    rows = connection.execute(select(ARTICLE).where(ARTICLE.c.id.in_(chain)).order_by(ARTICLE.c.id.desc())).all()
    take_out(connection, backend, chain[-1])
    demand_anew(connection)
    withdraw(connection, chain)
    earlier = connection.execute(select(EARLIER_TITLE.c.title).where(EARLIER_TITLE.c.article_id.in_(chain))).scalars()
    titles = {_plain(title) for title in (*(row.title for row in rows), *earlier)}
    holds = _Words([row.text for row in rows], [title for title in titles if len(title) >= _HEADLINE])
    posts = erase_posts(connection, chain, holds.headline, now)
    connection.execute(delete(OUTBOX_ARTICLE).where(OUTBOX_ARTICLE.c.article_id.in_(chain)))
    turns = _forget_turns(connection, set(chain), holds)
    _forget_watches(connection, set(chain), holds)
    look_anew(connection)
    _forget_messages(connection, holds)
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


class _Words:
    """Whether what is kept, as JSON or as it was written, holds the articles' words."""

    def __init__(self, texts: Sequence[str], headlines: Sequence[str]) -> None:
        self._headlines = headlines
        self._runs = {
            plain[at : at + _QUOTATION]
            for plain in map(_plain, texts)
            for at in range(max(1, len(plain) - _QUOTATION + 1))
        }

    def headline(self, kept: str) -> bool:
        """Whether it holds a headline."""
        said = _said(kept)
        return any(headline in said for headline in self._headlines)

    def any(self, kept: str) -> bool:
        """Whether it holds a headline, or a run of a text."""
        said = _said(kept)
        runs = (said[at : at + _QUOTATION] for at in range(len(said) - _QUOTATION + 1))
        return self.headline(kept) or any(run in self._runs for run in runs)


def _forget_turns(connection: Connection, articles: set[int], holds: _Words) -> int:
    """Drop the turns that answered with the articles, which a turn's payload names as `articles`, or were asked about
    one by its headline.
    """
    gone = []
    for row in connection.execute(select(TURN.c.id, TURN.c.payload)):
        answered = not articles.isdisjoint(_numbers(json.loads(row.payload).get("articles")))
        if answered or holds.headline(row.payload):
            gone.append(row.id)
    for part in chunks(gone):
        connection.execute(delete(TURN).where(TURN.c.id.in_(part)))
    return len(gone)


def _forget_watches(connection: Connection, articles: set[int], holds: _Words) -> None:
    """Let threads forget what they were told of a standing question in the articles' words; they are told anew. A
    question that is itself made of these words is watched no longer.
    """
    for row in connection.execute(select(WATCH.c.id, WATCH.c.question, WATCH.c.told)).all():
        told = json.loads(row.told)
        told_in = {each for some in (told.get("told_in") or {}).values() for each in some}
        quoted = told_in | {each.get("article") for each in told.get("quotes") or ()}
        if holds.any(row.question):
            connection.execute(delete(WATCH).where(WATCH.c.id == row.id))
        elif not articles.isdisjoint(quoted):
            connection.execute(update(WATCH).where(WATCH.c.id == row.id).values(told="{}"))


def _numbers(value: object) -> Iterable[int]:
    return (each for each in value if isinstance(each, int)) if isinstance(value, list) else ()


def _forget_messages(connection: Connection, holds: _Words) -> None:
    """Drop events in which somebody sent the text's words (a quotation to verify, a message of ours) or its headline (a
    button of ours). One that is not settled must be answered first: it goes with its answer (`store.inbox`).
    """
    sent = connection.execute(select(INBOX.c.id, INBOX.c.payload))
    gone = [row.id for row in sent if holds.any(row.payload)]
    for part in chunks(gone):
        # Marked first: whoever settles one at this moment waits for this, or has settled it.
        connection.execute(update(INBOX).where(INBOX.c.id.in_(part)).values(goes=True))
        connection.execute(delete(INBOX).where(INBOX.c.id.in_(part), INBOX.c.state != "new"))


def _said(payload: str) -> str:
    """The letters and digits of what is kept as JSON, perhaps of JSON within it or of a platform's writing (&amp;)."""
    return _plain(unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", payload)))


def _plain(text: str) -> str:
    """The letters and digits, in whatever form of Unicode a system sent them."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", text).casefold())
