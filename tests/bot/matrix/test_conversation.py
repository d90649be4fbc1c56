"""A conversation in Matrix, on a real homeserver: each thing a person can do, and what they then see."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from handlers.message import Message
from handlers.reply import Reply
from handlers.respond import respond
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import LED, running
from tests.bot.matrix.synapse import Synapse
from tests.newsroom import Newsroom

SEALED = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])


@SEALED
async def test_a_thread_of_three_turns_with_two_people(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path, encrypted: bool
) -> None:
    async with running(room, homeserver, bot, tmp_path):
        place = await ada.room(bot, bela.user, encrypted=encrypted)
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        root = await ada.say(place, f"!ask {LED}")
        (first,) = await ada.answers(place, 1)
        assert first["content"]["body"].startswith("Rustem Umerov · 3 of 5 outlets")
        assert first["content"]["m.mentions"] == {}
        relates = first["content"]["m.relates_to"]
        assert (relates["rel_type"], relates["event_id"], relates["is_falling_back"]) == ("m.thread", root, True)
        assert relates["m.in_reply_to"] == {"event_id": root}
        await bela.sync()
        await bela.say(place, "and Russia's?", thread=root)
        await bela.answers(place, 2)
        await ada.say(place, "did Putin attend?", thread=root)
        answers = await ada.answers(place, 3)
        assert "Read as: Who led Russia's delegation?" in answers[1]["content"]["body"]
        assert {each["content"]["m.relates_to"]["event_id"] for each in answers} == {root}
        asked, turns = room.engine.asked[-1]
        assert (asked, [turn.asked for turn in turns]) == ("did Putin attend?", [LED, "and Russia's?"])
        # Everybody in the room reads the same.
        assert [each["content"]["body"] for each in await bela.answers(place, 3)] == [
            each["content"]["body"] for each in answers
        ]


async def test_it_stays_silent_on_chat_that_asks_nothing_and_in_threads_of_others(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path) as matrix:
        place = await ada.room(bot, "@somebody:desk.test")
        await ada.joined(place, bot)
        root = await ada.say(place, f"!ask {LED}")
        await ada.answers(place, 1)
        other = await ada.say(place, "lunch?")
        await ada.say(place, "Did you see that?", thread=other)
        await ada.say(place, "thanks, that is all I needed", thread=root)
        await ada.say(place, "and Russia's?", thread=root, msgtype="m.notice")
        edit = {"rel_type": "m.replace", "event_id": root}
        await ada.say(place, "* !ask and Russia's?", **{"m.relates_to": edit, "m.new_content": {"body": "x"}})
        await ada.say(place, "!help")  # a command that every bot has
        await ada.say(place, "Does anybody know copydesk?")
        last = await ada.say(place, "!desk sources")
        answers = await ada.answers(place, 2)
        assert answers[1]["content"]["m.relates_to"]["event_id"] == last
        await matrix.settled()
        assert len(ada.notices(place)) == 2


@SEALED
async def test_a_mention_is_answered_in_a_thread_and_the_thread_is_then_the_bots(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path, encrypted: bool
) -> None:
    async with running(room, homeserver, bot, tmp_path):
        place = await ada.room(bot, bela.user, encrypted=encrypted)
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        root = await ada.mention(place, bot, LED)
        (first,) = await ada.answers(place, 1)
        assert first["content"]["m.relates_to"]["event_id"] == root
        await bela.sync()
        await bela.say(place, "and Russia's?", thread=root)
        await bela.answers(place, 2)
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


async def test_a_mention_in_a_thread_of_others_is_answered_and_no_more_than_that(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path):
        place = await ada.room(bot, "@somebody:desk.test")
        await ada.joined(place, bot)
        root = await ada.say(place, "the talks began")
        await ada.mention(place, bot, LED, thread=root)
        await ada.answers(place, 1)
        await ada.say(place, "and Russia's?", thread=root)
        await ada.mention(place, bot, "did Putin attend?", thread=root)
        answers = await ada.answers(place, 2)
        assert {each["content"]["m.relates_to"]["event_id"] for each in answers} == {root}
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


@SEALED
async def test_a_direct_room_is_one_conversation(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path, encrypted: bool
) -> None:
    async with running(room, homeserver, bot, tmp_path):
        place = await ada.room(bot, encrypted=encrypted, direct=True)
        await ada.joined(place, bot)
        await ada.say(place, LED)
        await ada.answers(place, 1)
        await ada.say(place, "and Russia's?")
        answers = await ada.answers(place, 2)
        assert [each["content"].get("m.relates_to") for each in answers] == [None, None]
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


async def test_what_is_asked_together_with_the_invitation_is_answered(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    """Clients open a direct room with the first message; the bot comes only after it."""
    place = await ada.room(bot, direct=True)
    await ada.say(place, LED)
    async with running(room, homeserver, bot, tmp_path):
        await ada.answers(place, 1)


async def test_what_was_said_before_the_bot_was_asked_in_was_not_said_to_it(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path) as matrix:
        place = await ada.room("@somebody:desk.test")
        for _ in range(3):
            await ada.say(place, f"!ask {LED}")
        await ada.client.room_invite(place, bot)
        await ada.joined(place, bot)
        last = await ada.say(place, "!ask did Putin attend?")
        (answer,) = await ada.answers(place, 1)
        assert answer["content"]["m.relates_to"]["event_id"] == last
        await matrix.settled()


async def test_a_reply_to_an_answer_goes_on_in_its_thread(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    """Clients that know no threads reply to a message; the words they quote are not the question."""
    async with running(room, homeserver, bot, tmp_path):
        place = await ada.room(bot, "@somebody:desk.test")
        await ada.joined(place, bot)
        root = await ada.say(place, f"!ask {LED}")
        (first,) = await ada.answers(place, 1)
        replies = {"m.in_reply_to": {"event_id": first["event_id"]}}
        await ada.say(place, f"> <{bot}> Rustem Umerov\n\nand Russia's?", **{"m.relates_to": replies})
        answers = await ada.answers(place, 2)
        assert answers[1]["content"]["m.relates_to"]["event_id"] == root
        assert room.engine.asked[-1][0] == "and Russia's?"


async def test_a_thumb_on_an_answer_is_feedback(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path) as matrix:
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        asked = await ada.say(place, LED)
        (answer,) = await ada.answers(place, 1)
        await ada.react(place, answer["event_id"], "👍🏽")
        await ada.react(place, answer["event_id"], "🎉")
        await ada.react(place, asked, "👎")  # on a person's words
        await ada.say(place, "did Putin attend?")
        await ada.answers(place, 2)
        await matrix.settled()
        found = [each for each in await room.store.audit() if each.action.startswith("feedback")]
        assert [(each.actor, each.action, each.subject) for each in found] == [
            (f"matrix:{ada.user}", "feedback helpful", f"event:{asked}")
        ]


async def test_a_slow_answer_shows_that_the_archive_is_being_read(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    gone = asyncio.Event()

    async def slowly(message: Message) -> Reply | None:
        await gone.wait()
        return await partial(respond, room.desk)(message)

    async with running(room, homeserver, bot, tmp_path, respond_with=slowly):
        place = await ada.room(bot)
        await ada.joined(place, bot)
        await ada.say(place, LED)
        await ada.until(lambda: [bot] in ada.typing)
        gone.set()
        await ada.answers(place, 1)
        await ada.until(lambda: ada.typing[-1] == [])


async def test_editors_alone_may_change_the_archive_and_nobody_may_flood_it(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, asks_per_person=2):
        place = await ada.room(bot)
        await ada.joined(place, bot)
        for words in ("feed add https://news.example/feed", LED, "did Putin attend?", LED):
            await ada.say(place, words)
        bodies = [each["content"]["body"] for each in await ada.answers(place, 4)]
        assert bodies[0].startswith("feed is for editors")
        assert f"MATRIX_EDITORS; your id is {ada.user}" in bodies[0]
        assert "a lot at once" in bodies[-1]
