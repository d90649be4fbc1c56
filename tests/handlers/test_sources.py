"""`sources`: what the archive holds."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.context import Refused, Request
from handlers.phrases import Phrase
from handlers.pieces import text_of
from handlers.reply import Hint, Line, Picture, Quoted, Table
from handlers.sources import NEWEST, sources
from store.article import Draft
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


async def test_an_outlets_articles_are_listed_by_number_the_newest_first(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        for number in range(NEWEST + 1):
            text = f"The council met for the {number}. time and went home after an hour."
            at = datetime(2025, 5, 1, number, tzinfo=UTC)
            draft = Draft(
                f"more-{number}.txt", text, ((0, len(text)),), f"Met {number}", outlet="Weekday Wire", published_at=at
            )
            await room.store.add([replace(draft, title_made=number == NEWEST)])
        outcome = await sources(room.desk, Request(message("/desk sources weekday wyre"), "weekday wyre"))
        [table] = [block for block in outcome.reply.blocks if isinstance(block, Table)]
        cells = [["".join(p.text for p in c) for c in row if not isinstance(c, Quoted)] for row in table.rows]
        assert len(cells) == NEWEST
        assert [row[2] for row in cells] == ["–", *(f"Met {number}" for number in range(NEWEST - 1, 0, -1))]
        listed = outcome.record["newest"]
        assert isinstance(listed, list)
        assert [row[0] for row in cells] == [str(each["article"]) for each in listed]
        assert Phrase.SOURCES_NEWEST in [block.phrase for block in outcome.reply.blocks if isinstance(block, Hint)]


async def test_a_name_that_no_outlet_has_is_refused_with_those_there_are(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        with pytest.raises(Refused, match=r"called “Gazette of Nowhere”.*Civic Ledger.*The Harbour Post"):
            await sources(room.desk, Request(message("/desk sources x"), "Gazette of Nowhere"))


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


async def test_the_chart_is_a_picture_and_the_list_where_none_can_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(tmp_path) as room:
        drawn = await sources(room.desk, Request(message("sources"), "Chart"))
        [picture] = [block for block in drawn.reply.blocks if isinstance(block, Picture)]
        assert drawn.record["chart"] == text_of(picture.alt)
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
        listed = (await sources(room.desk, Request(message("sources"), "chart"))).reply
        assert [type(block) for block in listed.blocks].count(Table) == 1
        assert Phrase.CHART_HOW in [block.phrase for block in listed.blocks if isinstance(block, Hint)]


async def test_an_empty_archive_has_no_chart(tmp_path: Path) -> None:
    async with newsroom(tmp_path, ()) as room:
        (said,) = (await sources(room.desk, Request(message("sources"), "chart"))).reply.blocks
        assert isinstance(said, Line)
        assert said.phrase is Phrase.ARCHIVE_EMPTY
