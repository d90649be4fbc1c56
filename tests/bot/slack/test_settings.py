"""Slack's settings: each is documented in its own words; what cannot work is refused by its name, without its value."""

from __future__ import annotations

import os
import re

import pytest

from bot.settings import SettingsRefused
from bot.slack.settings import PREFIX, SlackSettings, read_slack_settings
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "slack.md").read_text("utf-8")
FIELDS = SlackSettings.model_fields


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_is_documented_in_the_words_of_the_program(name: str) -> None:
    described = re.escape(FIELDS[name].description or "?")
    assert re.search(rf"^\| `{PREFIX}{name.upper()}` \| {described} \|", PAGE, re.MULTILINE)


def test_no_setting_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", PAGE))
    assert named == {PREFIX + name.upper() for name in FIELDS}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xapp-secret"}, "SLACK_BOT_TOKEN cannot be used: must begin with xoxb-"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "secret"},
            "SLACK_APP_TOKEN cannot be used: must begin with xapp-",
        ),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_APP_TOKEN needs SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_PORT": "3000"}, "SLACK_PORT needs SLACK_SIGNING_SECRET"),
        ({"SLACK_PORT": "eighty", "SLACK_SIGNING_SECRET": "s"}, "SLACK_PORT cannot be used"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}, "OAuth needs HTTP"),
        ({"SLACK_API_URL": "http://slack.example/api"}, "SLACK_API_URL cannot be used"),
        ({"SLACK_API_URL": "http://127.0.0.1.evil.example/"}, "SLACK_API_URL cannot be used"),
        ({"SLACK_EDITORS": "#desk"}, "SLACK_EDITORS cannot be used: #desk is no id"),
        ({"SLACK_CHANNELS": "general"}, "SLACK_CHANNELS cannot be used"),
        ({"SLACK_ASKS_PER_PERSON": "0"}, "SLACK_ASKS_PER_PERSON cannot be used"),
        ({"SLACK_TOKEN": "xoxb-secret"}, "There is no setting SLACK_TOKEN"),
    ],
)
def test_what_cannot_work_is_refused(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        read_slack_settings()
    assert refused.value.public.startswith(named)
    assert "secret" not in refused.value.public


@pytest.mark.parametrize(
    ("given", "runs", "http"),
    [
        ({}, False, False),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, False, False),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, True, False),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "SLACK_PORT": "3000"}, True, True),
        (
            {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "c", "SLACK_SIGNING_SECRET": "s", "SLACK_PORT": "1"},
            True,
            True,
        ),
        ({"SLACK_SIGNING_SECRET": "s", "SLACK_PORT": "3000"}, False, True),
    ],
)
def test_what_is_enough_to_run(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], runs: bool, http: bool) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = read_slack_settings()
    assert (settings.is_given, settings.serves_http) == (runs, http)


def test_lists_are_ids_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_EDITORS", "U1, S2,,U3 ")
    settings = read_slack_settings()
    assert settings.editors == {"U1", "S2", "U3"}
    assert settings.channels is None
