"""The values of the archive: outlets, articles and their passages. All frozen.

Offsets are code points into `Article.text`, half-open. `Article.text` is canonical
(NFC, no NUL, ``\\n`` line ends) and never changes: a changed page is a new revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who published a text. A text whose publisher is not known is an outlet of its own (`known` is False)."""

    id: int
    name: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article's text that is indexed; it has offsets and no text of its own."""

    id: int
    article: int
    start: int
    end: int


class Status(StrEnum):
    """What an editor or a wire says of an article beyond its text; most articles have none.

    A killed article, and one that is embargoed until its time, is stored, but neither found, quoted nor counted.
    """

    CORRECTED = "corrected"
    KILLED = "killed"
    EMBARGOED = "embargoed"


@dataclass(frozen=True, slots=True)
class Draft:
    """What gathering hands to the store: a text that may become an article.

    `source` identifies the text across gatherings (a file's name, a record's id, a canonical URL);
    the same source with another text is a new revision. `outlet` is None when the publisher is unknown.
    `passages` are (start, end) offsets into `text`, in order, never overlapping. `title_made` says that
    the headline was made from the lede. `status` is what the source says of it (None: nothing), `note` why;
    `embargoed_until` goes with an embargo (None: until somebody lifts it). `section` is that under which
    a feed lists it. `version` is that of an agency's item, None for anything else; `evolved_from` are the agency's
    items that this one replaces, the nearest first (`store.evolution`). Times are aware UTC.
    """

    source: str
    text: str
    passages: tuple[tuple[int, int], ...]
    title: str
    title_made: bool = False
    outlet: str | None = None
    distributor: str | None = None
    credit: str | None = None
    byline: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    section: str | None = None
    cut_short: bool = False
    status: Status | None = None
    embargoed_until: datetime | None = None
    note: str | None = None
    version: int | None = None
    evolved_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of a text, as stored."""

    id: int
    outlet: Outlet
    source: str
    title: str
    text: str
    sha256: str
    added_at: datetime
    title_made: bool = False
    distributor: str | None = None
    credit: str | None = None
    byline: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    section: str | None = None
    cut_short: bool = False
    supersedes: int | None = None
    superseded_by: int | None = None
    status: Status | None = None
    embargoed_until: datetime | None = None
    note: str | None = None


class Outcome(StrEnum):
    """What became of a draft. `AMENDED`: the text is the same, what is told about it (title, url, …) is not.

    `TAKEN_DOWN`: its text or source was taken down, so it is not stored again. `REPLACED`: a later item of its agency
    evolved from it and is stored, so it is not. `WITHDRAWN`: its agency took it back before it came. `OUTDATED`: a
    newer version of the same item is stored.
    """

    STORED = "stored"
    UNCHANGED = "unchanged"
    AMENDED = "amended"
    REVISED = "revised"
    TAKEN_DOWN = "taken_down"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Added:
    """The outcome of adding one draft, with the id of the article that now stands for it (0: none).

    `evolved`: it replaced another item of its agency, from which it evolved. `newest`: the version of the item that is
    stored, where that one is newer.
    """

    article: int
    outcome: Outcome
    evolved: bool = False
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class OutletSummary:
    """An outlet with the number of its current articles and the newest of them."""

    outlet: Outlet
    articles: int
    newest_at: datetime | None
    cut_short: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """How much the archive holds and how new it is. `indexed_at` is when the last article was added."""

    articles: int
    outlets: int
    newest_at: datetime | None
    indexed_at: datetime | None
    failing_feeds: tuple[str, ...] = ()
