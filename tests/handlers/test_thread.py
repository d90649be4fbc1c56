"""What a thread remembers."""

from __future__ import annotations

from pathlib import Path

from handlers import thread
from handlers.message import Turn
from handlers.thread import turn_of
from tests.newsroom import NOW, did_putin_attend, message, newsroom, nobody_says, who_led


async def test_a_turn_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        kept = turn_of(await who_led(room), NOW)
        await thread.keep(room.store, message("q", event_id="first"), kept, NOW)
        assert await thread.turns(room.store, message("r", thread="first")) == (kept,)


async def test_a_turn_holds_what_a_follow_up_may_lean_on(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        turn = turn_of(await who_led(room), NOW)
        assert turn.answers == (
            ("The Harbour Post", "Rustem Umerov"),
            ("The Lagoon Standard", "Rustem Umerov"),
            ("Civic Ledger", "Rustem Umerov"),
        )
        assert turn.silent == ("Northfield Times",)
        assert turn.articles == tuple(room.articles[f"{s}.txt"].id for s in ("harbour", "lagoon", "ledger"))
        assert turn.names[-1] == "Rustem Umerov"
        assert "Ukraine" in turn.names


async def test_a_name_stands_once_where_it_was_last_said(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        names = turn_of(await did_putin_attend(room, "Did Putin, who invited Zelensky, attend?"), NOW).names
        assert len(names) == len(set(names))


async def test_a_question_without_an_answer_is_remembered_too(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        turn = turn_of(await nobody_says(room), NOW)
        assert turn.answer is None
        assert turn.articles


async def test_a_turn_that_an_older_version_wrote_otherwise_is_passed_over(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        key = thread.thread_key("terminal", "desk", "first")
        await room.store.add_turn(key, {"something": "else"}, NOW)
        await thread.keep(room.store, message("q", event_id="first"), Turn("q", "q"), NOW)
        assert await thread.turns(room.store, message("r", thread="first")) == (Turn("q", "q"),)
