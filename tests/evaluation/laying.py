"""``python -m tests.evaluation.laying`` measures the table of a story: who, when, where and how many, outlet by outlet.

A cell is due where the outlet answers a question of the column's kind: the invented events of `training/events`, and
the newsdesk events. It is right if one of its facts is an accepted answer to one of those questions. The table holds a
few facts a cell and the questions ask for many, so how many of all the answers stand in it is told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from handlers.answering.page import Page
from handlers.comparing.facts import Facts, facts
from handlers.comparing.statements import statements
from store.article import Article
from tests.evaluation.archive import archive_of
from tests.evaluation.newsdesk import Event, accepts, events
from tests.shared import SHARED
from training.newsroom import all_events

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "who": ("who",),
    "when": ("when",),
    "where": ("where",),
    "how_many": ("how_many", "how_much"),
}


@dataclass(frozen=True)
class Due:
    """A cell that an outlet's text can fill: the answers it gives to the questions of the column's kind."""

    event: str
    outlet: str
    column: str
    answers: tuple[tuple[str, ...], ...]
    given: tuple[str, ...]

    @property
    def held(self) -> int:
        """How many of the answers stand in the cell."""
        return sum(any(accepts(answer, fact) for fact in self.given) for answer in self.answers)


@dataclass
class Table:
    """Every cell that is due, and how many others are filled."""

    cells: list[Due] = field(default_factory=list)

    def of(self, column: str) -> tuple[int, int, int]:
        """(right, filled, due) of a column."""
        cells = [cell for cell in self.cells if cell.column == column]
        return sum(cell.held > 0 for cell in cells), sum(bool(cell.given) for cell in cells), len(cells)

    def answers(self, column: str) -> tuple[int, int]:
        """(in the table, asked for) of a column."""
        cells = [cell for cell in self.cells if cell.column == column]
        return sum(cell.held for cell in cells), sum(len(cell.answers) for cell in cells)


def cells(event: Event, articles: Iterable[Article]) -> Iterator[Due]:
    """The cells that are due of one event."""
    told: dict[str, Facts] = facts([s for a in articles for s in statements(a.outlet.name, Page(a))])
    for outlet, own in told.items():
        for column, kinds in COLUMNS.items():
            asked = [q for q in event.questions if q.type in kinds and outlet in q.cells and q.cells[outlet].says]
            if asked:
                given = tuple(fact.words for fact in getattr(own, column))
                yield Due(event.name, outlet, column, tuple(q.cells[outlet].answers for q in asked), given)


async def measure(every: Sequence[Event], folder: Path) -> Table:
    """Lay every event out."""
    found = Table()
    by_name = {event.name: event for event in every}
    events_of = {str(record["id"]): event.name for event in every for record in event.records}
    async with archive_of([record for event in every for record in event.records], folder) as store:
        articles = [article for article in await store.find_articles() if article.source in events_of]
    articles.sort(key=lambda article: (events_of[article.source], article.source))
    for name, own in groupby(articles, key=lambda article: events_of[article.source]):
        found.cells += cells(by_name[name], own)
    return found


def report(title: str, found: Table) -> None:
    """Print each column."""
    print(f"\n{title}: {len({cell.event for cell in found.cells})} events")
    for column in COLUMNS:
        right, filled, due = found.of(column)
        held, asked = found.answers(column)
        print(f"  {column:9} {filled}/{due} filled, {right}/{due} right; {held}/{asked} of the answers in the table")


def misses(found: Table) -> None:
    """Print every cell that is not right."""
    for cell in found.cells:
        if not cell.held:
            due = " | ".join(" / ".join(answer) for answer in cell.answers)
            print(f"{cell.event} {cell.outlet} {cell.column}: has {', '.join(cell.given) or 'nothing'}; due {due}")
    print(Counter(cell.column for cell in found.cells if not cell.held))


async def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.laying", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list the cells that are not right")
    parser.add_argument("--every", type=int, default=1, help="one event in so many")
    args = parser.parse_args(arguments)
    sets = {"invented": all_events()}
    newsdesk = SHARED / "data" / "newsdesk" / "dev.jsonl"
    if newsdesk.is_file():
        sets["newsdesk"] = events(newsdesk)
    for title, every in sets.items():
        with tempfile.TemporaryDirectory() as folder:
            found = await measure(every[:: args.every], Path(folder))
        report(title, found)
        if args.misses:
            misses(found)


if __name__ == "__main__":
    asyncio.run(main())
