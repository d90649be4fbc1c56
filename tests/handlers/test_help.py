"""`help` names every command, and its examples come from the archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from handlers.context import Outcome, Request
from handlers.help import show_help
from handlers.reply import Line, Quoted, Table
from handlers.respond import COMMANDS
from store.destination import Destination
from tests.newsroom import DRAFTS, Newsroom, message, newsroom


async def helped(room: Newsroom, later: Destination | None = None) -> Outcome:
    return await show_help(room.desk, Request(replace(message("help"), later=later), ""))


def commands(outcome: Outcome) -> list[str]:
    [table] = [block for block in outcome.reply.blocks if isinstance(block, Table)]
    return [cell[0].text.split()[0] for cell, *_ in table.rows if not isinstance(cell, Quoted)]


def lines(outcome: Outcome) -> list[str]:
    return ["".join(p.text for p in block.pieces) for block in outcome.reply.blocks if isinstance(block, Line)]


async def test_every_command_is_in_it(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        outcome = await helped(room, Destination("slack", "C1"))
        assert commands(outcome) == list(COMMANDS)
        assert outcome.reply.private


async def test_at_a_prompt_it_lists_nothing_that_is_refused_there(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        outcome = await helped(room)
        assert commands(outcome) == [each for each in COMMANDS if each != "watch"]
        [written] = [use for use in cast("dict[str, str]", outcome.record["commands"]) if use.startswith("digest")]
        assert written == "digest now"


async def test_the_examples_name_what_the_archive_writes_about(tmp_path: Path) -> None:
    title, text = "Umerov meets Medinsky in Istanbul", "Umerov met Medinsky. Umerov spoke, and Medinsky did."
    drafts = [replace(DRAFTS[0], title=title, text=text)]
    async with newsroom(tmp_path, drafts) as room:
        told = lines(await helped(room))
        assert f"compare {title}" in told
        assert "what about Umerov?" in told
        assert "what about Medinsky?" in told


async def test_a_capital_of_a_headline_alone_makes_no_name(tmp_path: Path) -> None:
    drafts = [replace(DRAFTS[0], title="Delegates Meet In Palace", text="They met at the palace. They left.")]
    async with newsroom(tmp_path, drafts) as room:
        assert not [each for each in lines(await helped(room)) if each.startswith("what about")]


async def test_an_empty_archive_gives_no_examples(tmp_path: Path) -> None:
    async with newsroom(tmp_path, drafts=()) as room:
        assert len(lines(await helped(room))) == 1
