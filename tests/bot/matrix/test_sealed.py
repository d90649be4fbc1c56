"""Messages whose key is not there: they wait, the room is told once, and when the key comes they are answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from nio import ToDeviceMessage

from handlers.phrases import Phrase
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import echo, running
from tests.bot.matrix.synapse import Synapse
from tests.bot.slack.fake import Fate
from tests.crash.proxy import Proxy
from tests.newsroom import Newsroom


async def without_keys(ada: Person, room: str, bot: str, *texts: str) -> dict[str, str]:
    """Write so that the bot cannot read it: its device gets no key. Returns the key, as it should have got it."""
    (device,) = ada.client.device_store.active_user_devices(bot)
    ada.client.blacklist_device(device)
    ada.client.olm.create_outbound_group_session(room)
    session = ada.client.olm.outbound_group_sessions[room]
    key = {"room_id": room, "session_id": session.id, "session_key": session.session_key}
    for text in texts:
        await ada.say(room, text)
    return key


async def hand_over(ada: Person, bot: str, key: dict[str, str]) -> None:
    """Send the bot's device the key after all."""
    (device,) = ada.client.device_store.active_user_devices(bot)
    olm = ada.client.olm
    content = {"algorithm": "m.megolm.v1.aes-sha2"} | key
    sealed = olm._olm_encrypt(olm.session_store.get(device.curve25519), device, "m.room_key", content)
    await ada.client.to_device(ToDeviceMessage("m.room.encrypted", bot, device.id, sealed))


async def test_the_room_is_told_once_and_a_late_key_still_brings_the_answer(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=echo, grace_s=0.3) as matrix:
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        await ada.say(place, "open?")
        await ada.answers(place, 1)
        key = await without_keys(ada, place, bot, "closed?")
        told = (await ada.answers(place, 2))[1]["content"]
        assert told["body"] == Phrase.SEALED.value
        assert "m.relates_to" not in told
        await ada.say(place, "closed too?")
        await matrix.settled()
        await hand_over(ada, bot, key)
        answers = [each["content"]["body"] for each in await ada.answers(place, 4)]
        assert sorted(answers[2:]) == ["Read as: closed too?", "Read as: closed?"]
        await matrix.settled()
        assert len(ada.notices(place)) == 4


async def test_a_key_that_comes_while_the_bot_is_down_brings_the_answer_when_it_is_back(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=echo, grace_s=0.3):
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        await ada.say(place, "open?")
        await ada.answers(place, 1)
        key = await without_keys(ada, place, bot, "closed?")
        await ada.answers(place, 2)
    await hand_over(ada, bot, key)
    for _ in range(2):  # and no second answer at the second start
        async with running(room, homeserver, bot, tmp_path, respond_with=echo, grace_s=0.3) as matrix:
            await ada.answers(place, 3)
            await matrix.settled()
    assert [each["content"]["body"] for each in ada.notices(place)][-1] == "Read as: closed?"


async def test_a_key_that_is_only_late_is_not_talked_about(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=echo, grace_s=60):
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        await ada.say(place, "open?")
        await ada.answers(place, 1)
        key = await without_keys(ada, place, bot, "closed?")
        await hand_over(ada, bot, key)
        answers = await ada.answers(place, 2)
        assert answers[1]["content"]["body"] == "Read as: closed?"


@pytest.mark.parametrize("call", ["/keys/claim", "/sendToDevice/", "/joined_members"])
@pytest.mark.parametrize("fate", [Fate.CALL_LOST, Fate.BROKEN], ids=lambda fate: fate.name.lower())
async def test_nothing_is_said_before_its_key_is_there_whatever_call_is_lost(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path, call: str, fate: Fate
) -> None:
    left = iter([fate, fate])
    proxy = Proxy(homeserver.url, lambda path: next(left, Fate.FINE) if call in path else Fate.FINE)
    async with (
        proxy.served(),
        running(room, replace(homeserver, url=proxy.url), bot, tmp_path, respond_with=echo) as matrix,
    ):
        place = await ada.room(bot, bela.user, encrypted=True)
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        await ada.say(place, "!ask first?")
        await ada.say(place, "!ask second?")
        for reader in (ada, bela):
            answers = [each["content"]["body"] for each in await reader.answers(place, 2)]
            assert sorted(answers) == ["Read as: !ask first?", "Read as: !ask second?"]
        assert next(left, None) is None  # the call was made, and lost
        await matrix.settled()
