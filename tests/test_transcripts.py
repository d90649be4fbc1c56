"""The conversations of `tests/transcripts/`, held with the real archive, engine and reader, set by every renderer."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.app import opened_desk, opened_store
from bot.settings import Settings
from handlers.answering.cite import verify
from handlers.context import Desk
from handlers.gathering.ingest import ingest
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import Pieces
from handlers.reply import Buttons, Hint, Line, Quoted, Reply, SourceList, Table
from handlers.respond import respond
from tests.renderers import RENDERERS, run_together
from tests.shared import ROOT

PAGES = sorted(path for path in (ROOT / "tests" / "transcripts").glob("*.md") if path.name != "README.md")
# The samples are of May 2025; the answers are the same on every day that is not one of theirs.
NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
WILD = "…"


@dataclass
class Exchange:
    """What a person writes, what must be said then (a line, or the cells of a row), and what must not."""

    said: str
    expected: list[tuple[str, ...]] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)


def read(page: Path) -> dict[str, list[Exchange]]:
    """The threads of a page by their headings."""
    threads: dict[str, list[Exchange]] = {}
    heading = ""
    lines = iter(re.sub(r"<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL).splitlines())
    for line in lines:
        if line.startswith("## "):
            heading = line.removeprefix("## ")
            threads[heading] = []
        elif line.startswith(">"):
            threads[heading].append(Exchange(line.removeprefix(">").strip()))
        elif line.startswith("|"):
            if re.fullmatch(r"[|\s:-]+", line):
                threads[heading][-1].expected.pop()  # what stood above the rule was the head
            else:
                threads[heading][-1].expected.append(tuple(plain(cell) for cell in line.strip("| ").split(" | ")))
        elif struck := re.fullmatch(r"~~(.+)~~", line.strip()):
            threads[heading][-1].forbidden.append(plain(struck[1]))
        elif line.strip() and not line.startswith("#") and threads:
            threads[heading][-1].expected.append((plain(line),))
    return threads


def plain(markdown: str) -> str:
    """The words without marks for the eye."""
    return re.sub(r"\*\*|(?<!\w)_|_(?!\w)|`", "", markdown).strip()


THREADS = [pytest.param(page, heading, id=f"{page.stem}: {heading}") for page in PAGES for heading in read(page)]


@cache
def conversations() -> dict[tuple[str, str], list[Reply]]:
    """Every reply of every thread, held once for all tests."""
    return asyncio.run(_hold())


async def _hold() -> dict[tuple[str, str], list[Reply]]:
    held: dict[tuple[str, str], list[Reply]] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/archive.db")
        async with opened_store(settings) as store:
            summary = await ingest([ROOT / "bot" / "samples"], store)
            assert summary.refused == ()
        async with opened_desk(settings) as opened:
            desk = Desk(opened.store, opened.engine, now=lambda: NOW)
            for page in PAGES:
                for heading, exchanges in read(page).items():
                    held[page.name, heading] = [reply async for reply in _thread(desk, heading, exchanges)]
            for reply in [reply for replies in held.values() for reply in replies]:
                for quote in reply.quotes:
                    verify(quote, await desk.store.article(quote.article))
    return held


async def _thread(desk: Desk, heading: str, exchanges: Sequence[Exchange]) -> AsyncIterator[Reply]:
    first = f"{heading}/0"
    for number, exchange in enumerate(exchanges):
        message = Message("terminal", "desk", "editor", exchange.said, f"{heading}/{number}", first if number else None)
        reply = await respond(desk, message)
        assert reply is not None
        yield reply


def lines_of(reply: Reply) -> Iterator[tuple[str, ...]]:
    """What a reply says, line by line; the rows of a table by their cells."""
    for block in reply.blocks:
        match block:
            case Line() | Hint() | Quoted():
                yield (text(block.pieces),)
            case Table():
                for row in block.rows:
                    yield tuple(text(cell.pieces if isinstance(cell, Quoted) else cell) for cell in row)
            case SourceList():
                yield from ((source.title,) for source in block.sources)
            case Buttons():
                pass


def text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def matches(expected: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether a line or row is as expected, `…` standing for anything; a lone line may also stand in a row's cell."""
    if len(expected) == len(said):
        return all(_pattern(want).fullmatch(have) for want, have in zip(expected, said, strict=True))
    return len(expected) == 1 and any(_pattern(expected[0]).fullmatch(have) for have in said)


def _pattern(expected: str) -> re.Pattern[str]:
    parts = (re.escape(part.strip()).replace(r"\ ", r"\s+") for part in expected.split(WILD))
    return re.compile(rf"\s*{'.*'.join(parts)}\s*", re.DOTALL)


@pytest.mark.parametrize(("page", "heading"), THREADS)
def test_the_conversation_goes_as_written(page: Path, heading: str) -> None:
    for exchange, reply in zip(read(page)[heading], conversations()[page.name, heading], strict=True):
        rest = list(lines_of(reply))
        whole = "\n".join(" | ".join(line) for line in rest)
        for expected in exchange.expected:
            at = next((i for i, said in enumerate(rest) if matches(expected, said)), None)
            assert at is not None, f"> {exchange.said}\nexpected: {' | '.join(expected)}\nsaid:\n{whole}"
            if len(expected) == 1:
                rest = rest[at:]  # lines come in this order; the rows of a table come as the archive has them
        for forbidden in exchange.forbidden:
            assert forbidden not in whole, f"> {exchange.said}\nforbidden: {forbidden}\nsaid:\n{whole}"


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize(("page", "heading"), THREADS)
def test_every_renderer_says_all_of_it(page: Path, heading: str, renderer: str) -> None:
    for reply in conversations()[page.name, heading]:
        page = run_together(RENDERERS[renderer](reply))
        for said in lines_of(reply):
            # Word by word, for in a table of narrow columns a sentence is not in one piece.
            cells = (cell for cell in said if cell != Phrase.CELL_NOTHING.value)
            missing = [word for cell in cells for word in cell.split() if run_together(word) not in page]
            assert missing == [], f"{renderer} does not say {missing} of {said}"


def test_a_transcript_can_fail() -> None:
    """A test of conversations that passes whatever is said would be no test."""
    assert matches(("Rustem Umerov · … of 7 outlets…",), ("Rustem Umerov · 6 of 7 outlets, 1 does not say",))
    assert not matches(("Rustem Umerov · … of 7 outlets",), ("Rustem Umerov · 6 of 7 outlets, 1 does not say",))
    assert not matches(("Umerov",), ("Rustem Umerov",))
    assert not matches(("A", "Umerov"), ("A", "Medinsky"))
    assert matches(("…14…",), ("A", "14 people", "“14 people.” [1]"))
    assert PAGES
    assert THREADS
    assert all(exchange.expected for page in PAGES for thread in read(page).values() for exchange in thread)
