"""Every setting as a file of environment variables: `copydesk settings` prints it, `deploy/copydesk.env.example` is it.

Each variable is commented out and stands under what it sets, so that the file does nothing until a line is filled in.
The form is what systemd's EnvironmentFile and a container's env_file both read: no quotes, no expansion.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from bot.matrix.settings import MatrixSettings
from bot.settings import Settings
from bot.slack.settings import SlackSettings

_WIDTH = 120
_HEAD = """\
Settings of Copydesk, one a line: take the # away before NAME=value. What is not set has its default. Values stand as
they are, without quotes. Lines marked SECRET are keys: keep this file readable by its owner alone (chmod 600).\
"""
_PARTS: tuple[tuple[str, type[BaseSettings]], ...] = (
    ("Copydesk itself", Settings),
    (
        "Slack: a bot token with an app token, or with a signing secret and a port; without them Slack is not used",
        SlackSettings,
    ),
    ("Matrix: a homeserver, a user, and a password or a token; without them Matrix is not used", MatrixSettings),
)


def example() -> str:
    """The whole file, ending with a line end."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from _comment(_HEAD)
    for title, settings in _PARTS:
        yield ""
        yield from _comment(f"--- {title} ---")
        for field, info in settings.model_fields.items():
            yield ""
            yield from _comment(" ".join(part for part in (info.description, _default(info), _secret(info)) if part))
            yield f"#{settings.model_config['env_prefix']}{field.upper()}="


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2))


def _default(info: FieldInfo) -> str:
    """The default, where it is a value that could be written here; the others are told by the description."""
    given = info.get_default(call_default_factory=False)
    return f"Default: {given}" if isinstance(given, str | int) else ""


def _secret(info: FieldInfo) -> str:
    return "SECRET" if SecretStr in getattr(info.annotation, "__args__", (info.annotation,)) else ""
