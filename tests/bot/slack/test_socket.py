"""A socket that stays open and brings nothing is noticed and replaced, and what it did not bring is caught up on."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial

import pytest

from bot.slack.socket import Socket
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from tests.bot.slack.bodies import command, ts
from tests.bot.slack.fake import BOT, FakeSlack
from tests.bot.slack.running import Running, running
from tests.newsroom import Newsroom

QUICK = partial(Socket, ping_s=0.2, hello_s=0.5)


async def echo(message: Message) -> Reply | None:
    return Reply((line(Phrase.READ_AS, question=person(message.text)),))


async def answered(slack: Running, fake: FakeSlack, question: str) -> None:
    """Ask over the newest socket, as often as Slack would, until it is acknowledged; then the answer is there."""
    body = command("/ask", question)
    for _ in range(20):
        try:
            await fake.deliver("slash_commands", body, wait_s=1)
            break
        except TimeoutError:
            continue
    else:
        pytest.fail("nothing acknowledges")
    await slack.settled()
    assert Counter(posted.text for posted in fake.posted)[f"Read as: /ask {question}"] == 1


async def test_a_socket_that_is_never_greeted_is_replaced(room: Newsroom, fake: FakeSlack) -> None:
    fake.hello = False
    async with running(room, fake, respond_with=echo, make_socket=QUICK) as slack:
        await slack.until(lambda: fake.connections >= 2)
        fake.hello = True
        await answered(slack, fake, "now?")


async def test_a_socket_that_answers_no_pings_is_replaced(room: Newsroom, fake: FakeSlack) -> None:
    fake.pongs = False
    async with running(room, fake, respond_with=echo, make_socket=QUICK) as slack:
        await slack.until(lambda: fake.connections >= 2)
        fake.pongs = True
        await answered(slack, fake, "now?")


async def test_a_socket_that_slack_closes_is_replaced(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, respond_with=echo, make_socket=QUICK) as slack:
        await fake.sockets[-1].close()
        await slack.until(lambda: fake.connections >= 2)
        await answered(slack, fake, "now?")


@pytest.mark.parametrize("task", ["message_receiver", "message_processor", "current_session_monitor"])
async def test_a_socket_one_of_whose_tasks_died_is_replaced(room: Newsroom, fake: FakeSlack, task: str) -> None:
    made: list[Socket] = []

    def make(*args: object) -> Socket:
        made.append(QUICK(*args))
        return made[-1]

    async with running(room, fake, respond_with=echo, make_socket=make) as slack:
        getattr(made[0]._client, task).cancel()
        await slack.until(lambda: made[0].replaced >= 1)
        await answered(slack, fake, "now?")
        assert made[0].wrong() is None


async def test_a_socket_that_is_quiet_is_replaced_and_what_it_kept_back_is_answered(
    room: Newsroom, fake: FakeSlack
) -> None:
    """It is open, greets and answers pings, and yet brings no events: the history shows what was said meanwhile."""
    deaf = partial(QUICK, quiet_s=1.0)
    async with running(room, fake, respond_with=echo, make_socket=deaf, between_catch_ups_s=0.0) as slack:
        await answered(slack, fake, "before?")
        fake.history["C1"] = [{"type": "message", "user": "U1", "text": f"<@{BOT}> lost?", "ts": ts(), "team": "T1"}]
        await slack.until(lambda: any("lost?" in posted.text for posted in fake.posted))
        await slack.until(lambda: fake.connections >= 3)
        await slack.settled()
        assert Counter(posted.text for posted in fake.posted) == {"Read as: /ask before?": 1, "Read as: lost?": 1}


async def test_a_socket_that_cannot_be_replaced_is_tried_again(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, respond_with=echo, make_socket=QUICK) as slack:
        fake.errors["apps.connections.open"] = "internal_error"
        await fake.sockets[-1].close()
        await asyncio.sleep(1)
        fake.errors.clear()
        await slack.until(lambda: fake.connections >= 2)
        await answered(slack, fake, "again?")
