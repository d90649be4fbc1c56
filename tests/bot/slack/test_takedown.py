"""An article taken down, in Slack. Invariant: no message that is left there holds a word of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.slack.asked import SHARE
from bot.slack.blocks import ACTION
from store.article import Status
from store.destination import Destination
from store.outbox import Outbox
from tests.bot.slack.bodies import command, press
from tests.bot.slack.fake import FakeSlack
from tests.bot.slack.running import LED, running
from tests.bot.slack.test_sharing import ONLY_ME, ask, share_of
from tests.bot.test_digesting import HEADLINES, digest_of_two_stories
from tests.newsroom import Newsroom

WORDS = "to lead its team"
NOTICE = "This answer was withdrawn"


async def test_a_message_that_also_quotes_others_is_edited(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        assert WORDS in json.dumps(fake.posted[0].body)
        await room.store.take_down(room.articles["harbour.txt"].id)
        await slack.settled()
        (posted,) = fake.posted
        assert fake.deleted == []
        assert WORDS not in json.dumps(posted.body)
        assert posted.text.startswith(NOTICE)


async def test_a_message_that_quotes_nothing_else_is_deleted_and_the_channel_is_told(
    room: Newsroom, fake: FakeSlack
) -> None:
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        gone = fake.posted[0].ts
        chain = [room.articles[name].id for name in ("harbour.txt", "lagoon.txt", "ledger.txt")]
        for article in chain:
            await room.store.take_down(article)
        await slack.settled()
        assert fake.deleted == [gone]
        assert [each.text.startswith(NOTICE) for each in fake.posted if each.ts != gone] == [True]
        assert await Outbox(room.store).unsettled() == ()


async def test_what_one_person_saw_and_shared_is_taken_back_for_both(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, **ONLY_ME) as slack:
        await slack.send(ask(fake, LED))
        await slack.settled()
        await slack.send(press(SHARE, share_of(fake.responses[-1]), channel="C5"))
        await slack.settled()
        assert WORDS in json.dumps(fake.posted[0].body)
        await room.store.take_down(room.articles["harbour.txt"].id)
        await slack.settled()
        (shared,) = fake.posted
        assert shared.text.startswith(NOTICE)
        assert fake.responses[-1]["text"].startswith(NOTICE)
        outbox = Outbox(room.store)
        kept = [await outbox.get(post.content["edits"]) for post in await outbox.unsettled()]
        assert kept == []


@pytest.mark.parametrize("asked", ["sources The Harbour Post", "help"])
async def test_a_headline_in_a_list_leaves_when_its_article_is_killed_and_goes_for_good_when_it_is_taken_down(
    room: Newsroom, fake: FakeSlack, asked: str
) -> None:
    headline, number = "Talks open in Istanbul", room.articles["harbour.txt"].id
    async with running(room, fake) as slack:
        for channel in ("D1", "C1"):
            await slack.send(command("/desk", asked, channel=channel))
            await slack.settled()
        said = [*(each.body for each in fake.posted), *fake.responses]
        assert all(headline in json.dumps(each) for each in said)
        await room.store.set_status(number, Status.KILLED)
        await slack.settled()
        assert all(headline not in json.dumps(each.body) for each in fake.posted)
        assert all("withdrawn" in each.text for each in fake.posted)
        # What one person alone was shown cannot be changed: they are told.
        assert all("withdrawn" in each["text"] for each in fake.responses[len(fake.responses) // 2 :])
        await room.store.take_down(number)
        await slack.settled()
        assert await Outbox(room.store).unsettled() == ()
    assert headline.encode() not in await bytes_of(room)


async def test_a_digest_that_lists_a_headline_is_withdrawn_and_the_other_stories_stay(
    room: Newsroom, fake: FakeSlack
) -> None:
    async with running(room, fake) as slack:
        await digest_of_two_stories(room, {"slack": slack.slack}, Destination("slack", "C1", workspace="T1/"))
        await slack.settled()
        front, *stories = fake.posted
        assert all(headline in front.text for headline in (HEADLINES[0], "Delegations meet"))
        (number,) = [each.id for each in await room.store.find_articles() if each.title == HEADLINES[0]]
        await room.store.set_status(number, Status.KILLED)
        await slack.settled()
        assert front.text.startswith("The day's stories")
        assert "What stood here was withdrawn" in front.text
        assert [HEADLINES[0] in json.dumps(each.body) for each in fake.posted] == [False] * len(fake.posted)
        assert sorted(each.text.startswith(NOTICE) for each in stories) == [False, True]
        await room.store.take_down(number)
        await slack.settled()
        assert await Outbox(room.store).unsettled() == ()
    assert HEADLINES[0].encode() not in await bytes_of(room)


async def bytes_of(room: Newsroom) -> bytes:
    """All that the archive's files hold."""
    folder = Path(room.store.name.removeprefix("sqlite:///")).parent
    await room.store.close()
    return b"".join(path.read_bytes() for path in folder.glob("archive.db*"))


async def test_an_editor_takes_down_by_a_button_and_nobody_else_does(room: Newsroom, fake: FakeSlack) -> None:
    number = room.articles["harbour.txt"].id
    async with running(room, fake, editors="UED") as slack:
        for user in ("U1", "UED"):
            await slack.send(
                command("/desk", f"takedown {number}", user=user, response_url=f"{fake.url}/response/{user}")
            )
            await slack.settled()
        refused, asked = fake.responses
        assert (
            "takedown is for editors. Whoever runs Copydesk names them in SLACK_EDITORS; your id is U1."
            in refused["text"]
        )
        (button,) = next(each["elements"] for each in asked["blocks"] if each["type"] == "actions")
        assert button["text"]["text"] == "Take down for good"
        for user in ("U1", "UED"):
            assert await room.store.article(number) is not None
            await slack.send(press(f"{ACTION}_0", button["value"], user=user))
            await slack.settled()
        assert await room.store.article(number) is None
        assert fake.posted[-1].text.startswith(f"Article {number} was taken down: 1 revisions")
        (entry,) = await room.store.audit(f"article:{number}")
        assert (entry.actor, entry.action) == ("slack:UED", "take down")
