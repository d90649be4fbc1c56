"""`sources`: what the archive holds."""

from __future__ import annotations

from pathlib import Path

from handlers.context import Request
from handlers.phrases import Phrase
from handlers.reply import Hint, Line, Quoted, Table
from handlers.sources import sources
from tests.newsroom import message, newsroom


async def test_every_outlet_is_listed_with_its_articles_the_newest_and_the_cut_short(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        reply = (await sources(room.desk, Request(message("sources"), ""))).reply
        [table] = [block for block in reply.blocks if isinstance(block, Table)]
        cells = [["".join(p.text for p in c) for c in row if not isinstance(c, Quoted)] for row in table.rows]
        assert sorted(cells) == [
            ["Civic Ledger", "1", "no date", "–"],
            ["Northfield Times", "1", "no date", "–"],
            ["The Harbour Post", "1", "09:05", "–"],
            ["The Lagoon Standard", "1", "14:02", "–"],
            ["unknown outlet (cut.txt)", "1", "no date", "1"],
        ]
        said = {b.phrase: "".join(p.text for p in b.pieces) for b in reply.blocks if isinstance(b, Line | Hint)}
        assert said[Phrase.SOURCES] == "The archive · 5 outlets · 5 articles"
        assert said[Phrase.FRESH] == "Newest article 14:02 · 5 outlets · 5 articles"
        assert Phrase.NAME_OUTLET in said


async def test_how_to_name_an_outlet_is_said_only_where_one_is_unknown(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.store.set_outlet("The Cut", source="cut.txt")
        reply = (await sources(room.desk, Request(message("sources"), ""))).reply
        assert Phrase.NAME_OUTLET not in [block.phrase for block in reply.blocks if isinstance(block, Hint)]


async def test_the_record_holds_the_same(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        record = (await sources(room.desk, Request(message("sources"), ""))).record
        assert list(record) == ["outlets", "freshness", "feeds"]
        outlets = record["outlets"]
        assert isinstance(outlets, list)
        assert {
            "outlet": "The Harbour Post",
            "known": True,
            "articles": 1,
            "cut_short": 0,
            "newest_at": "2025-05-16T09:05:00Z",
        } in outlets


async def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    async with newsroom(tmp_path, drafts=()) as room:
        reply = (await sources(room.desk, Request(message("sources"), ""))).reply
        assert [block.phrase for block in reply.blocks if isinstance(block, Line)] == [Phrase.ARCHIVE_EMPTY]
