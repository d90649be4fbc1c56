"""Digests and standing questions in Matrix, on a real homeserver: what a room is told without asking just then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digesting import Digesting
from bot.watching import Watching
from handlers.answering.answer import Answered, Group
from handlers.context import Desk
from handlers.message import Message
from handlers.reply import Reply
from handlers.respond import respond
from handlers.stories.placing import place_stories
from store.article import Draft
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import LED, Running, running
from tests.bot.matrix.synapse import Synapse
from tests.bot.test_digesting import FERRY
from tests.newsroom import NOW, Newsroom, nobody_says

SEALED = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
WHERE = "where did it happen?"


@dataclass
class Clock:
    """The time the desk goes by; a test turns it."""

    room: Newsroom
    at: datetime = NOW

    @property
    def desk(self) -> Desk:
        return replace(self.room.desk, now=lambda: self.at)

    async def respond(self, message: Message) -> Reply | None:
        return await respond(self.desk, message)

    async def tell(self, title: str, *texts: str) -> None:
        """Each text by another outlet, an hour ago."""
        told: dict[str, Any] = {"title": title, "published_at": self.at - timedelta(hours=1)}
        drafts = [
            Draft(f"{title} {n}", text, ((0, len(text)),), outlet=f"Paper {n}", **told) for n, text in enumerate(texts)
        ]
        await self.room.store.add(drafts)
        await place_stories(self.room.store)

    async def morning(self, matrix: Running) -> None:
        """The next 08:00 comes."""
        self.at += timedelta(days=1)
        assert await Digesting(self.desk, {"matrix": matrix.matrix}).run_due() == 1


@pytest.fixture
async def clock(room: Newsroom) -> Clock:
    room.script[WHERE] = await nobody_says(room)
    return Clock(room)


def thread_of(found: dict[str, Any]) -> str | None:
    root = found["content"].get("m.relates_to", {}).get("event_id")
    return root if root is None else str(root)


@SEALED
async def test_a_digest_is_one_message_with_each_story_in_its_thread_and_people_ask_on_under_one(
    homeserver: Synapse, bot: str, ada: Person, clock: Clock, tmp_path: Path, encrypted: bool
) -> None:
    async with running(clock.room, homeserver, bot, tmp_path, respond_with=clock.respond, editors=ada.user) as matrix:
        place = await ada.room(bot, encrypted=encrypted)
        await ada.joined(place, bot)
        await ada.say(place, "!desk digest at 08:00 UTC")
        (agreed,) = await ada.answers(place, 1)
        assert "The digest comes to this room at 08:00, every day (UTC)." in agreed["content"]["body"]
        await clock.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
        await clock.morning(matrix)
        _, front, ferry, talks = await ada.answers(place, 4)
        assert front["content"]["body"].startswith("The day's stories")
        assert thread_of(front) is None
        assert {thread_of(ferry), thread_of(talks)} == {front["event_id"]}
        assert "Ferry Aurora" in ferry["content"]["body"]
        assert "Delegations meet" in talks["content"]["body"]
        # A reply to a story's message is about that story, though the thread speaks of another one first.
        for story, title in ((talks, "Delegations meet"), (ferry, "Ferry Aurora")):
            relates = {"rel_type": "m.thread", "event_id": front["event_id"], "is_falling_back": False}
            relates |= {"m.in_reply_to": {"event_id": story["event_id"]}}
            before = len(ada.notices(place))
            await ada.say(place, WHERE, **{"m.relates_to": relates})
            answers = await ada.answers(place, before + 1)
            assert thread_of(answers[-1]) == front["event_id"]
            asked, turns = clock.room.engine.asked[-1]
            assert asked == WHERE
            assert turns[-1].asked.startswith(title)
        await ada.say(place, "!desk digest off")
        off = (await ada.answers(place, 7))[-1]
        assert "no more digests" in off["content"]["body"]
        clock.at += timedelta(days=1)
        assert await Digesting(clock.desk, {"matrix": matrix.matrix}).run_due() == 0


@SEALED
async def test_a_preview_comes_under_the_question(
    homeserver: Synapse, bot: str, ada: Person, clock: Clock, tmp_path: Path, encrypted: bool
) -> None:
    async with running(clock.room, homeserver, bot, tmp_path, respond_with=clock.respond):
        place = await ada.room(bot, encrypted=encrypted)
        await ada.joined(place, bot)
        await clock.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
        asked = await ada.say(place, "!desk digest now")
        await ada.until(lambda: bool(ada.notices(place)))
        shown = ada.notices(place)[0]
        assert "Ferry Aurora runs aground off Lisbon · 3 outlets" in shown["content"]["body"]
        assert thread_of(shown) in (None, asked)


@SEALED
async def test_a_thread_that_watches_is_told_there_what_changed(
    homeserver: Synapse, bot: str, ada: Person, clock: Clock, tmp_path: Path, encrypted: bool
) -> None:
    room = clock.room
    async with running(room, homeserver, bot, tmp_path, respond_with=clock.respond) as matrix:
        place = await ada.room(bot, "@somebody:desk.test", encrypted=encrypted)
        await ada.joined(place, bot)
        root = await ada.say(place, f"!ask {LED}")
        await ada.answers(place, 1)
        await ada.say(place, f"!desk watch {LED}", thread=root)
        watching = (await ada.answers(place, 2))[-1]
        assert f"Watching: {LED}" in watching["content"]["body"]
        text = "Andriy Yermak led Kyiv’s team."
        await room.store.add([Draft("new.txt", text, ((0, len(text)),), "Talks", outlet="Evening Star")])
        room.articles.update({"new.txt": (await room.store.find_articles("new.txt"))[-1]})  # type: ignore[attr-defined]
        given = room.script[LED]
        assert isinstance(given, Answered)
        accounts = (*given.accounts, room.says("new.txt", text, "Andriy Yermak"))
        groups = (*given.groups, Group("Andriy Yermak", ("Evening Star",), 1))
        room.script[LED] = replace(given, groups=groups, accounts=accounts)
        assert await Watching(clock.desk, {"matrix": matrix.matrix}).run_due() == 1
        told = (await ada.answers(place, 3))[-1]
        assert thread_of(told) == root
        assert f"Changed: {LED}" in told["content"]["body"]
        assert text in told["content"]["body"]
        await ada.say(place, "!desk watch stop", thread=root)
        assert "No longer watching" in (await ada.answers(place, 4))[-1]["content"]["body"]
