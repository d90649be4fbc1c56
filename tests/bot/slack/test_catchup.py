"""What was said while the bot did not run is answered once it runs again, once, and nothing older than that."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from bot.slack.asked import PLATFORM
from bot.slack.catchup import ALIVE
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from store.cursor import Cursor
from store.inbox import Inbox
from tests.bot.slack.bodies import command, said
from tests.bot.slack.fake import BOT, FakeSlack, Fate
from tests.bot.slack.running import running
from tests.newsroom import Newsroom


async def echo(message: Message) -> Reply | None:
    return Reply((line(Phrase.READ_AS, question=person(message.text)),))


def past(text: str, ago_s: float, **more: Any) -> dict[str, Any]:
    """A message of the history, as conversations.history gives it."""
    return {"type": "message", "user": "U1", "team": "T1", "text": text, "ts": f"{time.time() - ago_s:.6f}", **more}


def answers(fake: FakeSlack) -> Counter[str]:
    return Counter(posted.text.removeprefix("Read as: ") for posted in fake.posted)


async def last_lived(room: Newsroom, ago_s: float) -> None:
    await Inbox(room.store).record([], cursor=Cursor(ALIVE, f"{time.time() - ago_s:.0f}"))


async def test_mentions_and_direct_messages_of_the_meantime_are_answered(room: Newsroom, fake: FakeSlack) -> None:
    fake.history["C1"] = [
        past(f"<@{BOT}> mentioned?", 300),
        past("said to nobody?", 290),
        past(f"<@{BOT}> long ago?", 7_200),
        past(f"<@{BOT}> by a bot?", 280, bot_id="B2"),
    ]
    fake.history["DU1"] = [past("directly?", 200)]
    await last_lived(room, 3_600)
    async with running(room, fake, respond_with=echo) as slack:
        await slack.until(lambda: len(fake.posted) >= 2)
        await slack.settled()
        assert answers(fake) == Counter({"mentioned?": 1, "directly?": 1})


async def test_replies_in_the_bots_latest_threads_are_found(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, respond_with=echo) as slack:
        await slack.send(command("/ask", "first?"))
        await slack.settled()
    root = fake.posted[0].ts
    fake.history["C1"] = [
        past("and Russia's?", -60, thread_ts=root),
        past("thanks all", -61, thread_ts=root),
        past("and then who?", -62, thread_ts=root),
    ]
    async with running(room, fake, respond_with=echo) as slack:
        await slack.until(lambda: len(fake.posted) >= 3)
        await slack.settled()
        assert [each.text for each in fake.posted[1:]] == ["Read as: and Russia's?", "Read as: and then who?"]
        assert {each.thread for each in fake.posted[1:]} == {root}


async def test_what_had_been_answered_is_not_answered_again(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, respond_with=echo) as slack:
        body = said(f"<@{BOT}> once?")
        await slack.send(body)
        await slack.settled()
    fake.history["C1"] = [body["event"], past(f"<@{BOT}> twice?", -5)]
    async with running(room, fake, respond_with=echo) as slack:
        await slack.until(lambda: len(fake.posted) >= 2)
        await slack.settled()
        assert answers(fake) == Counter({"once?": 1, "twice?": 1})


async def test_on_its_first_start_it_answers_nothing_of_before(room: Newsroom, fake: FakeSlack) -> None:
    fake.history["C1"] = [past(f"<@{BOT}> before it was here?", 60)]
    async with running(room, fake, respond_with=echo) as slack:
        await slack.send(command("/ask", "now?", channel="C2"))
        await slack.settled()
        assert answers(fake) == Counter({"/ask now?": 1})


async def test_a_long_history_is_read_page_by_page(room: Newsroom, fake: FakeSlack) -> None:
    fake.history["C1"] = [past("chat", 100 + n) for n in range(350)] + [past(f"<@{BOT}> early?", 900)]
    await last_lived(room, 3_600)
    async with running(room, fake, respond_with=echo) as slack:
        await slack.until(lambda: bool(fake.posted))
        assert answers(fake) == Counter({"early?": 1})
        assert fake.calls["conversations.history"] == 2


async def test_where_slack_asks_to_wait_it_is_waited(room: Newsroom, fake: FakeSlack) -> None:
    fates = iter([Fate.RATE_LIMITED])
    fake.fate = lambda method: next(fates, Fate.FINE) if method == "conversations.history" else Fate.FINE
    fake.history["C1"] = [past(f"<@{BOT}> patient?", 60)]
    await last_lived(room, 3_600)
    async with running(room, fake, respond_with=echo) as slack:
        await slack.until(lambda: bool(fake.posted))
        assert answers(fake) == Counter({"patient?": 1})


async def test_a_slack_that_cannot_be_asked_stops_nothing(room: Newsroom, fake: FakeSlack) -> None:
    fake.errors["users.conversations"] = "internal_error"
    await last_lived(room, 3_600)
    async with running(room, fake, respond_with=echo) as slack:
        await slack.send(command("/ask", "now?"))
        await slack.settled()
        assert answers(fake) == Counter({"/ask now?": 1})
        assert await Inbox(room.store).find(PLATFORM, "nothing") is None
