"""`copydesk feed …` on a screen: adding, listing, reading by hand, and lists of feeds in and out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as Bar

from bot import statuses
from bot.app import WebOnDemand, opened_store
from bot.display import harmless
from bot.feeding import Feeding, Progress
from bot.settings import Settings
from bot.terminal.lines import json_line
from handlers.feeds import feed_json
from handlers.gathering.feeds.document import Kind
from handlers.gathering.feeds.opml import Outline, read_opml, write_opml
from handlers.gathering.feeds.polling import Polled, State
from store.errors import InputRefused, UsageError
from store.feeds import Feed, Feeds

# As `copydesk ingest` shows: more lines push the counts off the screen.
LINES = 20
_LARGEST_LIST = 5_000_000


async def add(settings: Settings, address: str, outlet: str | None, *, as_json: bool) -> int:
    """Add a feed by its address or its site's, or a folder to be watched."""
    async with opened_store(settings) as store:
        feeds = Feeds(store)
        folder = _folder(address)
        if folder is not None:
            made, new = await feeds.add(folder, kind=Kind.FOLDER.value, outlet=outlet)
        elif address.startswith(("http://", "https://")):
            web = WebOnDemand(settings)
            try:
                found = await web().find_feed(address)
            finally:
                await web.close()
            made, new = await feeds.add(
                found.url, kind=found.document.kind.value, title=found.document.title, outlet=outlet
            )
        else:
            raise UsageError(f"{harmless(address)} is neither a web address (https://…) nor a folder.")
    if as_json:
        click.echo(json_line({**feed_json(made), "new": new}))
    else:
        what = "watched" if made.kind == Kind.FOLDER else "read"
        at = f": {harmless(made.url)}" if made.name != made.url else "."
        click.echo(f"{harmless(made.name)} is {what} {'from now on' if new else 'already'}{at}")
        click.echo("`copydesk run` reads it by the clock, `copydesk feed poll` reads it now.")
    return statuses.DONE


async def remove(settings: Settings, address: str) -> int:
    """Remove a feed or a watched folder; its articles stay."""
    async with opened_store(settings) as store:
        if not await Feeds(store).remove(address) and not await Feeds(store).remove(_absolute(address)):
            raise UsageError(f"No feed is read from {harmless(address)}. `copydesk feed list` shows which are.")
    click.echo(f"{harmless(address)} is no longer read. Its articles stay.")
    return statuses.DONE


async def poll(settings: Settings, *, as_json: bool) -> int:
    """Read every feed now; the status is 1 if none of them could be read."""
    async with opened_store(settings) as store:
        web = WebOnDemand(settings)
        try:
            with _progress() as show:
                done = await Feeding(store, web(), every=timedelta(minutes=settings.feed_minutes)).all(show)
        finally:
            await web.close()
    if as_json:
        click.echo(json_line({"feeds": [_record(each) for each in done]}))
    else:
        _report(done)
    failed = [each for each in done if each.state in (State.FAILED, State.GONE)]
    return statuses.FAILED if done and len(failed) == len(done) else statuses.DONE


def take_list(settings: Settings, path: Path) -> int:
    """Add the feeds of an OPML file; their addresses are looked at when they are first read."""
    try:
        raw = path.read_bytes() if str(path) != "-" else sys.stdin.buffer.read(_LARGEST_LIST + 1)
    except OSError as error:
        raise InputRefused(f"{harmless(str(path))} could not be read: {error.strerror}.") from error
    if len(raw) > _LARGEST_LIST:
        raise InputRefused(f"{harmless(str(path))}: it is larger than 5 MB, which no list of feeds is.")
    try:
        outlines = read_opml(raw)
    except InputRefused as error:
        raise InputRefused(f"{harmless(str(path))}: {error.public}") from error
    return asyncio.run(_take(settings, outlines))


async def _take(settings: Settings, outlines: Sequence[Outline]) -> int:
    fresh = refused = 0
    async with opened_store(settings) as store:
        feeds = Feeds(store)
        for outline in outlines:
            if not outline.url.startswith(("http://", "https://")):
                click.echo(f"refused: {harmless(outline.url)}: it is not a web address.", err=True)
                refused += 1
                continue
            fresh += (await feeds.add(outline.url, title=outline.title))[1]
    known = len(outlines) - refused - fresh
    click.echo(f"Feeds: {fresh:,} added, {known:,} known already, {refused:,} refused")
    return statuses.DONE


def give_list(settings: Settings, path: Path | None) -> int:
    """Write the feeds as OPML, to a file or to standard output; folders are this machine's and stay out."""
    feeds = [each for each in asyncio.run(_all(settings)) if each.kind != Kind.FOLDER]
    raw = write_opml(Outline(each.url, each.title) for each in feeds)
    if path is None:
        click.echo(raw, nl=False)
        return statuses.DONE
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise UsageError(f"{harmless(str(path))} could not be written: {error.strerror}.") from error
    click.echo(f"{len(feeds):,} feeds in {harmless(str(path))}")
    return statuses.DONE


async def _all(settings: Settings) -> tuple[Feed, ...]:
    async with opened_store(settings) as store:
        return await Feeds(store).all()


def _folder(address: str) -> str | None:
    return _absolute(address) if Path(address).is_dir() else None


def _absolute(address: str) -> str:
    return str(Path(address).absolute())


def _report(done: tuple[Polled, ...]) -> None:
    """The counts on standard output; what went wrong, and why, on standard error."""
    if not done:
        click.echo("No feed is read yet. To add one: `copydesk feed add URL`")
        return
    told = [("failed", each.reason or "") for each in done if each.state in (State.FAILED, State.GONE)]
    told += [("refused", f"{one.source}: {one.reason}") for each in done for one in each.refused]
    for kind, words in told[:LINES]:
        click.echo(f"{kind}: {harmless(words)}", err=True)
    if len(told) > LINES:
        click.echo(f"and {len(told) - LINES:,} more; --json lists them all", err=True)
    states = [each.state for each in done]
    failed = states.count(State.FAILED) + states.count(State.GONE)
    click.echo(
        f"Feeds: {states.count(State.READ):,} read, {states.count(State.UNCHANGED):,} unchanged, {failed:,} failed"
    )
    total = Polled(done[0].feed, State.READ)
    for each in done:
        total = replace(
            total,
            stored=total.stored + each.stored,
            revised=total.revised + each.revised,
            unchanged=total.unchanged + each.unchanged,
            waiting=total.waiting + each.waiting,
            refused=(*total.refused, *each.refused),
        )
    click.echo(
        f"Articles: {total.stored:,} stored, {total.revised:,} revised, {total.unchanged:,} unchanged, "
        f"{total.waiting:,} still to come; {len(total.refused):,} refused"
    )


def _record(polled: Polled) -> dict[str, object]:
    refused = [{"source": each.source, "reason": each.reason} for each in polled.refused]
    counts = {name: getattr(polled, name) for name in ("stored", "revised", "unchanged", "waiting")}
    state = polled.state.value
    return {"feed": polled.feed.name, "url": polled.feed.url, "state": state, "reason": polled.reason, **counts} | {
        "refused": refused
    }


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar for each feed while its pages are fetched: on a screen only, and never on standard output."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        tasks = {}

        def show(feed: Feed, done: int, of: int) -> None:
            if feed.id not in tasks:
                tasks[feed.id] = bar.add_task(harmless(feed.name)[:50], total=of)
            bar.update(tasks[feed.id], completed=done + 1, total=of, visible=done + 1 < of)

        yield show
