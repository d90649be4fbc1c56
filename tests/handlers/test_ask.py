"""`ask`: the answer first, then everyone by name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.answering.answer import Account, Answer, Answered, Difference, Group, NotFound, Stance
from handlers.ask import ask
from handlers.compare import compare
from handlers.context import Request
from handlers.phrases import Phrase
from handlers.pieces import Pieces
from handlers.reply import Buttons, Hint, Line, Quoted, Reply, SourceList, Table
from store.destination import Destination
from tests.newsroom import DRAFTS, Newsroom, did_putin_attend, message, newsroom, nobody_says, who_led
from tests.newsroom import who_spoke_for_russia as russia


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        yield made


async def replied(room: Newsroom, answer: Answer, *, zone: str | None = None) -> Reply:
    room.script[answer.question] = answer
    sent = replace(message(answer.question), zone=zone)
    return (await ask(room.desk, Request(sent, answer.question))).reply


def text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def lines(reply: Reply) -> dict[Phrase, str]:
    return {
        block.phrase: "".join(piece.text for piece in block.pieces)
        for block in reply.blocks
        if isinstance(block, Line | Hint)
    }


def table(reply: Reply) -> list[list[str]]:
    [found] = [block for block in reply.blocks if isinstance(block, Table)]
    assert all(len(row) == len(found.head) for row in found.rows)
    return [[text(cell.pieces if isinstance(cell, Quoted) else cell) for cell in row] for row in found.rows]


async def test_a_comparison_is_offered_only_where_something_came_near(room: Newsroom) -> None:
    near = await nobody_says(room)
    away = replace(near, question="why not?", read_as="why not?", accounts=(), nearest=())
    for answer, offered in ((near, [f"compare {near.read_as}"]), (away, [])):
        reply = await replied(room, answer)
        [buttons] = [block.buttons for block in reply.blocks if isinstance(block, Buttons)]
        assert [each.command for each in buttons if each.label is Phrase.BUTTON_COMPARE] == offered


async def test_watching_is_offered_only_where_something_can_be_told_later(room: Newsroom) -> None:
    answer = await who_led(room)
    room.script[answer.question] = answer
    for later, offered in ((None, False), (Destination("slack", "C1", "1.2"), True)):
        sent = replace(message(answer.question), later=later)
        reply = (await ask(room.desk, Request(sent, answer.question))).reply
        [buttons] = [block.buttons for block in reply.blocks if isinstance(block, Buttons)]
        assert [each.command for each in buttons if each.label is Phrase.BUTTON_WATCH] == (
            [f"watch {answer.read_as}"] if offered else []
        )


async def test_the_answer_comes_first_with_its_count(room: Newsroom) -> None:
    reply = await replied(room, await who_led(room))
    first = reply.blocks[0]
    assert isinstance(first, Line)
    assert (
        "".join(piece.text for piece in first.pieces)
        == "Rustem Umerov · 3 of 5 outlets (2 independent), 1 does not say, 1 is cut short"
    )


async def test_each_outlet_that_says_has_a_row_with_its_words_and_a_number(room: Newsroom) -> None:
    assert table(await replied(room, await who_led(room))) == [
        ["The Harbour Post", "Rustem Umerov", "“Kyiv sent Rustem Umerov to lead its team, aides said.” [1]"],
        ["The Lagoon Standard", "Rustem Umerov", "“Ukraine’s delegation was led by Rustem Umerov.” [2]"],
        ["Civic Ledger", "Rustem Umerov", "“Ukraine’s delegation was led by Rustem Umerov.” [3]"],
    ]


async def test_who_is_silent_and_who_is_cut_short_is_said_by_name(room: Newsroom) -> None:
    said = lines(await replied(room, await who_led(room)))
    assert said[Phrase.SILENT] == "Does not say: Northfield Times"
    assert said[Phrase.CUT_SHORT] == "Cut short, unknown: unknown outlet (cut.txt)"


async def test_a_follow_up_is_shown_as_it_was_read_and_a_plain_question_is_not(room: Newsroom) -> None:
    follow_up = await replied(room, await russia(room))
    assert lines(follow_up)[Phrase.READ_AS] == "Read as: Who led Russia's delegation?"
    assert follow_up.blocks[0] == Line(Phrase.READ_AS, follow_up.blocks[0].pieces)  # type: ignore[union-attr]
    assert Phrase.READ_AS not in lines(await replied(room, await who_led(room)))


async def test_an_outlet_that_comes_near_shows_its_nearest_words_and_nothing_is_claimed(room: Newsroom) -> None:
    reply = await replied(room, await russia(room))
    assert table(reply)[-1] == ["Northfield Times", "nearest words", "“Nobody gave a name.” [3]"]
    assert "1 is not clear" in lines(reply)[Phrase.ANSWER]


async def test_differences_name_the_matter_the_wordings_and_the_outlets(room: Newsroom) -> None:
    said = lines(await replied(room, await russia(room)))
    assert (
        said[Phrase.DIFFER_ON]
        == "They differ on spelling: Medinsky (The Harbour Post) / Medinski (The Lagoon Standard)"
    )


async def test_yes_and_no_are_our_words_and_the_quote_is_the_evidence(room: Newsroom) -> None:
    reply = await replied(room, await did_putin_attend(room))
    assert lines(reply)[Phrase.ANSWER] == "No · 2 of 3 outlets, 1 does not say"
    assert table(reply)[0] == ["The Lagoon Standard", "No", "“Mr Putin did not attend.” [1]"]


async def test_outlets_that_contradict_one_another_are_not_decided_between(room: Newsroom) -> None:
    answer = await did_putin_attend(room)
    first, second, third = answer.accounts
    accounts = (first, replace(second, answer="yes"), third)
    groups = (Group("no", (first.outlet,), 1), Group("yes", (second.outlet,), 1))
    reply = await replied(room, replace(answer, answer="disputed", groups=groups, accounts=accounts))
    told = ["".join(p.text for p in block.pieces) for block in reply.blocks if isinstance(block, Line)]
    assert told[1:4] == [
        "They do not agree · 2 of 3 outlets say, 1 does not say",
        "No · 1 of 3 outlets: The Lagoon Standard",
        "Yes · 1 of 3 outlets: Civic Ledger",
    ]


async def test_a_smaller_group_is_named_beneath_the_answer_of_the_larger(room: Newsroom) -> None:
    answer = await who_led(room)
    groups = (
        Group("Rustem Umerov", ("The Harbour Post", "The Lagoon Standard"), 2),
        Group("Umerov", ("Civic Ledger",), 1),
    )
    said = lines(await replied(room, replace(answer, groups=groups)))
    assert said[Phrase.ANSWER].startswith("Rustem Umerov · 2 of 5 outlets")
    assert said[Phrase.ANSWER_OTHER] == "Umerov · 1 of 5 outlets: Civic Ledger"


async def test_what_parts_the_groups_is_not_said_twice(room: Newsroom) -> None:
    answer = await who_led(room)
    groups = (Group("Rustem Umerov", ("The Harbour Post",), 1), Group("Umerov", ("Civic Ledger",), 1))
    parted = Difference("name", {"Rustem Umerov": ("The Harbour Post",), "Umerov": ("Civic Ledger",)}, (0, 2))
    reply = await replied(room, replace(answer, groups=groups, differences=(parted,)))
    assert not [b for b in reply.blocks if isinstance(b, Line) and b.phrase is Phrase.DIFFER_ON]


async def test_the_differences_that_bear_on_the_answer_are_those_that_compare_shows(room: Newsroom) -> None:
    room.script["q?"] = await russia(room, "q?")
    asked = await ask(room.desk, Request(message("q?"), "q?"))
    side_by_side = await compare(room.desk, Request(message("q?"), "q?"))
    differ = [text(b.pieces) for b in asked.reply.blocks if isinstance(b, Line) and b.phrase is Phrase.DIFFER_ON]
    assert differ == ["They differ on spelling: Medinsky (The Harbour Post) / Medinski (The Lagoon Standard)"]
    assert asked.record["contrasts"] == side_by_side.record["contrasts"] != []
    assert asked.record["differences"] == side_by_side.record["differences"]


async def test_where_sentences_are_the_answer_the_words_stand_alone(room: Newsroom) -> None:
    sentence, second = "It asked for a ceasefire.", "Putin chose not to come."
    quotes = (room.quote("ledger.txt", sentence), room.quote("ledger.txt", second))
    account = Account("Civic Ledger", Stance.SAYS, sentence, 0.9, quotes)
    answer = Answered(
        "what did it ask?",
        "what did it ask?",
        sentence,
        (Group(sentence, ("Civic Ledger",), 1),),
        (account, room.quiet("quiet.txt")),
        (),
        await room.freshness(),
        5,
    )
    reply = await replied(room, answer)
    assert lines(reply)[Phrase.ANSWER_IN_WORDS] == "In their own words · 1 of 2 outlets, 1 does not say"
    assert table(reply) == [["Civic Ledger", f"“{sentence}” [1]"], ["Civic Ledger", f"“{second}” [1]"]]
    lone = await replied(room, replace(answer, accounts=(account,)))
    assert lines(lone)[Phrase.ANSWER_IN_WORDS_LONE] == "In its own words · 1 outlet"


async def test_among_sentences_the_nearest_words_of_the_unsure_are_marked_as_such(room: Newsroom) -> None:
    sentence = "It asked for a ceasefire."
    said = Account("Civic Ledger", Stance.SAYS, sentence, 0.9, (room.quote("ledger.txt", sentence),))
    accounts = (said, room.unsure("quiet.txt", "Nobody gave a name."))
    group = Group(sentence, ("Civic Ledger",), 1)
    answer = Answered("what?", "what?", sentence, (group,), accounts, (), await room.freshness(), elapsed_ms=5)
    assert table(await replied(room, answer)) == [
        ["Civic Ledger", "its words", f"“{sentence}” [1]"],
        ["Northfield Times", "nearest words", "“Nobody gave a name.” [2]"],
    ]


async def test_every_number_in_the_table_is_a_source_beneath_it(room: Newsroom) -> None:
    reply = await replied(room, await who_led(room))
    [listed] = [block for block in reply.blocks if isinstance(block, SourceList)]
    assert [(each.number, each.outlet, each.title) for each in listed.sources] == [
        (1, "The Harbour Post", "Talks open in Istanbul"),
        (2, "The Lagoon Standard", "Delegations meet"),
        (3, "Civic Ledger", "A first meeting in three years"),
    ]
    assert listed.sources[0].url == "https://harbour.example/talks?id=7"
    assert "".join(piece.text for piece in listed.sources[2].published) == "no date"


async def test_times_are_shown_in_the_senders_zone(room: Newsroom) -> None:
    said = lines(await replied(room, await who_led(room), zone="Europe/Kyiv"))
    assert said[Phrase.FRESH] == "Newest article 17:02 · 5 outlets · 5 articles"


async def test_when_nobody_says_that_is_said_with_the_nearest_passages_and_what_to_try(room: Newsroom) -> None:
    reply = await replied(room, await nobody_says(room))
    said = lines(reply)
    assert said[Phrase.NOT_FOUND] == "No article in the archive says."
    assert said[Phrase.NEAREST] == "The nearest passages:"
    assert said[Phrase.CUT_SHORT] == "Cut short, unknown: unknown outlet (cut.txt)"
    assert Phrase.TRY_OTHERWISE in said
    quoted = [block for block in reply.blocks if isinstance(block, Quoted)]
    assert [(q.number, q.quote.text) for q in quoted] == [
        (1, "White minibuses brought the delegations."),
        (2, "Ukraine’s delegation was led by Rustem Umerov."),
    ]
    assert not [block for block in reply.blocks if isinstance(block, Table)]


async def test_of_outlets_that_come_near_those_beyond_the_nearest_are_still_named(room: Newsroom) -> None:
    accounts = (
        room.unsure("quiet.txt", "Nobody gave a name."),
        room.unsure("harbour.txt", "They met late."),
        room.unsure("lagoon.txt", "Mr Putin did not attend."),
        room.unsure("ledger.txt", "It asked for a ceasefire."),
    )
    near = tuple(account.quotes[0] for account in accounts[:3])
    reply = await replied(room, replace(await nobody_says(room), accounts=accounts, nearest=near))
    assert [block.quote for block in reply.blocks if isinstance(block, Quoted)] == list(near)
    assert lines(reply)[Phrase.UNCLEAR] == "Not clear: Civic Ledger"


async def test_an_empty_archive_says_that_it_is_empty(tmp_path: Path) -> None:
    async with newsroom(tmp_path, drafts=()) as empty:
        nothing = NotFound("q?", "q?", (), (), await empty.freshness(), 1)
        said = lines(await replied(empty, nothing))
        assert said[Phrase.ARCHIVE_EMPTY].startswith("The archive is empty.")
        assert said[Phrase.FRESH_EMPTY] == "The archive holds no article."
        assert Phrase.NOT_FOUND not in said


async def test_beyond_the_tables_rows_the_outlets_are_still_named(tmp_path: Path) -> None:
    many = [replace(DRAFTS[1], source=f"{n}.txt", outlet=f"Outlet {n:02}") for n in range(25)]
    async with newsroom(tmp_path, drafts=many) as crowded:
        sentence = "Ukraine’s delegation was led by Rustem Umerov."
        accounts = tuple(crowded.says(f"{n}.txt", sentence, "Rustem Umerov") for n in range(25))
        group = Group("Rustem Umerov", tuple(account.outlet for account in accounts), 1)
        answer = Answered("who?", "who?", "Rustem Umerov", (group,), accounts, (), await crowded.freshness(), 5)
        reply = await replied(crowded, answer)
        assert len(table(reply)) == 20
        assert lines(reply)[Phrase.MORE_OUTLETS].endswith("Outlet 20, Outlet 21, Outlet 22, Outlet 23, Outlet 24")
        assert "(1 independent)" in lines(reply)[Phrase.ANSWER]


async def test_the_buttons_lead_to_the_comparison_and_the_sources(room: Newsroom) -> None:
    reply = await replied(room, await russia(room))
    [buttons] = [block for block in reply.blocks if isinstance(block, Buttons)]
    assert [button.command for button in buttons.buttons] == ["compare Who led Russia's delegation?", "sources"]
