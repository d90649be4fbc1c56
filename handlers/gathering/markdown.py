"""Markdown as the lines a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from store.errors import InputRefused

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_WORDS = {"text", "code_inline", "softbreak", "hardbreak"}


def markdown_lines(text: str) -> tuple[list[str], str | None]:
    """The paragraphs, headings and list items in order, without markup, and the top-level heading if it comes first.

    Pictures, code blocks and raw HTML are no lines. Line breaks inside a paragraph become spaces.
    """
    try:
        tokens = _parser().parse(text)
    except RecursionError as error:
        raise InputRefused("its markdown is nested too deep to be an article.") from error
    lines: list[str] = []
    title: str | None = None
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline":
            continue
        line = _plain(token.children or ())
        if not line.strip():
            continue
        if before is not None and before.type == "heading_open" and before.tag == "h1" and not lines:
            title = line
        lines.append(line)
    return lines, title


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # 40 ms to import

    return MarkdownIt("commonmark", {"maxNesting": 40})


def _plain(children: Sequence[Token]) -> str:
    return "".join(" " if child.type.endswith("break") else child.content for child in children if child.type in _WORDS)
