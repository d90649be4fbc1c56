"""Looking for damage in a PostgreSQL archive: on one snapshot of it, while it stays in use.

References and constraints the server holds by itself. The index is compared with the words of every passage, and
`store.check` compares every text with its digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from sqlalchemy import Connection, select, text

from store import check
from store.backend import Problem
from store.migrate import applied, shipped
from store.models import ARTICLE, PASSAGE
from store.postgres.words import vector

_AT_ONCE = 500

_DIFFERS = text("""
SELECT given.id FROM unnest(CAST(:ids AS bigint[]), CAST(:sizes AS integer[]), CAST(:vectors AS text[]))
    AS given (id, size, words)
LEFT JOIN passage_index ON passage_index.passage_id = given.id
WHERE passage_index.size IS DISTINCT FROM given.size
    OR passage_index.words IS DISTINCT FROM CAST(given.words AS tsvector)
""")
_TOTALS = text("""
SELECT (SELECT ROW(count(*), coalesce(sum(size), 0))::text FROM passage_index)
    = (SELECT ROW(passages, words::numeric)::text FROM passage_index_size)
""")


def look(connection: Connection) -> tuple[Problem, ...]:
    """Return what is wrong with the archive; blocks for as long as reading all of it takes."""
    return tuple(islice(_all(connection), check.MOST))


def _all(connection: Connection) -> Iterator[Problem]:
    yield from check.guarded("schema", partial(_schema, connection))
    yield from check.archive(connection)
    yield from check.guarded("index", partial(_index, connection))


def _schema(connection: Connection) -> Iterator[Problem]:
    had = applied(connection)
    for migration in shipped("postgres"):
        if had.get(migration.number) != migration.sha256:
            yield Problem("schema", f"Migration {migration.number} ({migration.name}) is not the one of this version.")


def _index(connection: Connection) -> Iterator[Problem]:
    reached = 0
    while rows := connection.execute(
        select(PASSAGE, ARTICLE.c.title, ARTICLE.c.text)
        .join(ARTICLE, ARTICLE.c.id == PASSAGE.c.article_id)
        .where(PASSAGE.c.id > reached)
        .order_by(PASSAGE.c.id)
        .limit(_AT_ONCE)
    ).all():
        made = [vector(row.title, row.text[row.start : row.end]) for row in rows]
        given = {
            "ids": [row.id for row in rows],
            "sizes": [size for _, size in made],
            "vectors": [words for words, _ in made],
        }
        for (passage,) in connection.execute(_DIFFERS, given):
            yield Problem("index", f"Passage {passage} is not indexed under its own words.")
        reached = rows[-1].id
    if not connection.execute(_TOTALS).scalar_one():
        yield Problem("index", "The index does not know how many passages it holds.")
