"""Every renderer as one function from a reply to the words that a person can read. A new platform adds a line here."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable

from rich.console import Console

from bot.matrix.html import render as matrix_messages
from bot.slack import limits
from bot.slack.blocks import render as slack_messages
from bot.terminal.render import show
from handlers.reply import Reply


def terminal(width: int) -> Callable[[Reply], str]:
    """The screen at a width."""

    def page(reply: Reply) -> str:
        console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
        show(console, reply)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    return page


def slack_blocks(reply: Reply) -> str:
    """The words of the blocks."""
    return "\n".join(text for content in slack_messages(reply) for text in limits.texts(content.blocks))


def matrix_body(reply: Reply) -> str:
    """The plain bodies, as a client shows them that knows no HTML."""
    return "\n".join(content.body for content in matrix_messages(reply))


def matrix_html(reply: Reply) -> str:
    """The words of the formatted bodies."""
    return "\n".join(
        html.unescape(re.sub(r"<[^>]+>", "", content.formatted_body)) for content in matrix_messages(reply)
    )


RENDERERS: dict[str, Callable[[Reply], str]] = {
    "terminal at 80 columns": terminal(80),
    "terminal at 120 columns": terminal(120),
    "slack": slack_blocks,
    "matrix, plain": matrix_body,
    "matrix, formatted": matrix_html,
}


def run_together(page: str) -> str:
    """What a page says without the blanks, rules and bars with which it is set."""
    return re.sub(r"[▏─│|\s]", "", page)
