"""The commands of `copydesk feed`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.carrying import carry_out, json_option
from bot.statuses import Commands

if TYPE_CHECKING:
    from bot.settings import Settings


@click.group(cls=Commands)
def feed() -> None:
    """Read feeds and watch folders: new articles come by themselves."""


@feed.command("add")
@click.argument("address", metavar="URL")
@click.option("--outlet", metavar="NAME", help="Who publishes what this feed lists.")
@json_option
@click.pass_obj
def feed_add(settings: Settings, address: str, outlet: str | None, as_json: bool) -> int:
    """Read a feed from now on: its address, that of its site, or a folder to watch."""
    from bot.feedlist import add

    return asyncio.run(add(settings, address, outlet, as_json=as_json))


@feed.command("remove")
@click.argument("address", metavar="URL")
@click.pass_obj
def feed_remove(settings: Settings, address: str) -> int:
    """Read a feed no longer. Its articles stay."""
    from bot.feedlist import remove

    return asyncio.run(remove(settings, address))


@feed.command("list")
@json_option
@click.pass_obj
def feed_list(settings: Settings, as_json: bool) -> int:
    """List the feeds and how they fare."""
    return carry_out(settings, "feed", ("list",), as_json=as_json)


@feed.command("poll")
@json_option
@click.pass_obj
def feed_poll(settings: Settings, as_json: bool) -> int:
    """Read every feed now, once; `copydesk run` does so by the clock."""
    from bot.feedlist import poll

    return asyncio.run(poll(settings, as_json=as_json))


@feed.command("import")
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@click.pass_obj
def feed_import(settings: Settings, path: Path) -> int:
    """Add the feeds of an OPML file, as feed readers export it."""
    from bot.feedlist import take_list

    return take_list(settings, path)


@feed.command("export")
@click.argument("path", type=click.Path(path_type=Path), required=False, metavar="[FILE]")
@click.pass_obj
def feed_export(settings: Settings, path: Path | None) -> int:
    """Write the feeds as OPML, to a file or to standard output."""
    from bot.feedlist import give_list

    return give_list(settings, path)
