"""The settings of the process: one frozen value, read once from the environment, passed on, never looked up again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.logs import LogFormat
from handlers.edition import Rules
from store.destination import Destination
from store.errors import UsageError
from store.tantivy.folder import SUFFIX

PREFIX = "COPYDESK_"
ROLES = frozenset({"chats", "listen", "answer", "feeds"})
LogLevel = Literal["debug", "info", "warning", "error", "critical"]


class SettingsRefused(UsageError):
    """The environment names a setting that does not exist, or gives one a value it cannot have."""


def data_folder() -> Path:
    """The user's folder for Copydesk's data; nothing is created."""
    return Path(platformdirs.user_data_dir("copydesk", appauthor=False))


def beside_archive(url: str, suffix: str) -> Path:
    """A folder that belongs to an archive: beside one that is a file, else in the data folder."""
    if not url.startswith("sqlite:///"):
        return data_folder() / f"archive{suffix}"
    path = Path(url.removeprefix("sqlite:///").partition("?")[0]).expanduser()
    return path.with_name(path.name + suffix)


def _default_database_url() -> str:
    return f"sqlite:///{data_folder() / 'archive.db'}"


class Settings(BaseSettings):
    """What the person who runs Copydesk may set. The description of each field is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: str = Field(
        default_factory=_default_database_url,
        description="The archive: `sqlite:///path/to/file`, or `postgresql://user@host/database` for several processes."
        " By default a file in the user's data folder.",
    )
    search: Literal["archive", "tantivy"] = Field(
        default="archive",
        description="Which index finds passages: `archive`, the one in the archive, or `tantivy`, one of tantivy's in a"
        " folder beside it, which is sooner done in a large archive. It needs `copydesk[tantivy]`.",
    )
    reader: str | None = Field(
        default=None,
        description="Another reader than the one that ships: a folder with a question-answering network in ONNX, or the"
        " address of a language model behind an OpenAI-compatible API (what stands before `/chat/completions`).",
    )
    reader_model: str | None = Field(
        default=None, description="The name of the language model, where the reader is an address."
    )
    reader_key: SecretStr | None = Field(
        default=None, description="The key of the language model's address, if it asks for one."
    )
    reader_key_file: Path | None = Field(
        default=None, description="A file that holds the key, instead of the key itself."
    )
    reader_threads: int = Field(
        default=2, ge=1, le=64, description="How many threads the reader that runs here computes with."
    )
    time_zone: str = Field(
        default="UTC",
        description="The IANA zone in which times are shown where the sender's is not known, such as `Europe/Kyiv`.",
    )
    digest_stories: int = Field(default=7, ge=1, le=20, description="How many stories a digest tells at most.")
    digest_outlets: int = Field(
        default=2, ge=1, le=20, description="How many outlets must tell a story for it to come into a digest."
    )
    digest_quiet: Literal["line", "nothing"] = Field(
        default="line",
        description="What is posted on a day without such a story: a `line` that says so, or `nothing`.",
    )
    operator: str | None = Field(
        default=None,
        description="Where the operator is told what is wrong, once: `slack:` and the id of a channel, or `matrix:` and"
        " the id of a room.",
    )
    health_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="The port on which `copydesk run` serves `/healthz` and `/metrics`. By default none.",
    )
    health_host: str = Field(default="127.0.0.1", description="The address that port is on; `0.0.0.0` in a container.")
    log_format: LogFormat = Field(
        default="text", description="How it is logged: `text` for people, or `json`, one object a line."
    )
    roles: str = Field(
        default="chats,feeds",
        description="What `copydesk run` does here, with commas: `listen` (take what is asked), `answer` (answer what"
        " was taken), `chats` (both), `feeds` (read feeds by the clock). Several processes may share one archive, each"
        " with its roles.",
    )
    feed_minutes: int = Field(
        default=15, ge=1, le=1440, description="How often a feed is read that does not say how long it stays fresh."
    )
    contact: str | None = Field(
        default=None,
        description="A mail or web address by which a site that is visited reaches who runs this; it is told to sites.",
    )
    log_level: LogLevel = Field(
        default="critical",
        description="How much is logged to standard error: `debug`, `info`, `warning`, `error` or `critical`.",
    )

    @field_validator("database_url")
    @classmethod
    def _known_scheme(cls, url: str) -> str:
        if url.startswith("postgresql://") and url.rpartition("/")[2]:
            return url
        if not url.startswith("sqlite:///") or url == "sqlite:///":
            raise ValueError("must begin with sqlite:/// and name a file, or with postgresql:// and name a database")
        return url

    @field_validator("reader")
    @classmethod
    def _address_or_folder(cls, reader: str | None) -> str | None:
        if reader is not None and not is_address(reader) and not Path(reader).is_dir():
            raise ValueError("must be an existing folder, or an address that begins with https:// or http://")
        return reader

    @field_validator("roles")
    @classmethod
    def _known_roles(cls, roles: str) -> str:
        named = {role.strip() for role in roles.split(",")}
        if not named or named - ROLES:
            raise ValueError(f"must name some of {', '.join(sorted(ROLES))}, with commas")
        return ",".join(sorted(named))

    @field_validator("contact")
    @classmethod
    def _one_line(cls, contact: str | None) -> str | None:
        if contact is not None and (not contact.isascii() or not contact.isprintable() or len(contact) > 200):
            raise ValueError("must be a plain mail or web address")
        return contact

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("must be an IANA time zone, such as Europe/Kyiv")
        return zone

    @model_validator(mode="after")
    def _address_with_model(self) -> Self:
        if self.reader is not None and is_address(self.reader) and not self.reader_model:
            raise ValueError("COPYDESK_READER_MODEL must name the language model, for COPYDESK_READER is an address")
        if self.reader_key is not None and self.reader_key_file is not None:
            raise ValueError("COPYDESK_READER_KEY and COPYDESK_READER_KEY_FILE cannot both be set")
        return self

    @field_validator("operator")
    @classmethod
    def _platform_and_place(cls, operator: str | None) -> str | None:
        platform, _, place = (operator or "").partition(":")
        if operator is not None and (platform not in ("slack", "matrix") or not place):
            raise ValueError("must be slack: or matrix: and the id of a channel or room")
        return operator

    @property
    def operator_place(self) -> Destination | None:
        """Where the operator is told."""
        platform, _, place = (self.operator or "").partition(":")
        return Destination(platform, place) if place else None

    @property
    def search_folder(self) -> Path | None:
        """Where the search index beside the archive lies, if there is one."""
        return beside_archive(self.database_url, SUFFIX) if self.search == "tantivy" else None

    @property
    def digest_rules(self) -> Rules:
        """How much a digest tells."""
        return Rules(self.digest_stories, self.digest_outlets, self.digest_quiet == "line")

    @property
    def plays_a_chat(self) -> bool:
        """Whether this process has anything to do with chats."""
        return self.plays("listen") or self.plays("answer")

    def plays(self, role: str) -> bool:
        """Whether this process has a role; `chats` is the two roles of a chat."""
        named = self.roles.split(",")
        return role in named or ("chats" in named and role in ("listen", "answer"))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as a value."""
        return ZoneInfo(self.time_zone)

    def key(self) -> str | None:
        """The reader's key, from the environment or its file; raises `SettingsRefused` if the file cannot be read."""
        if self.reader_key_file is None:
            return self.reader_key.get_secret_value() if self.reader_key else None
        try:
            return self.reader_key_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsRefused("COPYDESK_READER_KEY_FILE cannot be read. Check its path and rights.") from error


def is_address(reader: str) -> bool:
    """Whether a reader is named by its address in a network, not by its folder here."""
    return reader.startswith(("https://", "http://"))


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
        said = first["msg"].removeprefix("Value error, ").rstrip(".")
        if not first["loc"]:
            raise SettingsRefused(f"{said}.") from error
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsRefused(f"{name} cannot be used: {said[:1].lower()}{said[1:]}.") from error
