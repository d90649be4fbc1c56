"""`copydesk doctor`: can the settings be used, is the archive whole, is the reader the one that shipped?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import statuses
from bot.app import EngineOnDemand, opened_store
from bot.display import harmless
from bot.settings import PREFIX, Settings
from bot.terminal.lines import json_line
from store.errors import CopydeskError
from store.feeds import Feeds
from store.store import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part of the installation."""

    part: str
    ok: bool
    what: str


async def examine(settings: Settings, console: Console, *, as_json: bool) -> int:
    """Check every part, also after one has failed, and print what was found; the status is 1 if anything is wrong."""
    found = [finding async for finding in findings(settings)]
    well = all(finding.ok for finding in found)
    if as_json:
        click.echo(json_line({"ok": well, "findings": [asdict(finding) for finding in found]}))
    else:
        console.print(_page(found))
    return statuses.DONE if well else statuses.FAILED


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """What there is to say of the settings, the archive and the reader."""
    given = ", ".join(PREFIX + name.upper() for name in sorted(settings.model_fields_set))
    yield Finding("settings", ok=True, what=f"given: {given}" if given else "as shipped")
    try:
        async with opened_store(settings) as store:
            async for finding in _archive(store):
                yield finding
            yield await _reader(store, settings)
    except CopydeskError as error:
        yield Finding("archive", ok=False, what=error.public)
    async for finding in _matrix(settings):
        yield finding


async def _archive(store: Store) -> AsyncIterator[Finding]:
    problems = await store.check()
    for problem in problems:
        yield Finding("archive", ok=False, what=f"{problem.where}: {problem.what}")
    if not problems:
        yield Finding("archive", ok=True, what=f"{store.name} is whole")
    counts, freshness = await store.counts(), await store.freshness()
    yield Finding(
        "coverage", ok=True, what=f"{counts.articles} articles, {counts.outlets} outlets, {counts.passages} passages"
    )
    newest, added = freshness.newest_at, freshness.indexed_at
    dated = f"newest article {newest:%Y-%m-%d %H:%M} UTC" if newest else "no article carries a date"
    last = f", last added {added:%Y-%m-%d %H:%M} UTC" if added else ""
    yield Finding("freshness", ok=True, what=dated + last)
    feeds = await Feeds(store).all()
    for feed in feeds:
        if feed.failing_since is not None:
            since = f"{feed.failing_since:%Y-%m-%d %H:%M} UTC"
            yield Finding("feeds", ok=False, what=f"{feed.name} fails since {since}: {feed.reason}")
    if feeds and not freshness.failing_feeds:
        yield Finding("feeds", ok=True, what=f"{len(feeds)} feeds are well")


async def _reader(store: Store, settings: Settings) -> Finding:
    engine = EngineOnDemand(store, settings)
    try:
        await engine.load()
    except CopydeskError as error:
        return Finding("reader", ok=False, what=error.public)
    finally:
        await engine.close()
    where = settings.reader or "the one that ships"
    return Finding("reader", ok=True, what=f"{where}; its weights are whole")


async def _matrix(settings: Settings) -> AsyncIterator[Finding]:
    """What there is to say of the bot's device in Matrix; nothing where Matrix is not configured."""
    from bot.matrix.settings import read_matrix_settings

    try:
        matrix = read_matrix_settings()
    except CopydeskError as error:
        yield Finding("matrix", ok=False, what=error.public)
        return
    if not matrix.is_given:
        return
    from bot.matrix.device import folder_of
    from bot.matrix.doctor import findings as of_the_device

    async for ok, what in of_the_device(matrix, folder_of(settings.database_url)):
        yield Finding("matrix", ok, what)


def _page(found: list[Finding]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for finding in found:
        verdict = Text("ok", "green") if finding.ok else Text("wrong", "bold red")
        grid.add_row(verdict, Text(finding.part), Text(harmless(finding.what), overflow="fold"))
    return grid
