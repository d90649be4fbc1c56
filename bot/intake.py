"""`copydesk ingest` on a screen: how far it is while it runs, and at the end what became of everything."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import click
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from bot import statuses
from bot.app import WebOnDemand, opened_store
from bot.display import harmless
from bot.settings import Settings
from bot.terminal.lines import json_line
from handlers.gathering.ingest import IngestSummary, Progress, ingest, ingest_addresses

# More lines than these push the counts off the screen; `--json` has them all.
LINES = 20


async def add(settings: Settings, paths: Sequence[str], outlet: str | None, *, as_json: bool) -> int:
    """Add what the paths hold; the status is 1 if there was not one article that could be read or was withdrawn."""
    stdin = sys.stdin.buffer if "-" in paths else None
    addresses = [path for path in paths if path.startswith(("http://", "https://"))]
    files = [path for path in paths if path not in addresses]
    web = WebOnDemand(settings)
    async with opened_store(settings) as store:
        try:
            with _progress() as show:
                summary = await ingest(files, store, outlet=outlet, progress=show, stdin=stdin)
                if addresses:
                    summary = summary.plus(
                        await ingest_addresses(addresses, store, web(), outlet=outlet, progress=show)
                    )
        finally:
            await web.close()
    if as_json:
        click.echo(json_line({"read": summary.read, **asdict(summary)}))
    else:
        _report(summary)
    return statuses.DONE if summary.read or summary.withdrawn else statuses.FAILED


def _report(summary: IngestSummary) -> None:
    """The counts on standard output; what was refused, and why, on standard error."""
    told = [*(("refused", *_pair(each)) for each in summary.refused), *(("note", *_pair(w)) for w in summary.warned)]
    for kind, source, reason in told[:LINES]:
        click.echo(f"{kind}: {harmless(source)}: {harmless(reason)}", err=True)
    if len(told) > LINES:
        click.echo(f"and {len(told) - LINES:,} more; --json lists them all", err=True)
    click.echo(
        f"Articles: {summary.read:,} read, {summary.stored:,} stored, {summary.revised:,} revised, "
        f"{summary.amended:,} amended, {summary.unchanged:,} unchanged; {len(summary.refused):,} refused"
        + (f"; {summary.withdrawn:,} withdrawn by their agency" if summary.withdrawn else "")
    )


def _pair(told: object) -> tuple[str, str]:
    return (getattr(told, "source", ""), getattr(told, "reason", ""))


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None] | None]:
    """A line that moves while articles are read: on a screen only, and never on standard output."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(progress: Progress) -> None:
            refused = f", {progress.refused:,} refused" if progress.refused else ""
            bar.update(task, description=f"{progress.read:,} articles{refused} · {harmless(progress.latest)}")

        yield show
