"""What a reply shows of an article names that article, so that what is posted of it can be taken back.

Invariant: whatever words of an article stand in a reply, its headline or a stretch of its text, `articles_in` names it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.context import Desk
from handlers.edicts import Edict
from handlers.phrases import Phrase
from handlers.reply import Line, Picture, Reply
from handlers.respond import carry_out
from handlers.stories.placing import place_stories
from handlers.withdrawal import WITHDRAWN, articles_in, notice
from store.article import Article, Draft
from tests.bot.words import said
from tests.newsroom import NOW, Newsroom, message, newsroom, who_led
from tests.web import page, served

TEXTS = (
    "The ferry Aurora ran aground off Lisbon on Sunday with 212 people on board. “We saw the reef too late,” said Ana Reis.",
    "All 214 people aboard the ferry Aurora were rescued near Lisbon, the coast guard said. Ana Reis said the sea was calm.",
    "Lisbon mourns nobody: the ferry Aurora hit a reef and 212 passengers walked ashore. Captain Ana Reis blamed the fog.",
)
TITLES = (
    "Ferry Aurora strikes reef off Lisbon",
    "Aurora ferry: all safe near Lisbon",
    "Lisbon ferry Aurora hits a reef",
)
LED = "Who led Ukraine's delegation?"


async def archive(room: Newsroom) -> tuple[Article, ...]:
    await room.store.add(
        [
            Draft(f"{n}.txt", text, ((0, len(text)),), title, outlet=f"Paper {n}", published_at=NOW)
            for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
        ]
    )
    await place_stories(room.store)
    room.script[LED] = await who_led(room)
    return await room.store.find_articles()


def shown(reply: Reply, article: Article, every: tuple[Article, ...]) -> bool:
    """Whether its headline, or four words on end of its text that no other has, stand in the reply."""
    words = said(reply) + "".join("".join(p.text for p in b.alt) for b in reply.blocks if isinstance(b, Picture))
    run = article.text.split()
    runs = {" ".join(run[at : at + 4]) for at in range(len(run) - 3)}
    own = {each for each in runs if sum(each in other.text for other in every) == 1}
    return article.title in words or any(each in words for each in own)


@pytest.mark.parametrize(
    ("command", "least"),
    [
        ("/sources Paper 1", 1),
        ("/sources The Harbour Post", 1),
        ("help", 1),
        ("digest now", 1),
        ("compare the ferry Aurora", 3),
        ("quotes the ferry Aurora", 2),
        ("quotes Ana Reis", 1),
        ("dossier the ferry Aurora", 3),
        (f"dossier {LED}", 1),
        (f"ask {LED}", 1),
        (f"compare {LED}", 1),
        ('verify "ran aground off Lisbon on Sunday"', 1),
    ],
)
async def test_every_article_of_which_words_are_shown_is_named(tmp_path: Path, command: str, least: int) -> None:
    async with newsroom(tmp_path) as room:
        articles = await archive(room)
        outcome = await carry_out(room.desk, message(command), remember=False)
        assert outcome is not None
        of = {each.id for each in articles if shown(outcome.reply, each, articles)}
        assert len(of) >= least, said(outcome.reply)
        assert of <= set(articles_in(outcome.reply))


async def test_a_page_that_was_taken_in_is_named_by_its_headline(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room, served() as site, site.gatherer() as gatherer:
        site.answers["/a"] = page(head="<title>Crane falls</title>")
        desk: Desk = replace(room.desk, web=lambda: gatherer)
        outcome = await carry_out(desk, message(f"ingest {site.url('/a')}"))
        assert outcome is not None
        assert articles_in(outcome.reply) == (outcome.record["article"],)


async def test_of_an_answer_nothing_stays_and_of_a_digest_its_day_and_its_thread(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await archive(room)
        for command, stays in (
            ("digest now", None),
            (f"ask {LED}", [Phrase.WITHDRAWN]),
            ("/sources Paper 1", [Edict.NAMED_WITHDRAWN]),
        ):
            outcome = await carry_out(room.desk, message(command), remember=False)
            assert outcome is not None
            if stays is not None:
                assert [getattr(block, "phrase", None) for block in notice(outcome.reply).blocks] == stays
                continue
            front = replace(outcome.reply, blocks=outcome.reply.blocks[: _end_of_front(outcome.reply)])
            kept = [getattr(block, "phrase", None) for block in notice(front).blocks]
            assert kept == [Phrase.DIGEST, Edict.NAMED_WITHDRAWN, Phrase.DIGEST_THREAD]
            assert notice(outcome.reply) == WITHDRAWN


def _end_of_front(reply: Reply) -> int:
    """Where the first story's page begins: at the second line about the first story."""
    entries = [at for at, b in enumerate(reply.blocks) if isinstance(b, Line) and b.phrase is Phrase.DIGEST_ENTRY]
    first = reply.blocks[entries[0]]
    return next(at for at in entries[1:] if reply.blocks[at] == first)
