"""The chart of the archive counts what is current and dated, and says in words what it shows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.context import Refused
from handlers.coverage import ROWS, coverage
from handlers.phrases import Phrase
from store.article import Draft, Status
from tests.newsroom import newsroom

TEXT = "The council met and went home after an hour."


async def test_it_says_in_words_what_it_shows(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        drawn = await coverage(room.store, UTC)
        assert drawn.png.startswith(b"\x89PNG")
        assert "".join(piece.text for piece in drawn.alt) == (
            "Coverage over time, by outlet: The Harbour Post 1, The Lagoon Standard 1. Articles an hour, by when they "
            "were published (UTC). Not shown, for they have no date: 3 articles."
        )


async def test_what_is_killed_is_not_drawn_and_nothing_is_no_picture(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        for source in ("harbour.txt", "lagoon.txt"):
            [article] = await room.store.find_articles(source)
            await room.store.set_status(article.id, Status.KILLED)
        with pytest.raises(Refused, match="No article in the archive has a date"):
            await coverage(room.store, UTC)


async def test_the_outlets_with_least_share_one_row(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        at = datetime(2025, 5, 1, 8, 30, tzinfo=UTC)
        await room.store.add(
            [
                Draft(
                    f"{n}.txt", f"{TEXT} {n}", ((0, len(TEXT)),), f"Met {n}", outlet=f"Outlet {n:02}", published_at=at
                )
                for n in range(ROWS)
            ]
        )
        words = "".join(piece.text for piece in (await coverage(room.store, UTC)).alt)
        assert "3 outlets more 3." in words
        assert Phrase.CHART_TITLE.value in words
