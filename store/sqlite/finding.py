"""Asking the full-text index: from a query's terms to a MATCH expression, and from matches to ranked hits.

FTS5 and its bm25(): https://www.sqlite.org/fts5.html. bm25() is better when smaller; a `Hit` carries its negative.

FTS5 scores every match, so where the terms are common the expression is (rarest terms) AND (all terms): see
`store.rarity`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, text

from store.frequencies import Frequencies
from store.models import UtcDateTime
from store.rarity import rarest, reaches
from store.search import Hit, Query, Scope

# Best of 0, 0.1, 0.25, 0.5, 1, 2, 4 on the newsdesk events (293 cells): the evidence stood in an outlet's best passage
# for 64.8 % (0: 62.8 %), in its best five for 96.2 % (0: 95.2 %).
TITLE_WEIGHT = 1.0

_COUNT = text("SELECT count(*) FROM passage_index WHERE passage_index MATCH :match")
_NEWEST = text("SELECT max(id) FROM passage")

# The joins come before bm25() is called, so what is out of scope is never scored. CROSS JOIN keeps that order. What is
# sorted is narrow, and only what is left at the end is looked up again: 45 ms where carrying it along took 53.
_RANKED = """
WITH matched AS MATERIALIZED (
    SELECT article.outlet_id AS outlet, passage.id AS passage, bm25(passage_index, :title_weight, 1.0) AS cost
    FROM passage_index
    CROSS JOIN passage ON passage.id = passage_index.rowid
    CROSS JOIN article INDEXED BY article_place ON article.id = passage.article_id
    WHERE passage_index MATCH :match {within}
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY outlet ORDER BY cost, passage) AS place FROM matched
), best AS MATERIALIZED (
    SELECT outlet, passage, cost FROM ranked WHERE place <= :per_outlet ORDER BY cost, passage LIMIT :limit
)
SELECT passage.article_id AS article, outlet, passage, passage.start, passage."end", cost
FROM best JOIN passage ON passage.id = best.passage ORDER BY cost, passage
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


def search(
    connection: Connection,
    frequencies: Frequencies,
    query: Query,
    scope: Scope,
    per_outlet: int | None,
    limit: int,
) -> tuple[Hit, ...]:
    """Rank the passages that match; see `Backend.search`."""
    concepts = [strings for group in query.groups if (strings := _strings(group.terms))]
    if not concepts or limit < 1:
        return ()
    everything = _any(concepts)
    if scope.articles is None:
        counted = _count(connection, frequencies, (string for strings in concepts for string in strings))
        rare = rarest([(sum(counted[each] for each in strings), strings) for strings in concepts], limit)
        if rare is not None:
            hits = _ranked(connection, f"({_any(rare)}) AND ({everything})", scope, per_outlet, limit)
            if reaches(hits, scope):
                return hits
    return _ranked(connection, everything, scope, per_outlet, limit)


def document_frequency(connection: Connection, frequencies: Frequencies, terms: Sequence[str]) -> dict[str, int]:
    """Count the passages that match each term; see `Backend.document_frequency`."""
    strings = {term: quoted(term) for term in terms}
    counted = _count(connection, frequencies, (string for string in strings.values() if string is not None))
    return {term: 0 if string is None else counted[string] for term, string in strings.items()}


def _strings(terms: Iterable[str]) -> list[str]:
    return [string for term in terms if (string := quoted(term)) is not None]


def _any(concepts: Iterable[Sequence[str]]) -> str:
    return " OR ".join(dict.fromkeys(string for strings in concepts for string in strings))


def _count(connection: Connection, frequencies: Frequencies, matches: Iterable[str]) -> dict[str, int]:
    newest: int = connection.execute(_NEWEST).scalar() or 0
    return frequencies.count(matches, newest, lambda match: connection.execute(_COUNT, {"match": match}).scalar_one())


def _ranked(connection: Connection, match: str, scope: Scope, per_outlet: int | None, limit: int) -> tuple[Hit, ...]:
    within, values = _within(scope)
    values += [
        bindparam("match", match),
        bindparam("title_weight", TITLE_WEIGHT),
        bindparam("per_outlet", limit if per_outlet is None else per_outlet),
        bindparam("limit", limit),
    ]
    rows = connection.execute(text(_RANKED.format(within=within)).bindparams(*values))
    return tuple(Hit(row.article, row.outlet, row.passage, row.start, row.end, -row.cost) for row in rows)


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
