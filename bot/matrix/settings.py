"""The settings of Matrix: read once and passed on. Who is named here is named by Matrix's ids, never by a name."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.settings import SettingsRefused

PREFIX = "MATRIX_"
Ids = Annotated[frozenset[str], NoDecode]

# https://spec.matrix.org/v1.15/appendices/#user-identifiers; older ids hold more than the present grammar.
_USER = re.compile(r"@[^:\s]+:[^\s:]+(?::\d+)?")
_ROOM = re.compile(r"![^\s]+")
_SERVER = re.compile(r"[A-Za-z0-9.-]+(?::\d+)?|\[[0-9a-fA-F:.]+\](?::\d+)?")


class MatrixSettings(BaseSettings):
    """What the person who runs Copydesk in Matrix may set. The description of each field is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    homeserver: str | None = Field(default=None, description="The homeserver's address, such as `https://example.org`.")
    user: str | None = Field(default=None, description="The bot's account, whole, such as `@copydesk:example.org`.")
    password: SecretStr | None = Field(
        default=None, description="The account's password; needed for the first start, with which the device begins."
    )
    password_file: Path | None = Field(
        default=None, description="A file that holds the password, instead of the password itself."
    )
    token: SecretStr | None = Field(
        default=None, description="An access token of a device made for Copydesk alone, where there is no password."
    )
    device: str | None = Field(default=None, description="The id of the token's device; another one is refused.")
    allowed: Ids | None = Field(
        default=None,
        description="The servers (`example.org`) and users (`@ada:example.org`) who may invite and ask, with commas."
        " By default everybody of the bot's own server.",
    )
    rooms: Ids | None = Field(
        default=None,
        description="The ids of the rooms (`!…`) it may be in, with commas; it leaves others. By default every one it"
        " is invited to.",
    )
    editors: Ids = Field(
        default=frozenset(),
        description="The users (`@ada:example.org`) who may change the archive. By default nobody.",
    )
    asks_per_person: int = Field(default=20, ge=1, description="How much one person may ask in a minute.")
    asks_per_room: int = Field(default=60, ge=1, description="How much may be asked in one room in a minute.")
    new_device: bool = Field(
        default=False,
        description="Begin with a new device where the keys of the old one are lost: `true`, for one start.",
    )

    @field_validator("allowed", "rooms", "editors", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return frozenset(each.strip() for each in value.split(",") if each.strip())

    @field_validator("homeserver")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("must be an address such as https://example.org, with no path")
        if parts.scheme == "http" and not _is_near(parts.hostname):
            raise ValueError("must begin with https://, for the password goes there")
        return url.rstrip("/")

    @field_validator("user")
    @classmethod
    def _account(cls, user: str | None) -> str | None:
        if user is not None and not _USER.fullmatch(user):
            raise ValueError("must be a whole id, such as @copydesk:example.org")
        return user

    @field_validator("allowed", "editors", "rooms")
    @classmethod
    def _ids(cls, ids: frozenset[str] | None, info: Any) -> frozenset[str] | None:
        forms = {"allowed": (_USER, _SERVER), "editors": (_USER,), "rooms": (_ROOM,)}[info.field_name]
        if wrong := sorted(each for each in ids or () if not any(form.fullmatch(each) for form in forms)):
            raise ValueError(f"{wrong[0]} is no id of Matrix's; a name does not do, for names change")
        return ids

    @model_validator(mode="after")
    def _whole(self) -> MatrixSettings:
        if self.password is not None and self.password_file is not None:
            raise ValueError("MATRIX_PASSWORD and MATRIX_PASSWORD_FILE cannot both be set")
        if self.user and not self.homeserver:
            raise ValueError("MATRIX_USER needs MATRIX_HOMESERVER")
        if self.homeserver and not self.user:
            raise ValueError("MATRIX_HOMESERVER needs MATRIX_USER")
        if self.device and not self.token:
            raise ValueError("MATRIX_DEVICE needs MATRIX_TOKEN")
        return self

    @property
    def is_given(self) -> bool:
        """Whether there is enough to run with; once the device exists, no password is needed."""
        return self.homeserver is not None and self.user is not None

    @property
    def server(self) -> str:
        """The name of the bot's own server."""
        return server_of(self.user or "")

    def secret(self) -> str | None:
        """The password, from the environment or its file; raises `SettingsRefused` if the file cannot be read."""
        if self.password_file is None:
            return self.password.get_secret_value() if self.password else None
        try:
            return self.password_file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsRefused("MATRIX_PASSWORD_FILE cannot be read. Check its path and rights.") from error

    def allows(self, user: str) -> bool:
        """Whether a person may invite and ask, by their id or their server's."""
        allowed = frozenset({self.server}) if self.allowed is None else self.allowed
        return user in allowed or user in self.editors or server_of(user) in allowed


def server_of(user: str) -> str:
    """The server in a user's id: whatever follows the first colon."""
    return user.partition(":")[2]


def read_matrix_settings() -> MatrixSettings:
    """Read the settings once; raises `SettingsRefused`, which names the variable but never shows a secret."""
    known = {PREFIX + name.upper() for name in MatrixSettings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsRefused(f"There is no setting {name}. Unset it, or set one of: {', '.join(sorted(known))}.")
    try:
        return MatrixSettings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        what = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
        name = f"{PREFIX}{str(first['loc'][0]).upper()} cannot be used: " if first["loc"] else ""
        raise SettingsRefused(f"{name}{what}.") from None


def _is_near(host: str) -> bool:
    """Whether a host is this machine, a private address, or a name that only a network of containers knows."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host
