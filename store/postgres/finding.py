"""Asking the index of ``tsvector``: matches come from GIN by the rare-terms plan, their BM25 is computed in SQL.

PostgreSQL's own ranks know nothing of how rare a word is. ``ts_rank`` of one word with all weights 1 is
(1 + 1/4 + … + 1/n²) / 1.64493, which gives n, how often the word stands in the passage; with it BM25 is the formula of
FTS5 (k1 = 1.2, b = 0.75), so both engines give one passage the same score. A phrase counts as standing there once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import BIGINT, TEXT, BindParameter, Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION

from store.frequencies import Frequencies
from store.models import UtcDateTime
from store.postgres.words import any_of, phrase
from store.rarity import plan, reaches, telling
from store.search import Hit, Query, Scope

_COUNT = text("SELECT count(*) FROM passage_index WHERE words @@ CAST(:match AS tsquery)")
_NEWEST = text("SELECT max(id) FROM passage")
_SIZE = text("SELECT passages, words FROM passage_index_size")

_RANKED = """
WITH term AS MATERIALIZED (
    SELECT CAST(each.query AS tsquery) AS query, each.weight, each.query LIKE '% <-> %' AS phrase
    FROM unnest(:queries, :weights) AS each (query, weight)
), matched AS MATERIALIZED (
    SELECT article.id AS article, article.outlet_id AS outlet, passage.id AS passage, passage.start, passage."end",
        (
            SELECT sum(term.weight * 2.2 * found.times
                / (found.times + 1.2 * (0.25 + 0.75 * passage_index.size / :average)))
            FROM term CROSS JOIN LATERAL (
                SELECT CASE WHEN term.phrase THEN 1 ELSE round(
                    1 / (1.64493406685 * (1.00000001 - ts_rank('{1,1,1,1}', passage_index.words, term.query))) - 0.5
                ) END AS times
            ) AS found
            WHERE passage_index.words @@ term.query
        ) AS score
    FROM passage_index
    JOIN passage ON passage.id = passage_index.passage_id
    JOIN article ON article.id = passage.article_id
    WHERE passage_index.words @@ CAST(:match AS tsquery) {within}
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY outlet ORDER BY score DESC, passage) AS place FROM matched
)
SELECT article, outlet, passage, start, "end", score FROM ranked
WHERE place <= :per_outlet ORDER BY score DESC, passage LIMIT :limit
"""

# An undated article may be of any date, so it stays in.
_WITHIN = {
    "outlets": " AND article.outlet_id = ANY(:outlets)",
    "articles": " AND article.id = ANY(:articles)",
    "since": " AND (article.published_at IS NULL OR article.published_at >= :since)",
    "until": " AND (article.published_at IS NULL OR article.published_at < :until)",
}


def search(
    connection: Connection,
    frequencies: Frequencies,
    query: Query,
    scope: Scope,
    per_outlet: int | None,
    limit: int,
) -> tuple[Hit, ...]:
    """Rank the passages that match; see `Backend.search`."""
    # Terms that are one word to the index (captain, captains) count each for itself, as in FTS5.
    concepts = [kept for group in query.groups if (kept := [term for term in group.terms if phrase(term)])]
    if not concepts or limit < 1:
        return ()
    phrases = {term: phrase(term) or "" for terms in concepts for term in terms}
    newest = _newest(connection)
    counted = _count(connection, frequencies, newest, phrases.values())
    if scope.articles is None:
        planned = plan([{term: counted[phrases[term]] for term in terms} for terms in concepts], newest, limit)
        if planned is not None:
            weighed = _weigh(connection, {term: phrases[term] for term in (*planned.rare, *planned.rest)}, counted)
            wanted = any_of(phrases[term] for term in planned.rare)
            hits = _ranked(connection, wanted, weighed, scope, per_outlet, limit)
            if reaches(hits, scope):
                return hits
    weighed = _weigh(connection, phrases, counted)
    return _ranked(connection, any_of(phrases.values()), weighed, scope, per_outlet, limit)


def document_frequency(connection: Connection, frequencies: Frequencies, terms: Sequence[str]) -> dict[str, int]:
    """Count the passages that match each term; see `Backend.document_frequency`."""
    phrases = {term: phrase(term) for term in terms}
    asked = (each for each in phrases.values() if each is not None)
    counted = _count(connection, frequencies, _newest(connection), asked)
    return {term: 0 if each is None else counted[each] for term, each in phrases.items()}


def _newest(connection: Connection) -> int:
    """The highest passage id, which says about how many there are without counting them."""
    return connection.execute(_NEWEST).scalar() or 0


def _count(connection: Connection, frequencies: Frequencies, newest: int, matches: Iterable[str]) -> dict[str, int]:
    return frequencies.count(matches, newest, lambda match: connection.execute(_COUNT, {"match": match}).scalar_one())


def _weigh(
    connection: Connection, phrases: Mapping[str, str], counted: Mapping[str, int]
) -> list[BindParameter[object]]:
    """Return how telling each phrase is, with the mean size of a passage."""
    passages, size = connection.execute(_SIZE).one()
    weights = [telling(passages, counted[each]) for each in phrases.values()]
    return [
        bindparam("queries", list(phrases.values()), type_=ARRAY(TEXT())),
        bindparam("weights", weights, type_=ARRAY(DOUBLE_PRECISION())),
        bindparam("average", max(size / max(passages, 1), 1.0), type_=DOUBLE_PRECISION()),
    ]


def _ranked(
    connection: Connection,
    match: str,
    weighed: Sequence[BindParameter[object]],
    scope: Scope,
    per_outlet: int | None,
    limit: int,
) -> tuple[Hit, ...]:
    within, values = _within(scope)
    values += [
        *weighed,
        bindparam("match", match),
        bindparam("per_outlet", limit if per_outlet is None else per_outlet),
        bindparam("limit", limit),
    ]
    rows = connection.execute(text(_RANKED.replace("{within}", within)).bindparams(*values))
    return tuple(Hit(row.article, row.outlet, row.passage, row.start, row.end, row.score) for row in rows)


def _within(scope: Scope) -> tuple[str, list[BindParameter[object]]]:
    conditions, values = "", list[BindParameter[object]]()
    for name, ids in (("outlets", scope.outlets), ("articles", scope.articles)):
        if ids is not None:
            conditions += _WITHIN[name]
            values.append(bindparam(name, sorted(ids), type_=ARRAY(BIGINT())))
    for name, moment in (("since", scope.since), ("until", scope.until)):
        if moment is not None:
            conditions += _WITHIN[name]
            values.append(bindparam(name, moment, type_=UtcDateTime()))
    return conditions, values
