"""While an answer takes long, it is seen that it is under way: by a status, else by one message that becomes the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from bot.slack import progress
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from handlers.respond import respond
from tests.bot.slack.bodies import command, said, ts
from tests.bot.slack.fake import BOT, FakeSlack, Fate
from tests.bot.slack.running import LED, running
from tests.newsroom import Newsroom


@pytest.fixture(autouse=True)
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "STATUS_AFTER_S", 0.1)
    monkeypatch.setattr(progress, "PLACEHOLDER_AFTER_S", 0.2)


def answering(room: Newsroom, when: Callable[[], bool], private: bool = False) -> Callable[[Message], object]:
    """An answer that comes once something is seen."""

    async def slowly(message: Message) -> Reply | None:
        async with asyncio.timeout(10):
            while not when():
                await asyncio.sleep(0.01)
        if private:
            return Reply((line(Phrase.PROBLEM, problem=person("for you alone")),), private=True)
        return await partial(respond, room.desk)(message)

    return slowly


async def test_a_status_is_shown_where_slack_has_one(room: Newsroom, fake: FakeSlack) -> None:
    slowly = answering(room, lambda: bool(fake.statuses))
    async with running(room, fake, respond_with=slowly) as slack:
        at = ts()
        await slack.send(said(f"<@{BOT}> {LED}", at=at))
        await slack.settled()
        assert [(each["channel_id"], each["thread_ts"]) for each in fake.statuses] == [("C1", at)]
        assert len(fake.posted) == 1
        assert fake.edits == {}


async def test_else_one_message_holds_the_place_and_is_edited_once(room: Newsroom, fake: FakeSlack) -> None:
    fake.errors["assistant.threads.setStatus"] = "not_allowed_token_type"
    slowly = answering(room, lambda: bool(fake.posted))
    async with running(room, fake, respond_with=slowly) as slack:
        at = ts()
        await slack.send(said(f"<@{BOT}> {LED}", at=at))
        await slack.until(lambda: bool(fake.posted))
        assert fake.posted[0].text == Phrase.READING.value
        await slack.settled()
        (posted,) = fake.posted
        assert (posted.thread, posted.text.splitlines()[0]) == (at, "Rustem Umerov")
        assert fake.edits == {posted.ts: 1}


async def test_in_a_direct_conversation_people_follow_up_on_the_edited_message(room: Newsroom, fake: FakeSlack) -> None:
    slowly = answering(room, lambda: bool(fake.posted))
    async with running(room, fake, respond_with=slowly) as slack:
        await slack.send(said(LED, channel="D1"))
        await slack.settled()
        (first,) = fake.posted
        assert first.thread is None
        await slack.send(said("and Russia's?", channel="D1", thread=first.ts))
        await slack.settled()
        assert [turn.asked for turn in room.engine.asked[-1][1]] == [LED]


@pytest.mark.parametrize("fate", [Fate.REPLY_LOST, Fate.CALL_LOST, Fate.BROKEN, Fate.RATE_LIMITED])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_whatever_becomes_of_the_calls_there_is_one_answer_in_one_message(
    room: Newsroom, fake: FakeSlack, method: str, fate: Fate
) -> None:
    fates = iter([fate])
    fake.fate = lambda called: next(fates, Fate.FINE) if called == method else Fate.FINE
    fake.errors["assistant.threads.setStatus"] = "not_allowed_token_type"
    slowly = answering(room, lambda: fake.calls["chat.postMessage"] > 0)
    async with running(room, fake, respond_with=slowly) as slack:
        await slack.send(said(f"<@{BOT}> {LED}"))
        await slack.settled()
        (posted,) = fake.posted
        assert posted.text.startswith("Rustem Umerov")


async def test_a_message_that_was_taken_away_meanwhile_is_made_anew(room: Newsroom, fake: FakeSlack) -> None:
    fake.errors["assistant.threads.setStatus"] = "not_allowed_token_type"
    slowly = answering(room, lambda: bool(fake.deleted))
    async with running(room, fake, respond_with=slowly) as slack:
        await slack.send(said(f"<@{BOT}> {LED}"))
        await slack.until(lambda: bool(fake.posted))
        fake._chat_delete({"ts": fake.posted[0].ts})
        await slack.settled()
        (posted,) = fake.posted
        assert posted.text.startswith("Rustem Umerov")


async def test_what_is_for_one_person_takes_the_message_away(room: Newsroom, fake: FakeSlack) -> None:
    fake.errors["assistant.threads.setStatus"] = "not_allowed_token_type"
    slowly = answering(room, lambda: bool(fake.posted), private=True)
    async with running(room, fake, respond_with=slowly) as slack:
        await slack.send(said(f"<@{BOT}> {LED}"))
        await slack.settled()
        assert fake.posted == []
        assert len(fake.deleted) == 1
        assert [each["text"] for each in fake.ephemeral] == ["for you alone"]


async def test_a_command_is_told_with_its_acknowledgement_and_gets_nothing_more(
    room: Newsroom, fake: FakeSlack
) -> None:
    async def slowly(message: Message) -> Reply | None:
        await asyncio.sleep(0.4)
        return await partial(respond, room.desk)(message)

    async with running(room, fake, respond_with=slowly) as slack:
        _, ack = await slack.send(command("/ask", LED))
        assert ack["text"] == Phrase.ON_ITS_WAY.value
        await slack.settled()
        assert len(fake.posted) == 1
        assert (fake.edits, fake.statuses) == ({}, [])
