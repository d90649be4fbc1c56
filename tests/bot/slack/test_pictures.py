"""A picture is shown in its message with its words for who does not see it, once; what fails never costs the words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.slack.asked import SHARE
from bot.slack.platform import Slack
from bot.slack.settings import SlackSettings
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Reply, line
from store.article import Status
from store.destination import Destination
from store.outbox import Outbox
from store.pictures import Pictures
from tests.bot.slack.bodies import command, press
from tests.bot.slack.fake import FakeSlack, Fate
from tests.bot.slack.running import Running, running
from tests.newsroom import Newsroom
from tests.pixels import ALT, DOT, dot

REPLY = Reply((line(Phrase.HELP), dot(), line(Phrase.THANKS)))


async def draw(message: Message) -> Reply | None:
    return REPLY


async def whisper(message: Message) -> Reply | None:
    return Reply((line(Phrase.HELP), dot()), private=True)


def once(method: str, fate: Fate) -> Callable[[str], Fate]:
    fates = iter([fate])
    return lambda asked: next(fates, Fate.FINE) if asked == method else Fate.FINE


async def asked(slack: Running, text: str = "sources chart") -> None:
    await slack.send(command("/desk", text))
    await slack.settled(within=60)


async def test_the_chart_of_the_archive_is_an_image_with_its_words(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await asked(slack)
        (posted,) = fake.posted
        ((alt, data),) = fake.pictures(posted.body)
        assert alt.startswith("Coverage over time, by outlet: The Harbour Post 1, The Lagoon Standard 1.")
        assert alt in posted.text
        assert data.startswith(b"\x89PNG")
        (file,) = fake.files.values()
        assert (file.name, file.alt, file.length) == ("coverage.png", alt, len(data))
        # Once it is posted, the archive keeps no copy.
        post = await Outbox(room.store).last("slack", "C1")
        kept = await Pictures(room.store).get(post.key) if post else None
        assert kept is not None
        assert (kept.png, kept.uploaded) == (None, {"file": next(iter(fake.files))})


async def test_without_the_extra_there_is_the_table_and_how_to_get_the_picture(
    room: Newsroom, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    async with running(room, fake) as slack:
        await asked(slack)
        (posted,) = fake.posted
        assert [block["type"] for block in posted.body["blocks"]].count("table") == 1
        assert "installs copydesk[charts]" in posted.text
        assert fake.files == {}


async def test_a_file_that_slack_is_not_done_with_is_waited_for(room: Newsroom, fake: FakeSlack) -> None:
    fake.processing_s = 0.5
    async with running(room, fake, respond_with=draw) as slack:
        await asked(slack)
        (posted,) = fake.posted
        assert fake.pictures(posted.body) == [(ALT, DOT)]
        assert (fake.calls["upload"], fake.calls["chat.postMessage"]) == (1, 2)


@pytest.mark.parametrize("fails", [1, 2])
async def test_an_upload_that_fails_is_tried_again(room: Newsroom, fake: FakeSlack, fails: int) -> None:
    fake.uploads_fail = fails
    async with running(room, fake, respond_with=draw) as slack:
        await asked(slack)
        (posted,) = fake.posted
        assert fake.pictures(posted.body) == [(ALT, DOT)]
        assert fake.calls["upload"] == fails + 1


async def in_words(fake: FakeSlack) -> None:
    (posted,) = fake.posted
    kinds = [block["type"] for block in posted.body["blocks"]]
    assert "image" not in kinds
    assert ALT in str(posted.body["blocks"])
    assert Phrase.PICTURE_MISSING.value in str(posted.body["blocks"])
    assert ALT in posted.text


async def test_an_installation_without_the_scope_gets_the_words_at_once(room: Newsroom, fake: FakeSlack) -> None:
    fake.scopes -= {"files:write"}
    async with running(room, fake, respond_with=draw) as slack:
        await asked(slack)
        await in_words(fake)
        assert fake.calls["files.getUploadURLExternal"] == 1


async def test_a_picture_that_slack_never_shows_leaves_the_words(
    room: Newsroom, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.courier.UNREADY_S", 0.05)
    fake.processing_s = 3600
    async with running(room, fake, respond_with=draw) as slack:
        await asked(slack)
        await in_words(fake)


async def test_an_upload_that_never_comes_through_leaves_the_words(
    room: Newsroom, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.uploading.AGAIN_S", 0.05)
    fake.uploads_fail = 1_000
    async with running(room, fake, respond_with=draw) as slack:
        await asked(slack)
        await in_words(fake)
        assert 1 < fake.calls["upload"] < 10


@pytest.mark.parametrize("fate", [Fate.REPLY_LOST, Fate.LATE, Fate.CALL_LOST, Fate.BROKEN_AFTER])
@pytest.mark.parametrize("method", ["chat.postMessage", "files.completeUploadExternal", "files.getUploadURLExternal"])
async def test_one_message_with_its_picture_whatever_becomes_of_the_calls(
    room: Newsroom, fake: FakeSlack, method: str, fate: Fate
) -> None:
    fake.fate, fake.processing_s = once(method, fate), 0.0
    async with running(room, fake, respond_with=draw, settle_s=0.4) as slack:
        await asked(slack)
        (posted,) = fake.posted
        assert fake.pictures(posted.body) == [(ALT, DOT)]


async def test_what_is_for_one_person_shows_its_picture_to_them_alone(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, respond_with=whisper) as slack:
        await slack.send(command("/desk", "x", response_url=f"{fake.url}/response/1"))
        await slack.settled(within=60)
        assert fake.posted == []
        (shown,) = fake.responses
        assert fake.pictures(shown) == [(ALT, DOT)]


async def test_what_is_shared_shows_the_same_file(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, respond_with=draw, only_me_channels=frozenset({"C1"})) as slack:
        await asked(slack)
        (shown,) = fake.ephemeral
        button = next(e for b in shown["blocks"] if b["type"] == "actions" for e in b["elements"])
        await slack.send(press(SHARE, button["value"]))
        await slack.settled()
        (posted,) = fake.posted
        assert fake.pictures(posted.body) == [(ALT, DOT)]
        assert fake.calls["upload"] == 1


@pytest.mark.parametrize("before", [True, False], ids=["before it is posted", "after it was posted"])
async def test_a_headline_that_is_killed_leaves_with_the_picture_and_its_file(
    room: Newsroom, fake: FakeSlack, before: bool
) -> None:
    article = room.articles["harbour.txt"].id
    reply = Reply((line(Phrase.HELP), dot(article), line(Phrase.THANKS)))
    settings = SlackSettings(bot_token="xoxb-1", app_token="xapp-1", api_url=fake.api_url)
    posts = Slack(settings, room.store).posts("digest", Destination("slack", "C1", workspace="T1/"), reply)
    if before:
        await Outbox(room.store).put_all(posts)
        await room.store.set_status(article, Status.KILLED)
    async with running(room, fake) as slack:
        await Outbox(room.store).put_all(posts)
        await slack.settled()
        if not before:
            assert fake.pictures(fake.posted[0].body) == [(ALT, DOT)]
            await room.store.set_status(article, Status.KILLED)
            await slack.settled()
            assert len(fake.removed) == 1
        (posted,) = fake.posted
        assert "image" not in [block["type"] for block in posted.body["blocks"]]
        assert ALT not in str(posted.body)
        assert posted.text.startswith("What stood here was withdrawn")
        assert fake.files == {}


async def test_a_crash_in_the_middle_of_the_upload_posts_once_and_with_the_picture(
    room: Newsroom, fake: FakeSlack
) -> None:
    """The process died while it uploaded: the post was not begun, so nobody need look for it."""
    settings = SlackSettings(bot_token="xoxb-1", app_token="xapp-1", api_url=fake.api_url)
    posts = Slack(settings, room.store).posts("digest", Destination("slack", "C1", workspace="T1/"), REPLY)
    outbox = Outbox(room.store)
    await outbox.put_all(posts)
    assert await outbox.claim_due("dead", platform="slack", lease=timedelta(0))
    async with running(room, fake) as slack:
        await slack.settled()
        (posted,) = fake.posted
        assert fake.pictures(posted.body) == [(ALT, DOT)]
        assert fake.calls["conversations.history"] == 0
