"""What the commands of the terminal share: how one of the chats' commands is carried out, and what it is printed on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot import statuses

if TYPE_CHECKING:
    from rich.console import Console

    from bot.settings import Settings
    from handlers.context import Outcome

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a page.")


def carry_out(settings: Settings, command: str, words: tuple[str, ...], *, as_json: bool) -> int:
    """Do what a command of the chats does, print it, and return its status: 3 if the archive does not say."""
    from bot.session import once

    outcome: Outcome = asyncio.run(once(settings, command, " ".join(words)))
    if as_json:
        from bot.terminal.lines import json_line

        click.echo(json_line(outcome.record))
    else:
        from bot.terminal.render import show

        show(console(), outcome.reply, buttons=False)
    return statuses.DONE if outcome.found else statuses.NOT_FOUND


def console() -> Console:
    """The screen, as it is: its width, its colours, or none."""
    from bot.terminal import render

    return render.console()
