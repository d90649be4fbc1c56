"""The commands of `copydesk`. Each is a few lines; what they need is imported when they run, so that help is quick."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot import statuses
from bot.carrying import carry_out, console, json_option
from bot.display import harmless
from bot.feed_commands import feed

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.store import Store

T = TypeVar("T")

_words = click.argument("words", nargs=-1, required=True)


@click.group(cls=statuses.Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--database", metavar="URL", help="The archive: a file, or sqlite:///path. Goes before the setting.")
@click.version_option(package_name="copydesk", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, database: str | None) -> None:
    """Ask your newsroom's coverage. Every answer is a quote.

    Ends with 0 when done or answered, 3 when the archive does not say, 2 when used wrongly, 1 when it failed.
    """
    if ctx.resilient_parsing or ctx.invoked_subcommand in ("help", "version"):
        return
    from bot.logs import log_to_stderr
    from bot.settings import read_settings

    url = f"sqlite:///{Path(database).absolute()}" if database and "://" not in database else database
    ctx.obj = settings = read_settings(url)
    log_to_stderr(settings.log_level, settings.log_format)


def _asking(command: Callable[..., int]) -> click.Command:
    """A command that takes words and answers as a page or, with `--json`, as an object."""
    return main.command()(_words(json_option(click.pass_obj(command))))


@_asking
def ask(settings: Settings, words: tuple[str, ...], as_json: bool) -> int:
    """Ask a question: the answer, outlet by outlet, in their own words."""
    return carry_out(settings, "ask", words, as_json=as_json)


@_asking
def compare(settings: Settings, words: tuple[str, ...], as_json: bool) -> int:
    """Set the outlets side by side on a question or a story, and show where they differ."""
    return carry_out(settings, "compare", words, as_json=as_json)


@_asking
def verify(settings: Settings, words: tuple[str, ...], as_json: bool) -> int:
    """Look for a quote word for word, and see what differs; ends with 3 unless all of it stands."""
    return carry_out(settings, "verify", words, as_json=as_json)


@_asking
def quotes(settings: Settings, words: tuple[str, ...], as_json: bool) -> int:
    """List all that is quoted and reported in a story, or in one article by its number: who, how, by what verb."""
    return carry_out(settings, "quotes", words, as_json=as_json)


@main.command()
@click.argument("words", nargs=-1)
@click.option("--format", "form", type=click.Choice(["markdown", "html", "json"]), default="markdown")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--check", type=click.Path(dir_okay=False, path_type=Path), help="Prove a dossier against the archive.")
@click.pass_obj
def dossier(settings: Settings, words: tuple[str, ...], form: str, output: Path | None, check: Path | None) -> int:
    """File every quote on a question or a story with its source, revision and place, or prove such a file."""
    from bot.dossier.filing import make, prove

    if (check is None) == (not words):
        raise click.UsageError("Name a question or a story, or a file to --check, one of them.")
    return asyncio.run(make(settings, " ".join(words), form, output) if check is None else prove(settings, check))


@main.command()
@click.argument("outlet", nargs=-1)
@click.option("--chart", type=click.Path(dir_okay=False, path_type=Path), help="Draw coverage over time to this PNG.")
@json_option
@click.pass_obj
def sources(settings: Settings, outlet: tuple[str, ...], chart: Path | None, as_json: bool) -> int:
    """List the outlets of the archive, and how fresh it is; or the articles of one OUTLET, with their numbers."""
    if chart is not None:
        from bot.drawing import draw

        if outlet or as_json:
            raise click.UsageError("A chart is of all outlets and is no JSON: leave out OUTLET and --json.")
        return asyncio.run(draw(settings, chart))
    return carry_out(settings, "sources", outlet, as_json=as_json)


@main.command()
@json_option
@click.pass_obj
def chat(settings: Settings, as_json: bool) -> int:
    """Talk at a prompt, or over a pipe: one message a line, an empty line starts a new thread."""
    from bot.session import over_a_pipe, talk

    if as_json or not sys.stdin.isatty():
        over_a_pipe(settings, sys.stdin.buffer, console(), click.echo, as_json=as_json)
    else:
        asyncio.run(talk(settings, console()))
    return statuses.DONE


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--outlet", metavar="NAME", help="Who published these texts, where they do not say so themselves.")
@json_option
@click.pass_obj
def ingest(settings: Settings, paths: tuple[str, ...], outlet: str | None, as_json: bool) -> int:
    """Add articles: files, folders, web addresses; `-` reads one text from standard input."""
    from bot.intake import add

    return asyncio.run(add(settings, paths, outlet, as_json=as_json))


@main.command()
@click.argument("number", type=statuses.ArticleNumber(), metavar="ID")
@click.option("--text", "text_only", is_flag=True, help="Print the stored text alone, as offsets count it.")
@click.option("--diff", is_flag=True, help="Show what this revision changed of the one before it.")
@json_option
@click.pass_obj
def article(settings: Settings, number: int, text_only: bool, diff: bool, as_json: bool) -> int:
    """Show a stored article, or what was changed in it."""
    if diff and text_only:
        raise click.UsageError("Ask for --text or for --diff, one of them.")
    if diff:
        from bot.revisions import show_changes

        return asyncio.run(show_changes(settings, number, console(), as_json=as_json))
    from bot.shelf import show_article

    return asyncio.run(show_article(settings, number, console(), text_only=text_only, as_json=as_json))


@main.command("mark")
@click.argument("number", type=statuses.ArticleNumber(), metavar="ID")
@click.argument("status", type=click.Choice(["corrected", "killed", "embargoed", "clear"]))
@click.option("--until", metavar="TIME", help="When the embargo ends, such as 2026-05-16T06:00+03:00.")
@click.option("--note", metavar="WORDS", help="Why; kept with the article.")
@click.pass_obj
def mark_(settings: Settings, number: int, status: str, until: str | None, note: str | None) -> int:
    """Say that an article was corrected or killed, or is embargoed; `clear` takes that back."""
    from bot.standing import mark

    return asyncio.run(mark(settings, number, status, until, note))


@main.command("takedown")
@click.argument("number", type=statuses.ArticleNumber(), metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.pass_obj
def takedown_(settings: Settings, number: int, yes: bool) -> int:
    """Remove an article and all its revisions for good, from the archive and from what was posted."""
    from bot.standing import take_down

    if not yes and not click.confirm(f"Remove article {number} for good?"):
        click.echo(f"Article {number} is left as it is.", err=True)
        raise click.Abort
    return asyncio.run(take_down(settings, number))


@main.group()
def outlet() -> None:
    """Say who published what."""


@outlet.command("list")
@json_option
@click.pass_obj
def outlet_list(settings: Settings, as_json: bool) -> int:
    """List the outlets, as `copydesk sources` does."""
    return carry_out(settings, "sources", (), as_json=as_json)


@outlet.command("set")
@click.argument("name")
@click.option("--source", metavar="SOURCE", help="The text's source, as `copydesk article` shows it.")
@click.option("--article", "number", type=statuses.ArticleNumber(), metavar="ID", help="The article's number.")
@click.pass_obj
def outlet_set(settings: Settings, name: str, source: str | None, number: int | None) -> int:
    """Say that NAME published a text, named by its source or its number."""
    if (source is None) == (number is None):
        raise click.UsageError("Name the text by --source or by --article, one of them.")
    changed = _with_store(settings, lambda store: store.set_outlet(name, source=source, article=number))
    click.echo(f"Revisions that now stand under {harmless(name)}: {changed:,}")
    return statuses.DONE


@outlet.command("rename")
@click.argument("old")
@click.argument("new")
@click.pass_obj
def outlet_rename(settings: Settings, old: str, new: str) -> int:
    """Give an outlet another name; if there is one of that name, the two become one."""
    _with_store(settings, lambda store: store.rename_outlet(old, new))
    click.echo(f"{harmless(old)} is now {harmless(new)}.")
    return statuses.DONE


@main.command("settings")
def settings_() -> int:
    """Print every setting with what it does, as a file of environment variables to fill in."""
    from bot.environment import example

    click.echo(example(), nl=False)
    return statuses.DONE


@main.command("run")
@click.pass_obj
def run_(settings: Settings) -> int:
    """Listen and answer in the chats that are configured, until stopped."""
    from bot.app import serve
    from bot.matrix.settings import read_matrix_settings
    from bot.slack.settings import read_slack_settings

    if "log_level" not in settings.model_fields_set:
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger("bot").setLevel(logging.INFO)
        for library in ("slack_bolt", "nio"):
            logging.getLogger(library).setLevel(logging.ERROR)
    asyncio.run(serve(settings, read_slack_settings(), read_matrix_settings()))
    return statuses.DONE


@main.command()
@click.argument("file", metavar="FILE")
@click.pass_obj
def backup(settings: Settings, file: str) -> int:
    """Copy the archive to a new file, whole and checked, while it is in use."""
    from bot.backing import back_up

    return asyncio.run(back_up(settings, file))


@main.command()
@click.argument("file", metavar="FILE")
@click.pass_obj
def restore(settings: Settings, file: str) -> int:
    """Make the archive of a backup; what was waiting in it is not done again."""
    from bot.backing import bring_back

    return asyncio.run(bring_back(settings, file))


@main.command()
@json_option
@click.pass_obj
def doctor(settings: Settings, as_json: bool) -> int:
    """Check the archive, the reader and the settings; ends with 1 if anything is wrong."""
    from bot.doctor import examine

    return asyncio.run(examine(settings, console(), as_json=as_json))


@main.command("migrate-store")
@click.argument("url", metavar="URL")
@click.option("--questions", type=click.IntRange(min=0), default=20, show_default=True, help="How many both are asked.")
@json_option
@click.pass_obj
def migrate_store_(settings: Settings, url: str, questions: int, as_json: bool) -> int:
    """Move the archive to URL, an empty one, and prove that it arrived."""
    from bot.moving import migrate_store

    return asyncio.run(migrate_store(settings, url, questions=questions, as_json=as_json))


@main.command()
@click.pass_context
def demo(ctx: click.Context) -> int:
    """Ask the sample articles three questions, in an archive of their own, then let you ask."""
    from bot.demo import of_its_own, run

    given = ctx.find_root().params["database"] is not None
    asyncio.run(run(ctx.obj if given else of_its_own(ctx.obj), console()))
    return statuses.DONE


@main.command()
def version() -> None:
    """Show the version."""
    from importlib.metadata import version as version_of

    click.echo(version_of("copydesk"))


@main.command("help")
@click.argument("command", nargs=-1)
@click.pass_context
def help_(ctx: click.Context, command: tuple[str, ...]) -> None:
    """Show this help, or that of a command."""
    shown = ctx.parent or ctx
    inner: click.Command = main
    for name in command:
        found = inner.get_command(shown, name) if isinstance(inner, click.Group) else None
        if found is None:
            raise click.UsageError(f"There is no command {' '.join(command)!r}.")
        shown, inner = click.Context(found, info_name=name, parent=shown), found
    click.echo(inner.get_help(shown))


def _with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    from bot.app import opened_store

    async def run() -> T:
        async with opened_store(settings) as store:
            return await work(store)

    return asyncio.run(run())


main.add_command(feed)
