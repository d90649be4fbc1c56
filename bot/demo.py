"""`copydesk demo`: the sample articles in an archive of their own, a few questions in one thread, then yours."""

from __future__ import annotations

import sys
import tomllib
from functools import partial
from importlib import resources

from rich.console import Console
from rich.text import Text

from bot.app import opened_desk, opened_store
from bot.session import history_file
from bot.settings import Settings, data_folder
from bot.terminal.chat import PROMPT, Terminal
from bot.terminal.conversation import Conversation
from bot.terminal.render import show
from handlers.context import Desk
from handlers.freshness import article_count, outlet_count
from handlers.gathering.ingest import ingest
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, hint
from handlers.respond import carry_out, respond


def of_its_own(settings: Settings) -> Settings:
    """The settings with the demo's archive in place of the person's."""
    return settings.model_copy(update={"database_url": f"sqlite:///{data_folder() / 'demo.db'}"})


async def run(settings: Settings, console: Console) -> None:
    """Index the samples, ask the demo's questions, and on a terminal go on with the person's."""
    async with opened_store(settings) as store:
        with resources.as_file(resources.files("bot") / "samples") as samples:
            await ingest([samples], store)
            questions = tomllib.loads((samples / "demo.toml").read_text("utf-8"))["questions"]
    async with opened_desk(settings) as desk:
        await _introduce(desk, console)
        talk = Conversation()
        for question in questions:
            console.print(Text.assemble((PROMPT, "bold cyan"), (question["text"], "bold")))
            show(console, Reply((hint(Phrase.LOOK_FOR, what=person(question["shows"])),)))
            outcome = await carry_out(desk, talk.message(question["text"]))
            if outcome is not None:
                show(console, outcome.reply, buttons=False)
            console.print()
        if sys.stdin.isatty() and console.is_terminal:
            await Terminal(console, history_file()).run(partial(respond, desk))


async def _introduce(desk: Desk, console: Console) -> None:
    held = await desk.store.freshness()
    counts = {"articles": article_count(held.articles), "outlets": outlet_count(held.outlets)}
    show(console, Reply((hint(Phrase.DEMO, **counts),)))
    console.print()
