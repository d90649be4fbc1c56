"""The values of stories: what an archive knows of an event that its articles tell. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Story:
    """An event as its current articles tell it. `id` is stable: a story that is merged away leads to the other's id.

    `title` is the headline of the article that is most like all others. `first_at` and `newest_at` are the times of
    the first and the newest article (when published, or when added where that is not known). `outlets` counts all who
    tell it, `independent` those that do not carry one another's or one agency's text. `fresh` counts the articles not
    older than the time asked about, `fresh_outlets` their outlets.
    """

    id: int
    title: str
    title_article: int
    first_at: datetime
    newest_at: datetime
    articles: int
    outlets: int
    independent: int
    fresh: int
    fresh_outlets: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What an article is recognised by: its most telling terms with how often each stands in headline and lede.

    `terms` are in order, the most telling first. `story` is None while it is not known. `size` is how many articles
    that story has in all.
    """

    article: int
    published_at: datetime | None
    terms: Mapping[str, int]
    story: int | None = None
    size: int = 1


@dataclass(frozen=True, slots=True)
class Shared:
    """Two articles that share sentences, by how many characters of each; `one` is the smaller id."""

    one: int
    other: int
    one_characters: int
    other_characters: int


@dataclass(frozen=True, slots=True)
class Placement:
    """What placing decided. A negative story is a new one; each is named by the same number throughout.

    `told` are the articles looked at, `stories` the story of every article that has another one than before.
    `merged` maps a story that is no more to the one that took it in. `titles` names each story's title article.
    `seen` is the story each known article had when this was decided: if one has another by now, nothing is written.
    """

    told: tuple[Telling, ...]
    stories: Mapping[int, int]
    merged: Mapping[int, int] = field(default_factory=dict)
    titles: Mapping[int, int] = field(default_factory=dict)
    seen: Mapping[int, int] = field(default_factory=dict)
    shared: tuple[Shared, ...] = ()
