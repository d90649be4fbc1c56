"""`copydesk backup` and `copydesk restore`: an archive as one file, and a file as the archive."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import statuses
from bot.display import harmless
from bot.settings import Settings
from store import backup


async def back_up(settings: Settings, file: str) -> int:
    """Copy the archive to a new file; raises `StoreError` or `UsageError`, and then there is no file."""
    target = Path.cwd() / file
    await asyncio.to_thread(backup.back_up, settings.database_url, target)
    click.echo(
        f"The archive is in {harmless(str(target))}, checked. It holds secrets; keep it where only you can read it."
    )
    return statuses.DONE


async def bring_back(settings: Settings, file: str) -> int:
    """Make the archive of a backup; raises `StoreError` or `UsageError`, and then there is no archive."""
    source = Path.cwd() / file
    await asyncio.to_thread(backup.restore, settings.database_url, source)
    click.echo(
        f"The archive is {harmless(str(source))} as it was. What was waiting in it is not answered or posted again."
    )
    return statuses.DONE
