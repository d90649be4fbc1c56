"""`copydesk doctor`: what is wrong is named, and the status says so."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app import EngineOnDemand
from bot.cli import main
from bot.settings import PREFIX
from store.errors import CopydeskError
from tests.newsroom import newsroom


@pytest.fixture
async def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    async with newsroom(tmp_path):
        pass
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    return tmp_path / "archive.db"


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that loads: whether the shipped one does is shown elsewhere."""

    async def load(_: EngineOnDemand) -> None:
        return None

    monkeypatch.setattr(EngineOnDemand, "load", load)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def test_a_sound_installation_is_found_sound(archive: Path, reader: None) -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert "wrong" not in done.stdout
    for part in ("settings", "archive", "coverage", "freshness", "reader"):
        assert part in done.stdout
    assert "5 articles, 5 outlets" in done.stdout
    assert "given: COPYDESK_DATABASE_URL" in done.stdout


def test_a_changed_text_is_found(archive: Path, reader: None) -> None:
    with sqlite3.connect(archive) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        for trigger in tables:
            connection.execute(f'DROP TRIGGER "{trigger}"')
        changed = connection.execute("UPDATE article SET text = replace(text, 'Umerov', 'Medinsky')").rowcount
    connection.close()
    assert changed
    done = run("doctor", "--json")
    assert done.exit_code == 1
    record = json.loads(done.stdout)
    assert record["ok"] is False
    assert [each for each in record["findings"] if each["part"] == "archive" and not each["ok"]]


def test_a_file_that_is_no_archive_is_named(archive: Path, reader: None) -> None:
    archive.write_bytes(b"no archive" * 1000)
    done = run("doctor")
    assert done.exit_code == 1
    assert "wrong" in done.stdout


def test_a_reader_that_cannot_be_loaded_is_named(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def load(_: EngineOnDemand) -> None:
        raise CopydeskError("The reader's weights are damaged; install them again.")

    monkeypatch.setattr(EngineOnDemand, "load", load)
    done = run("doctor")
    assert done.exit_code == 1
    assert "weights are damaged" in " ".join(done.stdout.split())


def test_where_matrix_is_configured_its_device_is_looked_at_too(
    archive: Path, reader: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no device" not in run("doctor").stdout
    monkeypatch.setenv("MATRIX_HOMESERVER", "http://127.0.0.1:9")
    monkeypatch.setenv("MATRIX_USER", "@copydesk:desk.test")
    assert "no device yet" in " ".join(run("doctor").stdout.split())
    monkeypatch.setenv("MATRIX_CHANNELS", "x")
    done = run("doctor")
    assert done.exit_code == 1
    assert "There is no setting MATRIX_CHANNELS" in " ".join(done.stdout.split())
