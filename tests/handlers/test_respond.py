"""THE boundary. Invariants: no exception leaves it, no quote leaves it unproved, and the log holds no one's words."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.answering.answer import Answered
from handlers.answering.cite import QuoteError
from handlers.context import Desk
from handlers.edicts import Edict
from handlers.filed import Filed
from handlers.message import Message
from handlers.phrases import Phrase, segments
from handlers.pieces import Origin
from handlers.reply import Block, Buttons, Hint, Line, Quoted, Reply, SourceList, Table
from handlers.respond import COMMANDS, carry_out, respond
from handlers.thread import adopt
from store.article import Draft, Status
from store.article import Outcome as Became
from store.errors import StoreCorrupt, StoreFull
from tests.newsroom import (
    Newsroom,
    did_putin_attend,
    message,
    newsroom,
    nobody_says,
    who_led,
    who_spoke_for_russia,
)

LED = "Who led Ukraine's delegation?"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        for make in (who_led, who_spoke_for_russia, did_putin_attend, nobody_says):
            answer = await make(made)
            made.script[answer.question] = answer
        yield made


def said(reply: Reply | None) -> str:
    """Every word of a reply, in order."""
    assert reply is not None
    return "\n".join("".join(piece.text for piece in pieces) for block in reply.blocks for pieces in _runs(block))


def _runs(block: Block) -> list[tuple[object, ...]]:
    match block:
        case Line() | Hint() | Quoted():
            return [block.pieces]
        case Table():
            return [cell.pieces if isinstance(cell, Quoted) else cell for row in block.rows for cell in row]
        case SourceList():
            return [source.published for source in block.sources]
        case Buttons():
            return []


async def test_a_bare_message_is_a_question(room: Newsroom) -> None:
    assert said(await respond(room.desk, message(LED))) == said(await respond(room.desk, message(f"/ask {LED}")))


async def test_a_follow_up_is_answered_in_the_light_of_its_thread(room: Newsroom) -> None:
    await respond(room.desk, message(LED, event_id="first"))
    await respond(room.desk, message("and Russia's?", event_id="second", thread="first"))
    await respond(room.desk, message("did Putin attend?", event_id="third", thread="first"))
    first, second, third = room.engine.asked
    assert first[1] == ()
    assert [turn.read_as for turn in second[1]] == [LED]
    assert second[1][0].answer == "Rustem Umerov"
    assert second[1][0].silent == ("Northfield Times",)
    assert [turn.read_as for turn in third[1]] == [LED, "Who led Russia's delegation?"]


async def test_threads_do_not_hear_one_another(room: Newsroom) -> None:
    await respond(room.desk, message(LED, event_id="first"))
    await respond(room.desk, message("did Putin attend?", event_id="second", thread="another"))
    elsewhere = replace(message("did Putin attend?", thread="first"), place="another room")
    await respond(room.desk, elsewhere)
    assert [turns for _, turns in room.engine.asked] == [(), (), ()]


async def test_a_thread_goes_on_under_the_id_that_its_answer_was_posted_with(room: Newsroom) -> None:
    command = message(LED, event_id="command")
    await respond(room.desk, command)
    await adopt(room.store, command, "posted")
    await respond(room.desk, message("and Russia's?", event_id="reply", thread="posted"))
    assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


@pytest.mark.parametrize("forged", ["text", "start", "answer"])
async def test_a_quote_that_is_not_in_its_article_never_leaves(room: Newsroom, forged: str) -> None:
    answer = room.script[LED]
    assert isinstance(answer, Answered)
    account = answer.accounts[0]
    quote = account.quotes[0]
    false = {
        "text": replace(quote, text=quote.text.replace("Umerov", "Medinsky")),
        "start": replace(quote, start=quote.start + 1, end=quote.end + 1),
        "answer": replace(quote, answer_end=quote.end + 5),
    }[forged]
    accounts = (replace(account, quotes=(false,)), *answer.accounts[1:])
    room.script[LED] = replace(answer, accounts=accounts)
    with pytest.raises(QuoteError):
        await carry_out(room.desk, message(LED))
    reply = await respond(room.desk, message(LED))
    assert reply is not None
    assert [type(block) for block in reply.blocks] == [Line]
    assert "Medinsky" not in said(reply)


async def test_a_quote_of_an_article_that_is_gone_never_leaves(room: Newsroom) -> None:
    answer = await nobody_says(room)
    gone = replace(answer.nearest[0], article=999)
    room.script["gone?"] = replace(answer, nearest=(gone,))
    assert gone.text not in said(await respond(room.desk, message("gone?")))


async def test_an_error_with_a_public_line_is_told_in_it(room: Newsroom) -> None:
    room.script["broken?"] = StoreCorrupt("The archive is damaged. Run `copydesk doctor`.")
    reply = await respond(room.desk, message("broken?"))
    assert said(reply) == "The archive is damaged. Run `copydesk doctor`."
    assert reply is not None
    assert reply.private


async def test_an_unforeseen_error_is_an_apology_with_a_number_and_the_log_holds_no_words(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    class Unforeseen(Exception):
        pass

    error = Unforeseen("xoxb-secret-token and Rustem Umerov led the team")
    error.__cause__ = KeyError("Rustem Umerov")
    room.script["bad?"] = error
    with caplog.at_level(logging.DEBUG):
        reply = await respond(room.desk, message("bad?"))
    incident = re.search(r"incident ([0-9a-f]{8})\.", said(reply))
    assert incident
    assert f"incident {incident[1]}" in caplog.text
    assert "Unforeseen" in caplog.text
    assert "KeyError" in caplog.text
    assert "newsroom.py" in caplog.text
    for secret in ("xoxb", "Umerov", "bad?"):
        assert secret not in caplog.text
        assert secret not in said(reply)


async def test_an_answer_is_not_lost_because_it_could_not_be_remembered(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> int:
        raise StoreFull("The disk is full. Make room.")

    monkeypatch.setattr(type(room.store), "add_turn", full)
    text = said(await respond(room.desk, message(LED)))
    assert "Rustem Umerov" in text
    assert "a follow-up will not know of it: The disk is full. Make room." in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Ask what?"),
        ("/ask", "Ask what?"),
        ("compare", "Compare what?"),
        (
            "/frob the archive",
            "There is no command frob. There are: ask, compare, verify, watch, digest, dossier, quotes, sources, feed, ingest, mark, takedown, help.",
        ),
        ("watch who leads?", "Nothing can be told later here."),
        ("digest at noon", "Nothing can be told later here."),
        ("digest weekly", "Write digest now"),
        ("why? " * 500, "2,499 characters long; it may have 1,000"),
        ("/fr\u202eob\x1b", "There is no command fr."),
    ],
)
async def test_what_cannot_be_understood_is_told_how_to_put_right(room: Newsroom, text: str, told: str) -> None:
    reply = await respond(room.desk, message(text))
    assert told in said(reply)
    assert room.engine.asked == []


async def test_a_reply_in_the_bots_thread_that_asks_nothing_is_met_with_silence(room: Newsroom) -> None:
    await respond(room.desk, message(LED, event_id="first"))
    for text in ("thanks!", "I'll call them", "really?"):
        assert await respond(room.desk, message(text, event_id=text, thread="first", addressed=False)) is None
    assert len(room.engine.asked) == 1


async def test_a_question_in_the_bots_thread_is_answered_though_it_names_nobody(room: Newsroom) -> None:
    await respond(room.desk, message(LED, event_id="first"))
    overheard = message("and Russia's?", event_id="second", thread="first", addressed=False)
    assert "Vladimir Medinsky" in said(await respond(room.desk, overheard))


async def test_a_question_in_a_thread_of_others_is_not_overheard(room: Newsroom) -> None:
    assert await respond(room.desk, message(LED, thread="of others", addressed=False)) is None
    assert await respond(room.desk, message(LED, addressed=False)) is None


async def test_a_question_to_somebody_else_to_which_nothing_comes_near_is_left_to_them(room: Newsroom) -> None:
    await respond(room.desk, message(LED, event_id="first"))
    nothing = replace(await nobody_says(room), nearest=(), accounts=())
    room.script["lunch at one?"] = nothing
    assert await respond(room.desk, message("lunch at one?", thread="first", addressed=False)) is None
    assert "Nothing in the archive comes near." in said(await respond(room.desk, message("lunch at one?")))


OURS = {text for phrase in (*Phrase, *Edict, *Filed) for text, is_slot, _ in segments(phrase) if not is_slot}
FIGURE = re.compile(r"[\d,]+|(?:\d{1,2} [A-Z][a-z]+ \d{4}(?:, )?)?(?:\d\d:\d\d)?|[0-9a-f]{8}")


QUESTIONS = [LED, "and Russia's?", "did Putin attend?", "who led China's delegation?"]


@pytest.mark.parametrize("text", [*QUESTIONS, f"compare {LED}", *COMMANDS, "/x"])
async def test_every_word_of_ours_is_of_a_phrase_a_figure_or_a_commands_name(room: Newsroom, text: str) -> None:
    reply = await respond(room.desk, message(text))
    assert reply is not None
    ours = [
        piece.text for block in reply.blocks for run in _runs(block) for piece in run if piece.origin is Origin.OURS
    ]
    assert ours
    assert [each for each in ours if each not in OURS | COMMANDS.keys() and not FIGURE.fullmatch(each)] == []


@pytest.mark.parametrize("text", QUESTIONS)
async def test_every_word_of_a_source_stands_in_the_archive(room: Newsroom, text: str) -> None:
    reply = await respond(room.desk, message(text))
    assert reply is not None
    held = "\n".join(f"{a.text}\n{a.title}\n{a.outlet.name}\n{a.source}" for a in room.articles.values())
    spoken = [
        piece.text for block in reply.blocks for run in _runs(block) for piece in run if piece.origin is Origin.SOURCE
    ]
    assert spoken
    assert [each for each in spoken if each not in held] == []
    assert reply.quotes


async def test_a_message_outside_all_forms_never_raises(room: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    for text in ("\x00", "🙂" * 10, "a" * 100_000, "/" * 50, "ask ask ask", "\ud800", "'; drop table article; --"):
        room.script.setdefault(text, await nobody_says(room))
        sent = Message("terminal", "desk", "editor", text, "e", zone="Not/AZone")
        assert await respond(Desk(room.store, room.engine), sent) is not None


async def test_a_text_that_changed_while_the_answer_was_made_is_told_with_it(room: Newsroom) -> None:
    room.script["q?"] = await who_led(room, "q?")
    old = room.articles["lagoon.txt"]
    (new,) = await room.store.add(
        [Draft("lagoon.txt", old.text + " More follows.", ((0, len(old.text)),), old.title, outlet=old.outlet.name)]
    )
    assert new.outcome is Became.REVISED
    reply = await respond(room.desk, message("q?"))
    assert reply is not None
    assert [block.phrase for block in reply.blocks if isinstance(block, Hint)][-1] is Phrase.CHANGED_SINCE
    assert old.id in {quote.article for quote in reply.quotes}


async def test_what_was_killed_while_the_answer_was_made_does_not_leave(room: Newsroom) -> None:
    room.script["q?"] = await who_led(room, "q?")
    await room.store.set_status(room.articles["lagoon.txt"].id, Status.KILLED)
    reply = await respond(room.desk, message("q?"))
    assert reply is not None
    assert [getattr(block, "phrase", None) for block in reply.blocks] == [Phrase.WITHDRAWN]
    assert reply.quotes == ()
