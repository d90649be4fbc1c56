"""Asking an index of tantivy: the best passages come from it, whose they are and where from the archive's snapshot.

tantivy's BM25 has the constants of FTS5's; how telling a term is, it reckons otherwise where a term is common, so each
is weighed as FTS5 does. It keeps the length of a passage to a few digits, so the last ranks differ a little.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import tantivy
from sqlalchemy import ColumnElement, Connection, func, or_, select

from store.models import ARTICLE, OUTLET, PASSAGE
from store.rarity import ALL_POSTINGS, telling
from store.search import EVERYWHERE, Hit, Query, Scope
from store.selecting import chunks
from store.tantivy.index import Term, View, term

# Where an outlet may have only so many, so many times the best are looked up at first, and each time more.
_SPARE, _MORE = 2, 4
# So many articles are handed to tantivy to look in; of a larger scope enough is among the best of all.
_HANDED = 20_000


def search(
    connection: Connection, view: View, query: Query, scope: Scope, per_outlet: int | None, limit: int
) -> tuple[Hit, ...]:
    """Rank the passages that match; see `Backend.search`."""
    wanted = _wanted(view, query)
    if wanted is None or limit < 1:
        return ()
    articles = _articles(connection, scope)
    return _best(connection, view, wanted, scope, articles, per_outlet, limit)


def _wanted(view: View, query: Query) -> tantivy.Query | None:
    """Any of the terms, each weighed; in a large index without those that stand in most passages."""
    passages = view.passages
    made = (term(view.schema, text) for text in dict.fromkeys(text for group in query.groups for text in group.terms))
    terms = [(each.query, _weight(view, each, passages)) for each in made if each is not None]
    weighed = [(query, weight) for query, weight in terms if weight > _NOTHING or passages <= ALL_POSTINGS] or terms
    if not weighed:
        return None
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)) for query, weight in weighed]
    )


# A term that stands in half of the passages is worth less than this to what tantivy would give it.
_NOTHING = 1e-5


def _weight(view: View, asked: Term, passages: int) -> float:
    """How telling FTS5 finds a term, to how telling tantivy does, which adds up the words of a phrase."""
    each = [min(view.held(word), passages) for word in asked.words]  # those that were deleted still count for a while
    held = each[0] if len(each) == 1 else view.matching(asked.query)
    return telling(passages, held) / sum(math.log(1 + (passages - one + 0.5) / (one + 0.5)) for one in each)


def _best(
    connection: Connection,
    view: View,
    wanted: tantivy.Query,
    scope: Scope,
    articles: Sequence[int] | None,
    per_outlet: int | None,
    limit: int,
) -> tuple[Hit, ...]:
    if articles is not None:
        inside = tantivy.Query.const_score_query(
            tantivy.Query.term_set_query(view.schema, "article", list(articles)), 0.0
        )
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, inside)])
    within = _conditions(scope)
    most, bounded = (limit if per_outlet is None else _SPARE * limit), articles is None and scope == EVERYWHERE
    while True:
        found = view.best(wanted, most)
        hits = _capped(_placed(connection, found, within), per_outlet)
        whole = len(found) < most or (bounded and most >= ALL_POSTINGS)
        if len(hits) >= limit or whole or (per_outlet is not None and _all_full(connection, scope, hits, per_outlet)):
            return hits[:limit]
        most *= _MORE


def _placed(connection: Connection, scores: Mapping[int, float], within: Collection[ColumnElement[bool]]) -> list[Hit]:
    """Those of the passages found that are in scope, the best first."""
    rows = select(PASSAGE, ARTICLE.c.outlet_id).join(ARTICLE, ARTICLE.c.id == PASSAGE.c.article_id).where(*within)
    hits = [
        Hit(row.article_id, row.outlet_id, row.id, row.start, row.end, scores[row.id])
        for part in chunks(scores)
        for row in connection.execute(rows.where(PASSAGE.c.id.in_(part)))
    ]
    return sorted(hits, key=_order)


def _capped(hits: Sequence[Hit], per_outlet: int | None) -> tuple[Hit, ...]:
    if per_outlet is None:
        return tuple(hits)
    had: dict[int, int] = defaultdict(int)
    kept = []
    for hit in hits:
        had[hit.outlet] += 1
        if had[hit.outlet] <= per_outlet:
            kept.append(hit)
    return tuple(kept)


def _all_full(connection: Connection, scope: Scope, hits: Sequence[Hit], per_outlet: int) -> bool:
    """Whether every outlet has as many as it may, so that there is nothing more to look for."""
    full = sum(1 for count in Counter(hit.outlet for hit in hits).values() if count >= per_outlet)
    if scope.outlets is not None:
        return full >= len(scope.outlets)
    current = select(ARTICLE.c.id).where(ARTICLE.c.outlet_id == OUTLET.c.id, ARTICLE.c.superseded_by.is_(None))
    outlets: int = connection.execute(select(func.count()).select_from(OUTLET).where(current.exists())).scalar_one()
    return full >= outlets


def _articles(connection: Connection, scope: Scope) -> Sequence[int] | None:
    """The articles to look in, where they are few enough to be handed over; None: everywhere, and then sort out."""
    if scope == EVERYWHERE:
        return None
    if scope.articles is not None:
        return sorted(scope.articles)
    current = select(ARTICLE.c.id).where(ARTICLE.c.superseded_by.is_(None), *_conditions(scope))
    found = connection.execute(current.limit(_HANDED + 1)).scalars().all()
    return found if len(found) <= _HANDED else None


def _conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """What an article must be; an undated one may be of any date, so it stays in. Articles are tantivy's to look in."""
    undated = ARTICLE.c.published_at.is_(None)
    conditions: list[ColumnElement[bool]] = []
    if scope.outlets is not None:
        conditions.append(ARTICLE.c.outlet_id.in_(sorted(scope.outlets)))
    if scope.since is not None:
        conditions.append(or_(undated, ARTICLE.c.published_at >= scope.since))
    if scope.until is not None:
        conditions.append(or_(undated, ARTICLE.c.published_at < scope.until))
    return conditions


def _order(hit: Hit) -> tuple[float, int]:
    return -hit.score, hit.passage
