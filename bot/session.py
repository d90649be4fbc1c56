"""One question, or a conversation, from the command line: the desk is opened, used and closed."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import platformdirs
from rich.console import Console

from bot.app import opened_desk
from bot.settings import Settings
from bot.terminal.conversation import Conversation
from bot.terminal.lines import converse, error_object, objects, shown
from bot.terminal.render import show
from handlers.context import Outcome
from handlers.reply import Reply
from handlers.respond import carry_out, respond


async def once(settings: Settings, command: str, words: str) -> Outcome:
    """Do one command, in a thread of its own that nothing follows."""
    async with opened_desk(settings) as desk:
        outcome = await carry_out(desk, Conversation().message(f"/{command} {words}"), remember=False)
    assert outcome is not None  # only what is not addressed to the bot may be left without an outcome
    return outcome


async def talk(settings: Settings, console: Console) -> None:
    """Talk at the prompt until the person leaves."""
    from bot.terminal.chat import Terminal  # a prompt is asked for here alone, and takes a while to load

    async with opened_desk(settings) as desk:
        await Terminal(console, history_file()).run(partial(respond, desk))


def over_a_pipe(
    settings: Settings, lines: Iterable[bytes], console: Console, write: Callable[[str], None], *, as_json: bool
) -> None:
    """Answer line by line until the input ends."""

    def print_reply(reply: Reply) -> None:
        show(console, reply)
        console.print()

    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        desk = runner.run(stack.enter_async_context(opened_desk(settings)))
        try:
            if as_json:
                converse(runner, lines, objects(desk, write), lambda reply: write(error_object(reply)))
            else:
                converse(runner, lines, shown(desk, print_reply), print_reply)
        finally:
            runner.run(stack.aclose())


def history_file() -> Path | None:
    """Where the prompt keeps what was typed; None where no such file can be written."""
    folder = Path(platformdirs.user_state_dir("copydesk", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".{uuid.uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError:
        return None
    return folder / "history"
