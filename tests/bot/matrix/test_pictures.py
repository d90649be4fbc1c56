"""A picture in Matrix is a message of its own, byte for byte what was drawn, once, and encrypted where the room is."""

from __future__ import annotations

import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nio.crypto.attachments import decrypt_attachment

from bot.matrix.courier import MatrixCourier
from bot.outbox import Lost
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Reply, line
from store.article import Status
from store.destination import Destination
from store.outbox import Outbox
from store.pictures import Pictures
from tests.bot.matrix.people import Person, person
from tests.bot.matrix.running import account, running
from tests.bot.matrix.synapse import Synapse, synapse
from tests.newsroom import Newsroom
from tests.pixels import ALT, DOT, dot

SEALED = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
REPLY = Reply((line(Phrase.HELP), dot()))


async def draw(message: Message) -> Reply | None:
    return REPLY


def images(person: Person, room: str) -> list[dict[str, Any]]:
    found = [each for each in person.heard if each["room_id"] == room]
    return [each for each in found if each["content"].get("msgtype") == "m.image"]


def media(person: Person, content: dict[str, Any]) -> bytes:
    """The picture of a message, as a client gets it: fetched, and opened with the message's key where it has one."""
    file = content.get("file")
    address = (file["url"] if file else content["url"]).removeprefix("mxc://")
    asked = urllib.request.Request(
        f"{person.client.homeserver}/_matrix/client/v1/media/download/{address}",
        headers={"Authorization": f"Bearer {person.client.access_token}"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        data: bytes = answer.read()
    return decrypt_attachment(data, file["key"]["k"], file["hashes"]["sha256"], file["iv"]) if file else data


@SEALED
async def test_a_picture_arrives_byte_for_byte_before_the_words_in_the_thread_of_the_question(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path, encrypted: bool
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=draw):
        place = await ada.room(bot, "@somebody:desk.test", encrypted=encrypted)
        await ada.joined(place, bot)
        asked = await ada.say(place, "!desk x")
        await ada.answers(place, 1)
        (shown,) = images(ada, place)
        content = shown["content"]
        assert media(ada, content) == DOT
        assert content["info"] == {"w": 1, "h": 1, "size": len(DOT), "mimetype": "image/png"}
        assert (content["body"], content["filename"], content["m.mentions"]) == (ALT, "dot.png", {})
        assert content["m.relates_to"]["event_id"] == asked
        assert ("file" in content, "url" in content) == (encrypted, not encrypted)
        assert [each["content"]["msgtype"] for each in ada.heard if each["content"].get("msgtype")] == [
            "m.image",
            "m.notice",
        ]
        kept = await Pictures(room.store).get(f"matrix:{asked}:0:picture:0")
        assert kept is not None
        assert kept.png is None


async def test_the_chart_of_the_archive_is_a_picture_with_its_words(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path):
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        await ada.say(place, "!desk sources chart")
        await ada.answers(place, 1)
        (shown,) = images(ada, place)
        data = media(ada, shown["content"])
        assert data.startswith(b"\x89PNG")
        info = shown["content"]["info"]
        assert (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) == (info["w"], info["h"])
        assert shown["content"]["body"].startswith("Coverage over time, by outlet: The Harbour Post 1,")


@SEALED
async def test_a_lost_reply_to_a_picture_leaves_one_picture(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path, encrypted: bool
) -> None:
    send, lost = MatrixCourier.send, {"count": 0}

    async def forgetful(self: MatrixCourier, post: Any) -> Any:
        result = await send(self, post)
        lost["count"] += "picture" in post.content
        return Lost("the reply was lost") if "picture" in post.content and lost["count"] <= 2 else result

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(MatrixCourier, "send", forgetful)
        async with running(room, homeserver, bot, tmp_path, respond_with=draw) as matrix:
            place = await ada.room(bot, encrypted=encrypted)
            await ada.joined(place, bot)
            await ada.say(place, "x?")
            await ada.answers(place, 1)
            await matrix.settled()
            assert lost["count"] == 3
            assert [media(ada, each["content"]) for each in images(ada, place)] == [DOT]


async def test_an_upload_cut_short_by_a_crash_is_made_again_and_the_picture_posted_once(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    outbox = Outbox(room.store)
    async with running(room, homeserver, bot, tmp_path, respond_with=draw):
        place = await ada.room(bot)
        await ada.joined(place, bot)
    async with running(room, homeserver, bot, tmp_path, respond_with=draw) as matrix:
        posts = matrix.matrix.posts("digest", Destination("matrix", place), REPLY)
    await outbox.put_all(posts)
    assert await outbox.claim_due("dead", platform="matrix", lease=timedelta(minutes=1))
    async with running(room, homeserver, bot, tmp_path, respond_with=draw) as matrix:
        await ada.answers(place, 1)
        await matrix.settled()
        assert [media(ada, each["content"]) for each in images(ada, place)] == [DOT]


async def test_a_picture_that_the_homeserver_does_not_take_leaves_its_words(
    room: Newsroom, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with synapse(tmp_path_factory.mktemp("small"), max_upload_size="20") as homeserver:
        user = account(homeserver)
        async with (
            person(homeserver, tmp_path) as ada,
            running(room, homeserver, user, tmp_path, respond_with=draw) as matrix,
        ):
            place = await ada.room(user)
            await ada.joined(place, user)
            await ada.say(place, "x?")
            words, _ = await ada.answers(place, 2)
            assert words["content"]["body"] == f"{ALT}\n\n{Phrase.PICTURE_MISSING.value}"
            await matrix.settled()
            assert await Outbox(room.store).unsettled() == ()


async def test_a_headline_that_is_killed_leaves_with_its_picture(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    article = room.articles["harbour.txt"].id
    async with running(room, homeserver, bot, tmp_path) as matrix:
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        posts = matrix.matrix.posts("digest", Destination("matrix", place), Reply((line(Phrase.HELP), dot(article))))
        await Outbox(room.store).put_all(posts)
        await ada.answers(place, 1)
        (shown,) = images(ada, place)
        await room.store.set_status(article, Status.KILLED)
        await ada.until(lambda: any(each["type"] == "m.room.redaction" for each in ada.heard))
        (taken,) = [each for each in ada.heard if each["type"] == "m.room.redaction"]
        assert shown["event_id"] in (taken.get("redacts"), taken["content"].get("redacts"))
        assert len(ada.notices(place)) == 1
