"""What is logged holds no secret and nobody's words."""

from __future__ import annotations

import json
import logging

import pytest

from bot.logs import Lines, Objects
from handlers.answering.decision import parse


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot.slack", logging.WARNING, "f.py", 1, message, args, info)


SECRETS = (
    "xoxb-1234-abcdef",
    "xapp-1-A02-99-abc",
    "xoxe.xoxp-1",
    "syt_ZGVzaw_abc_123",
    "Bearer abc.def",
    "https://hooks.slack.com/commands/T1/2/abc",
    "postgresql://desk:hunter2@db/copydesk",
    "access_token=abc123",
    '"password": "hunter2"',
    "client_secret=hunter2",
)


@pytest.mark.parametrize("form", [Lines(), Objects()], ids=["text", "json"])
@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_blotted_out(form: logging.Formatter, secret: str) -> None:
    written = form.format(record("the call with %s failed", secret))
    assert "[secret]" in written
    for part in ("1234-abcdef", "hunter2", "abc123", "ZGVzaw", "abc.def", "A02-99", "T1/2"):
        assert part not in written


@pytest.mark.parametrize("form", [Lines(), Objects()], ids=["text", "json"])
def test_of_an_exception_only_its_type_and_place_are_logged(form: logging.Formatter) -> None:
    try:
        raise ValueError("Umerov led the team, said the article")
    except ValueError as error:
        written = form.format(record("it broke", error=error))
    assert "Umerov" not in written
    assert "ValueError at" in written
    assert "test_logs.py" in written


def test_of_a_library_only_the_last_place_is_logged() -> None:
    """Ours are all told: how it came there."""
    try:
        parse("{")
    except ValueError as error:
        written = Lines().format(record("it broke", error=error))
    places = [each.rpartition("/")[2].split(":")[0] for each in written.split(" at ")[1].split(", ")]
    assert places == ["decision.py", "decoder.py"]


def test_an_object_is_one_line_with_its_parts() -> None:
    written = Objects().format(record("two\nlines and “marks”"))
    assert "\n" not in written
    read = json.loads(written)
    assert (read["level"], read["logger"], read["message"]) == ("warning", "bot.slack", "two\nlines and “marks”")
    assert read["at"].endswith("+00:00")


def test_a_line_cannot_be_forged_by_what_is_logged() -> None:
    assert "\n" not in Lines().format(record("name %s", "a\n2026-01-01 00:00:00 ERROR root: all is lost"))
