"""A conversation in Matrix, on a real homeserver: each thing a person can do, and what they then see."""

from __future__ import annotations

from pathlib import Path

import pytest

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
