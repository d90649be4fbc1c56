"""What our search is measured against, on the same passages: FTS5's own ranking, tantivy, PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from store.search import Query
from store.sqlite.finding import quoted
from store.store import Store

BEST = 50
Ask = Callable[[Query], list[int]]


@dataclass
class Timed:
    """A way to search: what it found for each question, and what that took, in ms."""

    name: str
    ask: Ask
    found: list[list[int]]
    cpu: list[float]
    wall: list[float]

    @classmethod
    def of(cls, name: str, ask: Ask) -> Timed:
        return cls(name, ask, [], [], [])

    def once(self, query: Query) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        self.found.append(self.ask(query))
        self.cpu.append(1000 * (time.process_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))


def ours(store: Store, runner: asyncio.Runner) -> Ask:
    """`Store.search` as the engine asks it, without a bound for an outlet so that ranks can be compared."""

    def ask(query: Query) -> list[int]:
        return [hit.passage for hit in runner.run(store.search(query, per_outlet=None, limit=BEST))]

    return ask


def fts5(connection: sqlite3.Connection, order: str) -> Ask:
    """FTS5 ranks every match, by `rank` or by `bm25()`."""
    statement = f"SELECT rowid FROM passage_index WHERE passage_index MATCH ? ORDER BY {order} LIMIT {BEST}"

    def ask(query: Query) -> list[int]:
        terms = (quoted(term) for group in query.groups for term in group.terms)
        return [row for (row,) in connection.execute(statement, (" OR ".join(each for each in terms if each),))]

    return ask


def tantivy_index(folder: Path, passages: Iterable[tuple[int, str, str]]) -> Ask:
    """A tantivy index of the same passages, stemmed in English."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True)
    builder.add_text_field("text", tokenizer_name="en_stem")
    folder.mkdir()
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(128_000_000, 1)
    for id_, title, text in passages:
        writer.add_document(tantivy.Document(id=id_, text=f"{title}\n{text}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(query: Query) -> list[int]:
        parsed = index.parse_query(" ".join(term for group in query.groups for term in group.terms), ["text"])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(parsed, BEST).hits]

    return ask


def passages_of(path: Path) -> Iterator[tuple[int, str, str]]:
    """Every passage of an archive with its headline, as its index sees it."""
    with closing(sqlite3.connect(path)) as connection:
        yield from connection.execute("SELECT id, title, text FROM passage_text ORDER BY id")


def bare_insert(path: Path, passages: Iterable[tuple[int, str, str]], batch: int) -> float:
    """Insert the same passages into an FTS5 table that keeps its own text, `batch` a commit; seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE VIRTUAL TABLE bare USING fts5(title, text, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    rows: list[tuple[int, str, str]] = []
    taken = 0.0

    def flush() -> float:
        begun = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO bare (rowid, title, text) VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
        rows.clear()
        return time.process_time() - begun

    for row in passages:
        rows.append(row)
        if len(rows) >= batch:
            taken += flush()
    taken += flush()
    connection.close()
    return taken
