"""`copydesk dossier`: a dossier is made and written, or a file is proved."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import statuses
from bot.app import opened_store
from bot.display import harmless
from bot.dossier.checking import check
from bot.dossier.writing import written
from bot.session import once
from bot.settings import Settings
from store.errors import UsageError


async def make(settings: Settings, words: str, form: str, output: Path | None) -> int:
    """Make a dossier and write it to a file, or to standard output."""
    outcome = await once(settings, "dossier", words)
    text = written(outcome.record, form)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            await asyncio.to_thread(output.write_text, text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"{output} cannot be written: {error.strerror}.") from error
        click.echo(f"Quotes in {harmless(str(output))}: {len(outcome.quotes):,}")
    return statuses.DONE if outcome.found else statuses.NOT_FOUND


async def prove(settings: Settings, path: Path) -> int:
    """Prove a file; returns the status, 1 if anything in it does not stand."""
    async with opened_store(settings) as store:
        count, problems = await check(store, path)
    for problem in problems:
        click.echo(harmless(problem))
    if problems:
        click.echo(f"copydesk: {harmless(str(path))} is not proved", err=True)
        return statuses.FAILED
    click.echo(f"Every quote stands in the archive, in the revision it names: {count:,}")
    return statuses.DONE
