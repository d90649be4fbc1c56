"""``python -m tests.benchmarks.moving [--articles 100000]`` times the move of an archive from SQLite to PostgreSQL.

The archive is made of real news text put together anew, five passages an article. The move is `copydesk migrate-store`
as a person runs it, with the proof it gives, to a real PostgreSQL that syncs; then `copydesk doctor` looks at the new one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from store.store import Store
from tests.benchmarks.corpus import PASSAGES_AN_ARTICLE, Corpus
from tests.benchmarks.measuring import BATCH
from tests.shared import ROOT
from tests.store.postgres_server import Server


@dataclass(frozen=True)
class Run:
    """A command that ran: what it printed, its seconds by the clock and of its own CPU."""

    said: str
    wall: float
    cpu: float


def ran(*words: str, url: str) -> Run:
    """Run the program on an archive; raises `CalledProcessError` where it does not end with 0."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [Path(sys.executable).with_name("copydesk"), *words],
        env={**os.environ, "COPYDESK_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(done.stdout, time.monotonic() - began, cpu)


async def made(corpus: Corpus, articles: int, url: str) -> None:
    """An archive of so many articles."""
    async with Store.opened(url) as store:
        drafts = corpus.drafts(articles * PASSAGES_AN_ARTICLE)
        while batch := list(islice(drafts, BATCH)):
            await store.add(batch)


def moved(corpus: Corpus, articles: int, folder: Path, to: str, *, questions: int = 20) -> tuple[Run, Run]:
    """(the move, proved with so many questions too; what `doctor` says of the new archive)."""
    old = f"sqlite:///{folder / 'archive.db'}"
    asyncio.run(made(corpus, articles, old))
    return ran("migrate-store", to, "--questions", str(questions), url=old), ran("doctor", url=to)


def main() -> None:
    """Run the measurement."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.moving", description=__doc__)
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "news-text")
    options.add_argument("--articles", type=int, default=100_000)
    given = options.parse_args()
    corpus = Corpus.read(given.data)
    if not corpus.sentences:
        options.error(f"there is no .csv with texts in {given.data}; name another folder with --data")
    server = Server(durable=True)
    try:
        with tempfile.TemporaryDirectory(prefix="copydesk-move-") as folder:
            move, doctor = moved(corpus, given.articles, Path(folder), server.archive())
    finally:
        server.stop()
    print(move.said, doctor.said, sep="\n")
    print(f"moved and proved in {move.wall:.0f} s ({move.cpu:.0f} s of our CPU), doctor in {doctor.wall:.0f} s")


if __name__ == "__main__":
    main()
