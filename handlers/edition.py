"""What goes into a digest: the stories of the time, each once, ranked by who tells them on their own.

A story comes in only with articles that no earlier digest of the place told of. One that was told before says what is
new about it. Where nothing is told by enough outlets the edition is empty: a quiet day is not filled up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.article import Article
from store.store import Store
from store.story import Story
from store.subscriptions import Last

# An article may come to us hours after it was published; what was told already is known by its number.
LATE_ARTICLES = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Rules:
    """How much a digest tells: at most so many stories, each by at least so many outlets."""

    stories: int = 7
    outlets: int = 2
    quiet_line: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """A story of an edition. `articles` tell it, by time; `fresh` are not told of before, `told` are."""

    story: Story
    articles: tuple[Article, ...]
    fresh: frozenset[int]
    told: frozenset[int]

    @property
    def new_outlets(self) -> tuple[str, ...]:
        """Outlets that tell it for the first time, by name."""
        before = {article.outlet.name for article in self.articles if article.id not in self.fresh}
        return tuple(sorted({a.outlet.name for a in self.articles if a.id in self.fresh} - before))


async def choose(store: Store, since: datetime, until: datetime, last: Last, rules: Rules) -> tuple[Item, ...]:
    """The stories of a time, best first. `last` is what the place was told before."""
    told = last.told or {}
    stories = await store.stories(since=since - LATE_ARTICLES, until=until)
    members = await store.story_articles(story.id for story in stories)
    known = await _by_story(store, told)
    items = []
    for story in stories:
        if story.outlets < rules.outlets:
            continue
        articles = (await store.articles(members.get(story.id, ()))).values()
        item = _item(story, tuple(articles), known.get(story.id, frozenset()), since, until, last)
        if len({article.outlet.id for article in item.articles if article.id in item.fresh}) >= _wanted(item, rules):
            items.append(item)
    return tuple(sorted(items, key=_rank)[: rules.stories])


def _wanted(item: Item, rules: Rules) -> int:
    """A story that goes on needs one outlet's news; a new one needs as many as make a story."""
    return 1 if item.told and item.new_outlets else rules.outlets


def _rank(item: Item) -> tuple[int, bool, int, float, int]:
    """Most independent outlets first, of those that brought something; then what is new; then the largest."""
    fresh_outlets = len({article.outlet.id for article in item.articles if article.id in item.fresh})
    return (
        -min(item.story.independent, fresh_outlets),
        bool(item.told),
        -len(item.fresh),
        -item.story.newest_at.timestamp(),
        item.story.id,
    )


def _item(
    story: Story, articles: Sequence[Article], told: frozenset[int], since: datetime, until: datetime, last: Last
) -> Item:
    ordered = tuple(sorted(articles, key=lambda article: (_when(article), article.id)))
    fresh = frozenset(
        article.id
        for article in ordered
        if article.id not in told
        and since - LATE_ARTICLES <= _when(article) < until
        # What the last digest saw and did not choose is no news; what came since is, however late.
        and (_when(article) >= since or last.due_at is None or article.added_at >= last.due_at)
    )
    return Item(story, ordered, fresh, told)


def _when(article: Article) -> datetime:
    return article.published_at or article.added_at


async def _by_story(store: Store, told: Mapping[int, frozenset[int]]) -> Mapping[int, frozenset[int]]:
    """The articles told of, by the story they are in today: stories merge, and a revision stands for its text."""
    articles = frozenset(article for each in told.values() for article in each)
    today: dict[int, frozenset[int]] = {}
    for article, story in (await store.stories_of(articles)).items():
        newest = (await store.revisions(article))[-1].id
        today[story] = today.get(story, frozenset()) | {article, newest}
    return today
