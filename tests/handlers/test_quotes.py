"""`quotes`: all that is quoted in a story or an article, by whom, how and by what verb."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.context import Outcome, Refused, Request
from handlers.phrases import Phrase
from handlers.quotes import quotes
from handlers.reply import Hint, Line, Quoted, Table
from tests.newsroom import DRAFTS, Newsroom, message, newsroom

TEXT = (
    "“The talks were slow and bitter,” Ann Lee said on Friday. Bo Dahl told reporters that the palace would close early. "
    "“We waited for hours in the rain,” she added. The bridge fell, according to the harbour police."
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path, [replace(DRAFTS[0], text=TEXT), *DRAFTS[1:]]) as made:
        yield made


async def listed(room: Newsroom, words: str) -> Outcome:
    return await quotes(room.desk, Request(message(words), words))


def rows(outcome: Outcome) -> list[list[str]]:
    [table] = [block for block in outcome.reply.blocks if isinstance(block, Table)]
    return [
        ["".join(piece.text for piece in (cell.pieces if isinstance(cell, Quoted) else cell)) for cell in row]
        for row in table.rows
    ]


async def article(room: Newsroom) -> str:
    return str(next(a.id for a in await room.desk.store.find_articles() if a.source == "harbour.txt"))


async def test_each_remark_of_an_article_has_its_speaker_its_manner_and_its_verb(room: Newsroom) -> None:
    found = {(row[0], row[1]) for row in rows(await listed(room, await article(room)))}
    assert ("Ann Lee", "quoted (said)") in found
    assert ("Bo Dahl", "reported (told), to reporters") in found


async def test_a_pronoun_that_may_mean_two_is_nobodys(room: Newsroom) -> None:
    outcome = await listed(room, f"article {await article(room)}")
    [she] = [row for row in rows(outcome) if "waited for hours" in row[2]]
    assert she[0] == "unnamed (“she”)"
    assert outcome.record["speakers"][-1]["speaker"] is None


async def test_a_pronoun_that_means_one_is_shown_with_the_name(tmp_path: Path) -> None:
    text = "“The talks were slow and bitter,” Ann Lee said on Friday. “We waited for hours in the rain,” she added."
    async with newsroom(tmp_path, [replace(DRAFTS[0], text=text)]) as room:
        [_, she] = rows(await listed(room, await article(room)))
        assert she[0] == "Ann Lee (“she”)"


async def test_a_name_alone_lists_all_that_this_person_says(tmp_path: Path) -> None:
    text = (
        "“The talks were slow and bitter,” Ann Lee said on Friday. “We waited for hours in the rain,” she added.\n"
        "“The palace closes early,” Bo Dahl told reporters."
    )
    async with newsroom(tmp_path, [replace(DRAFTS[0], text=text), *DRAFTS[1:]]) as room:
        outcome = await listed(room, "Ann Lee")
        shown = " ".join(" ".join(row) for row in rows(outcome))
        assert "slow and bitter" in shown
        assert "waited for hours" in shown
        assert "closes early" not in shown
        assert [each["speaker"] for each in outcome.record["speakers"]] == ["Ann Lee"]


async def test_a_name_that_says_nothing_is_taken_for_a_story(room: Newsroom) -> None:
    assert (await listed(room, "Bo Nobody")).record["speakers"] != [{"speaker": "Bo Nobody", "remarks": []}]


async def test_the_object_has_them_all_speaker_by_speaker(room: Newsroom) -> None:
    outcome = await listed(room, await article(room))
    speakers = [each["speaker"] for each in outcome.record["speakers"]]
    assert {"Ann Lee", "Bo Dahl"} <= set(speakers)
    wordings = [w for each in outcome.record["speakers"] for r in each["remarks"] for w in r["wordings"]]
    assert {w["said"]["manner"] for w in wordings} >= {"direct", "indirect"}
    assert {w["quote"]["text"] for w in wordings} == {quote.text for quote in outcome.quotes}


async def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    text = " ".join(f"“Line number {n} of the long statement,” Ann Lee said." for n in range(30))
    async with newsroom(tmp_path, [replace(DRAFTS[0], text=text)]) as room:
        outcome = await listed(room, await article(room))
        assert len(rows(outcome)) == 20
        assert Phrase.QUOTES_MORE in {block.phrase for block in outcome.reply.blocks if isinstance(block, Hint)}


async def test_where_nobody_is_quoted_that_is_said(room: Newsroom) -> None:
    quiet = next(a.id for a in await room.desk.store.find_articles() if a.source == "quiet.txt")
    outcome = await listed(room, str(quiet))
    assert not outcome.found
    assert [block.phrase for block in outcome.reply.blocks if isinstance(block, Line)] == [Phrase.QUOTES_NONE]


@pytest.mark.parametrize("words", ["99999", "the price of herring in Ulm"])
async def test_what_is_not_there_is_not_found(room: Newsroom, words: str) -> None:
    assert not (await listed(room, words)).found


async def test_the_quotations_of_nothing_are_refused(room: Newsroom) -> None:
    with pytest.raises(Refused, match="quotations of what"):
        await listed(room, "")
