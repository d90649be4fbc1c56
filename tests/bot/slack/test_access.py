"""Who may ask what, and where: every role × place × way to ask, decided by ids alone, denied where it is not allowed.

Refused is said to the person alone, and only where the bot was spoken to; nothing of the archive is in it.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.slack.asked import ASK_SHORTCUT
from bot.slack.blocks import ACTION
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from tests.bot.slack.bodies import callback, command, press, said, shortcut, ts
from tests.bot.slack.fake import BOT, TEAM, FakeSlack
from tests.bot.slack.running import LED, running
from tests.newsroom import Newsroom

MEMBER, EDITOR, IN_GROUP, GUEST, ALLIED = "U1", "UED", "UGR", "UGUEST", "UALLY"
HOME_TEAM = {MEMBER: TEAM, EDITOR: TEAM, IN_GROUP: TEAM, GUEST: "T666", ALLIED: "T2"}
RULES: dict[str, Any] = {"channels": "C1", "editors": "UED,SGROUP", "teams": "T2"}


async def echo(message: Message) -> Reply | None:
    return Reply((line(Phrase.READ_AS, question=person(message.text)),))


def ways(text: str, user: str, channel: str) -> dict[str, dict[str, Any]]:
    """Each way in which a person can ask for the same."""
    team = HOME_TEAM[user]
    pressed = press(f"{ACTION}_0", text, channel=channel, user=user, message=ts())
    pressed["user"]["team_id"] = team
    pointed = shortcut(ASK_SHORTCUT, text, message=ts(), channel=channel)
    pointed["user"] = {"id": user, "team_id": team}
    return {
        "command": command("/desk", text, channel=channel, user=user, team=team),
        "mention": said(f"<@{BOT}> {text}", channel=channel, user=user, user_team=team),
        "press": pressed,
        "shortcut": pointed,
    }


ROLES = [MEMBER, EDITOR, IN_GROUP, GUEST, ALLIED]
# What of a command is for editors is held in the tests of `bot.editing`; here, whether they are asked for at all.
TEXTS = ["who led?", "ingest https://a.example/", "digest at 08:00"]


@pytest.mark.parametrize("user", ROLES)
async def test_every_role_place_and_way(room: Newsroom, fake: FakeSlack, user: str) -> None:
    fake.people = {each: {"team_id": team} for each, team in HOME_TEAM.items()}
    fake.groups = {"SGROUP": [IN_GROUP]}
    wrong = []
    async with running(room, fake, respond_with=echo, **RULES) as slack:
        for channel, text in itertools.product(["C1", "C2", "D1"], TEXTS):
            for way, body in ways(text, user, channel).items():
                # What a shortcut asks is asked about: words that happen to be a command's stay words.
                changes = text != "who led?" and way != "shortcut"
                allowed = channel != "C2" and user != GUEST and (user in (EDITOR, IN_GROUP) or not changes)
                fake.posted.clear()
                fake.ephemeral.clear()
                await slack.send(body)
                await slack.settled()
                shown = [each.text for each in fake.posted] + [each["text"] for each in fake.ephemeral]
                is_answer = len(shown) == 1 and shown[0].startswith("Read as:")
                seen_by_all = bool(fake.posted) and channel != "D1"
                if len(shown) != 1 or is_answer != allowed or (seen_by_all and not allowed):
                    wrong.append((channel, text, way, shown))
    assert wrong == []


async def test_whose_workspace_slack_does_not_tell_is_refused(room: Newsroom, fake: FakeSlack) -> None:
    fake.errors["users.info"] = "user_not_found"
    async with running(room, fake, respond_with=echo) as slack:
        body = said(f"<@{BOT}> who?")
        del body["event"]["team"]
        await slack.send(body)
        await slack.settled()
        assert fake.posted == []
        assert [each["text"] for each in fake.ephemeral] == [Phrase.NOT_FOR_GUESTS.value]


async def test_a_stranger_is_shown_no_home_and_no_suggestions(room: Newsroom, fake: FakeSlack) -> None:
    fake.people["UX"] = {"team_id": "T666"}
    async with running(room, fake) as slack:
        await slack.send(callback({"type": "app_home_opened", "user": "UX", "channel": "D1", "tab": "home"}))
        await slack.send(callback({"type": "app_home_opened", "user": "UX", "channel": "D1", "tab": "messages"}))
        await slack.settled()
        assert (fake.views, fake.prompts) == ([], [])


async def test_an_editor_whose_group_cannot_be_asked_about_is_none(room: Newsroom, fake: FakeSlack) -> None:
    fake.errors["usergroups.users.list"] = "internal_error"
    async with running(room, fake, respond_with=echo, editors="SGROUP") as slack:
        await slack.send(command("/desk", "ingest https://a.example/", user=IN_GROUP))
        await slack.settled()
        assert fake.posted == []


async def test_too_much_at_once_is_answered_with_a_polite_line(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, respond_with=echo, asks_per_person=2, asks_per_channel=3) as slack:
        for number in range(4):
            await slack.send(command("/ask", f"{number}?", response_url=f"{fake.url}/response/{number}"))
        await slack.send(command("/ask", "another's?", user="U2", response_url=f"{fake.url}/response/5"))
        await slack.send(command("/ask", "one too many?", user="U3", response_url=f"{fake.url}/response/6"))
        await slack.settled()
        # which of them come too late depends on who answers first; how many do not
        answered = [each.text.removeprefix("Read as: /ask ") for each in fake.posted]
        assert len(answered) == len(fake.responses) == 3
        assert sum(text in ("0?", "1?", "2?", "3?") for text in answered) <= 2
        assert all(each["text"].startswith("That is a lot at once.") for each in fake.responses)


async def test_a_follow_up_nobody_addressed_to_the_bot_is_not_scolded(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, asks_per_person=1) as slack:
        await slack.send(command("/ask", LED))
        await slack.settled()
        await slack.send(said("and Russia's?", thread=fake.posted[0].ts))
        await slack.settled()
        assert (len(fake.posted), fake.ephemeral) == (1, [])
