"""“Share here”: in an only-me channel an answer is one person's until they share it, whole, and no more than it."""

from __future__ import annotations

from typing import Any

from bot.slack.asked import SHARE
from bot.slack.blocks import ACTION
from bot.slack.limits import texts
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from tests.bot.slack.bodies import command, press, said
from tests.bot.slack.fake import FakeSlack
from tests.bot.slack.running import LED, running
from tests.newsroom import Newsroom

ONLY_ME: dict[str, Any] = {"only_me_channels": "C5"}


def ask(fake: FakeSlack, text: str, user: str = "U1") -> dict[str, Any]:
    return command("/ask", text, channel="C5", user=user, response_url=f"{fake.url}/response/1")


def share_of(shown: dict[str, Any]) -> str:
    (button,) = shown["blocks"][-1]["elements"]
    assert (button["action_id"], button["text"]["text"]) == (SHARE, "Share here")
    return str(button["value"])


async def test_people_follow_up_under_what_was_shared_and_see_nothing_else_of_it(
    room: Newsroom, fake: FakeSlack
) -> None:
    async with running(room, fake, **ONLY_ME) as slack:
        await slack.send(ask(fake, "did Putin attend?"))
        await slack.settled()
        await slack.send(ask(fake, LED))
        await slack.settled()
        assert [turn.asked for turn in room.engine.asked[-1][1]] == ["did Putin attend?"]
        await slack.send(press(SHARE, share_of(fake.responses[-1]), channel="C5"))
        await slack.settled()
        (shared,) = fake.posted
        await slack.send(said("and Russia's?", channel="C5", thread=shared.ts, user="U2"))
        await slack.settled()
        asked, turns = room.engine.asked[-1]
        assert asked == "and Russia's?"
        assert [turn.asked for turn in turns] == [LED]  # not what U1 had asked before, for their own eyes


async def test_an_answer_of_several_messages_is_shared_as_a_whole(room: Newsroom, fake: FakeSlack) -> None:
    async def at_length(message: Message) -> Reply | None:
        return Reply(tuple(line(Phrase.READ_AS, question=person(f"{number} " + "x" * 900)) for number in range(12)))

    async with running(room, fake, respond_with=at_length, **ONLY_ME) as slack:
        await slack.send(ask(fake, "everything?"))
        await slack.settled()
        assert len(fake.responses) > 1
        assert all("Share here" not in texts(each["blocks"]) for each in fake.responses[:-1])
        for _ in range(2):
            await slack.send(press(SHARE, share_of(fake.responses[-1]), channel="C5"))
        await slack.settled()
        first, *others = fake.posted
        assert len(fake.posted) == len(fake.responses)
        assert {each.thread for each in others} == {first.ts}
        assert sum(Phrase.SHARED_BY.value in texts(each.body["blocks"]) for each in fake.posted) == 1


async def test_a_button_of_a_private_answer_goes_on_in_private(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, **ONLY_ME) as slack:
        await slack.send(ask(fake, LED))
        await slack.settled()
        (buttons,) = (
            block for block in fake.responses[0]["blocks"] if block["type"] == "actions" and len(block["elements"]) > 1
        )
        compare = buttons["elements"][0]
        await slack.send(
            press(
                f"{ACTION}_0",
                compare["value"],
                channel="C5",
                message="1700000000.000001",
                response_url=f"{fake.url}/response/2",
            )
        )
        await slack.settled()
        assert fake.posted == []
        assert len(fake.responses) == 2
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


async def test_nobody_shares_what_was_shown_to_another_or_elsewhere(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, **ONLY_ME) as slack:
        await slack.send(ask(fake, LED))
        await slack.settled()
        value = share_of(fake.responses[0])
        await slack.send(press(SHARE, value, channel="C5", user="U7"))
        await slack.send(press(SHARE, value, channel="C6"))
        await slack.send(press(SHARE, "made up", channel="C5"))
        await slack.settled()
        assert fake.posted == []
