"""The measurements of one archive size: ingest, questions side by side, readers beside a writer, memory."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bot.apart import thread_of_its_own
from bot.pauses import short_pauses
from store.errors import StoreLocked
from store.search import Query
from store.store import Store
from store.tantivy.backend import TantivyBackend
from tests.benchmarks import rivals
from tests.benchmarks.corpus import PASSAGES_AN_ARTICLE, Corpus
from tests.benchmarks.rivals import Timed

BATCH = 200  # articles a commit: a thousand passages
READERS = 50
STALL_MS = 100.0  # what a person who waits for an acknowledgement notices
ALL = ("fts5 rank", "fts5 bm25", "copydesk sqlite", "copydesk tantivy", "tantivy", "copydesk postgres")


@dataclass
class Size:
    """What was measured of an archive of so many passages. CPU in ms, memory in MiB.

    `own_stalls` are the stalls by the CPU that this process took meanwhile: what they are at most without other work.
    """

    passages: int
    searches: dict[str, Timed] = field(default_factory=dict)
    ingest_rate: float = 0.0
    ingest_to_bare: float = 0.0
    readers_beside_writer: float = 0.0
    stalls: list[float] = field(default_factory=list)
    own_stalls: list[float] = field(default_factory=list)
    index_rate: float = 0.0
    locked: int = 0
    megabytes: float = 0.0
    peak_memory: float = 0.0

    def cpu(self, name: str) -> float:
        return sum(self.searches[name].cpu) / len(self.searches[name].cpu)

    def cpu_p95(self, name: str) -> float:
        return percentile(self.searches[name].cpu, 0.95)

    def wall(self, name: str, part: float) -> float:
        return percentile(self.searches[name].wall, part)

    def agreement(self, name: str) -> float:
        """How many of exact BM25's best fifty are among its best fifty."""
        exact = self.searches["fts5 bm25"].found
        pairs = [(set(one), set(two)) for one, two in zip(exact, self.searches[name].found, strict=True) if one]
        return sum(len(one & two) / len(one) for one, two in pairs) / len(pairs)


def percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def measure(corpus: Corpus, passages: int, folder: Path, questions: int, postgres: str | None) -> Size:
    """Build an archive and everything it is compared with in a folder, and measure."""
    size, path = Size(passages), folder / "archive.db"
    with asyncio.Runner() as runner, closing(sqlite3.connect(path)) as connection:
        store = runner.run(Store.open(f"sqlite:///{path}"))
        other = None if postgres is None else runner.run(Store.open(postgres))
        taken = runner.run(_fill(store, corpus, passages))
        size.ingest_rate = passages / taken
        _say(f"{passages:,} passages in, {size.ingest_rate:,.0f} a second of CPU")
        bare = rivals.bare_insert(folder / "bare.db", rivals.passages_of(path), BATCH * PASSAGES_AN_ARTICLE)
        (folder / "bare.db").unlink()
        size.ingest_to_bare = bare / taken
        size.megabytes = sum(each.stat().st_size for each in folder.glob("archive.db*")) / 2**20
        indexed, taken = runner.run(_indexed(f"sqlite:///{path}", folder / "index"))
        size.index_rate = passages / taken
        _say("the search index is built")
        ways = [
            Timed.of("fts5 rank", rivals.fts5(connection, "rank")),
            Timed.of("fts5 bm25", rivals.fts5(connection, "bm25(passage_index)")),
            Timed.of("copydesk sqlite", rivals.ours(store, runner)),
            Timed.of("copydesk tantivy", rivals.ours(indexed, runner)),
            Timed.of("tantivy", rivals.tantivy_index(folder / "tantivy", rivals.passages_of(path))),
        ]
        if other is not None:
            runner.run(_fill(other, corpus, passages))
            _say("the same in PostgreSQL")
            ways.append(Timed.of("copydesk postgres", rivals.ours(other, runner)))
        # One question after the other, each asked of all, so that what else the machine does falls on all alike.
        for query in corpus.questions(questions):
            for way in ways:
                way.once(query)
        size.searches = {way.name: way for way in ways}
        _say("questions asked")
        runner.run(indexed.close())
        runner.run(_beside(store, corpus, size))
        for each in (store, other):
            if each is not None:
                runner.run(each.close())
    size.peak_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return size


async def _fill(store: Store, corpus: Corpus, passages: int) -> float:
    """Add articles in batches; returns the seconds of CPU that adding took, without making the texts."""
    drafts, taken = corpus.drafts(passages), 0.0
    while batch := list(islice(drafts, BATCH)):
        begun = time.process_time()
        await store.add(batch)
        taken += time.process_time() - begun
    return taken


async def _indexed(url: str, folder: Path) -> tuple[Store, float]:
    """Open the archive with a search index beside it, once that is whole, and the seconds of CPU it took."""
    begun = time.process_time()
    store = await Store.open(url, folder)
    assert isinstance(store.backend, TantivyBackend)
    await store.backend.caught_up()
    return store, time.process_time() - begun


async def _beside(store: Store, corpus: Corpus, size: Size) -> None:
    """Fifty readers alone, then beside a writer that writes without a pause; how long the loop stood still.

    Threads take turns, and garbage is collected, as in `copydesk run`.
    """
    queries = list(corpus.questions(READERS, seed=4))
    async with thread_of_its_own():
        with short_pauses():
            alone = await _read(store, queries, size, None)
            beside = await _read(store, queries, size, corpus)
    size.readers_beside_writer = beside / alone


async def _read(store: Store, queries: Sequence[Query], size: Size, corpus: Corpus | None) -> float:
    size.stalls, size.own_stalls = [], []
    over = asyncio.Event()

    async def watch() -> None:
        while not over.is_set():
            begun, worked = time.perf_counter(), time.process_time()
            await asyncio.sleep(0.005)
            size.stalls.append(1000 * (time.perf_counter() - begun) - 5)
            size.own_stalls.append(min(size.stalls[-1], 1000 * (time.process_time() - worked)))

    async def write(corpus: Corpus) -> None:
        drafts = corpus.drafts(5_000_000, seed=9)
        while not over.is_set():  # the texts are made in a thread: the loop's stalls must be the store's
            await store.add(await asyncio.to_thread(lambda: list(islice(drafts, 20))))

    async def ask(query: Query) -> None:
        for _ in range(3):
            try:
                await store.search(query)
            except StoreLocked:
                size.locked += 1

    tasks = [asyncio.create_task(watch())] + ([asyncio.create_task(write(corpus))] if corpus else [])
    begun = time.perf_counter()
    await asyncio.gather(*(ask(query) for query in queries))
    taken = time.perf_counter() - begun
    over.set()
    await asyncio.gather(*tasks)
    return 3 * len(queries) / taken


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
