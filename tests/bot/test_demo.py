"""`copydesk demo`: what a newcomer sees first, with the real reader; and the person's archive is left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.demo import of_its_own
from bot.settings import PREFIX, read_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def test_it_answers_threads_and_says_when_nobody_says(home: Path) -> None:
    done = CliRunner().invoke(main, ["demo"])
    assert (done.exit_code, done.stderr) == (0, "")
    first, second, third = done.stdout.split("» ")[1:]
    assert "Rustem Umerov · 6 of 7 outlets" in first
    assert "Read as: Who led Russia's delegation?" in second
    assert "Vladimir Medinsky · 6 of 7 outlets" in second
    assert "No article in the archive says." in third
    assert "\x1b" not in done.stdout


def test_it_keeps_to_an_archive_of_its_own(home: Path) -> None:
    settings = read_settings()
    assert of_its_own(settings).database_url != settings.database_url
    assert CliRunner().invoke(main, ["demo"]).exit_code == 0
    assert [path.name for path in (home / "copydesk").glob("*.db")] == ["demo.db"]


def test_it_can_be_shown_twice_and_where_it_is_told_to(home: Path) -> None:
    for _ in range(2):
        done = CliRunner().invoke(main, ["--database", str(home / "here.db"), "demo"])
        assert done.exit_code == 0
        assert "13 articles of 7 outlets" in " ".join(done.stdout.split())
    assert (home / "here.db").exists()
    assert not (home / "copydesk" / "demo.db").exists()
