"""`copydesk migrate-store`, from a file to a real PostgreSQL and back: what is claimed to have arrived has arrived."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from handlers.gathering.ingest import ingest
from store import moving
from store.errors import StoreError
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store
from tests.shared import ROOT
from tests.store.drafts import draft
from tests.store.engines import ENGINES

NOON = datetime(2026, 5, 16, 12, tzinfo=UTC)


def run(old: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["--database", old, "migrate-store", *words])


async def fill(url: str) -> None:
    """The sample articles, revisions, threads, deliveries under way: something in the tables that matter."""
    async with Store.opened(url) as store:
        await ingest([ROOT / "bot" / "samples"], store)
        for version in ("first", "second"):
            await store.add([draft("revised", f"The {version} version of it. Zelenskyy spoke in Dolmabahçe.")])
        await store.add_turn("slack/C1/1", {"asked": "who?", "é": None}, NOON)
        inbox = Inbox(store)
        await inbox.record([Event("slack", f"e{n}", {"text": "\0 é"}) for n in range(3)])
        (claimed,) = await inbox.claim("w")
        await inbox.done(
            claimed, post=[Outgoing("p", "slack", "C1", {}), Outgoing("part", "slack", "C1", {}, under="p")]
        )


async def everything(url: str) -> object:
    async with Store.opened(url) as store:
        articles = await store.find_articles(current_only=False)
        passages = await store.passages([article.id for article in articles])
        return articles, passages, await store.outlets(), await store.turns("slack/C1/1"), await store.audit()


@pytest.fixture
def old(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    asyncio.run(fill(url))
    return url


def test_an_archive_moves_to_postgresql_and_back_and_is_the_same(old: str, tmp_path: Path) -> None:
    there, back = ENGINES["postgres"](tmp_path), f"sqlite:///{tmp_path / 'back.db'}"
    first = run(old, there, "--questions", "4", "--json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert {each["table"]: each["rows"] for each in told["tables"]}["article"] > 5
    assert (told["asked"], told["differing"]) == (4, [])
    second = run(there, back, "--questions", "0")
    assert second.exit_code == 0, second.output
    assert "on both sides" in second.stdout
    assert asyncio.run(everything(back)) == asyncio.run(everything(there)) == asyncio.run(everything(old))


async def test_what_comes_after_the_move_has_keys_of_its_own(old: str, tmp_path: Path) -> None:
    new = ENGINES["postgres"](tmp_path)
    async with Store.opened(old) as source, Store.opened(new) as target:
        await moving.move(source, target)
        assert await Inbox(target).record([Event("slack", "e1", {}), Event("slack", "new", {})]) == (
            Event("slack", "new", {}),
        )
        assert await Outbox(target).put(Outgoing("q", "slack", "C1", {}))
        assert await target.add_turn("slack/C1/1", {"asked": "and?"}, NOON) == 2
        await target.add([draft("more", "The ferry sank.")])
        await target.rename_outlet("unknown outlet (more)", "The Daily")
        assert len(await Inbox(target).claim("w", limit=9)) == 3
        assert await target.check() == ()


def test_an_archive_that_holds_something_is_not_written_into(old: str, tmp_path: Path) -> None:
    new = ENGINES["postgres"](tmp_path)
    assert run(old, new, "--questions", "0").exit_code == 0
    before = asyncio.run(everything(new))
    again = run(old, new, "--questions", "0")
    assert again.exit_code == 2
    assert "not empty" in again.stderr
    assert asyncio.run(everything(new)) == before
    assert run(old, old).exit_code == 2


async def test_what_does_not_arrive_whole_is_told_and_nothing_is_kept(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that changes on its way: the proof must see it."""
    sent = moving._rows

    def damaged(connection: object, table: object) -> object:
        for rows in sent(connection, table):  # type: ignore[arg-type]
            on_the_way = connection.dialect.name == "sqlite" and getattr(table, "name", "") == "turn"  # type: ignore[attr-defined]
            yield [row | ({"payload": "{}"} if on_the_way and not seen else {}) for row in rows]
            seen.append(1) if on_the_way else None

    seen: list[int] = []
    monkeypatch.setattr(moving, "_rows", damaged)
    async with Store.opened(old) as source, Store.opened(ENGINES["postgres"](tmp_path)) as target:
        with pytest.raises(StoreError, match="turn"):
            await moving.move(source, target)
        assert (await target.counts()).articles == 0
