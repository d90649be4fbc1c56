"""The prompt: threads, commands, and ways to leave."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.platform import Platform
from bot.terminal.chat import Terminal
from bot.terminal.conversation import Conversation
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Reply, line


@dataclass
class Desk:
    """Keeps what it was told, and answers with a line or with silence."""

    heard: list[Message] = field(default_factory=list)

    async def respond(self, message: Message) -> Reply | None:
        self.heard.append(message)
        return None if message.text == "quiet" else Reply((line(Phrase.NOTHING_NEAR),))


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as made, create_app_session(input=made, output=DummyOutput()):
        yield made


def console() -> Console:
    return Console(file=io.StringIO(), width=80, highlight=False, markup=False, emoji=False)


async def typed(keys: PipeInput, text: str, *, history: Path | None = None) -> tuple[Desk, str]:
    desk, screen = Desk(), console()
    keys.send_text(text)
    await asyncio.wait_for(Terminal(screen, history).run(desk.respond), timeout=10)
    assert isinstance(screen.file, io.StringIO)
    return desk, screen.file.getvalue()


async def test_lines_follow_each_other_in_one_thread_until_an_empty_one(keys: PipeInput) -> None:
    desk, screen = await typed(keys, "who led it?\rand Russia's?\r\r\rwho leads?\r/new\rwhy?\r\x04")
    first, second, third, fourth = desk.heard
    assert first.thread is None
    assert second.thread == first.event_id
    assert third.thread is None
    assert fourth.thread is None
    assert len({each.event_id for each in desk.heard}) == 4
    assert screen.count("A new thread.") == 2
    assert screen.count("Nothing in the archive comes near.") == 4


async def test_silence_prints_nothing(keys: PipeInput) -> None:
    _, screen = await typed(keys, "quiet\r\x04")
    assert "Nothing" not in screen


async def test_it_says_how_to_begin_and_how_to_leave(keys: PipeInput) -> None:
    desk, screen = await typed(keys, "\x04")
    assert screen.startswith("Ask a question, or write help.")
    assert desk.heard == []


async def test_ctrl_c_clears_the_line_and_at_an_empty_prompt_leaves(keys: PipeInput) -> None:
    desk, _ = await typed(keys, "half a quest\x03who led it?\r\x03")
    assert [each.text for each in desk.heard] == ["who led it?"]


@pytest.mark.parametrize("word", ["exit", "quit", "/quit", "Exit "])
async def test_the_words_by_which_other_prompts_are_left_leave_this_one(keys: PipeInput, word: str) -> None:
    desk, _ = await typed(keys, f"who led it?\r{word}\rwho asks on?\r\x04")
    assert [each.text for each in desk.heard] == ["who led it?"]


async def test_a_question_may_begin_with_such_a_word(keys: PipeInput) -> None:
    desk, _ = await typed(keys, "quit rates in hospitals?\r\x04")
    assert [each.text for each in desk.heard] == ["quit rates in hospitals?"]


async def test_what_was_typed_is_kept_for_the_next_time(keys: PipeInput, tmp_path: Path) -> None:
    history = tmp_path / "history"
    await typed(keys, "who led it?\r\x04", history=history)
    assert "who led it?" in history.read_text("utf-8")


async def test_the_terminal_is_a_platform() -> None:
    terminal: Platform = Terminal(console())
    assert terminal.name == "terminal"


def test_two_conversations_never_share_a_thread() -> None:
    one, other = Conversation().message("a"), Conversation().message("a")
    assert one.place != other.place
    assert one.event_id != other.event_id
