"""Finding passages: what is asked of the index, what it returns, and the Protocol an engine satisfies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TermGroup:
    """One concept of a question: alternatives that mean the same (``("led", "headed", "chaired")``).

    A term of several words is matched as a phrase. Terms are plain text, never index syntax.
    """

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: any of the groups may match; the more and the rarer, the better."""

    groups: tuple[TermGroup, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look; None means everywhere.

    `since`/`until` bound `published_at`, half-open; undated articles stay in.
    """

    outlets: frozenset[int] | None = None
    articles: frozenset[int] | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` is BM25, higher is better; comparable within one search only."""

    article: int
    outlet: int
    passage: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the index holds: current articles, their passages, and the outlets that have them."""

    articles: int
    passages: int
    outlets: int
