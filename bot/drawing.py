"""`copydesk sources --chart FILE`: the picture to a file, and what it shows to the screen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import statuses
from bot.app import opened_store
from bot.display import harmless
from bot.settings import Settings
from handlers.coverage import coverage
from handlers.pieces import text_of
from store.errors import UsageError


async def draw(settings: Settings, path: Path) -> int:
    """Write the chart; raises `UsageError` if it cannot be written there, or not be drawn."""
    async with opened_store(settings) as store:
        drawn = await coverage(store, settings.zone)
    try:
        await asyncio.to_thread(path.write_bytes, drawn.png)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}.") from error
    click.echo(harmless(text_of(drawn.alt)))
    return statuses.DONE
