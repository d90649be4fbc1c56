"""`COPYDESK_SEARCH=tantivy` in the real program: the same answers, from an index in the folder that the docs name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import PREFIX, read_settings
from store.search import Hit
from store.sqlite import SQLiteBackend
from tests.shared import ROOT


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def run(archive: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--database", str(archive), *args])


def asked(archive: Path, question: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(run(archive, "ask", question, "--json").stdout)
    record["elapsed_ms"] = None
    return record


def says(record: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """What is claimed of each outlet. Scores differ by hundredths, so one at the margin may be silent or unsure."""
    return [
        (each["outlet"], each["answer"], [quote["text"] for quote in each["quotes"]])
        for each in record["outlets"]
        if each["stance"] == "says"
    ]


def test_answers_are_those_of_the_archives_own_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, searched = tmp_path / "archive.db", []
    real = SQLiteBackend.search

    def noted(backend: SQLiteBackend, *given: Any) -> tuple[Hit, ...]:
        searched.append(given)
        return real(backend, *given)

    monkeypatch.setattr(SQLiteBackend, "search", noted)
    assert run(archive, "ingest", str(ROOT / "bot" / "samples")).exit_code == 0
    questions = ("Who led Ukraine's delegation?", "Who led China's delegation?")
    plain = [asked(archive, question) for question in questions]
    assert searched
    monkeypatch.setenv("COPYDESK_SEARCH", "tantivy")
    searched.clear()
    for question, before in zip(questions, plain, strict=True):
        record = asked(archive, question)
        assert (record["verdict"], record["answer"]) == (before["verdict"], before["answer"])
        assert says(record) == says(before)
        assert {each["outlet"] for each in record["outlets"]} == {each["outlet"] for each in before["outlets"]}
    assert searched == []
    assert (tmp_path / "archive.db.tantivy" / "current").is_file()
    done = run(archive, "doctor")
    assert done.exit_code == 0, done.output


def test_the_folder_lies_beside_an_archive_that_is_a_file_and_else_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert read_settings("sqlite:////data/archive.db").search_folder is None
    monkeypatch.setenv("COPYDESK_SEARCH", "tantivy")
    assert read_settings("sqlite:////data/archive.db?timeout=5").search_folder == Path("/data/archive.db.tantivy")
    folder = read_settings("postgresql://desk@db/copydesk").search_folder
    assert folder is not None
    assert folder.name == "archive.tantivy"
