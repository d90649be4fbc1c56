"""The settings of the process: one frozen value, read once from the environment, passed on, never looked up again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import DirectoryPath, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from store.errors import CopydeskError

PREFIX = "COPYDESK_"
LogLevel = Literal["debug", "info", "warning", "error", "critical"]


class SettingsRefused(CopydeskError):
    """The environment names a setting that does not exist, or gives one a value it cannot have."""


def _default_database_url() -> str:
    return f"sqlite:///{data_folder() / 'archive.db'}"


def data_folder() -> Path:
    """The user's folder for Copydesk's data; nothing is created."""
    return Path(platformdirs.user_data_dir("copydesk", appauthor=False))


class Settings(BaseSettings):
    """What the person who runs Copydesk may set. The description of each field is its documentation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    database_url: str = Field(
        default_factory=_default_database_url,
        description="The archive: `sqlite:///path/to/file`. By default a file in the user's data folder.",
    )
    reader: DirectoryPath | None = Field(
        default=None,
        description="A folder with another question-answering network in ONNX. By default the one that ships.",
    )
    reader_threads: int = Field(default=2, ge=1, le=64, description="How many threads the reader computes with.")
    time_zone: str = Field(
        default="UTC",
        description="The IANA zone in which times are shown where the sender's is not known, such as `Europe/Kyiv`.",
    )
    log_level: LogLevel = Field(
        default="critical",
        description="How much is logged to standard error: `debug`, `info`, `warning`, `error` or `critical`.",
    )

    @field_validator("database_url")
    @classmethod
    def _known_scheme(cls, url: str) -> str:
        if not url.startswith("sqlite:///") or url == "sqlite:///":
            raise ValueError("must begin with sqlite:/// and name a file")
        return url

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("must be an IANA time zone, such as Europe/Kyiv")
        return zone

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as a value."""
        return ZoneInfo(self.time_zone)


def read_settings(database_url: str | None = None) -> Settings:
    """Read the settings once; a `database_url` from the command line goes before the environment's.

    Raises `SettingsRefused`, which names the variable, for an unknown ``COPYDESK_…`` or a value that cannot be.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsRefused(f"There is no setting {name}. Unset it, or set one of: {', '.join(sorted(known))}.")
    try:
        return Settings() if database_url is None else Settings(database_url=database_url)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsRefused(f"{name} cannot be used: {_lower(first['msg'])}.") from error


def _lower(message: str) -> str:
    message = message.removeprefix("Value error, ").rstrip(".")
    return message[:1].lower() + message[1:]
