"""`verify`: the page and the object say the same, and the command ends well only where all of it stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from handlers.context import Outcome, Refused, Request
from handlers.phrases import Phrase
from handlers.reply import Line, Quoted, Table
from handlers.respond import respond
from handlers.verify import LONGEST, verify
from tests.newsroom import Newsroom, message, newsroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        yield made


async def verified(room: Newsroom, words: str) -> Outcome:
    return await verify(room.desk, Request(message(words), words))


def claims(outcome: Outcome) -> list[Mapping[str, Any]]:
    return cast("list[Mapping[str, Any]]", outcome.record["claims"])


def phrases(outcome: Outcome) -> list[Phrase]:
    return [block.phrase for block in outcome.reply.blocks if isinstance(block, Line)]


async def test_words_that_stand_end_well(room: Newsroom) -> None:
    outcome = await verified(room, "“Kyiv sent Rustem Umerov to lead its team”")
    assert outcome.found
    assert outcome.record["verdict"] == "found"
    [claim] = claims(outcome)
    [place] = claim["found"]
    quote = place["quote"]
    assert quote["text"][quote["answer_start"] - quote["start"] : quote["answer_end"] - quote["start"]] in quote["text"]
    assert (place["likeness"], place["changes"], place["gone"]) == (1.0, [], False)


async def test_altered_words_do_not_and_are_marked_on_both_sides(room: Newsroom) -> None:
    outcome = await verified(room, "“Kyiv sent Rustem Umerov to join its team”")
    assert not outcome.found
    [claim] = claims(outcome)
    [change] = claim["found"][0]["changes"]
    assert (change["yours"], change["theirs"], change["kind"]) == ("join", "lead", "word")
    assert claim["text"][change["yours_start"] :].startswith("join")
    [table] = [block for block in outcome.reply.blocks if isinstance(block, Table)]
    [quoted] = [cell for row in table.rows for cell in row if isinstance(cell, Quoted)]
    strong = [piece.text for piece in quoted.pieces if piece.style.value == "strong"]
    assert strong == ["lead"]


async def test_the_worst_claim_is_the_verdict(room: Newsroom) -> None:
    outcome = await verified(room, "They met late. Nobody gave a reason. Giraffes danced on the roof all night.")
    assert outcome.record["verdict"] == "not_found"
    assert [claim["verdict"] for claim in claims(outcome)] == ["found", "altered", "not_found"]
    assert Phrase.SOME_FOUND in phrases(outcome)


@pytest.mark.parametrize(("words", "phrase"), [("", "Verify what"), ("…!", "no words")])
async def test_nothing_to_look_for_is_refused(room: Newsroom, words: str, phrase: str) -> None:
    with pytest.raises(Refused, match=phrase):
        await verified(room, words)


async def test_a_page_may_be_pasted_and_a_book_may_not(room: Newsroom) -> None:
    page = "/verify " + "They met late. " * 200
    assert len(page) < LONGEST
    told = await respond(room.desk, message(page))
    assert told is not None
    assert not told.private
    refused = await respond(room.desk, message("/verify " + "They met late. " * 400))
    assert refused is not None
    assert [block.phrase for block in refused.blocks if isinstance(block, Line)] == [Phrase.TOO_LONG]
