"""What is for one person alone reaches that person and nobody else, wherever it was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Reply, line
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import running
from tests.bot.matrix.synapse import Synapse
from tests.bot.matrix.test_pictures import images, media
from tests.newsroom import Newsroom
from tests.pixels import DOT, dot

SEALED = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
SECRET = Phrase.THANKS.value


async def whisper(message: Message) -> Reply | None:
    return Reply((line(Phrase.THANKS), dot()), private=True)


def direct(person: Person, bot: str, *but: str) -> list[str]:
    """The rooms where a person is alone with the bot."""
    rooms = person.client.rooms.values()
    return [str(room.room_id) for room in rooms if set(room.users) == {person.user, bot} and room.room_id not in but]


@SEALED
async def test_a_private_answer_is_an_invitation_to_a_direct_room_and_the_next_one_is_not(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path, encrypted: bool
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=whisper) as matrix:
        place = await ada.room(bot, bela.user, encrypted=encrypted, name="The desk")
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        asked = await ada.say(place, "!desk digest now")
        (told,) = await ada.answers(place, 1)
        assert told["content"]["body"] == "The answer is for you alone; it is in your direct room with Copydesk."
        assert told["content"]["m.relates_to"]["event_id"] == asked
        await ada.until(lambda: any(ada.notices(each) for each in direct(ada, bot)))
        (alone,) = direct(ada, bot)
        assert ada.client.rooms[alone].encrypted is encrypted
        (answer,) = ada.notices(alone)
        assert answer["content"]["body"].startswith("You wrote in The desk: !desk digest now\n\n")
        assert SECRET in answer["content"]["body"]
        assert [media(ada, each["content"]) for each in images(ada, alone)] == [DOT]
        # The room that there is by now is used again.
        await ada.say(place, "!desk digest now")
        await ada.answers(place, 2)
        await ada.answers(alone, 2)
        assert direct(ada, bot) == [alone]
        await matrix.settled()
        await bela.sync()
        assert SECRET not in str([each["content"] for each in bela.heard])
        assert {each["room_id"] for each in bela.heard if each["sender"] == bot} == {place}


async def test_a_direct_room_of_theirs_is_used_without_an_invitation_if_it_is_as_safe(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=whisper) as matrix:
        plain = await ada.room(bot, direct=True)
        await ada.joined(plain, bot)
        sealed = await ada.room(bot, direct=True, encrypted=True)
        await ada.joined(sealed, bot)
        place = await ada.room(bot, "@somebody:desk.test", encrypted=True)
        await ada.joined(place, bot)
        await ada.say(place, "!desk digest now")
        (answer,) = await ada.answers(sealed, 1)
        assert SECRET in answer["content"]["body"]
        await matrix.settled()
        assert ada.notices(plain) == []
        assert sorted(direct(ada, bot)) == sorted([plain, sealed])


async def test_where_the_rooms_are_named_the_asker_is_told_to_ask_in_a_direct_one(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    place = await ada.room(bot, "@somebody:desk.test")
    async with running(room, homeserver, bot, tmp_path, respond_with=whisper, rooms=frozenset({place})) as matrix:
        await ada.joined(place, bot)
        await ada.say(place, "!desk digest now")
        (told,) = await ada.answers(place, 1)
        assert told["content"]["body"] == Phrase.ASK_ALONE.value
        await matrix.settled()
        assert direct(ada, bot) == []


async def test_who_asks_in_a_direct_room_is_answered_there(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=whisper):
        place = await ada.room(bot, direct=True)
        await ada.joined(place, bot)
        await ada.say(place, "digest now")
        (answer,) = await ada.answers(place, 1)
        assert answer["content"]["body"] == SECRET


async def test_strangers_are_refused_where_they_ask_and_not_invited(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, allowed=frozenset({ada.user})) as matrix:
        place = await ada.room(bot, bela.user)
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        await bela.say(place, "!desk sources")
        (refused,) = await bela.answers(place, 1)
        assert "does not answer people of your server" in refused["content"]["body"]
        await matrix.settled()
        await bela.sync()
        assert direct(bela, bot) == []
