"""What an editor does to a stored article from the command line: see its changes, mark it, take it down."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from store.store import Store
from tests.store.drafts import draft

OLD = "The ferry sank at noon.\nFourteen people are missing.\n"
NEW = "The ferry sank at noon.\nTwelve people are missing.\n"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """An archive with one text in two revisions, and another in one."""
    url = f"sqlite:///{tmp_path / 'archive.db'}"

    async def write() -> None:
        async with Store.opened(url) as store:
            for text in (OLD, NEW):
                await store.add([draft("ferry.txt", text, title="Ferry sinks", outlet="The Daily")])
            await store.add([draft("tram.txt", "A tram stopped.", outlet="Other")])

    asyncio.run(write())
    return url


def run(database: str, *words: str, say: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--database", database, *words], input=say)


def test_the_diff_shows_the_words_that_went_and_came(database: str) -> None:
    shown = run(database, "article", "2", "--diff")
    assert shown.exit_code == 0
    assert "- [Fourteen] people are missing." in shown.stdout
    assert "+ [Twelve] people are missing." in shown.stdout
    assert "noon" not in shown.stdout


def test_the_diff_as_json_has_offsets_into_both_texts(database: str) -> None:
    record = json.loads(run(database, "article", "2", "--diff", "--json").stdout)
    (change,) = record["changes"]
    (gone,), (come,) = change["old"]["changed"], change["new"]["changed"]
    assert (OLD[slice(*gone)], NEW[slice(*come)]) == ("Fourteen", "Twelve")
    assert (record["article"], record["supersedes"]) == (2, 1)


def test_a_first_revision_has_no_diff_and_says_which_one_has(database: str) -> None:
    shown = run(database, "article", "1", "--diff")
    assert shown.exit_code == 3
    assert "article 2" in shown.stderr


def test_an_old_revision_says_that_the_text_was_changed_since(database: str) -> None:
    shown = run(database, "article", "1")
    assert "changed since" in " ".join(shown.stdout.split())
    assert "Fourteen" in shown.stdout
    assert run(database, "article", "1", "--text").stdout == OLD


def test_diff_and_text_do_not_go_together(database: str) -> None:
    assert run(database, "article", "2", "--diff", "--text").exit_code == 2


def test_a_killed_article_is_out_of_sources_and_back_when_cleared(database: str) -> None:
    assert run(database, "mark", "2", "killed", "--note", "wrong ship").exit_code == 0
    assert "The Daily" not in run(database, "sources").stdout
    assert "killed (wrong ship)" in " ".join(run(database, "article", "2").stdout.split())
    assert run(database, "mark", "2", "clear").exit_code == 0
    assert "The Daily" in run(database, "sources").stdout


def test_an_embargo_has_a_time_and_ends_by_itself(database: str) -> None:
    assert "until 2999-01-01 00:00 UTC" in run(database, "mark", "2", "embargoed", "--until", "2999-01-01").stdout
    assert "The Daily" not in run(database, "sources").stdout
    run(database, "mark", "2", "embargoed", "--until", "2020-01-01T06:00+03:00")
    assert "The Daily" in run(database, "sources").stdout


def test_a_time_that_cannot_be_read_is_refused_with_how_to_write_it(database: str) -> None:
    shown = run(database, "mark", "2", "embargoed", "--until", "tomorrow")
    assert shown.exit_code == 2
    assert "2026-05-16T06:00+03:00" in shown.stderr


def test_a_takedown_asks_first(database: str) -> None:
    refused = run(database, "takedown", "2", say="n\n")
    assert refused.exit_code == 130
    assert "Article 2 is left as it is." in refused.stderr
    assert run(database, "article", "2").exit_code == 0


def test_a_takedown_removes_every_revision_for_good(database: str, tmp_path: Path) -> None:
    shown = run(database, "takedown", "2", "--yes")
    assert shown.exit_code == 0
    assert "2 revisions" in shown.stdout
    assert all(b"Twelve" not in path.read_bytes() for path in tmp_path.iterdir())
    gone = run(database, "article", "1")
    assert gone.exit_code == 3
    assert "taken down" in gone.stderr


def test_what_was_taken_down_is_refused_when_it_is_ingested_again(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "wreck.txt").write_text("Divers found the wreck of the ferry on Sunday.\n\nIt lies at forty metres.\n")
    assert run(database, "ingest", str(folder)).exit_code == 0
    assert run(database, "takedown", "4", "--yes").exit_code == 0
    again = run(database, "ingest", str(folder))
    assert "taken down" in again.stderr
    assert "1 refused" in again.stdout
