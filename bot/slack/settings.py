"""The settings of Slack: its own names, as its documentation and its libraries use them, read once and passed on."""

from __future__ import annotations

import os
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.settings import SettingsRefused

PREFIX = "SLACK_"
Ids = Annotated[frozenset[str], NoDecode]


# What Slack's tokens begin with; a bot's token that is renewed (token rotation) has more before it.
_BEGINS = {"bot_token": ("xoxb-", "xoxe.xoxb-"), "app_token": ("xapp-",)}


class SlackSettings(BaseSettings):
    """What the person who runs Copydesk in Slack may set. The description of each field is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    bot_token: SecretStr | None = Field(default=None, description="The bot's token, `xoxb-…`, for one workspace.")
    app_token: SecretStr | None = Field(
        default=None, description="The app's token, `xapp-…`, for Socket Mode, which needs no public address."
    )
    signing_secret: SecretStr | None = Field(
        default=None, description="The signing secret, for HTTP, which needs a public address and `SLACK_PORT`."
    )
    port: int | None = Field(default=None, ge=1, le=65535, description="The port to serve HTTP on.")
    host: str = Field(default="127.0.0.1", description="The address to serve HTTP on; `0.0.0.0` in a container.")
    client_id: str | None = Field(default=None, description="The client id, for several workspaces by OAuth over HTTP.")
    client_secret: SecretStr | None = Field(
        default=None, description="The client secret that belongs to the client id."
    )
    redirect_uri: str | None = Field(
        default=None, description="The public address of `/slack/oauth_redirect`, where OAuth leads back to."
    )
    api_url: str = Field(
        default="https://slack.com/api/", description="The base address of the Web API; another one only for trying."
    )
    channels: Ids | None = Field(
        default=None,
        description="The ids of the channels in which it answers, with commas. By default every one it is invited to.",
    )
    only_me_channels: Ids = Field(
        default=frozenset(),
        description="The ids of the channels in which only who asks sees the answer, and may share it.",
    )
    editors: Ids = Field(
        default=frozenset(),
        description="The ids of the users (`U…`) and user groups (`S…`) who may change the archive. By default nobody.",
    )
    teams: Ids = Field(
        default=frozenset(),
        description="Ids of other workspaces (`T…`) whose people may ask in shared channels. By default none.",
    )
    asks_per_person: int = Field(default=20, ge=1, description="How much one person may ask in a minute.")
    asks_per_channel: int = Field(default=60, ge=1, description="How much may be asked in one channel in a minute.")

    @field_validator("channels", "only_me_channels", "editors", "teams", mode="before")
    @classmethod
    def _ids(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        ids = frozenset(each.strip() for each in value.split(",") if each.strip())
        if wrong := sorted(each for each in ids if not (each.isascii() and each.isalnum() and each[0] in "CDGUWST")):
            raise ValueError(f"{wrong[0]} is no id of Slack's; a name does not do, for names change")
        return ids

    @field_validator("bot_token", "app_token")
    @classmethod
    def _kind(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        begins = _BEGINS[info.field_name or ""]
        if token is not None and not token.get_secret_value().startswith(begins):
            raise ValueError(f"must begin with {begins[0]}; `docs/slack.md` shows where it stands")
        return token

    @field_validator("api_url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        ours = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not (ours or parts.scheme == "https") or not parts.hostname:
            raise ValueError("must begin with https://, for tokens go there")
        return url if url.endswith("/") else url + "/"

    @model_validator(mode="after")
    def _whole(self) -> SlackSettings:
        if self.app_token and not self.bot_token:
            raise ValueError("SLACK_APP_TOKEN needs SLACK_BOT_TOKEN")
        if self.port and not self.signing_secret:
            raise ValueError("SLACK_PORT needs SLACK_SIGNING_SECRET")
        if bool(self.client_id) != bool(self.client_secret):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together")
        if self.client_id and not self.port:
            raise ValueError("OAuth needs HTTP: set SLACK_PORT and SLACK_SIGNING_SECRET")
        return self

    @property
    def serves_http(self) -> bool:
        """Whether Slack comes to us."""
        return self.port is not None

    @property
    def is_given(self) -> bool:
        """Whether there is enough to run with: a token to speak with, and one of the two ways to listen."""
        speaks = self.bot_token is not None or self.client_id is not None
        return speaks and (self.app_token is not None or self.serves_http)


def read_slack_settings() -> SlackSettings:
    """Read the settings once; raises `SettingsRefused`, which names the variable but never shows a secret."""
    known = {PREFIX + name.upper() for name in SlackSettings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsRefused(f"There is no setting {name}. Unset it, or set one of: {', '.join(sorted(known))}.")
    try:
        return SlackSettings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        what = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
        name = f"{PREFIX}{str(first['loc'][0]).upper()} cannot be used: " if first["loc"] else ""
        raise SettingsRefused(f"{name}{what}.") from None
