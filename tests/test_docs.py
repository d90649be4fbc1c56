"""The docs tell the truth: what exists is documented, what is documented exists, and every link leads somewhere."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import cast

import click
import pytest

from bot.cli import main
from bot.settings import PREFIX, Settings
from handlers.answering.answer import Account, Answered, Difference, Group, NotFound, Quote, Stance
from handlers.contract import as_json
from handlers.gathering.reading import Read, read_files
from handlers.gathering.told import FIELDS
from handlers.gathering.walk import FORMS, find_files
from store.article import Freshness
from tests.shared import ROOT

DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
LINK = re.compile(r"(?<!\\)!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def commands(group: click.Command = main, path: tuple[str, ...] = ("copydesk",)) -> Iterator[tuple[str, click.Command]]:
    """Every command of the program that a person may type, with its whole name."""
    if not isinstance(group, click.Group):
        yield " ".join(path), group
        return
    for name, command in group.commands.items():
        if not command.hidden:
            yield from commands(command, (*path, name))


def section(command: str) -> str:
    """The words of docs/commands.md under a command's own heading."""
    found = re.search(rf"^#+ `{re.escape(command)}[^\n`]*`$(.*?)(?=^#|\Z)", COMMANDS, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def anchor(heading: str) -> str:
    """The address that a forge gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").casefold()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Every place on a page that a link can lead to."""
    return {anchor(heading) for heading in HEADING.findall(FENCED.sub("", page.read_text("utf-8")))}


def name(value: object) -> str:
    return str(value.relative_to(ROOT)) if isinstance(value, Path) else str(value)


def targets(section: str) -> set[str]:
    return set(re.findall(r"^([a-z]+):", section, re.MULTILINE))


@pytest.mark.parametrize("command", [name for name, _ in commands()])
def test_every_command_is_documented(command: str) -> None:
    assert section(command).strip()


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (command, option)
        for command, made in commands()
        for parameter in made.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
        if option.startswith("--")
    ],
)
def test_every_option_is_documented_with_its_command(command: str, option: str) -> None:
    assert f"`{option}" in section(command)


def test_options_of_the_whole_program_are_documented() -> None:
    options = [option for parameter in main.params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if f"`{option}" not in COMMANDS] == []


def test_no_command_is_documented_that_does_not_exist() -> None:
    described = re.findall(r"^#+ `(copydesk [a-z][a-z-]*(?: [a-z]+)?)", COMMANDS, re.MULTILINE)
    assert described
    assert sorted(described) == sorted(name for name, _ in commands())


def test_no_option_is_documented_that_does_not_exist() -> None:
    everywhere = {option for parameter in main.params for option in parameter.opts} | {"--help"}
    strange = {
        name: found
        for name, command in commands()
        if (
            found := set(re.findall(r"`(--[a-z-]+)", section(name)))
            - everywhere
            - {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        )
    }
    assert strange == {}


def test_every_setting_is_documented_in_the_words_of_the_program() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    missing = [
        PREFIX + field.upper()
        for field, info in Settings.model_fields.items()
        if not re.search(rf"^\| `{PREFIX}{field.upper()}` \|.*{re.escape(info.description or '?')}", page, re.MULTILINE)
    ]
    assert missing == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    """But what makes the short form of an experiment among the tests the long one."""
    experiments = {
        found
        for path in (ROOT / "tests").rglob("test_*.py")
        for found in re.findall(rf'os\.environ\.get\("({PREFIX}[A-Z_]+)", "\d+"\)', path.read_text("utf-8"))
    }
    known = {PREFIX + field.upper() for field in Settings.model_fields} | experiments
    named = {found for page in DOCS for found in re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text("utf-8"))}
    assert named - known == set()


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    seen, waiting = set[Path](), [index]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")))
        linked = {(page.parent / link).resolve() for link in links if link.endswith(".md") and "://" not in link}
        waiting.extend(linked - seen)
    assert {page for page in DOCS if page.is_relative_to(ROOT / "docs")} - seen == set()


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_every_make_command_in_the_docs_exists(page: Path) -> None:
    asked = set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE))
    assert asked - targets((ROOT / "Makefile").read_text("utf-8")) == set()


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_every_copydesk_command_in_the_docs_exists(page: Path) -> None:
    known = {part for name, _ in commands() for part in [name.split()[1]]}
    text = page.read_text("utf-8")
    asked = set(re.findall(r"`copydesk ([a-z][a-z-]*)", text))
    for block in FENCED.findall(text):
        asked |= set(re.findall(r"^(?:\$ )?(?:\.venv/bin/)?copydesk ([a-z][a-z-]*)", block, re.MULTILINE))
    assert asked - known == set()


def test_every_field_and_every_kind_of_file_is_documented() -> None:
    page = (ROOT / "docs" / "articles.md").read_text("utf-8")
    assert [field for field in FIELDS if not re.search(rf"^\| `{field}` \|", page, re.MULTILINE)] == []
    assert [suffix for suffix in FORMS if f"`{suffix}`" not in page] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[><=!~\[; ]", each)[0] for each in wanted}
    page = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")
    reasons = {each.strip() for row in re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE) for each in row.split(",")}
    assert names - reasons == set()
    assert reasons - names == {"package", "---"} & reasons


def example() -> dict[str, object]:
    found = re.search(r"```json\n(.*?)```", (ROOT / "docs" / "json.md").read_text("utf-8"), re.DOTALL)
    assert found
    return cast("dict[str, object]", json.loads(found[1]))


def shape(value: object) -> object:
    """The keys of a JSON value, all the way down; the keys of `values` are data and stay out."""
    if isinstance(value, dict):
        return {key: {} if key == "values" else shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value and isinstance(value[0], dict) else []
    return None


def test_the_example_of_the_json_page_has_the_keys_the_program_writes() -> None:
    quote = Quote(1, "A", "a.txt", "Title", None, None, 0, 4, "Text", 0, 4)
    freshness = Freshness(articles=1, outlets=1, newest_at=None, indexed_at=datetime(2025, 5, 16, tzinfo=UTC))
    accounts = (Account("A", Stance.SAYS, "Text", 0.9, (quote,)), Account("B", Stance.SILENT, None, 0.0))
    answer = Answered(
        question="q",
        read_as="q",
        answer="Text",
        groups=(Group("Text", ("A",), 1),),
        accounts=accounts,
        differences=(Difference("spelling", {"Text": ("A",)}, (0,)),),
        freshness=freshness,
        elapsed_ms=1,
    )
    assert shape(example()) == shape(as_json(answer))
    nothing = as_json(NotFound("q", "q", accounts, (quote,), freshness, 1))
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    assert [key for key in nothing if f"`{key}`" not in page] == []


def stored(source: str) -> str:
    """The text of a sample article as it is stored."""
    with as_file(files("bot") / "samples") as folder:
        read = list(read_files(find_files([folder])[0]))
    return next(each.draft.text for each in read if isinstance(each, Read) and each.draft.source == source)


def test_the_quote_in_the_example_stands_at_its_offsets() -> None:
    quotes = [
        quote
        for outlet in cast("list[dict[str, list[dict[str, object]]]]", example()["outlets"])
        for quote in outlet["quotes"]
    ]
    assert quotes
    for quote in quotes:
        text, start, end = str(quote["text"]), cast("int", quote["start"]), cast("int", quote["end"])
        assert stored(str(quote["source"]))[start:end] == text
        marked = text[cast("int", quote["answer_start"]) - start : cast("int", quote["answer_end"]) - start]
        assert marked == "Vladimir Medinsky"


def test_the_stances_and_verdicts_are_explained() -> None:
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    assert [stance.value for stance in Stance if f"`{stance.value}`" not in page] == []


def test_the_changelog_knows_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[(?:Unreleased|{re.escape(version)})\]", text, re.MULTILINE)
