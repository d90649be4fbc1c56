"""The settings: read once, refused when they cannot be meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import PREFIX, Settings, SettingsRefused, data_folder, read_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_without_any_the_archive_is_in_the_users_data_folder() -> None:
    assert read_settings().database_url == f"sqlite:///{data_folder() / 'archive.db'}"


def test_the_environment_is_read_and_the_command_line_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_DATABASE_URL", "sqlite:////tmp/a.db")
    assert read_settings().database_url == "sqlite:////tmp/a.db"
    assert read_settings("sqlite:////tmp/b.db").database_url == "sqlite:////tmp/b.db"


def test_an_empty_variable_is_as_if_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_DATABASE_URL", "")
    assert read_settings().database_url.startswith("sqlite:///")


@pytest.mark.parametrize("name", ["COPYDESK_DATABSE_URL", "COPYDESK_X", "copydesk_colour"])
def test_a_setting_that_does_not_exist_is_refused_by_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    assert refused.value.public.startswith(f"There is no setting {name}.")
    assert "COPYDESK_DATABASE_URL" in refused.value.public


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COPYDESK_DATABASE_URL", "mysql://x"),
        ("COPYDESK_DATABASE_URL", "sqlite:///"),
        ("COPYDESK_READER_THREADS", "many"),
        ("COPYDESK_READER_THREADS", "0"),
        ("COPYDESK_READER", "/nowhere/at/all"),
        ("COPYDESK_TIME_ZONE", "Mars/Olympus"),
        ("COPYDESK_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_one_line_that_names_it_and_not_the_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    line = refused.value.public
    assert line.startswith(f"{name} cannot be used: ")
    assert "\n" not in line
    assert value not in line.replace("sqlite:///", "") or not value.strip("/")


def test_a_reader_at_an_address_needs_the_name_of_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_READER", "http://localhost:8080/v1")
    with pytest.raises(SettingsRefused, match="COPYDESK_READER_MODEL must name"):
        read_settings()
    monkeypatch.setenv("COPYDESK_READER_MODEL", "small")
    assert read_settings().reader == "http://localhost:8080/v1"


def test_a_key_is_read_from_its_file_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_READER_KEY", "sk-secret")
    assert read_settings().key() == "sk-secret"
    assert "sk-secret" not in repr(read_settings()) + str(read_settings())
    monkeypatch.setenv("COPYDESK_READER_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsRefused, match="cannot both be set") as refused:
        read_settings()
    assert "sk-secret" not in refused.value.public
    monkeypatch.delenv("COPYDESK_READER_KEY")
    with pytest.raises(SettingsRefused, match="COPYDESK_READER_KEY_FILE cannot be read"):
        read_settings().key()
    (tmp_path / "key").write_text("sk-from-file\n")
    assert read_settings().key() == "sk-from-file"


def test_settings_never_change(tmp_path: Path) -> None:
    settings = read_settings()
    with pytest.raises(ValidationError):
        settings.database_url = f"sqlite:///{tmp_path}"  # type: ignore[misc]


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_has_a_description_for_the_docs(field: str) -> None:
    description = Settings.model_fields[field].description
    assert description
    assert description.endswith(".")
