"""`copydesk migrate-store`: the archive moves to another address, and what is claimed of it is proved first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict

import click

from bot import statuses
from bot.app import EngineOnDemand, opened_store
from bot.display import harmless
from bot.settings import Settings
from bot.terminal.lines import json_line
from handlers.contract import as_json
from store.errors import StoreError, UsageError
from store.moving import Moved, move
from store.store import Store


async def migrate_store(settings: Settings, url: str, *, questions: int, as_json: bool) -> int:
    """Move the archive, then ask both the same questions; the status is 1 if one of the answers differs."""
    if url == settings.database_url:
        raise UsageError("The archive cannot move to where it is. Name another address.")
    begun = time.monotonic()
    there = settings.model_copy(update={"database_url": url})
    async with opened_store(settings) as old, opened_store(there) as new:
        moved = await move(old, new, lambda table: click.echo(f"moving: {table}", err=True))
        seconds = time.monotonic() - begun
        if problems := await new.check():
            raise StoreError(f"The new archive is not whole: {problems[0].where}: {problems[0].what}")
        asked = await headlines(old, questions)
        click.echo(f"asking both: {len(asked)} questions", err=True)
        differing = await _compare(old, new, settings, asked)
        name = new.name
    if as_json:
        tables = [asdict(each) for each in moved]
        click.echo(json_line({"tables": tables, "seconds": seconds, "asked": len(asked), "differing": differing}))
    else:
        _report(moved, seconds, len(asked), differing, name)
    return statuses.FAILED if differing else statuses.DONE


async def headlines(store: Store, most: int) -> tuple[str, ...]:
    """Headlines of current articles, spread over the archive: questions that it has something on."""
    last = (await store.counts()).articles
    step = max(1, last // max(most, 1))
    spread = await store.articles(range(1, last + 1, step)) if most else {}
    return tuple(article.title for article in spread.values() if article.superseded_by is None)[:most]


async def _compare(old: Store, new: Store, settings: Settings, questions: Sequence[str]) -> list[str]:
    engines = [EngineOnDemand(old, settings), EngineOnDemand(new, settings)]
    differing = []
    try:
        for question in questions:
            first, second = [as_json(await engine.answer(question)) for engine in engines]
            first["elapsed_ms"] = second["elapsed_ms"] = None
            if first != second:
                differing.append(question)
    finally:
        for engine in engines:
            await engine.close()
    return differing


def _report(moved: Sequence[Moved], seconds: float, asked: int, differing: Sequence[str], name: str) -> None:
    width = max(len(each.table) for each in moved)
    for each in moved:
        click.echo(f"{each.table:{width}}  {each.rows:>9,} rows  digest {each.digest[:16]} on both sides")
    click.echo(f"Moved in {seconds:.0f} s. Questions answered the same: {asked - len(differing)} of {asked}.")
    for question in differing:
        click.echo(f"answered differently: {harmless(question)}", err=True)
    if not differing:
        click.echo(
            f"The archive is now at {harmless(name)}. Name it in COPYDESK_DATABASE_URL; the old one is unchanged."
        )
