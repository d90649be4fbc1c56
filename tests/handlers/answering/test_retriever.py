"""What each outlet has on a question. Invariant: those who cover the story are there, and nobody else is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.answering.concepts import concepts
from handlers.answering.expansion import expand
from handlers.answering.question import Question, analyse
from handlers.answering.retriever import PageShelf, Retrieved, retrieve
from handlers.stories.placing import place_stories
from store.article import Status
from store.store import Store
from tests.handlers.stories.newswire import FERRY, draft, reports

LONE = (
    "The Lone Gazette",
    "Storm shuts Port Lisse terminal",
    (
        "The terminal at Port Lisse was shut on Monday after the ferry Aurelia sank in the storm; passengers were missing. "
        "Nobody could say when the coastguard would open it."
    ),
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        await opened.add([*reports(), draft("lone", LONE, 5)])
        await place_stories(opened)
        yield opened


async def found(store: Store, words: str | Question, thread: Sequence[int] = ()) -> Retrieved:
    question = analyse(words) if isinstance(words, str) else words
    return await retrieve(store, question, expand(question), concepts(question), PageShelf(), thread)


def outlets(retrieved: Retrieved) -> set[str]:
    return {sheet.outlet.name for sheet in retrieved.sheets}


COVER = {"The Harbour Post", "The Lagoon Standard", "Northfield Times", "The Lone Gazette"}


async def test_only_articles_of_the_story_are_read(store: Store) -> None:
    retrieved = await found(store, "Who was the captain of the Aurelia?")
    assert outlets(retrieved) == COVER
    read = {article.source for sheet in retrieved.sheets for article in sheet.articles}
    assert read == {"ferry-1", "ferry-2", "ferry-3", "lone"}


async def test_another_story_by_the_same_outlets_is_told_apart(store: Store) -> None:
    retrieved = await found(store, "What did Mayor Brandt say about the trams?")
    assert {article.source for sheet in retrieved.sheets for article in sheet.articles} == {"budget-1", "budget-2"}


async def test_an_outlet_that_covers_the_story_is_there_without_a_word_of_the_question(store: Store) -> None:
    assert "The Lone Gazette" in outlets(await found(store, "What did Zelensky say of the rudder?"))


async def test_a_killed_article_is_not_read(store: Store) -> None:
    (article,) = await store.find_articles("ferry-2")
    await store.set_status(article.id, Status.KILLED)
    await place_stories(store)
    assert "The Lagoon Standard" not in outlets(await found(store, "Who was the captain of the Aurelia?"))


async def test_articles_that_have_no_story_yet_are_found_by_their_likeness(store: Store) -> None:
    await store.add([draft("new", ("The Civic Ledger", *FERRY[0][1:]), 6)])
    assert "The Harbour Post" in outlets(await found(store, "Who was the captain of the Aurelia?"))


async def test_a_follow_up_stays_with_the_story_also_when_its_text_was_revised(store: Store) -> None:
    (old,) = await store.find_articles("ferry-1")
    outlet, title, text = FERRY[0]
    await store.add([draft("ferry-1", (outlet, title, text + " More follows later today."))])
    await place_stories(store)
    retrieved = await found(store, "What did the council pass?", thread=[old.id])
    sources = {article.source for sheet in retrieved.sheets for article in sheet.articles}
    assert sources == {"ferry-1", "ferry-2", "ferry-3", "lone"}
    assert old.id not in {article.id for sheet in retrieved.sheets for article in sheet.articles}


async def test_outlets_that_were_not_asked_about_stay_out(store: Store) -> None:
    question = replace(analyse("Who was the captain of the Aurelia?"), outlets=("Northfield Times",))
    assert outlets(await found(store, question)) == {"Northfield Times"}
