"""Nothing lost, nothing twice: events repeated and shuffled, replies lost, posts made late, limits, a full disk.

The invariant of every test: each question has exactly one answer in the channel.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from datetime import timedelta

import pytest

from bot.outbox import Dispatch
from bot.slack.calls import opaque
from bot.slack.courier import SlackCourier
from bot.slack.workspaces import OneWorkspace
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from store.errors import StoreFull
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from tests.bot.slack.bodies import command, said, ts
from tests.bot.slack.fake import BOT, FakeSlack, Fate
from tests.bot.slack.running import LED, Running, running
from tests.newsroom import Newsroom

# `python -m tests.benchmarks.slack events` is the long form, with 10,000.
EVENTS = 200


async def echo(message: Message) -> Reply | None:
    """An answer that names its question, so that each can be counted."""
    return Reply((line(Phrase.READ_AS, question=person(message.text)),))


def answers(fake: FakeSlack) -> Counter[str]:
    return Counter(posted.text.removeprefix("Read as: ") for posted in fake.posted)


async def ask_all(slack: Running, questions: int, seed: int) -> tuple[int, Counter[str]]:
    """Mentions and commands, each delivered one to four times, shuffled.

    Returns how many deliveries that made, and what must be answered.
    """
    chance = random.Random(seed)
    deliveries = []
    for number in range(questions):
        channel, text = f"C{number % 40}", f"question {number}?"
        body = (
            command("/ask", text, channel=channel)
            if number % 3 == 0
            else said(f"<@{BOT}> {text}", channel=channel, kind="app_mention" if number % 3 == 1 else "message")
        )
        deliveries += [body] * chance.randint(1, 4)
    chance.shuffle(deliveries)
    limit = asyncio.Semaphore(50)

    async def deliver(body: dict[str, object]) -> None:
        async with limit:
            await slack.send(body)

    await asyncio.gather(*map(deliver, deliveries))
    expected = Counter(("/ask " if number % 3 == 0 else "") + f"question {number}?" for number in range(questions))
    return len(deliveries), expected


async def repeated_and_shuffled(room: Newsroom, fake: FakeSlack, events: int) -> tuple[int, Counter[str]]:
    """So many events, and all the time their answers take; returns the deliveries and what must be answered."""
    async with running(room, fake, respond_with=echo) as slack:
        sent, expected = await ask_all(slack, events, seed=1)
        await slack.settled(within=60 + events)
        return sent, expected


async def test_events_repeated_and_shuffled_have_one_answer_each(room: Newsroom, fake: FakeSlack) -> None:
    sent, expected = await repeated_and_shuffled(room, fake, EVENTS)
    assert sent > EVENTS
    assert answers(fake) == expected


@pytest.mark.parametrize(
    "fate", [Fate.REPLY_LOST, Fate.LATE, Fate.CALL_LOST, Fate.BROKEN, Fate.BROKEN_AFTER, Fate.RATE_LIMITED]
)
async def test_one_answer_each_whatever_becomes_of_the_calls(room: Newsroom, fake: FakeSlack, fate: Fate) -> None:
    chance = random.Random(7)
    fake.fate = lambda method: fate if method == "chat.postMessage" and chance.random() < 0.3 else Fate.FINE
    fake.late_s = lambda: chance.uniform(0.05, 0.25)
    async with running(room, fake, respond_with=echo, settle_s=0.3) as slack:
        _, expected = await ask_all(slack, 40, seed=2)
        await slack.settled(within=60)
        assert answers(fake) == expected


async def test_reading_back_without_letting_slack_settle_posts_twice(room: Newsroom, fake: FakeSlack) -> None:
    """The control: were the settling left out, the test above would have to fail."""
    fates = iter([Fate.LATE])
    fake.fate = lambda method: next(fates, Fate.FINE) if method == "chat.postMessage" else Fate.FINE
    fake.late_s = lambda: 0.5
    async with running(room, fake, respond_with=echo, settle_s=0.0) as slack:
        await slack.send(command("/ask", "once?"))
        await slack.settled()
        await asyncio.sleep(0.6)
        assert answers(fake)["/ask once?"] == 2


async def test_a_lost_reply_in_a_thread_is_found_in_the_thread(room: Newsroom, fake: FakeSlack) -> None:
    fates = iter([Fate.FINE, Fate.REPLY_LOST])
    fake.fate = lambda method: next(fates, Fate.FINE) if method == "chat.postMessage" else Fate.FINE
    async with running(room, fake) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        await slack.send(said("and Russia's?", thread=fake.posted[0].ts))
        await slack.settled()
        assert len(fake.posted) == 2
        assert (fake.calls["conversations.history"], fake.calls["conversations.replies"]) == (0, 1)


async def test_a_follow_up_that_overtakes_the_knowledge_of_its_thread_is_answered(
    room: Newsroom, fake: FakeSlack
) -> None:
    """The reply to the post is lost, so its message is not known to be ours when somebody already replies to it."""
    fates = iter([Fate.REPLY_LOST])
    fake.fate = lambda method: next(fates, Fate.FINE) if method == "chat.postMessage" else Fate.FINE
    async with running(room, fake, settle_s=0.8) as slack:
        await slack.send(command("/ask", LED))
        await slack.until(lambda: bool(fake.posted))
        await slack.send(said("and Russia's?", thread=fake.posted[0].ts))
        await slack.settled()
        assert [each.thread for each in fake.posted] == [None, fake.posted[0].ts]


async def test_a_429_is_waited_out_as_long_as_it_says(room: Newsroom, fake: FakeSlack) -> None:
    fates = iter([Fate.RATE_LIMITED])
    fake.fate = lambda method: next(fates, Fate.FINE) if method == "chat.postMessage" else Fate.FINE
    fake.retry_after = 2
    async with running(room, fake, respond_with=echo) as slack:
        began = time.monotonic()
        await slack.send(command("/ask", "first?"))
        await slack.settled()
        assert fake.posted[0].at - began >= 2
        assert fake.calls["chat.postMessage"] == 2


async def test_a_channel_gets_one_message_a_second_and_others_do_not_wait_for_it(
    room: Newsroom, fake: FakeSlack
) -> None:
    async with running(room, fake, respond_with=echo, pace_s=0.5) as slack:
        for number in range(3):
            await slack.send(command("/ask", f"{number}?", channel="C1"))
        await slack.send(command("/ask", "other?", channel="C2"))
        await slack.settled()
        times = [posted.at for posted in fake.posted if posted.channel == "C1"]
        assert all(later - earlier >= 0.49 for earlier, later in itertools.pairwise(times))
        assert next(each.at for each in fake.posted if each.channel == "C2") < times[1]


async def test_what_was_recorded_before_a_crash_is_answered_after_it(room: Newsroom, fake: FakeSlack) -> None:
    async def never(message: Message) -> Reply | None:
        await asyncio.sleep(60)
        raise AssertionError

    async with running(room, fake, respond_with=never) as slack:
        await slack.send(command("/ask", "before?"))
    assert fake.posted == []
    async with running(room, fake, respond_with=echo) as slack:
        await slack.settled()
        assert answers(fake) == Counter({"/ask before?": 1})


async def test_a_post_under_way_in_a_crash_is_looked_for_and_not_sent_again(room: Newsroom, fake: FakeSlack) -> None:
    """The process died after the call went out: the row says `sending`, and the message is there."""
    outbox = Outbox(room.store)
    kept = {"method": "post", "team": "", "blocks": [], "text": "once"}
    await outbox.put(Outgoing("k", "slack", "C1", kept))
    (post,) = await outbox.claim_due("dead", platform="slack")
    await outbox.mark_sending(post, lease=timedelta(0))
    workspaces = OneWorkspace(fake.api_url, "xoxb-1")
    body = {
        "channel": "C1",
        "text": "once",
        "metadata": {"event_type": "copydesk_post", "event_payload": {"id": opaque("k")}},
    }
    quiet = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "mrkdwn": False}
    fake._chat_postmessage(body | quiet)
    dispatch = Dispatch(outbox, "slack", SlackCourier(workspaces, outbox, fake.api_url), pace_s=0, settle_s=0.1)
    task = asyncio.create_task(dispatch.run())
    try:
        async with asyncio.timeout(10):
            while (await outbox.counts()).get("sent") != 1:
                await asyncio.sleep(0.02)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(fake.posted) == 1
    assert fake.calls["chat.postMessage"] == 0


async def test_what_cannot_be_recorded_is_not_acknowledged(
    room: Newsroom, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: Slack is not told that it arrived, and once there is room it works without a restart."""
    whole = Inbox.record

    async def full(*args: object, **more: object) -> tuple[Event, ...]:
        raise StoreFull("There is no room left on the disk.")

    async with running(room, fake, http=True, respond_with=echo) as slack:
        body = command("/ask", "now?")
        monkeypatch.setattr(Inbox, "record", full)
        assert (await slack.send(body))[0] == 500
        monkeypatch.setattr(Inbox, "record", whole)
        assert (await slack.send(body))[0] == 200
        await slack.settled()
        assert answers(fake) == Counter({"/ask now?": 1})


async def test_an_event_that_always_fails_does_not_stop_the_others(room: Newsroom, fake: FakeSlack) -> None:
    async def sometimes(message: Message) -> Reply | None:
        if "bad" in message.text:
            raise RuntimeError("a mistake of ours")
        return await echo(message)

    async with running(room, fake, respond_with=sometimes) as slack:
        await slack.send(command("/ask", "bad?"))
        await slack.send(command("/ask", "good?", user="U2"))
        await slack.settled()
        assert answers(fake) == Counter({"/ask good?": 1})


async def test_a_channel_that_refuses_does_not_hold_up_the_rest(room: Newsroom, fake: FakeSlack) -> None:
    fake.not_in.add("C1")
    async with running(room, fake, respond_with=echo) as slack:
        await slack.send(command("/ask", "gone?", channel="C1"))
        await slack.send(command("/ask", "there?", channel="C2"))
        await slack.settled()
        assert answers(fake) == Counter({"/ask there?": 1})
        (ended,) = await Outbox(room.store).unsettled()
        assert (ended.state, ended.reason) == ("failed", "not_in_channel")


async def test_a_long_answer_goes_on_in_the_thread_of_its_first_message(room: Newsroom, fake: FakeSlack) -> None:
    async def at_length(message: Message) -> Reply | None:
        return Reply(tuple(line(Phrase.READ_AS, question=person(f"{number} " + "x" * 900)) for number in range(12)))

    async with running(room, fake, respond_with=at_length) as slack:
        await slack.send(command("/ask", "everything?"))
        await slack.settled()
        first, *others = fake.posted
        assert others
        assert first.thread is None
        assert {each.thread for each in others} == {first.ts}
        at = ts()
        await slack.send(said(f"<@{BOT}> everything?", at=at))
        await slack.settled()
        assert {each.thread for each in fake.posted[1 + len(others) :]} == {at}
