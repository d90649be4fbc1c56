"""What the program ends with: 0 done, 3 not found, 2 bad usage, 1 failure, 130 stopped by Ctrl-C.

Whatever fails, one clear line stands on standard error, and nothing of it on standard output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

DONE, FAILED, BAD_USAGE, NOT_FOUND, INTERRUPTED = 0, 1, 2, 3, 130
# As a shell reports a program that SIGPIPE ended: 128 + 13. `copydesk sources | head -1` is no failure to speak of.
PIPE_CLOSED = 141


class ArticleNumber(click.IntRange):
    """The number of an article, as lists show it."""

    name = "article number"

    def __init__(self) -> None:
        super().__init__(min=1)


class Commands(click.Group):
    """A group of commands, listed in the order in which they are written: what is used most comes first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's own signature)
        """The names of the commands, in that order."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands with all that each does: click cuts what does not fit into one line."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(1000)) for name, command in self.commands.items()])


class Program(Commands):
    """A group of commands whose errors become a line and a status. A command returns its status, or None for 0."""

    group_class = Commands

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of the program's own becomes a line and a status, click's are left to click."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, EOFError):
            raise
        except Exception as error:  # noqa: BLE001  (the last line of defence of the command line)
            return told(error)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, say what went wrong, and end the process with the status (or return it, outside standalone mode)."""
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except (click.ClickException, click.Abort) as error:
            status = told(error)
        if not standalone_mode:
            return status
        return _leave(status if isinstance(status, int) else DONE)


def told(error: Exception) -> int:
    """Say an error in one line on standard error; returns the status."""
    from store.errors import CopydeskError, UsageError

    match error:
        case click.Abort():
            return INTERRUPTED
        case click.ClickException():
            error.show()
            return error.exit_code
        case BrokenPipeError():
            return PIPE_CLOSED
        case UsageError():
            _say(error.public)
            return BAD_USAGE
        case CopydeskError():
            _say(error.public)
            return FAILED
    from handlers.respond import note

    incident = note(error)
    _say(f"something went wrong inside Copydesk (incident {incident}); COPYDESK_LOG_LEVEL=error shows where")
    return FAILED


def _say(line: str) -> None:
    from bot.display import harmless

    click.echo(f"copydesk: {harmless(line)}", err=True)


def _leave(status: int) -> NoReturn:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = PIPE_CLOSED
    if status == PIPE_CLOSED:
        # What is still buffered has no reader: let the interpreter's last flush go nowhere instead of complaining.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)
