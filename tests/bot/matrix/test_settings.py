"""The settings of Matrix: what cannot be is refused by name, secrets are never shown, and the docs tell each."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.matrix.settings import PREFIX, MatrixSettings, read_matrix_settings
from bot.settings import SettingsRefused
from tests.shared import ROOT


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> MatrixSettings:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name.upper(), value)
    return read_matrix_settings()


def test_nothing_is_given_by_default() -> None:
    assert not read_matrix_settings().is_given


def test_a_homeserver_and_an_account_are_enough_once_the_device_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(
        monkeypatch, homeserver="https://desk.test/", user="@copydesk:desk.test", allowed="desk.test, @a:b.c"
    )
    assert settings.is_given
    assert settings.homeserver == "https://desk.test"
    assert settings.allowed == {"desk.test", "@a:b.c"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("homeserver", "desk.test"),
        ("homeserver", "http://desk.test"),
        ("homeserver", "https://desk.test/_matrix"),
        ("user", "copydesk"),
        ("allowed", "Ada Lovelace"),
        ("editors", "desk.test"),
        ("rooms", "#newsroom:desk.test"),
        ("asks_per_person", "0"),
        ("new_device", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        given(monkeypatch, **{name: value})
    assert refused.value.public.startswith(f"MATRIX_{name.upper()} cannot be used: ")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8008", "http://localhost:8008", "http://synapse:8008", "http://10.0.0.3"]
)
def test_without_encryption_only_what_is_near_is_spoken_to(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert given(monkeypatch, homeserver=url, user="@copydesk:desk.test").homeserver == url


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"user": "@copydesk:desk.test"}, "MATRIX_USER needs MATRIX_HOMESERVER"),
        ({"homeserver": "https://desk.test"}, "MATRIX_HOMESERVER needs MATRIX_USER"),
        ({"device": "A"}, "MATRIX_DEVICE needs MATRIX_TOKEN"),
        ({"password": "a", "password_file": "b"}, "cannot both be set"),
        ({"channels": "!a:b"}, "There is no setting MATRIX_CHANNELS"),
    ],
)
def test_what_does_not_go_together_is_told(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], what: str) -> None:
    with pytest.raises(SettingsRefused, match=what):
        given(monkeypatch, **values)


def test_a_password_is_read_from_its_file_and_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse \n")
    assert given(monkeypatch, password_file=str(tmp_path / "password")).secret() == "correct horse "
    monkeypatch.delenv("MATRIX_PASSWORD_FILE")
    settings = given(monkeypatch, password="correct horse", token="syt_secret")
    assert "correct" not in repr(settings)
    assert "syt_secret" not in repr(settings)
    monkeypatch.delenv("MATRIX_PASSWORD")
    with pytest.raises(SettingsRefused, match="MATRIX_PASSWORD_FILE cannot be read"):
        given(monkeypatch, password_file=str(tmp_path / "gone")).secret()


def test_every_setting_is_documented_in_the_words_of_the_program() -> None:
    page = (ROOT / "docs" / "matrix.md").read_text("utf-8")
    missing = [
        PREFIX + name.upper()
        for name, info in MatrixSettings.model_fields.items()
        if not re.search(
            rf"^\| `{PREFIX}{name.upper()}` \| {re.escape(info.description or '?')} \|", page, re.MULTILINE
        )
    ]
    assert missing == []
    known = {PREFIX + name.upper() for name in MatrixSettings.model_fields}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", page)) - known == set()
