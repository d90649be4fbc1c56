"""An article taken down, in Slack. Invariant: no message that is left there holds a word of it."""

from __future__ import annotations

import json

from bot.slack.asked import SHARE
from bot.slack.blocks import ACTION
from store.outbox import Outbox
from tests.bot.slack.bodies import command, press
from tests.bot.slack.fake import FakeSlack
from tests.bot.slack.running import LED, running
from tests.bot.slack.test_sharing import ONLY_ME, ask, share_of
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
