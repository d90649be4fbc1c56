"""Asking the full-text index: from a query's terms to a MATCH expression, and from matches to ranked hits.

FTS5 and its bm25(): https://www.sqlite.org/fts5.html. bm25() is better when smaller; a `Hit` carries its negative.

FTS5 scores every match, so where the terms are common only the passages with one of the rarest are asked for: see
`store.rarity`. Each term must stand in the expression once, for it counts as often as it stands there: (rarest) AND
(others) and (rarest) NOT (others) are asked one after the other. With (rarest) AND (all) .83 of the best fifty were
those of exact BM25 at 100,000 passages; asked like this .98 were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, text

from store.frequencies import Frequencies
from store.models import UtcDateTime
from store.rarity import Plan, plan, reaches
from store.search import Hit, Query, Scope

# Best of 0, 0.1, 0.25, 0.5, 1, 2, 4 on the newsdesk events (293 cells): the evidence stood in an outlet's best passage
# for 64.8 % (0: 62.8 %), in its best five for 96.2 % (0: 95.2 %).
TITLE_WEIGHT = 1.0

_COUNT = text("SELECT count(*) FROM passage_index WHERE passage_index MATCH :match")
_NEWEST = text("SELECT max(id) FROM passage")

# bm25() is called for each match, so in a scope the joins come before it: what is out of scope is never scored. CROSS
# JOIN keeps that order.
_IN_SCOPE = """
    SELECT passage.id AS passage, bm25(passage_index, :title_weight, 1.0) AS cost
    FROM passage_index
    CROSS JOIN passage ON passage.id = passage_index.rowid
    CROSS JOIN article INDEXED BY article_place ON article.id = passage.article_id
    WHERE passage_index MATCH :{match} {within}
"""
# Without a scope nothing is joined but the best: looking every match's outlet up doubled a question's cost.
_ANYWHERE = """
    SELECT passage_index.rowid AS passage, bm25(passage_index, :title_weight, 1.0) AS cost
    FROM passage_index WHERE passage_index MATCH :{match}
"""
_RANKED = """
WITH matched AS MATERIALIZED (
    {matched}
    ORDER BY cost, passage LIMIT :most
), placed AS (
    SELECT passage.article_id AS article, article.outlet_id AS outlet, passage, passage.start, passage."end", cost,
        row_number() OVER (PARTITION BY article.outlet_id ORDER BY cost, passage) AS place
    FROM matched
    CROSS JOIN passage ON passage.id = matched.passage
    CROSS JOIN article INDEXED BY article_place ON article.id = passage.article_id
)
SELECT article, outlet, passage, start, "end", cost, (SELECT count(*) FROM matched) AS seen
FROM placed WHERE place <= :per_outlet ORDER BY cost, passage LIMIT :limit
"""
# Where an outlet may have only so many, so many times the best are placed before all are.
_SPARE = 2
_ALL = -1

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
    if scope.articles is None:
        newest = _newest(connection)
        counted = _count(connection, frequencies, newest, (string for strings in concepts for string in strings))
        planned = plan([{string: counted[string] for string in strings} for strings in concepts], newest, limit)
        if planned is not None:
            hits = _best(connection, _expressions(planned), scope, per_outlet, limit)
            if reaches(hits, scope):
                return hits
    return _best(connection, [_any(string for strings in concepts for string in strings)], scope, per_outlet, limit)


def document_frequency(connection: Connection, frequencies: Frequencies, terms: Sequence[str]) -> dict[str, int]:
    """Count the passages that match each term; see `Backend.document_frequency`."""
    strings = {term: quoted(term) for term in terms}
    asked = (string for string in strings.values() if string is not None)
    counted = _count(connection, frequencies, _newest(connection), asked)
    return {term: 0 if string is None else counted[string] for term, string in strings.items()}


def _strings(terms: Iterable[str]) -> list[str]:
    return [string for term in terms if (string := quoted(term)) is not None]


def _any(strings: Iterable[str]) -> str:
    return " OR ".join(dict.fromkeys(strings))


def _expressions(planned: Plan) -> list[str]:
    rare, rest = _any(planned.rare), _any(planned.rest)
    return [f"({rare}) AND ({rest})", f"({rare}) NOT ({rest})"] if rest else [rare]


def _newest(connection: Connection) -> int:
    """The highest passage id, which says about how many there are without counting them."""
    return connection.execute(_NEWEST).scalar() or 0


def _count(connection: Connection, frequencies: Frequencies, newest: int, matches: Iterable[str]) -> dict[str, int]:
    return frequencies.count(matches, newest, lambda match: connection.execute(_COUNT, {"match": match}).scalar_one())


def _best(
    connection: Connection, expressions: Sequence[str], scope: Scope, per_outlet: int | None, limit: int
) -> tuple[Hit, ...]:
    """The best of what matches one of the expressions, which no passage does twice."""
    most = limit if per_outlet is None else _SPARE * limit
    hits, seen = _ranked(connection, expressions, scope, per_outlet, limit, most)
    if len(hits) < limit and seen == most:
        hits, _ = _ranked(connection, expressions, scope, per_outlet, limit, _ALL)
    return hits


def _ranked(
    connection: Connection,
    expressions: Sequence[str],
    scope: Scope,
    per_outlet: int | None,
    limit: int,
    most: int,
) -> tuple[tuple[Hit, ...], int]:
    within, values = _within(scope)
    matches = {f"match_{number}": expression for number, expression in enumerate(expressions)}
    one = _IN_SCOPE if within else _ANYWHERE
    matched = " UNION ALL ".join(one.format(match=name, within=within) for name in matches)
    values += [
        *(bindparam(name, expression) for name, expression in matches.items()),
        bindparam("title_weight", TITLE_WEIGHT),
        bindparam("per_outlet", limit if per_outlet is None else per_outlet),
        bindparam("most", most),
        bindparam("limit", limit),
    ]
    rows = connection.execute(text(_RANKED.format(matched=matched)).bindparams(*values)).all()
    hits = tuple(Hit(row.article, row.outlet, row.passage, row.start, row.end, -row.cost) for row in rows)
    return hits, rows[0].seen if rows else 0


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
