"""`copydesk mark` and `copydesk takedown`: what an editor says of a stored article, and what came of it."""

from __future__ import annotations

import click

from bot import statuses
from bot.app import opened_store
from bot.display import harmless
from bot.settings import Settings
from handlers.standing import moment_of
from store.article import Status
from store.store import Store


async def mark(settings: Settings, number: int, said: str, until: str | None, note: str | None) -> int:
    """Say what an article is; it leaves, or comes back to, all answers with the next question."""
    status = None if said == "clear" else Status(said)
    at = moment_of(until) if until else None
    async with opened_store(settings) as store:
        changed = await store.set_status(number, status, until=at, note=note)
        await _placed(store)
    held = f" until {at:%Y-%m-%d %H:%M} UTC" if at else ""
    what = f"{status.value}{held}" if status else "as published"
    click.echo(f"Article {number} is {'now' if changed else 'already'} {what}.")
    return statuses.DONE


async def take_down(settings: Settings, number: int) -> int:
    """Remove an article for good, and say what of it was removed."""
    async with opened_store(settings) as store:
        done = await store.take_down(number)
        await _placed(store)
        name = store.name
    if done.articles:
        click.echo(
            f"Removed: {len(done.articles):,} revisions, {done.posts:,} posts withdrawn, "
            f"{done.turns:,} turns of threads forgotten."
        )
    else:
        click.echo(f"Article {number} was taken down before; the file was written anew.")
    click.echo(f"No byte of the text is left in {harmless(name)}. Backups made before still hold it.")
    return statuses.DONE


async def _placed(store: Store) -> None:
    from handlers.stories.placing import place_stories  # it brings numpy: most commands do without

    await place_stories(store)
