"""A digest comes once a local date, however many processes run and however long they slept; and tells no story twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digesting import Digesting
from bot.platform import Platform
from handlers.context import Desk
from handlers.edition import Rules
from handlers.message import Message
from handlers.reply import Line, Picture
from handlers.respond import carry_out, respond
from handlers.stories.placing import place_stories
from store.article import Article, Draft
from store.destination import Destination
from store.store import Store
from tests.bot.places import Places, posted
from tests.bot.words import said
from tests.newsroom import Newsroom, ScriptedEngine

PLACE = Destination("slack", "C1", workspace="T1/")
MONDAY = datetime(2026, 5, 18, 5, 0, tzinfo=UTC)  # 08:00 in Kyiv

FERRY = (
    "The ferry Aurora ran aground off Lisbon on Sunday with 212 people on board, and all of them were brought ashore.",
    "All 212 people aboard the Aurora were rescued after the ferry struck rocks near Lisbon, the coast guard said.",
    "Lisbon: the Aurora, a ferry with 212 passengers, hit a reef on Sunday evening. Rescue boats took everybody off.",
)
HEADLINES = ("Ferry Aurora runs aground off Lisbon", "All 212 on the Aurora are safe", "Aurora hits a reef near Lisbon")
DROWNED = (
    "The ferry Aurora, which ran aground off Lisbon on Sunday, drowned 14 passengers, the coast guard said.",
    "Lisbon mourns: the ferry Aurora that ran aground off Lisbon on Sunday drowned 14 passengers in heavy seas.",
    "The ferry Aurora, which ran aground off Lisbon on Sunday, drowned 19 passengers, the coast guard said on Monday.",
)
BUDGET = (
    "The city council of Ghent passed its budget by one vote on Sunday night, after nine hours of debate.",
    "Ghent has a budget: the council adopted it at midnight with a majority of a single vote.",
)


@dataclass
class Newsdesk:
    """A store with stories, a place that subscribes, and a clock that a test turns."""

    store: Store
    at: datetime = MONDAY - timedelta(hours=1)
    rules: Rules = field(default_factory=Rules)
    count: int = 0

    @property
    def desk(self) -> Desk:
        return Desk(self.store, ScriptedEngine(), now=lambda: self.at, digest=self.rules)

    async def tell(self, title: str, *texts: str, first: int = 0, at: datetime | None = None) -> None:
        """Each text by another outlet; `first` numbers the outlets."""
        drafts = []
        for n, text in enumerate(texts, first):
            self.count += 1
            when = (at or self.at) - timedelta(hours=1)
            told = {"title": title, "outlet": f"Paper {n}", "published_at": when}
            drafts.append(Draft(f"{self.count}.txt", text, ((0, len(text)),), **told))  # type: ignore[arg-type]
        await self.store.add(drafts)
        await place_stories(self.store)

    async def revise(self, article: Article, text: str) -> None:
        """Another text of an article."""
        told = {"title": article.title, "outlet": article.outlet.name, "published_at": article.published_at}
        await self.store.add([Draft(article.source, text, ((0, len(text)),), **told)])  # type: ignore[arg-type]
        await place_stories(self.store)

    async def write(self, text: str, to: Destination | None = PLACE) -> str:
        message = Message("slack", "C1", "U1", text, f"e {text}", zone="Europe/Kyiv", later=to)
        return said(await respond(self.desk, message))

    async def posts(self, until: datetime, step: timedelta = timedelta(minutes=1), processes: int = 1) -> list[str]:
        """What is posted while the clock goes on, each post's words; story posts are under their digest."""
        before = len(await posted(self.store))
        clocks = [Digesting(self.desk, {"slack": Places()}) for _ in range(processes)]
        while self.at < until:
            self.at += step
            await asyncio.gather(*(each.run_due() for each in clocks))
        return [words for _, _, words in (await posted(self.store))[before:]]


async def digest_of_two_stories(room: Newsroom, platforms: Mapping[str, Platform], to: Destination) -> None:
    """A digest comes to a place the morning after: the newsroom's delegations, and a ferry under three headlines."""
    at = room.desk.now()
    told = [(headline, text) for headline, text in zip(HEADLINES, FERRY, strict=True)]
    await room.store.add(
        [
            Draft(f"ferry {n}", text, ((0, len(text)),), headline, outlet=f"Paper {n}", published_at=at)
            for n, (headline, text) in enumerate(told)
        ]
    )
    await place_stories(room.store)
    asked = Message(to.platform, to.place, "U1", "digest at 08:00", "digest at 08:00", zone="UTC", later=to)
    assert "The digest comes to" in said(await respond(room.desk, asked))
    tomorrow = replace(room.desk, now=lambda: at + timedelta(days=1))
    assert await Digesting(tomorrow, platforms).run_due() == 1


@pytest.fixture
async def news(tmp_path: Path) -> AsyncIterator[Newsdesk]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        yield Newsdesk(store)


async def test_a_channel_subscribes_in_the_zone_of_who_asks(news: Newsdesk) -> None:
    told = await news.write("digest at 08:00 mon-fri")
    assert told == "The digest comes to this channel at 08:00, Mon–Fri (Europe/Kyiv).\nThe next one: 08:00"


async def test_the_day_s_stories_come_as_one_post_with_each_story_under_it(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    await news.tell("Ghent council passes its budget", *BUDGET)
    front, ferry, budget = await news.posts(MONDAY + timedelta(minutes=5))
    assert front.splitlines()[:3] == [
        "The day's stories · 18 May 2026",
        "1. Ferry Aurora runs aground off Lisbon · 3 outlets (3 independent) · new",
        "2. Ghent council passes its budget · 2 outlets (2 independent) · new",
    ]
    assert "“The ferry Aurora ran aground off Lisbon on Sunday with 212 people on board" in ferry
    assert "Covered by: Paper 0, Paper 1\nNot covered by: Paper 2" in budget
    keys = [(place, under) for place, under, _ in await posted(news.store)]
    assert keys == [("C1", None), ("C1", "slack:digest:1:2026-05-18"), ("C1", "slack:digest:1:2026-05-18")]


async def test_a_story_is_not_told_again_until_there_is_more_to_it(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY[:2])
    assert len(await news.posts(MONDAY + timedelta(minutes=5))) == 2
    (quiet,) = await news.posts(MONDAY + timedelta(days=1, minutes=5), timedelta(minutes=5))
    assert "A quiet day" in quiet
    await news.tell("Ferry Aurora runs aground off Lisbon", FERRY[2], first=2)
    front, ferry = await news.posts(MONDAY + timedelta(days=2, minutes=5), timedelta(minutes=5))
    assert "1 more since the last digest" in front
    assert "New to the story: Paper 2" in ferry


async def test_a_figure_that_moved_is_told_from_what_to_what_in_both_sentences(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *DROWNED[:2])
    assert len(await news.posts(MONDAY + timedelta(minutes=5))) == 2
    news.at = MONDAY + timedelta(hours=3)
    await news.tell("Ferry Aurora runs aground off Lisbon", DROWNED[2], first=2)
    _, ferry = await news.posts(MONDAY + timedelta(days=1, minutes=5), timedelta(minutes=5))
    told = ferry.splitlines()
    at = told.index("Since the last digest: from 14 to 19")
    assert "drowned 14 passengers" in told[at + 1]
    assert "drowned 19 passengers" in told[at + 2]


async def test_a_figure_that_texts_differed_in_from_the_beginning_has_not_moved(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *DROWNED[1:])
    await news.posts(MONDAY + timedelta(minutes=5))
    news.at = MONDAY + timedelta(hours=3)
    await news.tell("Ferry Aurora runs aground off Lisbon", DROWNED[0], first=2)
    _, ferry = await news.posts(MONDAY + timedelta(days=1, minutes=5), timedelta(minutes=5))
    assert "New to the story: Paper 2" in ferry
    assert "Since the last digest: from" not in ferry


async def test_a_quoted_sentence_that_was_altered_is_told_once_in_both_wordings(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY[:2])
    await news.posts(MONDAY + timedelta(minutes=5))
    news.at = MONDAY + timedelta(hours=3)
    (article,) = await news.store.find_articles("1.txt")
    await news.revise(article, FERRY[0].replace("212 people", "221 people"))
    await news.tell("Ferry Aurora runs aground off Lisbon", FERRY[2], first=2)
    _, ferry = await news.posts(MONDAY + timedelta(days=1, minutes=5), timedelta(minutes=5))
    told = ferry.splitlines()
    at = told.index("Paper 0 altered the sentence that was quoted:")
    assert "with 212 people on board" in told[at + 1]
    assert told[at + 2] == "It now reads:"
    assert "with 221 people on board" in told[at + 3]
    news.at += timedelta(hours=3)
    await news.tell("Ferry Aurora runs aground off Lisbon", FERRY[1] + " All are well.", first=3)
    _, ferry = await news.posts(MONDAY + timedelta(days=2, minutes=5), timedelta(minutes=5))
    assert "altered" not in ferry


async def test_what_one_outlet_alone_tells_is_no_story_of_the_day(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ghent council passes its budget", BUDGET[0])
    (quiet,) = await news.posts(MONDAY + timedelta(minutes=5))
    assert "A quiet day: no story that more than one outlet tells." in quiet


async def test_a_quiet_day_may_be_silent(news: Newsdesk) -> None:
    news.rules = Rules(quiet_line=False)
    await news.write("digest at 08:00")
    assert await news.posts(MONDAY + timedelta(days=1, minutes=5), timedelta(minutes=5)) == []
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    assert len(await news.posts(MONDAY + timedelta(days=2, minutes=5), timedelta(minutes=5))) == 2


async def test_no_more_stories_than_the_setting_allows(news: Newsdesk) -> None:
    news.rules = Rules(stories=1)
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    await news.tell("Ghent council passes its budget", *BUDGET)
    front, story = await news.posts(MONDAY + timedelta(minutes=5))
    assert "Aurora" in story
    assert "Ghent" not in front


async def test_three_days_of_downtime_are_made_up_for_by_one_digest_that_says_it_is_late(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    news.at = MONDAY + timedelta(days=2, hours=5)
    front, _ = await news.posts(news.at + timedelta(minutes=2))
    assert front.splitlines()[:2] == ["The day's stories · 20 May 2026", "Late: this was due at 08:00."]
    again = await news.posts(MONDAY + timedelta(days=3, minutes=2), timedelta(minutes=30))
    assert [words.splitlines()[0] for words in again] == ["The day's stories · 21 May 2026"]
    assert "Late" not in again[0]


async def test_five_processes_post_one_digest(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    assert len(await news.posts(MONDAY + timedelta(minutes=3), processes=5)) == 2


async def test_a_digest_whose_process_died_is_made_by_another_when_the_claim_is_over(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    dead = Digesting(news.desk, {"slack": Places()})
    subscription = (await dead._subscriptions.all())[0]
    news.at = MONDAY
    assert await dead._subscriptions.claim(subscription, MONDAY.date(), MONDAY, "dead", now=MONDAY) is not None
    assert await news.posts(MONDAY + timedelta(minutes=4)) == []
    assert len(await news.posts(MONDAY + timedelta(minutes=6))) == 1


async def test_a_new_time_on_the_same_day_brings_no_second_digest(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    assert len(await news.posts(MONDAY + timedelta(minutes=5))) == 1
    await news.write("digest at 09:00")
    assert await news.posts(MONDAY + timedelta(hours=2)) == []
    assert len(await news.posts(MONDAY + timedelta(days=1, hours=2), timedelta(minutes=5))) == 1


async def test_off_ends_it_and_on_again_does_not_make_up_for_the_time_between(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    assert "no more digests" in await news.write("digest off")
    assert "has no digest" in await news.write("digest off")
    assert await news.posts(MONDAY + timedelta(hours=2), timedelta(minutes=30)) == []
    await news.write("digest at 08:00")
    assert await news.posts(MONDAY + timedelta(hours=3), timedelta(minutes=30)) == []


async def test_now_shows_it_to_who_asks_alone_and_changes_nothing(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    message = Message("slack", "C1", "U1", "digest now", "now", zone="Europe/Kyiv", later=PLACE)
    outcome = await carry_out(news.desk, message)
    assert outcome is not None
    assert outcome.reply.private
    # The picture comes first after the line that says what this is.
    assert [type(block) for block in outcome.reply.blocks[:3]] == [Line, Picture, Line]
    assert [story["outlets"] for story in outcome.record["stories"]] == [["Paper 0", "Paper 1", "Paper 2"]]  # type: ignore[attr-defined]
    json.dumps(outcome.record)
    assert len(await news.posts(MONDAY + timedelta(minutes=5))) == 2


async def test_the_thread_of_a_digest_knows_its_stories(news: Newsdesk) -> None:
    await news.write("digest at 08:00")
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    await news.tell("Ghent council passes its budget", *BUDGET)
    await news.posts(MONDAY + timedelta(minutes=5))
    kept = await news.store.turns("slack:C1:slack:digest:1:2026-05-18")
    assert [turn.payload["asked"] for turn in kept] == [
        "Ghent council passes its budget",
        "Ferry Aurora runs aground off Lisbon",
    ]
    assert kept[1].payload["articles"] == [1, 2, 3]


async def test_at_a_prompt_a_digest_can_be_seen_but_not_subscribed_to(news: Newsdesk) -> None:
    await news.tell("Ferry Aurora runs aground off Lisbon", *FERRY)
    assert "Ferry Aurora" in await news.write("digest now", to=None)
    for command in ("digest at 08:00", "digest off"):
        assert "Nothing can be told later here" in await news.write(command, to=None)


async def test_each_zone_gets_its_own_morning(news: Newsdesk) -> None:
    for n, zone in enumerate(("Asia/Tokyo", "Europe/Kyiv", "America/Los_Angeles")):
        await news.write(f"digest at 08:00 {zone}", to=replace(PLACE, place=f"C{n}"))
    await news.posts(MONDAY + timedelta(hours=23), timedelta(minutes=30))
    assert sorted(place for place, _, _ in await posted(news.store)) == ["C0", "C1", "C2"]
