"""The whole way with nothing made up: command line, archive, engine, the reader that ships."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import PREFIX
from tests.shared import ROOT


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "archive.db"
    done = CliRunner().invoke(main, ["--database", str(path), "ingest", str(ROOT / "bot" / "samples")])
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def run(archive: Path, *args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--database", str(archive), *args], input=stdin)


def test_every_offset_of_an_answer_cuts_its_very_words_out_of_the_stored_text(archive: Path) -> None:
    done = run(archive, "ask", "Who led Ukraine's delegation?", "--json")
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert record["answer"] == "Rustem Umerov"
    quotes = [(outlet, quote) for outlet in record["outlets"] for quote in outlet["quotes"]]
    assert len(quotes) >= 6
    for outlet, quote in quotes:
        text = run(archive, "article", str(quote["article"]), "--text").stdout_bytes.decode("utf-8")
        assert text[quote["start"] : quote["end"]] == quote["text"]
        if outlet["stance"] == "says" and quote["answer_start"] is not None:
            assert quote["start"] <= quote["answer_start"] < quote["answer_end"] <= quote["end"]


def test_a_thread_over_a_pipe_reads_follow_ups_and_an_empty_line_forgets_them(archive: Path) -> None:
    lines = "Who led Ukraine's delegation?\nand Russia's?\n\nand Russia's?\n"
    first, second, third = map(json.loads, run(archive, "chat", "--json", stdin=lines).stdout.splitlines())
    assert first["read_as"] == first["question"]
    assert second["read_as"] == "Who led Russia's delegation?"
    assert second["answer"] == "Vladimir Medinsky"
    assert third.get("read_as") != "Who led Russia's delegation?"


def test_nobody_says_ends_with_three_and_the_nearest_words(archive: Path) -> None:
    done = run(archive, "ask", "Who led China's delegation?", "--json")
    assert done.exit_code == 3
    record = json.loads(done.stdout)
    assert (record["verdict"], record["answer"], record["groups"]) == ("not_found", None, [])
    assert record["nearest"]


def test_the_doctor_finds_the_shipped_reader_and_a_new_archive_sound(archive: Path) -> None:
    done = run(archive, "doctor")
    assert done.exit_code == 0, done.output


def test_another_reader_that_is_not_there_is_named(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPYDESK_READER", str(tmp_path))
    done = run(archive, "ask", "who led it?")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert str(tmp_path) in done.stderr
    assert run(archive, "doctor").exit_code == 1
