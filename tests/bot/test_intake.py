"""`copydesk ingest`: everything that was read is accounted for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import PREFIX
from tests.shared import ROOT

SAMPLES = str(ROOT / "bot" / "samples")
STORY = "The harbour of Northfield was closed on Monday after a crane fell.\n\nNobody was hurt, officials said."


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    path = tmp_path / "folder that is not there yet" / "archive.db"
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{path}")
    return path


def run(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, args, input=stdin)


def test_the_samples_are_stored_once_and_left_alone_the_second_time() -> None:
    first, second = run("ingest", SAMPLES), run("ingest", SAMPLES)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == "Articles: 13 read, 13 stored, 0 revised, 0 amended, 0 unchanged; 0 refused\n"
    assert second.stdout == "Articles: 13 read, 0 stored, 0 revised, 0 amended, 13 unchanged; 0 refused\n"


def test_a_changed_text_is_a_revision(tmp_path: Path) -> None:
    file = tmp_path / "crane.txt"
    file.write_text(STORY, "utf-8")
    run("ingest", str(file))
    file.write_text(STORY + "\n\nThe crane was thirty years old.", "utf-8")
    assert "1 revised" in run("ingest", str(file)).stdout


def test_what_is_refused_is_named_with_its_reason_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(STORY, "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    done = run("ingest", str(tmp_path / "good.txt"), str(tmp_path / "empty.txt"), str(tmp_path / "nowhere.txt"))
    assert done.exit_code == 0
    assert "1 read, 1 stored" in done.stdout
    assert "2 refused" in done.stdout
    refused = [each for each in done.stderr.splitlines() if each.startswith("refused: ")]
    assert len(refused) == 2
    assert "empty.txt" in done.stderr
    assert "nowhere.txt" in done.stderr


def test_if_nothing_could_be_read_it_has_failed(tmp_path: Path) -> None:
    done = run("ingest", str(tmp_path / "nowhere.txt"))
    assert done.exit_code == 1
    assert "nowhere.txt" in done.stderr


def test_a_hostile_name_cannot_act_on_the_screen(tmp_path: Path) -> None:
    done = run("ingest", str(tmp_path / "\x1b[31mred.txt"))
    assert "\x1b" not in done.output
    assert "␛[31mred.txt" in done.stderr


def test_a_text_may_come_over_a_pipe_with_its_outlet() -> None:
    assert run("ingest", "-", "--outlet", "Northfield Times", stdin=STORY).exit_code == 0
    outlets = json.loads(run("sources", "--json").stdout)["outlets"]
    assert [each["outlet"] for each in outlets] == ["Northfield Times"]


def test_the_json_counts_the_same(tmp_path: Path) -> None:
    done = run("ingest", SAMPLES, str(tmp_path / "nowhere.txt"), "--json")
    record = json.loads(done.stdout)
    assert (record["read"], record["stored"], len(record["refused"])) == (13, 13, 1)
    assert set(record["refused"][0]) == {"source", "reason"}


def test_no_paths_is_bad_usage() -> None:
    assert run("ingest").exit_code == 2
