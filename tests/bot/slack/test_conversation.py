"""A conversation in Slack, over real sockets: each thing a person can do, and what they then see."""

from __future__ import annotations

import pytest

from bot.slack.asked import ASK_SHORTCUT, SHARE
from bot.slack.blocks import ACTION, FEEDBACK
from bot.slack.limits import texts
from handlers.phrases import Phrase
from tests.bot.slack.bodies import callback, command, press, said, shortcut, ts
from tests.bot.slack.fake import BOT, FakeSlack
from tests.bot.slack.running import LED, running
from tests.newsroom import Newsroom

BY = pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])


@BY
async def test_a_command_is_acknowledged_and_its_answer_is_a_message_of_the_channel(
    room: Newsroom, fake: FakeSlack, http: bool
) -> None:
    async with running(room, fake, http=http) as slack:
        status, ack = await slack.send(command("/ask", LED))
        assert status == 200
        assert ack["text"] == Phrase.ON_ITS_WAY.value
        await slack.settled()
        (posted,) = fake.posted
        assert (posted.channel, posted.thread) == ("C1", None)
        assert posted.text.startswith("Rustem Umerov\n3 of 5 outlets")
        assert "text" in posted.body["blocks"][0]


@BY
async def test_people_follow_up_in_the_thread_of_an_answer(room: Newsroom, fake: FakeSlack, http: bool) -> None:
    async with running(room, fake, http=http) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        first = fake.posted[0]
        await slack.send(said("and Russia&#39;s?", thread=first.ts))
        await slack.settled()
        await slack.send(said("did Putin attend?", thread=first.ts, user="U2"))
        await slack.settled()
        assert [each.thread for each in fake.posted] == [None, first.ts, first.ts]
        assert "Read as: Who led Russia's delegation?" in texts(fake.posted[1].body["blocks"][0])
        asked, turns = room.engine.asked[-1]
        assert asked == "did Putin attend?"
        assert [turn.asked for turn in turns] == [LED, "and Russia's?"]


async def test_it_stays_silent_on_chat_that_asks_nothing_and_in_threads_of_others(
    room: Newsroom, fake: FakeSlack
) -> None:
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        root = fake.posted[0].ts
        await slack.send(said("thanks, that is all I needed", thread=root))
        await slack.send(said("Did you see that?", thread=ts()))  # a thread of other people
        await slack.send(said("Has anybody had lunch?"))
        await slack.send(said("and Russia's?", thread=root, subtype="message_changed"))
        await slack.send(said("and Russia's?", thread=root, bot_id="B2"))
        await slack.send(said("and Russia's?", thread=root, user=BOT))
        await slack.settled()
        assert len(fake.posted) == 1


async def test_a_mention_is_answered_in_its_thread_and_the_thread_is_then_the_bots(
    room: Newsroom, fake: FakeSlack
) -> None:
    async with running(room, fake) as slack:
        at = ts()
        await slack.send(said(f"<@{BOT}> {LED}", at=at, kind="app_mention"))
        await slack.send(said(f"<@{BOT}> {LED}", at=at))  # Slack sends both
        await slack.settled()
        await slack.send(said("and Russia's?", thread=at))
        await slack.settled()
        assert [each.thread for each in fake.posted] == [at, at]
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


async def test_a_mention_in_a_thread_of_others_is_answered_and_no_more_than_that(
    room: Newsroom, fake: FakeSlack
) -> None:
    async with running(room, fake) as slack:
        root = ts()
        await slack.send(said(f"Does anyone know? <@{BOT}> {LED}".replace("Does anyone know? ", ""), thread=root))
        await slack.settled()
        await slack.send(said("and Russia's?", thread=root))
        await slack.settled()
        assert [each.thread for each in fake.posted] == [root]
        await slack.send(said(f"<@{BOT}> and Russia's?", thread=root))
        await slack.settled()
        assert len(fake.posted) == 2
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


async def test_a_direct_message_is_answered_where_it_was_written(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await slack.send(said(LED, channel="D1"))
        await slack.settled()
        await slack.send(said("and Russia's?", channel="D1"))
        await slack.settled()
        assert [(each.channel, each.thread) for each in fake.posted] == [("D1", None), ("D1", None)]
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


async def test_the_buttons_of_an_answer_do_what_they_say(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        first = fake.posted[0]
        (buttons,) = (block for block in first.body["blocks"] if block["type"] == "actions")
        for button in buttons["elements"]:
            await slack.send(press(button["action_id"], button["value"], message=first.ts))
            await slack.settled()
        assert [each.thread for each in fake.posted[1:]] == [first.ts, first.ts, first.ts]
        assert any(block["type"] == "table" and len(block["rows"][0]) == 5 for block in fake.posted[1].body["blocks"])
        assert fake.posted[2].text.startswith("The archive")
        assert fake.posted[3].text.startswith("Watching: ")
        feedback = first.body["blocks"][-1]["elements"][0]
        await slack.send(press(FEEDBACK, feedback["positive_button"]["value"], message=first.ts))
        await slack.settled()
        (thanks,) = fake.ephemeral
        assert (thanks["user"], thanks["text"]) == ("U1", Phrase.THANKS.value)
        (entry,) = [each for each in await room.store.audit() if each.action.startswith("feedback")]
        assert (entry.actor, entry.action) == ("slack:U1", "feedback helpful")
        assert entry.subject.startswith("event:command:")


async def test_a_message_can_be_asked_about_from_its_menu(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        at = ts()
        await slack.send(shortcut(ASK_SHORTCUT, LED, message=at))
        await slack.settled()
        assert [each.thread for each in fake.posted] == [at]
        assert room.engine.asked[-1][0] == LED


async def test_who_asks_where_the_bot_is_not_is_told_how_to_invite_it(room: Newsroom, fake: FakeSlack) -> None:
    fake.not_in.add("C9")
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED, channel="C9", response_url=f"{fake.url}/response/1"))
        await slack.settled()
        assert fake.posted == []
        (told,) = fake.responses
        assert told["response_type"] == "ephemeral"
        assert "/invite @copydesk" in told["text"]


async def test_what_is_private_is_shown_to_who_asked(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await slack.send(command("/desk", "help", response_url=f"{fake.url}/response/1"))
        await slack.send(said(f"<@{BOT}> help"))
        await slack.settled()
        assert fake.posted == []
        assert len(fake.responses) == 1
        (whispered,) = fake.ephemeral
        assert (whispered["channel"], whispered["user"]) == ("C1", "U1")


async def test_in_an_only_me_channel_the_answer_is_private_until_it_is_shared(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, only_me_channels="C5") as slack:
        await slack.send(command("/ask", LED, channel="C5", response_url=f"{fake.url}/response/1"))
        await slack.settled()
        assert fake.posted == []
        (shown,) = fake.responses
        share = shown["blocks"][-1]["elements"][0]
        assert (share["action_id"], share["text"]["text"]) == (SHARE, "Share here")
        for _ in range(2):
            await slack.send(press(SHARE, share["value"], channel="C5"))
        await slack.send(press(SHARE, share["value"], channel="C5", user="U7"))  # it was not shown to them
        await slack.settled()
        (shared,) = fake.posted
        assert shared.channel == "C5"
        assert shared.body["blocks"][-1]["elements"][0]["elements"][-1] == {"type": "user", "user_id": "U1"}
        assert "Share here" not in texts(shared.body["blocks"])
        await slack.send(command("/ask", "and Russia's?", channel="C5", response_url=f"{fake.url}/response/1"))
        await slack.settled()
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


async def test_the_home_tab_shows_the_archive_and_questions_to_ask(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await slack.send(callback({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}))
        await slack.settled()
        (shown,) = fake.views
        assert shown["user_id"] == "U1"
        words = " ".join(texts(shown["view"]["blocks"]))
        assert "The Harbour Post" in words
        assert "5 articles" in words
        buttons = [
            each for block in shown["view"]["blocks"] if block["type"] == "actions" for each in block["elements"]
        ]
        assert buttons
        assert all(len(each["text"]["text"]) <= 75 for each in buttons)
        # It is no post and cannot be taken back, so no headline stands in it.
        assert not any(article.title in words for article in room.articles.values())
        assert not any(article.title in str(buttons) for article in room.articles.values())
        assert "sources" in [each["value"] for each in buttons]
        await slack.send(press(f"{ACTION}_0", "sources", channel=""))
        await slack.settled()
        assert {(each.channel, each.thread) for each in fake.posted} == {("DU1", None)}


async def test_the_agents_view_suggests_questions(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await slack.send(callback({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"}))
        await slack.settled()
        (asked,) = fake.prompts
        assert asked["channel_id"] == "D1"
        assert "thread_ts" not in asked  # in an agent Slack would silently drop the call
        assert 1 <= len(asked["prompts"]) <= 4
        assert fake.views == []


async def test_the_assistants_view_of_before_suggests_them_in_its_thread(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        thread = {"user_id": "U1", "channel_id": "D1", "thread_ts": ts(), "context": {}}
        await slack.send(callback({"type": "assistant_thread_started", "assistant_thread": thread}))
        await slack.settled()
        (asked,) = fake.prompts
        assert asked["thread_ts"] == thread["thread_ts"]


async def test_blocks_that_slack_refuses_go_out_as_text(room: Newsroom, fake: FakeSlack) -> None:
    fake.bad_blocks = True
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        (posted,) = fake.posted
        assert "blocks" not in posted.body
        assert "Kyiv sent Rustem Umerov to lead its team, aides said." in posted.text


async def test_blocks_refused_at_an_address_to_respond_to_go_out_as_text(room: Newsroom, fake: FakeSlack) -> None:
    fake.bad_blocks = True
    async with running(room, fake, only_me_channels="C5") as slack:
        await slack.send(command("/ask", LED, channel="C5", response_url=f"{fake.url}/response/1"))
        await slack.settled()
        (shown,) = fake.responses
        assert not shown.get("blocks")
        assert shown["text"].startswith("Rustem Umerov")


async def test_an_address_to_respond_to_that_has_expired_costs_nobody_the_answer(
    room: Newsroom, fake: FakeSlack
) -> None:
    fake.expired = True
    async with running(room, fake, only_me_channels="C5") as slack:
        await slack.send(command("/ask", LED, channel="C5", response_url=f"{fake.url}/response/1"))
        await slack.settled()
        (shown,) = fake.ephemeral
        assert (shown["channel"], shown["user"]) == ("C5", "U1")


async def test_between_two_people_the_answer_is_for_who_asked(room: Newsroom, fake: FakeSlack) -> None:
    """No bot can be invited into a conversation of two."""
    fake.not_in.add("D77")
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED, channel="D77", response_url=f"{fake.url}/response/1"))
        await slack.settled()
        (shown,) = fake.responses
        assert shown["text"].startswith("Rustem Umerov")


async def test_where_slack_takes_no_post_the_person_is_told(room: Newsroom, fake: FakeSlack) -> None:
    fake.errors["chat.postMessage"] = "restricted_action"
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED, response_url=f"{fake.url}/response/1"))
        await slack.settled()
        (told,) = fake.responses
        assert "restricted_action" in told["text"]


async def test_only_slacks_own_addresses_are_responded_to(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake) as slack:
        await slack.send(command("/desk", "help", response_url="http://127.0.0.1:9/elsewhere"))
        await slack.settled()
        assert fake.responses == []
        assert len(fake.ephemeral) == 1
