"""Every conversation of `tests/transcripts/`, held in Slack over sockets with the real archive, engine and reader.

What a page says must be said, is said, in messages that Slack takes; what it says must not be said, is not.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.app import opened_desk, opened_store
from bot.settings import Settings
from bot.slack.limits import texts
from handlers.context import Desk
from handlers.gathering.ingest import ingest
from handlers.parse import asks
from handlers.respond import COMMANDS
from store.store import Store
from tests.bot.slack.bodies import command, said
from tests.bot.slack.fake import BOT, FakeSlack
from tests.bot.slack.running import Running, running
from tests.shared import ROOT
from tests.test_transcripts import NOW, PAGES, THREADS, Exchange, matches, read

Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Room:
    """What `running` needs of a newsroom."""

    desk: Desk
    store: Store


@cache
def conversations() -> dict[tuple[str, str, str], list[Blocks]]:
    """The blocks that answer each exchange of each thread, in a channel and in a direct conversation; held once."""
    return asyncio.run(_hold())


async def _hold() -> dict[tuple[str, str, str], list[Blocks]]:
    held: dict[tuple[str, str, str], list[Blocks]] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/archive.db")
        async with opened_store(settings) as store:
            await ingest([ROOT / "bot" / "samples"], store)
        async with opened_desk(settings) as opened, FakeSlack().served() as fake:
            desk = Desk(opened.store, opened.engine, now=lambda: NOW)
            room: Any = Room(desk, opened.store)
            fake.people["U1"] = {"tz": "UTC"}  # the zone that the pages are written in
            for where, http in (("C", False), ("D", True)):
                async with running(room, fake, http=http) as slack:
                    for page in PAGES:
                        for number, (heading, exchanges) in enumerate(read(page).items()):
                            channel = f"{where}{page.stem}{number}".replace("-", "")
                            held[page.name, heading, where] = await _thread(slack, fake, channel, exchanges)
            assert fake.broken == [], "Slack would not have taken these"
    return held


async def _thread(slack: Running, fake: FakeSlack, channel: str, exchanges: Sequence[Exchange]) -> list[Blocks]:
    """The first words are a command of Slack's or a direct message; in the thread people write as people do."""
    root: str | None = None
    shown: list[Blocks] = []
    for exchange in exchanges:
        seen = len(fake.posted), len(fake.ephemeral)
        text = exchange.said
        if channel.startswith("D"):
            body = said(text, channel=channel)
        elif root is None and text.partition(" ")[0] in COMMANDS:
            body = command("/desk", text, channel=channel)
        elif root is None and asks(text) and not text.startswith("/"):
            body = command("/ask", text, channel=channel)
        else:
            body = said(text if root and asks(text) else f"<@{BOT}> {text}", channel=channel, thread=root)
        await slack.send(body)
        await slack.settled(within=60)
        posted = fake.posted[seen[0] :]
        root = root or (posted[0].ts if posted else None)
        shown.append([block for each in posted for block in each.body["blocks"]])
        shown[-1] = [*shown[-1], *(block for each in fake.ephemeral[seen[1] :] for block in each["blocks"])]
    return shown


def lines_of(blocks: Blocks) -> Iterator[tuple[str, ...]]:
    """What the messages say, line by line; the rows of a table by their cells; a header also with what follows it."""
    header = ""
    for block in blocks:
        match block["type"]:
            case "header":
                header = "".join(texts(block))
                yield (header,)
            case "table":
                yield from (tuple("".join(texts(cell)) for cell in row) for row in block["rows"])
            case "rich_text" | "context":
                for element in block["elements"]:
                    words = "".join(texts(element))
                    if header:
                        yield (f"{header} · {words}",)
                        header = ""
                    yield from ((each,) for each in words.split("\n"))


@pytest.mark.parametrize("where", ["C", "D"], ids=["in a channel", "directly"])
@pytest.mark.parametrize(("page", "heading"), THREADS)
def test_the_conversation_goes_as_written(page: Path, heading: str, where: str) -> None:
    for exchange, blocks in zip(read(page)[heading], conversations()[page.name, heading, where], strict=True):
        rest = list(lines_of(blocks))
        whole = "\n".join(" | ".join(line) for line in rest)
        for expected in exchange.expected:
            at = next((i for i, line in enumerate(rest) if matches(expected, line)), None)
            assert at is not None, f"> {exchange.said}\nexpected: {' | '.join(expected)}\nsaid:\n{whole}"
            if len(expected) == 1:
                rest = rest[at:]
        for forbidden in exchange.forbidden:
            assert forbidden not in whole, f"> {exchange.said}\nforbidden: {forbidden}\nsaid:\n{whole}"


def test_a_line_of_blocks_is_read_as_it_is_shown() -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "Umerov"}}
    line = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "4"}]}],
    }
    assert list(lines_of([header, line])) == [("Umerov",), ("Umerov · 4",), ("4",)]
    assert list(lines_of([line])) == [("4",)]
