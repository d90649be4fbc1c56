"""How long the event loop stands still while articles come in and questions are answered: `python -m tests.benchmarks.stalls`.

The loop listens as in `copydesk run`: articles are ingested and placed in it, questions are answered apart. A thread
looks on and notes, whenever the loop is late, where its thread stands: in which of our functions, or waiting for a
processor that somebody else has.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from bot.apart import thread_of_its_own
from bot.pauses import short_pauses
from handlers.answering.engine import Engine
from handlers.answering.reader import OnnxReader
from handlers.gathering.ingest import ingest
from handlers.stories.placing import place_stories
from store.store import Store
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.measuring import STALL_MS, percentile
from tests.shared import ROOT

ARTICLES, QUESTIONS = 3_000, 12
TICK_S = 0.005
# So often the one who looks on looks.
LOOK_S = 0.02
WAITING = "waiting for a processor"
OURS = ("bot", "handlers", "store")


@dataclass
class Watched:
    """The delays of a loop, in ms, and where it stood while it was late."""

    what: str
    delays: list[float] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        long = sum(each > STALL_MS for each in self.delays)
        where = ", ".join(f"{place} {count}" for place, count in self.places.most_common(4)) or "nowhere"
        p50, p99, longest = (percentile(self.delays, part) for part in (0.5, 0.99, 1.0))
        return f"| {self.what} | {p50:.0f} | {p99:.0f} | {longest:.0f} | {long} of {len(self.delays):,} | {where} |"


class Watch:
    """Watches the loop it is entered in."""

    def __init__(self, what: str) -> None:
        self.found = Watched(what)
        self._over = threading.Event()
        self._ticked = time.perf_counter()

    async def __aenter__(self) -> Watched:
        self._loop_thread = threading.get_ident()
        self._onlooker = threading.Thread(target=self._look_on, daemon=True)
        self._task = asyncio.create_task(self._tick())
        await asyncio.sleep(0)
        self._onlooker.start()
        return self.found

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._task
        await asyncio.to_thread(self._onlooker.join)

    async def _tick(self) -> None:
        while not self._over.is_set():
            self._ticked = time.perf_counter()
            await asyncio.sleep(TICK_S)
            self.found.delays.append(1000 * (time.perf_counter() - self._ticked - TICK_S))

    def _look_on(self) -> None:
        while not self._over.wait(LOOK_S):
            if 1000 * (time.perf_counter() - self._ticked - TICK_S) > STALL_MS:
                self.found.places[_place(sys._current_frames().get(self._loop_thread))] += 1


def _place(frame: FrameType | None) -> str:
    """The innermost of our functions in which a thread stands."""
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.partition(".")[0] in OURS:
            return f"{module}.{frame.f_code.co_name}"
        frame = frame.f_back
    return WAITING


async def measure(folder: Path, corpus: Corpus, articles: int, questions: int) -> list[Watched]:
    """Ingest, answer, and both at once, in one process."""
    first, second = (_file(folder / f"{seed}.jsonl", corpus, articles, seed) for seed in (11, 12))
    asked = [" ".join(sentence.split()[:9]) + "?" for sentence in islice(corpus.sentences, 0, None, 97)][:questions]
    found = []
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}") as store, thread_of_its_own() as apart:
        engine = await apart(_engine(store))
        try:

            async def gather(path: Path) -> None:
                await ingest([str(path)], store)

            async def answer() -> None:
                for question in asked:
                    await apart(engine.answer(question))

            async def both() -> None:
                await asyncio.gather(gather(second), answer())

            steps: list[tuple[str, Callable[[], Coroutine[Any, Any, None]]]] = [
                ("ingesting", lambda: gather(first)),
                ("placing in stories", lambda: place_stories(store)),
                ("answering", answer),
                ("ingesting and answering", both),
            ]
            with short_pauses():
                for what, step in steps:
                    async with Watch(what) as watched:
                        await step()
                    found.append(watched)
        finally:
            await apart(engine.close())
    return found


async def _engine(store: Store) -> Engine:
    return Engine(store, await asyncio.to_thread(OnnxReader.open, threads=1))


def _file(path: Path, corpus: Corpus, articles: int, seed: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for draft in corpus.drafts(5 * articles, seed=seed):
            record = {"id": draft.source, "title": draft.title, "outlet": draft.outlet, "text": draft.text}
            file.write(json.dumps(record) + "\n")
    return path


def table(found: list[Watched]) -> str:
    head = [
        "| what runs | p50 ms | p99 ms | longest ms | over 100 ms | where the loop stood then |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(each.line() for each in found)])


def main() -> None:
    corpus = Corpus.read(ROOT.parent / "shared" / "data" / "news-text")
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory(prefix="copydesk-stalls-") as folder:
        print(table(asyncio.run(measure(Path(folder), corpus, articles, QUESTIONS))))


if __name__ == "__main__":
    main()
