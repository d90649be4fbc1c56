"""From a question to what each outlet has on it: the story, its outlets, and the passages worth reading.

Nobody crowds anybody out: every outlet of the story brings its own best passages, a short article whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.answering.archive import Archive
from handlers.answering.concepts import Bound, Concept, weights
from handlers.answering.page import Page, likeness
from handlers.answering.question import Question
from store.article import Article, Outlet, Passage
from store.search import Query, Scope

PASSAGES_AN_OUTLET = 12
"""Enough for a short article whole: 12 passages hold the answer in 94 % of answered cells, 5 in 84 % (answering.md)."""

STORY_LIKENESS = 0.2
"""Cosine of two articles above which they may tell one story, where stories are not known yet; measured on the archive
of all newsdesk events."""

ARTICLES_CONSIDERED = 60

WITHOUT_A_HIT = 3
"""Passages read of an article of the story that holds none of the question's words: its first, which tell the event."""


@dataclass(frozen=True)
class Sheet:
    """What one outlet has: its pages in the story and the passages to read, each with its BM25 share (0–1)."""

    outlet: Outlet
    bounds: Mapping[int, Bound]
    passages: tuple[tuple[Passage, float], ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """The outlet's articles in the story."""
        return tuple(bound.page.article for bound in self.bounds.values())


@dataclass(frozen=True)
class Retrieved:
    """The sheets of all outlets that cover the story, and how telling each concept of the question is."""

    sheets: tuple[Sheet, ...]
    weights: tuple[float, ...]


class PageShelf:
    """Keeps the pages of the articles read last; an article never changes, so a page never goes stale."""

    def __init__(self, room: int = 512) -> None:
        self._room = room
        self._pages: dict[int, tuple[str, Page]] = {}

    def page(self, article: Article) -> Page:
        """The page of an article, made once."""
        kept = self._pages.pop(article.id, None)
        page = kept[1] if kept and kept[0] == article.sha256 and kept[1].article == article else Page(article)
        self._pages[article.id] = (article.sha256, page)
        while len(self._pages) > self._room:
            del self._pages[next(iter(self._pages))]
        return page


async def retrieve(
    archive: Archive,
    question: Question,
    query: Query,
    asked: Sequence[Concept],
    pages: PageShelf,
    thread_articles: Sequence[int] = (),
) -> Retrieved:
    """Find the story a question is about and each outlet's passages in it, also of those that do not hold its words.

    `thread_articles` are articles quoted earlier in the thread: a follow-up stays with their story, also when they
    were revised since.
    """
    scope = Scope(since=question.since, until=question.until)
    if question.outlets:
        wanted = {name.casefold() for name in question.outlets}
        known = [summary.outlet for summary in await archive.outlets()]
        scope = Scope(
            outlets=frozenset(outlet.id for outlet in known if outlet.name.casefold() in wanted),
            since=question.since,
            until=question.until,
        )
    hits = await archive.search(query, scope, per_outlet=40, limit=600)
    if not hits:
        return Retrieved((), ())
    best: dict[int, float] = {}
    for hit in hits:
        best.setdefault(hit.article, hit.score)
    ranked = sorted(best, key=lambda article: -best[article])[:ARTICLES_CONSIDERED]
    found = await archive.articles([*ranked, *thread_articles])
    bounds = {key: Bound(pages.page(article), asked) for key, article in found.items()}
    anchors = [key for key in thread_articles if key in bounds] or [_best(ranked, bounds, best)]
    told = await _told(archive, anchors, scope, found)
    if told:
        told += await _strays(archive, ranked, bounds, anchors, told)
    bounds |= {key: Bound(pages.page(article), asked) for key, article in found.items() if key not in bounds}
    chosen = _chosen(ranked, bounds, anchors, told)
    by_passage = {hit.passage: hit.score for hit in hits}
    top = max(by_passage.values())
    by_outlet: dict[int, list[int]] = defaultdict(list)
    for article in chosen:
        by_outlet[found[article].outlet.id].append(article)
    sheets = []
    passages: dict[int, list[Passage]] = defaultdict(list)
    for passage in await archive.passages(chosen):
        passages[passage.article].append(passage)
    for articles in by_outlet.values():
        scored = [
            (passage, max(0.0, by_passage.get(passage.id, 0.0) / top) if top > 0 else 0.0)
            for article in articles
            for passage in (passages[article] if article in best else passages[article][:WITHOUT_A_HIT])
        ]
        kept = sorted(sorted(scored, key=lambda pair: -pair[1])[:PASSAGES_AN_OUTLET], key=lambda pair: pair[0].id)
        sheets.append(Sheet(found[articles[0]].outlet, {key: bounds[key] for key in articles}, tuple(kept)))
    sheets.sort(key=lambda sheet: sheet.outlet.id)
    return Retrieved(tuple(sheets), weights([bound for sheet in sheets for bound in sheet.bounds.values()]))


def _best(ranked: Sequence[int], bounds: Mapping[int, Bound], best: Mapping[int, float]) -> int:
    """The article that holds most of what the question speaks of, the best match of equals."""
    telling = weights([bounds[key] for key in ranked])
    total = sum(telling) or 1.0
    top = max(best.values()) or 1.0

    def reach(key: int) -> float:
        return sum(w for n, w in enumerate(telling) if bounds[key].places[n]) / total

    return max(ranked, key=lambda key: reach(key) + best[key] / top)


async def _told(archive: Archive, anchors: Sequence[int], scope: Scope, found: dict[int, Article]) -> list[int]:
    """The current articles of the stories that the anchors tell, those out of scope left out; they join `found`."""
    stories = await archive.stories_of(anchors)
    members = await archive.story_articles(dict.fromkeys(stories.values()))
    told = [article for story in members.values() for article in story]
    found |= await archive.articles([article for article in told if article not in found])
    return [article for article in told if _within(found[article], scope)]


async def _strays(
    archive: Archive, ranked: Sequence[int], bounds: Mapping[int, Bound], anchors: Sequence[int], told: Sequence[int]
) -> list[int]:
    """Hits that are like the anchors in words and stand in no story with others: they may have missed theirs."""
    vectors = [bounds[key].page.vector for key in anchors if key in bounds]
    alike = [
        key
        for key in ranked
        if key not in told
        and max((likeness(bounds[key].page.vector, vector) for vector in vectors), default=0.0) >= STORY_LIKENESS
    ]
    stories = await archive.stories_of(alike)
    members = await archive.story_articles(dict.fromkeys(stories.values()))
    return [key for key in alike if len(members.get(stories.get(key, 0), ())) < 2]


def _within(article: Article, scope: Scope) -> bool:
    if scope.outlets is not None and article.outlet.id not in scope.outlets:
        return False
    at = article.published_at
    return at is None or ((scope.since is None or at >= scope.since) and (scope.until is None or at < scope.until))


def _chosen(
    ranked: Sequence[int], bounds: Mapping[int, Bound], anchors: Sequence[int], told: Sequence[int]
) -> list[int]:
    """The articles to read, best first: those of the story; where none is known yet, the hits like it in words."""
    if told:
        held = set(told)
        best_first = dict.fromkeys([*(key for key in (*anchors, *ranked) if key in held), *told])
        return _spread(list(best_first), bounds)
    vectors = [bounds[key].page.vector for key in anchors]
    return [
        key
        for key in dict.fromkeys([*(key for key in anchors if key in ranked), *ranked])
        if key in anchors or max(likeness(bounds[key].page.vector, vector) for vector in vectors) >= STORY_LIKENESS
    ]


def _spread(articles: Sequence[int], bounds: Mapping[int, Bound]) -> list[int]:
    """At most `ARTICLES_CONSIDERED`, in their order, but each outlet's best before any outlet's second."""
    place: dict[int, int] = defaultdict(int)
    turns: list[tuple[int, int, int]] = []
    for at, key in enumerate(articles):
        outlet = bounds[key].page.article.outlet.id
        turns.append((place[outlet], at, key))
        place[outlet] += 1
    kept = {key for _, _, key in sorted(turns)[:ARTICLES_CONSIDERED]}
    return [key for key in articles if key in kept]
