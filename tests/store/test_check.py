"""The doctor's look: whatever changes a text or a result is found, and a sound archive is called sound."""

from __future__ import annotations

import os
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from store.backend import Problem
from store.errors import StoreError
from store.search import Query, TermGroup
from store.store import Store
from tests.store.drafts import draft

# Short here; `COPYDESK_CORRUPTIONS=500` runs the bar.
CORRUPTIONS = int(os.environ.get("COPYDESK_CORRUPTIONS", "60"))
WORDS = ("harbour", "ferry", "captain", "minister", "storm", "island", "rescue", "engine", "night", "coast")


def sentence(chance: random.Random) -> str:
    return f"The {chance.choice(WORDS)} of {chance.choice(WORDS)} number {chance.randrange(9999)} came."


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A closed archive with revisions, threads and several outlets, of some hundred pages."""
    chance = random.Random(7)
    made = tmp_path / "archive.db"
    noon = datetime(2026, 5, 16, 12, tzinfo=UTC)
    async with Store.opened(f"sqlite:///{made}") as store:
        for version in (1, 2):
            await store.add(
                [
                    draft(
                        f"s{n}",
                        " ".join(sentence(chance) for _ in range(40)),
                        title=f"Story {n} in version {version}",
                        outlet=f"Outlet {n % 7}" if n % 5 else None,
                        url=f"https://example.org/{n}",
                        published_at=noon + timedelta(hours=n),
                    )
                    for n in range(0, 60, version)
                ]
            )
        await store.add_turn("t", {"asked": "what?"}, noon)
    return made


async def problems(path: Path) -> tuple[Problem, ...]:
    async with Store.opened(f"sqlite:///{path}") as store:
        return await store.check()


async def test_a_sound_archive_has_no_problem(path: Path) -> None:
    assert await problems(path) == ()


def alter(path: Path, *statements: str) -> None:
    """Do what no code of ours would: change rows behind the archive's back."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER article_text_is_final")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


UNINDEX = """
    INSERT INTO passage_index (passage_index, rowid, title, text)
    SELECT 'delete', id, title, text FROM passage_text WHERE id = 2000
"""


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE article SET text = replace(text, 'came', 'went') WHERE id = 90", "article 90"),
        ("UPDATE article SET text = text || ' ' WHERE id = 1", "article 1"),
        ("UPDATE article SET title = 'Another' WHERE id = 90", "article 90"),
        ("UPDATE article SET url = 'https://example.com/' WHERE id = 90", "article 90"),
        ("UPDATE article SET published_at = '2027-05-16 12:00:00.000000' WHERE id = 90", "article 90"),
        ("UPDATE article SET published_at = 'the sixteenth of May, 2026' WHERE id = 90", "article 90"),
        ("UPDATE article SET cut_short = 1 WHERE id = 90", "article 90"),
        ("UPDATE article SET outlet_id = 1 + outlet_id % 7 WHERE id = 90", "article 90"),
        ("UPDATE article SET outlet_id = 999 WHERE id = 90", "article 90"),
        ("UPDATE article SET superseded_by = NULL, source = 'x' WHERE id = 1", "article 1"),
        ("UPDATE passage SET start = start + 2 WHERE id = 2000", "index"),
        ('UPDATE passage SET "end" = 99999 WHERE id = 2000', "passage 2000"),
        ('UPDATE passage SET "end" = "end" + 5 WHERE id = 2000', "passage 2000"),
        ("UPDATE passage SET article_id = 5 WHERE id = 2000", "index"),
        ("DELETE FROM passage WHERE id = 2000", "index"),
        ("DELETE FROM passage WHERE article_id = 90", "article 90"),
        ("INSERT INTO passage VALUES (99999, 1, 0, 10)", "article 1"),
        ("INSERT INTO passage_index (rowid, title, text) VALUES (77777, 'ghost', 'ghost')", "index"),
        (UNINDEX, "index"),
        ("DELETE FROM thread", "turn 1"),
        ("UPDATE schema_migration SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x') WHERE number = 1", "schema"),
    ],
)
async def test_what_was_changed_behind_its_back_is_found_and_named(path: Path, statement: str, where: str) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM passage WHERE id = 2000").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM passage WHERE article_id = 90").fetchone() > (0,)
    assert connection.execute("SELECT superseded_by FROM article WHERE id = 1").fetchone() > (0,)
    connection.close()
    alter(path, statement)
    found = await problems(path)
    assert where in {problem.where for problem in found}, found
    assert all("\n" not in problem.what for problem in found)


async def test_a_text_with_broken_bytes_is_found(path: Path) -> None:
    content = path.read_bytes()
    at = content.index(b" came.", len(content) // 2)
    path.write_bytes(content[: at + 1] + b"\xc3\x28me." + content[at + 6 :])
    found = await problems(path)
    assert any(problem.where.startswith("article") for problem in found), found


async def test_a_look_changes_nothing_and_leaves_nothing_behind(path: Path) -> None:
    before = path.read_bytes()
    await problems(path)
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {path.name}


async def observe(path: Path) -> object:
    """Everything an answer could show, or that it cannot be had."""
    try:
        async with Store.opened(f"sqlite:///{path}") as store:
            articles = await store.find_articles(current_only=False)
            hits = [await store.search(Query((TermGroup((word,)),)), per_outlet=None, limit=10_000) for word in WORDS]
            ids = [article.id for article in articles]
            return articles, hits, await store.passages(ids), await store.outlets(), await store.freshness()
    except (StoreError, DBAPIError, ValueError, TypeError) as error:
        return repr(error)


async def test_every_corruption_that_changes_a_result_is_found(path: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    sound, truth = path.read_bytes(), await observe(path)
    missed, harmless = [], 0
    for number in range(CORRUPTIONS):
        damaged = bytearray(sound)
        at = chance.randrange(len(damaged))
        for offset in range(at, min(len(damaged), at + chance.choice([1, 1, 2, 8, 64]))):
            damaged[offset] ^= chance.randrange(1, 256)
        copy = tmp_path / f"damaged-{number}.db"
        copy.write_bytes(damaged)
        try:
            found = await problems(copy)
        except StoreError as error:
            found = (Problem("file", error.public),)
        if await observe(copy) == truth:
            harmless += 1
        elif not found:
            missed.append(at)
        copy.unlink()
    assert missed == []
    # Free pages and never-read corners make many harmless; with too few that bite this test would show nothing.
    assert CORRUPTIONS - harmless > CORRUPTIONS / 5
