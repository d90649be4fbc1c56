"""``python -m tests.benchmarks.comparing`` times comparisons of a story of ten outlets, beside the bare reader.

The story are the sample articles on the talks, one an outlet, and as many more as make ten: texts of the first ones
with a sentence in four left out, under other names. All is timed in one run, by the clock and in processor time: `compare` with
the story, `compare` with a question and `ask`, each first with no text read before and then again; and the reader alone,
on all passages in which the question is answered.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from handlers.answering.engine import Engine
from handlers.answering.excerpts import excerpt
from handlers.answering.page import Page
from handlers.answering.question import analyse
from handlers.answering.reader import MODEL, OnnxReader
from handlers.ask import ask
from handlers.compare import compare
from handlers.context import Desk, Outcome, Request
from handlers.gathering.ingest import ingest
from store.article import Article
from store.store import Store
from tests.evaluation.archive import archive_of
from tests.newsroom import message
from tests.shared import ROOT

OUTLETS = 10
STORY, QUESTION = "the talks in Istanbul", "Who led Russia's delegation?"


@dataclass(frozen=True)
class Taken:
    """How long something took: seconds by the clock and of processor time."""

    what: str
    wall: float
    processor: float


async def samples(folder: Path) -> list[Article]:
    """The sample articles on the talks, one an outlet."""
    async with Store.opened(f"sqlite:///{folder / 'samples.db'}") as store:
        await ingest([ROOT / "bot" / "samples"], store)
        found = [each for each in await store.find_articles() if "Istanbul" in each.text]
    return list({each.outlet.name: each for each in found}.values())


def ten(articles: list[Article]) -> list[dict[str, object]]:
    """Ten outlets' records on one story."""
    records: list[dict[str, object]] = []
    for number in range(OUTLETS):
        own = articles[number % len(articles)]
        again = number >= len(articles)
        text = _shortened(own) if again else own.text
        name = f"Outlet {number + 1}" if again else own.outlet.name
        records.append({"id": str(number), "outlet": name, "title": own.title, "text": text})
    return records


def _shortened(article: Article) -> str:
    page = Page(article)
    return " ".join(page.text[start:end] for at, (start, end) in enumerate(page.sentences) if at % 4 != 3)


async def timed(what: str, work: Callable[[], Awaitable[object]]) -> Taken:
    """Do it once."""
    clock, processor = time.perf_counter(), time.process_time()
    await work()
    return Taken(what, time.perf_counter() - clock, time.process_time() - processor)


async def measure(folder: Path) -> tuple[int, list[Taken]]:
    """(words of the story, what was timed)."""
    records = ten(await samples(folder))
    taken: list[Taken] = []
    reader = OnnxReader.open(MODEL)
    async with archive_of(records, folder) as store:
        commands: tuple[tuple[str, Callable[[Desk, Request], Awaitable[Outcome]], str], ...] = (
            ("compare, a story", compare, STORY),
            ("compare, a question", compare, QUESTION),
            ("ask", ask, QUESTION),
        )
        for name, command, words in commands:
            desk = Desk(store, Engine(store, reader))
            for again in ("", ", again"):
                request = Request(message(words), words)
                taken.append(await timed(name + again, lambda: command(desk, request)))  # noqa: B023  (awaited here)
        engine, question = Engine(store, reader), analyse(QUESTION)
        sheets = (await engine.gather(question)).sheets
        texts = [excerpt(s.bounds[p.article].page, p).text for s in sheets for p, _ in s.passages]
        taken.append(
            await timed(f"the reader alone, {len(texts)} passages", lambda: reader.read(question.asking, texts))
        )
    await reader.close()
    return sum(len(str(record["text"]).split()) for record in records), taken


def main() -> None:
    """Run the measurement."""
    with tempfile.TemporaryDirectory() as folder:
        words, taken = asyncio.run(measure(Path(folder)))
    print(f"a story of {OUTLETS} outlets, {words:,} words\n\n{'':34}{'clock, s':>10}{'processor, s':>14}")
    for each in taken:
        print(f"{each.what:34}{each.wall:10.2f}{each.processor:14.2f}")


if __name__ == "__main__":
    main()
