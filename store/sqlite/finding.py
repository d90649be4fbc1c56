"""Asking the full-text index: from a query's terms to a MATCH expression, and from matches to ranked hits.

FTS5 and its bm25(): https://www.sqlite.org/fts5.html. bm25() is better when smaller; a `Hit` carries its negative.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, text

from store.models import UtcDateTime
from store.search import Hit, Query, Scope

TITLE_WEIGHT = 0.5

# Matches are ranked by rowid alone; offsets and outlets are fetched outside the index.
_RANKED = """
WITH matched AS MATERIALIZED (
    SELECT rowid AS passage, bm25(passage_index, :title_weight, 1.0) AS cost
    FROM passage_index WHERE passage_index MATCH :match
), ranked AS (
    SELECT article.id AS article, article.outlet_id AS outlet, passage.id AS passage, passage.start, passage."end",
        cost, row_number() OVER (PARTITION BY article.outlet_id ORDER BY cost, passage.id) AS place
    FROM matched
    JOIN passage ON passage.id = matched.passage
    JOIN article ON article.id = passage.article_id
    WHERE article.superseded_by IS NULL {within}
)
SELECT article, outlet, passage, start, "end", cost FROM ranked
WHERE place <= :per_outlet ORDER BY cost, passage LIMIT :limit
"""

# Ids are one JSON value: SQLite takes only so many parameters. An undated article may be of any date, so it stays in.
_WITHIN = {
    "outlets": " AND article.outlet_id IN (SELECT value FROM json_each(:outlets))",
    "articles": " AND article.id IN (SELECT value FROM json_each(:articles))",
    "since": " AND (article.published_at IS NULL OR article.published_at >= :since)",
    "until": " AND (article.published_at IS NULL OR article.published_at < :until)",
}


def quoted(term: str) -> str | None:
    """Return a term as an FTS5 string, or None if there is nothing in it to look for.

    Quoted, nothing in it is syntax; the index's own tokenizer cuts it, so several words are a phrase. A NUL would
    end the expression in the middle, and half a character cannot be sent at all.
    """
    if not any(character.isalnum() for character in term):
        return None
    cleaned = term.replace("\0", " ").replace('"', " ").encode("utf-8", "replace").decode("utf-8")
    return f'"{cleaned}"'


def expression(query: Query) -> str | None:
    """Return the MATCH expression for any of the query's terms, or None if it has none to look for."""
    terms = (quoted(term) for group in query.groups for term in group.terms)
    return " OR ".join(dict.fromkeys(term for term in terms if term is not None)) or None


def search(connection: Connection, query: Query, scope: Scope, per_outlet: int | None, limit: int) -> tuple[Hit, ...]:
    """Rank the passages that match; see `Backend.search`."""
    match = expression(query)
    if match is None:
        return ()
    within, values = _within(scope)
    values += [
        bindparam("match", match),
        bindparam("title_weight", TITLE_WEIGHT),
        bindparam("per_outlet", limit if per_outlet is None else per_outlet),
        bindparam("limit", limit),
    ]
    rows = connection.execute(text(_RANKED.format(within=within)).bindparams(*values))
    return tuple(Hit(row.article, row.outlet, row.passage, row.start, row.end, -row.cost) for row in rows)


def document_frequency(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """Count the passages that match each term; see `Backend.document_frequency`."""
    counted = text("SELECT count(*) FROM passage_index WHERE passage_index MATCH :match")
    frequency = {}
    for term in terms:
        match = quoted(term)
        frequency[term] = 0 if match is None else connection.execute(counted, {"match": match}).scalar_one()
    return frequency


def _within(scope: Scope) -> tuple[str, list[BindParameter[object]]]:
    conditions, values = "", list[BindParameter[object]]()
    for name, ids in (("outlets", scope.outlets), ("articles", scope.articles)):
        if ids is not None:
            conditions += _WITHIN[name]
            values.append(bindparam(name, json.dumps(sorted(ids))))
    for name, moment in (("since", scope.since), ("until", scope.until)):
        if moment is not None:
            conditions += _WITHIN[name]
            values.append(bindparam(name, moment, type_=UtcDateTime()))
    return conditions, values
