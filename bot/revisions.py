"""`copydesk article ID --diff`: what a revision changed, on the screen or as JSON."""

from __future__ import annotations

import click
from rich.console import Console
from rich.text import Text

from bot import statuses
from bot.app import opened_store
from bot.display import harmless
from bot.settings import Settings
from bot.terminal.lines import json_line
from handlers.revision import Change, Span, changes
from store.article import Article


async def show_changes(settings: Settings, number: int, console: Console, *, as_json: bool) -> int:
    """Print what an article changed of the revision before it; the status is 3 if there is no such article."""
    async with opened_store(settings) as store:
        article = await store.article(number)
        before = await store.article(article.supersedes) if article and article.supersedes else None
    if article is None:
        click.echo(f"copydesk: there is no article {number}; `copydesk sources OUTLET` lists their numbers", err=True)
        return statuses.NOT_FOUND
    if before is None:
        later = f"; article {article.superseded_by} has the next one" if article.superseded_by else ""
        click.echo(f"copydesk: article {number} is the first revision of its text{later}", err=True)
        return statuses.NOT_FOUND
    found = changes(before.text, article.text)
    if as_json:
        click.echo(json_line(_record(before, article, found)))
    else:
        console.print(_page(before, article, found))
    return statuses.DONE


def _record(before: Article, article: Article, found: tuple[Change, ...]) -> dict[str, object]:
    return {
        "article": article.id,
        "supersedes": before.id,
        "title": [before.title, article.title],
        "changes": [
            {"old": _part(before.text, each.old, each.went), "new": _part(article.text, each.new, each.came)}
            for each in found
        ],
    }


def _part(text: str, span: Span | None, marked: tuple[Span, ...]) -> dict[str, object] | None:
    if span is None:
        return None
    return {"start": span[0], "end": span[1], "text": text[slice(*span)], "changed": [list(each) for each in marked]}


def _page(before: Article, article: Article, found: tuple[Change, ...]) -> Text:
    page = Text.assemble(
        (harmless(article.title), "bold"),
        "\n",
        (f"article {before.id}, added {before.added_at:%Y-%m-%d %H:%M} UTC", "dim"),
        (f" → article {article.id}, added {article.added_at:%Y-%m-%d %H:%M} UTC", "dim"),
        "\n",
    )
    if before.title != article.title:
        page.append(f"\n- {harmless(before.title)}", "red").append(f"\n+ {harmless(article.title)}", "green")
    for each in found:
        page.append("\n")
        if each.old is not None:
            _line(page, "- ", before.text, each.old, each.went, "red")
        if each.new is not None:
            _line(page, "+ ", article.text, each.new, each.came, "green")
    if not found:
        page.append("\nThe text is the same but for blank lines.", "dim")
    return page


def _line(page: Text, sign: str, text: str, span: Span, marked: tuple[Span, ...], colour: str) -> None:
    """One paragraph; the changed words stand in brackets, for colours are lost in a pipe."""
    page.append(f"\n{sign}", colour)
    at = span[0]
    for start, end in marked:
        page.append(harmless(text[at:start]), colour)
        page.append("[", "dim").append(harmless(text[start:end]), f"bold {colour}").append("]", "dim")
        at = end
    page.append(harmless(text[at : span[1]]), colour)
