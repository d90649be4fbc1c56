"""A stored article on the screen, or its text alone, code point for code point."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.text import Text

from bot import statuses
from bot.app import opened_store
from bot.display import harmless, harmless_lines
from bot.settings import Settings
from bot.terminal.lines import json_line
from handlers.contract import article_json
from handlers.links import link
from store.article import Article


async def show_article(settings: Settings, number: int, console: Console, *, text_only: bool, as_json: bool) -> int:
    """Print an article; returns the status, 3 if there is none of that number."""
    async with opened_store(settings) as store:
        article = await store.article(number)
        gone = None if article else await store.taken_down(number)
    if gone is not None:
        click.echo(f"copydesk: article {number} was taken down on {gone:%Y-%m-%d}; its text is not kept", err=True)
        return statuses.NOT_FOUND
    if article is None:
        click.echo(f"copydesk: there is no article {number}; `copydesk sources OUTLET` lists their numbers", err=True)
        return statuses.NOT_FOUND
    if text_only:
        # A pipe gets the very text, so that offsets count; a screen gets it with as many code points, but harmless.
        text = harmless_lines(article.text) if sys.stdout.isatty() else article.text
        click.echo(text.encode("utf-8", errors="replace"), nl=sys.stdout.isatty())
    elif as_json:
        click.echo(json_line(article_json(article)))
    else:
        console.print(_page(article))
    return statuses.DONE


def _page(article: Article) -> Text:
    address = link(article.url)
    facts = [
        article.outlet.name,
        article.byline or "",
        f"{article.published_at:%Y-%m-%d %H:%M} UTC" if article.published_at else "no date",
        f"section {article.section}" if article.section else "",
        address.url if address else "",
        f"credit: {article.credit}" if article.credit else "",
        f"by way of {article.distributor}" if article.distributor else "",
        "cut short" if article.cut_short else "",
        f"source {article.source}",
        f"superseded by {article.superseded_by}: the text was changed since" if article.superseded_by else "",
        f"revises {article.supersedes}; --diff shows how" if article.supersedes else "",
        _standing(article),
    ]
    page = Text(harmless(article.title), style="bold").append("\n")
    page = Text.assemble(page, (" · ".join(harmless(fact) for fact in facts if fact), "dim"), "\n\n")
    return page.append(harmless_lines(article.text))


def _standing(article: Article) -> str:
    if article.status is None:
        return ""
    until = f" until {article.embargoed_until:%Y-%m-%d %H:%M} UTC" if article.embargoed_until else ""
    return f"{article.status.value}{until}" + (f" ({article.note})" if article.note else "")
