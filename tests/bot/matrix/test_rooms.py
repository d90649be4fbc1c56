"""Where the bot may be: who may invite it, and which rooms it leaves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.matrix.rooms import Rooms
from bot.matrix.settings import MatrixSettings
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import LED, running
from tests.bot.matrix.synapse import Synapse
from tests.newsroom import Newsroom


async def membership(person: Person, room: str, user: str) -> str:
    state = await person.client.room_get_state_event(room, "m.room.member", user)
    return str(state.content["membership"])


async def becomes(person: Person, room: str, user: str, wanted: str) -> None:
    async with asyncio.timeout(90):
        while await membership(person, room, user) != wanted:
            await asyncio.sleep(0.1)


async def test_an_invitation_by_somebody_who_is_not_allowed_is_declined(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, allowed=frozenset({bela.user})):
        hers = await ada.room(bot)
        his = await bela.room(bot)
        await bela.joined(his, bot)
        await bela.say(his, LED)
        await bela.answers(his, 1)
        await becomes(ada, hers, bot, "leave")


async def test_an_invitation_from_a_server_that_is_not_allowed_is_declined(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, allowed=frozenset({"elsewhere.example"})):
        place = await ada.room(bot)
        await becomes(ada, place, bot, "leave")


async def test_it_leaves_a_room_in_which_nobody_is_left_whom_it_answers(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, allowed=frozenset({ada.user})):
        place = await ada.room(bot, bela.user)
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        await ada.client.room_leave(place)
        await becomes(bela, place, bot, "leave")


async def test_after_a_change_of_the_rules_it_leaves_where_it_may_no_longer_be(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path):
        first, second = await ada.room(bot), await ada.room(bot)
        await ada.joined(first, bot)
        await ada.joined(second, bot)
    async with running(room, homeserver, bot, tmp_path, rooms=frozenset({second})):
        await becomes(ada, first, bot, "leave")
        assert await membership(ada, second, bot) == "join"
        await ada.say(second, LED)
        await ada.answers(second, 1)


async def test_who_is_not_allowed_is_told_so_in_a_room_of_others(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, allowed=frozenset({ada.user})):
        place = await ada.room(bot, bela.user)
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        await bela.say(place, f"!ask {LED}")
        (told,) = await bela.answers(place, 1)
        assert told["content"]["body"].startswith("Copydesk does not answer people of your server.")
        assert room.engine.asked == []


@pytest.mark.parametrize(
    ("allowed", "inviter", "welcome"),
    [
        (None, "@ada:desk.test", True),
        (None, "@ada:elsewhere.example", False),
        ("elsewhere.example", "@ada:elsewhere.example", True),
        ("elsewhere.example", "@ada:desk.test", False),
        ("elsewhere.example", "@ada:not-elsewhere.example", False),
        ("elsewhere.example", "@elsewhere.example:desk.test", False),
        ("@ada:elsewhere.example", "@ada:elsewhere.example", True),
        ("@ada:elsewhere.example", "@bela:elsewhere.example", False),
        ("@ada:elsewhere.example", "@Ada:elsewhere.example", False),
    ],
)
def test_who_is_allowed_goes_by_whole_ids(allowed: str | None, inviter: str, welcome: bool) -> None:
    settings = MatrixSettings(homeserver="https://desk.test", user="@bot:desk.test", allowed=allowed)
    assert Rooms(settings, None).welcomes("!room:desk.test", inviter) is welcome
