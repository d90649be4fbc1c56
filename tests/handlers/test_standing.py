"""`mark` and `takedown` in a chat. Invariants: the audit names who did it; nothing is removed without its code."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.edicts import Edict
from handlers.reply import Buttons, Reply
from handlers.respond import respond
from store.article import Status
from tests.handlers.test_respond import said
from tests.newsroom import Newsroom, message, newsroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        yield made


async def do(room: Newsroom, text: str) -> Reply:
    reply = await respond(room.desk, message(text))
    assert reply is not None
    return reply


async def status(room: Newsroom, number: int) -> Status | None:
    article = await room.store.article(number)
    assert article is not None
    return article.status


async def test_an_article_is_killed_and_cleared(room: Newsroom) -> None:
    reply = said(await do(room, "mark 2 killed the agency withdrew it"))
    assert reply.startswith("Article 2 is now killed.")
    assert "posts that quote it are withdrawn" in reply
    article = await room.store.article(2)
    assert article is not None
    assert (article.status, article.note) == (Status.KILLED, "the agency withdrew it")
    assert said(await do(room, "/desk mark #2 killed the agency withdrew it")).startswith("Article 2 is already killed")
    assert said(await do(room, "/desk mark 2 clear")) == "Article 2 is now as published."
    assert await status(room, 2) is None


async def test_an_embargo_has_a_time(room: Newsroom) -> None:
    reply = await do(room, "/mark 2 embargoed 2099-05-16T06:00+03:00 until the minister speaks")
    assert said(reply).startswith("Article 2 is now embargoed until 16 May 2099, 03:00 UTC.")
    article = await room.store.article(2)
    assert article is not None
    assert (article.status, article.note) == (Status.EMBARGOED, "until the minister speaks")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/mark", "Write `mark ARTICLE killed`"),
        ("/mark two killed", "Write `mark ARTICLE killed`"),
        ("/mark 2 gone", "Write `mark ARTICLE killed`"),
        ("/mark 2 clear it", "Write `mark ARTICLE killed`"),
        ("/mark 2 embargoed tomorrow", "'tomorrow' is no time. Write it as 2026-05-16T06:00+03:00"),
        ("/mark 99 killed", "There is no article 99."),
        ("/takedown", "Take down what?"),
        ("/takedown 99", "There is no article 99."),
    ],
)
async def test_what_cannot_be_done_says_what_to_write(room: Newsroom, text: str, told: str) -> None:
    assert said(await do(room, text)).startswith(told.replace("`", ""))


async def test_a_takedown_asks_first_and_says_not_a_word_of_the_text(room: Newsroom) -> None:
    reply = await do(room, "takedown 2")
    assert reply.private
    assert "Remove article 2 for good? · The Lagoon Standard".replace(" ·", "") in said(reply).replace(" ·", "")
    assert "Delegations meet" not in said(reply)
    assert await room.store.article(2) is not None
    [buttons] = [block for block in reply.blocks if isinstance(block, Buttons)]
    command = buttons.buttons[0].command
    assert command.replace("takedown 2 ", "") in said(reply)
    assert said(await do(room, f"/{command}")).startswith("Article 2 was taken down: 1 revisions, 0 posts, 0 turns")
    assert await room.store.article(2) is None
    assert said(await do(room, f"/{command}")).startswith("Article 2 was taken down before")


async def test_another_texts_code_removes_nothing(room: Newsroom) -> None:
    code = re.search(r"takedown 3 (\w+)", said(await do(room, "takedown 3")))
    assert code is not None
    reply = await do(room, f"takedown 2 {code[1]}")
    assert "is not the code of article 2" in said(reply)
    assert await room.store.article(2) is not None


async def test_the_audit_names_who_did_it(room: Newsroom) -> None:
    await do(room, "mark 3 corrected")
    [code] = re.findall(r"takedown 2 (\w+)", said(await do(room, "takedown 2")))
    await do(room, f"takedown 2 {code}")
    entries = [entry for entry in await room.store.audit() if entry.action in ("set status", "take down")]
    assert {(entry.actor, entry.action, entry.subject) for entry in entries} == {
        ("terminal:editor", "set status", "article:3"),
        ("terminal:editor", "take down", "article:2"),
    }


def test_every_status_has_a_name() -> None:
    assert {Edict.CORRECTED.value, Edict.KILLED.value, Edict.EMBARGOED.value} == {each.value for each in Status}
