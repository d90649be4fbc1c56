"""Every table, as SQLModel sees it.

Rows a person manages are read and written as these objects; ingest and search use the tables behind them with
SQLAlchemy Core. The schema itself, with its checks, is made by the migrations: a test holds the two together.
Rows end in `Row` so that they are never taken for the values of `store.article`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, Table
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class NotATime(ValueError):
    """What stands where a time should is none: the archive is damaged."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time kept as UTC; a naive one is a mistake of ours and raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC without its zone, as stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To an aware UTC time."""
        return None if value is None else value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """As the engine reads times, with damage told from mistakes of ours."""
        read = super().result_processor(dialect, coltype)

        def process(value: Any) -> Any:
            try:
                return value if read is None else read(value)
            except (TypeError, ValueError) as error:
                raise NotATime(f"not a time: {value!r}") from error

        return process


def _utc(*, null: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime(), nullable=null))


class MigrationRow(SQLModel, table=True):
    """A migration that was applied, with the digest of its text as it was then."""

    __tablename__ = "schema_migration"
    number: int = Field(primary_key=True)
    name: str
    sha256: str
    applied_at: datetime = _utc()


class OutletRow(SQLModel, table=True):
    """Who published a text."""

    __tablename__ = "outlet"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    known: bool


class OutletNameRow(SQLModel, table=True):
    """A name, folded, by which an outlet is known: its own, and those it was renamed from."""

    __tablename__ = "outlet_name"
    key: str = Field(primary_key=True)
    outlet_id: int = Field(foreign_key="outlet.id", ondelete="CASCADE")


class ArticleRow(SQLModel, table=True):
    """One revision of a text. `outlet_set`: a person said who published it; `seal`: see `store.seal`."""

    __tablename__ = "article"
    id: int | None = Field(default=None, primary_key=True)
    outlet_id: int = Field(foreign_key="outlet.id")
    published_at: datetime | None = _utc(null=True)
    added_at: datetime = _utc()
    supersedes: int | None = Field(default=None, foreign_key="article.id", unique=True)
    superseded_by: int | None = Field(default=None, foreign_key="article.id", unique=True)
    source: str
    sha256: str
    seal: str
    title: str
    title_made: bool
    outlet_set: bool
    cut_short: bool
    distributor: str | None = None
    credit: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    section: str | None = None
    text: str


class EarlierTitleRow(SQLModel, table=True):
    """A headline that an article had before."""

    __tablename__ = "earlier_title"
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", ondelete="CASCADE")
    title: str


class PassageRow(SQLModel, table=True):
    """Offsets of an indexed stretch of a current article."""

    __tablename__ = "passage"
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    start: int
    end: int


class ThreadRow(SQLModel, table=True):
    """A thread of conversation, named by its platform."""

    __tablename__ = "thread"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    started_at: datetime = _utc()


class TurnRow(SQLModel, table=True):
    """One turn of a thread; `payload` is JSON whose shape the handlers own."""

    __tablename__ = "turn"
    id: int | None = Field(default=None, primary_key=True)
    thread_id: int = Field(foreign_key="thread.id", ondelete="CASCADE")
    asked_at: datetime = _utc()
    payload: str


class AuditRow(SQLModel, table=True):
    """Who did what, and when; rows are added and never changed."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    happened_at: datetime = _utc()
    actor: str
    action: str
    subject: str
    detail: str


class InboxRow(SQLModel, table=True):
    """An event that arrived; see `store.inbox`."""

    __tablename__ = "inbox"
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    event_id: str
    lane: str
    received_at: datetime = _utc()
    payload: str
    state: str
    claimed_by: str | None = None
    claimed_until: datetime | None = _utc(null=True)
    attempts: int = 0
    settled_at: datetime | None = _utc(null=True)
    reason: str | None = None
    goes: bool = False


class OutboxRow(SQLModel, table=True):
    """Something that must be posted; see `store.outbox`."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    platform: str
    place: str
    thread: str | None = None
    under: str | None = Field(default=None, foreign_key="outbox.key")
    content: str
    state: str
    created_at: datetime = _utc()
    not_before_at: datetime = _utc()
    claimed_by: str | None = None
    claimed_until: datetime | None = _utc(null=True)
    claims: int = 0
    attempts: int = 0
    sending_at: datetime | None = _utc(null=True)
    sent_at: datetime | None = _utc(null=True)
    remote_id: str | None = None
    reason: str | None = None
    notice: str | None = None


class CursorRow(SQLModel, table=True):
    """How far something was read, such as a platform's sync position."""

    __tablename__ = "cursor"
    name: str = Field(primary_key=True)
    value: str
    moved_at: datetime = _utc()


class InstallationRow(SQLModel, table=True):
    """A workspace that a chat app was installed in; see `store.installations`."""

    __tablename__ = "installation"
    platform: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    payload: str
    installed_at: datetime = _utc()


class StoryRow(SQLModel, table=True):
    """An event; see `store.story`. `merged_into`: it is no more, and what it was is part of that one."""

    __tablename__ = "story"
    id: int | None = Field(default=None, primary_key=True)
    made_at: datetime = _utc()
    merged_into: int | None = Field(default=None, foreign_key="story.id")
    title_article: int | None = Field(default=None, foreign_key="article.id", ondelete="SET NULL")


class StoryArticleRow(SQLModel, table=True):
    """Which story an article tells, and the words it is recognised by."""

    __tablename__ = "story_article"
    article_id: int = Field(primary_key=True, foreign_key="article.id", ondelete="CASCADE")
    story_id: int = Field(foreign_key="story.id")
    published_at: datetime | None = _utc(null=True)
    terms: str


class StoryKeyRow(SQLModel, table=True):
    """A term by which an article is found by those like it; `published_at` is '' if it is not known."""

    __tablename__ = "story_key"
    term: str = Field(primary_key=True)
    published_at: str = Field(primary_key=True)
    article_id: int = Field(primary_key=True, foreign_key="article.id", ondelete="CASCADE")


class StoryTermRow(SQLModel, table=True):
    """In how many articles a term stands."""

    __tablename__ = "story_term"
    term: str = Field(primary_key=True)
    articles: int


class StoryDueRow(SQLModel, table=True):
    """An article whose story must be looked for."""

    __tablename__ = "story_due"
    article_id: int = Field(primary_key=True, foreign_key="article.id", ondelete="CASCADE")


class SharedTextRow(SQLModel, table=True):
    """Two articles that share sentences."""

    __tablename__ = "shared_text"
    one: int = Field(primary_key=True, foreign_key="article.id", ondelete="CASCADE")
    other: int = Field(primary_key=True, foreign_key="article.id", ondelete="CASCADE")
    one_characters: int
    other_characters: int


class StandingRow(SQLModel, table=True):
    """That an article is corrected, killed or embargoed; see `store.standing`."""

    __tablename__ = "standing"
    article_id: int = Field(primary_key=True, foreign_key="article.id", ondelete="CASCADE")
    status: str
    until_at: datetime | None = _utc(null=True)
    note: str | None = None
    passages: str | None = None
    set_at: datetime = _utc()
    set_by: str


class TakenDownRow(SQLModel, table=True):
    """What was taken down, by digests; see `store.takedown`."""

    __tablename__ = "taken_down"
    article_id: int = Field(primary_key=True)
    source_sha256: str
    sha256: str
    taken_down_at: datetime = _utc()
    taken_down_by: str


class OutboxArticleRow(SQLModel, table=True):
    """That a post quotes an article."""

    __tablename__ = "outbox_article"
    article_id: int = Field(primary_key=True)
    outbox_id: int = Field(primary_key=True, foreign_key="outbox.id", ondelete="CASCADE")


class OutboxPictureRow(SQLModel, table=True):
    """The picture of a post; see `store.pictures`."""

    __tablename__ = "outbox_picture"
    outbox_id: int | None = Field(default=None, primary_key=True, foreign_key="outbox.id", ondelete="CASCADE")
    png: bytes | None = None
    uploaded: str | None = None


class FeedRow(SQLModel, table=True):
    """A feed or a watched folder, when it is read next, and what went wrong; see `store.feeds`."""

    __tablename__ = "feed"
    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    kind: str | None = None
    title: str | None = None
    outlet: str | None = None
    state: str
    added_at: datetime = _utc()
    next_at: datetime = _utc()
    claimed_by: str | None = None
    claimed_until: datetime | None = _utc(null=True)
    etag: str | None = None
    modified: str | None = None
    polled_at: datetime | None = _utc(null=True)
    succeeded_at: datetime | None = _utc(null=True)
    failures: int = 0
    failing_since: datetime | None = _utc(null=True)
    reason: str | None = None
    told_at: datetime | None = _utc(null=True)


class EntryRow(SQLModel, table=True):
    """What became of an address that a feed listed; see `store.feeds`."""

    __tablename__ = "entry"
    url: str = Field(primary_key=True)
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE")
    stamp: str
    state: str
    attempts: int = 0
    seen_at: datetime = _utc()
    next_at: datetime | None = _utc(null=True)
    section: str | None = None
    reason: str | None = None


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


MIGRATION = _table("schema_migration")
OUTLET = _table("outlet")
OUTLET_NAME = _table("outlet_name")
ARTICLE = _table("article")
EARLIER_TITLE = _table("earlier_title")
PASSAGE = _table("passage")
THREAD = _table("thread")
TURN = _table("turn")
AUDIT = _table("audit")
INBOX = _table("inbox")
OUTBOX = _table("outbox")
CURSOR = _table("cursor")
INSTALLATION = _table("installation")
STORY = _table("story")
STORY_ARTICLE = _table("story_article")
STORY_KEY = _table("story_key")
STORY_TERM = _table("story_term")
STORY_DUE = _table("story_due")
SHARED_TEXT = _table("shared_text")
STANDING = _table("standing")
TAKEN_DOWN = _table("taken_down")
OUTBOX_ARTICLE = _table("outbox_article")
OUTBOX_PICTURE = _table("outbox_picture")
FEED = _table("feed")
ENTRY = _table("entry")
