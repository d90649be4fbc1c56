"""Several processes' worth of Slack on one archive in PostgreSQL: each question has one answer, whoever goes away."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.settings import SettingsRefused, read_settings
from bot.slack.platform import Slack
from bot.slack.settings import SlackSettings
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from store.inbox import Inbox
from store.models import INBOX, OUTBOX
from store.store import Store
from tests.bot.slack.bodies import said
from tests.bot.slack.fake import BOT, FakeSlack
from tests.bot.slack.running import Running
from tests.store.engines import ENGINES


async def echo(message: Message) -> Reply | None:
    await asyncio.sleep(0.02)
    return Reply((line(Phrase.READ_AS, question=person(message.text)),))


@contextlib.asynccontextmanager
async def process(url: str, fake: FakeSlack, *, listens: bool, answers: bool) -> AsyncIterator[Running]:
    """A store and a platform of their own, as a process has them."""
    settings = SlackSettings(
        bot_token="xoxb-1",
        app_token="xapp-1",
        api_url=fake.api_url,
        asks_per_person=10_000,
        asks_per_channel=10_000,
    )
    async with Store.opened(url) as store:
        slack = Slack(settings, store, pace_s=0, settle_s=0.2, listens=listens, answers=answers)
        task = asyncio.create_task(slack.run(echo))
        try:
            await slack.ready.wait()
            yield Running(slack, fake, store, None, "")
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def over(store: Store) -> None:
    """What a process held when it went is nobody's until its claims are over, minutes later: let that be now."""
    for table in (INBOX, OUTBOX):
        ended = update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=datetime.now(UTC))
        await store.backend.write(lambda connection, ended=ended: connection.execute(ended))  # type: ignore[misc]


async def test_one_listens_two_answer_and_one_of_them_goes_away(tmp_path: Path, fake: FakeSlack) -> None:
    url = ENGINES["postgres"](tmp_path)
    questions = [f"question {number}?" for number in range(30)]
    async with process(url, fake, listens=True, answers=False) as listener:
        for number, question in enumerate(questions[:10]):
            await listener.send(said(f"<@{BOT}> {question}", channel=f"C{number % 5}", kind="app_mention"))
        await listener.until(lambda: len(fake.posted) == 0)
        assert await Inbox(listener.store).waiting() == 10
        async with process(url, fake, listens=False, answers=True):
            async with process(url, fake, listens=False, answers=True):
                for number, question in enumerate(questions[10:]):
                    await listener.send(said(f"<@{BOT}> {question}", channel=f"C{number % 5}", kind="app_mention"))
            await over(listener.store)
            await listener.settled(within=120)
    assert sorted(posted.text.removeprefix("Read as: ") for posted in fake.posted) == sorted(questions)


def test_a_role_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_ROLES", "listen,dance")
    with pytest.raises(SettingsRefused, match="COPYDESK_ROLES"):
        read_settings()
    monkeypatch.setenv("COPYDESK_ROLES", " listen")
    assert [read_settings().plays(role) for role in ("listen", "answer")] == [True, False]
    monkeypatch.delenv("COPYDESK_ROLES")
    assert [read_settings().plays(role) for role in ("listen", "answer")] == [True, True]
