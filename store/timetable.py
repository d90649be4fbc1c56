"""The tables of what the clock does: standing questions, digests, and what the operator is told. See `store.models`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from store.models import UtcDateTime


def _utc(*, null: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime(), nullable=null))


class WatchRow(SQLModel, table=True):
    """A standing question of a thread; see `store.watches`."""

    __tablename__ = "watch"
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    place: str
    thread: str
    goes_to: str
    question: str
    zone: str | None = None
    told: str
    asked_by: str
    started_at: datetime = _utc()
    expires_at: datetime = _utc()
    quiet_until_at: datetime | None = _utc(null=True)
    looked_to: int
    notices: int = 0
    state: str
    claimed_by: str | None = None
    claimed_until: datetime | None = _utc(null=True)
    claims: int = 0


class SubscriptionRow(SQLModel, table=True):
    """A place's digest; see `store.subscriptions`."""

    __tablename__ = "subscription"
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    place: str
    goes_to: str
    at_minute: int
    days: str
    zone: str
    set_at: datetime = _utc()
    set_by: str
    off_at: datetime | None = _utc(null=True)


class DigestRow(SQLModel, table=True):
    """A digest that was made, or is being made, of a subscription and a local date."""

    __tablename__ = "digest"
    subscription_id: int = Field(primary_key=True, foreign_key="subscription.id", ondelete="CASCADE")
    local_on: str = Field(primary_key=True)
    due_at: datetime = _utc()
    state: str
    claimed_by: str | None = None
    claimed_until: datetime | None = _utc(null=True)
    claims: int = 1
    made_at: datetime | None = _utc(null=True)
    late: bool = False
    stories: int = 0


class DigestStoryRow(SQLModel, table=True):
    """The articles of a story that a digest told of, and what it quoted of them."""

    __tablename__ = "digest_story"
    __table_args__ = (
        ForeignKeyConstraint(
            ["subscription_id", "local_on"], ["digest.subscription_id", "digest.local_on"], ondelete="CASCADE"
        ),
    )
    subscription_id: int = Field(primary_key=True)
    local_on: str = Field(primary_key=True)
    story_id: int = Field(primary_key=True)
    articles: str
    quotes: str = "[]"


class AlertRow(SQLModel, table=True):
    """Something that is, or was, wrong; see `store.alerts`."""

    __tablename__ = "alert"
    name: str = Field(primary_key=True)
    what: str
    began_at: datetime = _utc()
    ended_at: datetime | None = _utc(null=True)
    told: int = 1


WATCH = SQLModel.metadata.tables["watch"]
SUBSCRIPTION = SQLModel.metadata.tables["subscription"]
DIGEST = SQLModel.metadata.tables["digest"]
DIGEST_STORY = SQLModel.metadata.tables["digest_story"]
ALERT = SQLModel.metadata.tables["alert"]
