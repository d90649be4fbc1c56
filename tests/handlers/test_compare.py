"""`compare`: everyone in one table, and then what differs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.compare import compare
from handlers.context import Outcome, Refused, Request
from handlers.phrases import Phrase
from handlers.reply import Line, Quoted, Table
from tests.newsroom import DRAFTS, Newsroom, message, newsroom, nobody_says, who_led, who_spoke_for_russia


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        yield made


async def compared(room: Newsroom, words: str) -> Outcome:
    return await compare(room.desk, Request(message(words), words))


def rows(outcome: Outcome) -> list[list[str]]:
    [table] = [block for block in outcome.reply.blocks if isinstance(block, Table)]
    return [
        ["".join(piece.text for piece in (cell.pieces if isinstance(cell, Quoted) else cell)) for cell in row]
        for row in table.rows
    ]


def cells(table: Table) -> list[Quoted]:
    return [cell for row in table.rows for cell in row if isinstance(cell, Quoted)]


def said(outcome: Outcome) -> dict[Phrase, str]:
    return {b.phrase: "".join(p.text for p in b.pieces) for b in outcome.reply.blocks if isinstance(b, Line)}


async def test_every_outlet_has_one_row_also_the_silent_and_the_cut_short(room: Newsroom) -> None:
    answer = room.script["q?"] = await who_led(room, "q?")
    found = rows(await compared(room, "q?"))
    assert [row[0] for row in found] == [account.outlet for account in answer.accounts]
    assert found[-2] == ["Northfield Times", "does not say", "–", "–", "–"]
    assert found[-1] == ["unknown outlet (cut.txt)", "cut short, unknown", "–", "–", "–"]


async def test_a_row_tells_the_answer_the_words_the_time_and_whose_text_it_is(room: Newsroom) -> None:
    room.script["q?"] = await who_led(room, "q?")
    harbour, lagoon, ledger, *_ = rows(await compared(room, "q?"))
    assert harbour == [
        "The Harbour Post",
        "Rustem Umerov",
        "“Kyiv sent Rustem Umerov to lead its team, aides said.” [1]",
        "09:05",
        "its own",
    ]
    assert lagoon[3:] == ["14:02", "credit: Concord Wire"]
    assert ledger[3:] == ["no date", "credit: Concord Wire, by way of Newsrack"]


async def test_texts_that_repeat_one_another_are_named_as_such(tmp_path: Path) -> None:
    wire = (
        "Ukraine’s delegation was led by Rustem Umerov. "
        "White minibuses carried both teams along the shore to the old palace in the morning."
    )
    both = ("lagoon.txt", "ledger.txt")
    drafts = [replace(draft, text=wire if draft.source in both else draft.text) for draft in DRAFTS]
    async with newsroom(tmp_path, drafts) as room:
        room.script["q?"] = await who_led(room, "q?")
        harbour, lagoon, ledger, *_ = rows(await compared(room, "q?"))
        assert harbour[-1] == "its own"
        assert lagoon[-1] == "credit: Concord Wire, shares words with Civic Ledger"
        assert ledger[-1].endswith("by way of Newsrack, shares words with The Lagoon Standard")


async def test_who_carries_whose_words_is_told_by_credit_and_time(tmp_path: Path) -> None:
    wire = (
        "Ukraine’s delegation was led by Rustem Umerov. "
        "White minibuses carried both teams along the shore to the old palace in the morning."
    )
    told = {
        "harbour.txt": "Kyiv sent Rustem Umerov to lead its team, aides said. " + wire[47:],
        "lagoon.txt": wire,
        "ledger.txt": wire,
    }
    drafts = [replace(draft, text=told.get(draft.source, draft.text), credit=None) for draft in DRAFTS]
    drafts[2] = replace(drafts[2], credit="The Harbour Post")
    async with newsroom(tmp_path, drafts) as room:
        room.script["q?"] = await who_led(room, "q?")
        harbour, lagoon, ledger, *_ = rows(await compared(room, "q?"))
        assert harbour[-1] == "carried by The Lagoon Standard, Civic Ledger"
        assert "carries 63% of The Harbour Post's words" in lagoon[-1]
        assert "carries 63% of The Harbour Post's words" in ledger[-1]


async def test_no_cell_is_empty(room: Newsroom) -> None:
    for made in (await who_led(room, "q?"), await who_spoke_for_russia(room, "q?")):
        room.script["q?"] = made
        assert all(cell.strip() for row in rows(await compared(room, "q?")) for cell in row)


async def test_what_the_texts_differ_in_follows_with_the_quotes_that_show_it(room: Newsroom) -> None:
    room.script["q?"] = await who_spoke_for_russia(room, "q?")
    outcome = await compared(room, "q?")
    assert "Medinski (The Lagoon Standard)" in said(outcome)[Phrase.OTHERWISE_ON]
    assert Phrase.DIFFER_ON not in said(outcome), "told once"
    shown = [cell.quote for block in outcome.reply.blocks if isinstance(block, Table) for cell in cells(block)]
    assert not [block for block in outcome.reply.blocks if isinstance(block, Quoted)], "both quotes stand in the table"
    contrast = outcome.record["contrasts"][0]
    assert (contrast["kind"], contrast["disagrees"]) == ("spelling", False)
    told = {quote["text"] for quote in contrast["quotes"]}
    assert told <= {quote.text for quote in shown}
    assert told <= {quote.text for quote in outcome.quotes}


async def test_a_difference_that_does_not_bear_on_the_question_is_left_out(room: Newsroom) -> None:
    room.script["q?"] = await who_led(room, "q?")
    outcome = await compared(room, "q?")
    assert outcome.record["contrasts"] == []
    assert Phrase.NO_DIFFERENCES in said(outcome)


async def test_a_story_of_which_nobody_writes_is_not_found(room: Newsroom) -> None:
    room.script["the moon"] = await nobody_says(room, "the moon")
    outcome = await compared(room, "the moon")
    assert not outcome.found
    assert Phrase.NOT_FOUND in said(outcome)


@pytest.mark.parametrize("topic", ["the talks on Mars", "Kyiv and Geneva and Mars", "delegation budget landing"])
async def test_the_likest_story_is_not_shown_for_another_one(room: Newsroom, topic: str) -> None:
    outcome = await compared(room, topic)
    assert not outcome.found
    assert Phrase.NOT_FOUND in said(outcome)


@pytest.mark.parametrize("topic", ["the delegations", "Umerov's team and Erdogan", "Rustem Umerov"])
async def test_a_story_is_found_by_half_of_what_its_topic_names(room: Newsroom, topic: str) -> None:
    assert (await compared(room, topic)).found


async def test_nothing_to_compare_is_refused_with_an_example(room: Newsroom) -> None:
    with pytest.raises(Refused, match="Compare what"):
        await compared(room, "")
