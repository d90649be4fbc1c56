"""Several workspaces by OAuth: what Slack gives for each is kept in the archive, under the workspace's id."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.slack.client import web_client
from bot.slack.settings import SlackSettings
from store.installations import Installations

# What the app asks for; the manifest says the same, and a test holds the two together.
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "usergroups:read",
    "users:read",
)
STATE_S = 600


class ArchiveInstallationStore(AsyncInstallationStore):
    """Slack's installation store over the archive: one entry a workspace, for only the bot's own token is used."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    @property
    def logger(self) -> logging.Logger:
        """Where Slack's libraries log."""
        return logging.getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        """Keep a new installation in place of the workspace's last."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep the bot's part of it, without the tokens of people."""
        kept = {
            "app_id": bot.app_id,
            "enterprise_id": bot.enterprise_id,
            "team_id": bot.team_id,
            "bot_token": bot.bot_token,
            "bot_id": bot.bot_id,
            "bot_user_id": bot.bot_user_id,
            "bot_scopes": list(bot.bot_scopes or ()),
            "is_enterprise_install": bool(bot.is_enterprise_install),
            "installed_at": bot.installed_at,
        }
        key = _key(bot.enterprise_id, None if bot.is_enterprise_install else bot.team_id)
        await self._installations.save(key, kept)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The workspace's own, or its organisation's."""
        keys = [] if is_enterprise_install or not team_id else [_key(None, team_id)]
        keys += [_key(enterprise_id, None)] if enterprise_id else []
        for key in keys:
            found = await self._installations.find(key)
            if found is not None:
                return Bot(**found)
        return None

    async def every(self) -> tuple[Bot, ...]:
        """Every installation there is."""
        found = [await self._installations.find(key) for key in await self._installations.keys()]
        return tuple(Bot(**each) for each in found if each is not None)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace, or an organisation, that removed the app."""
        await self._installations.remove(_key(enterprise_id, team_id))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Nothing of a person is kept, so there is nothing to forget."""


def _key(enterprise_id: str | None, team_id: str | None) -> str:
    return team_id or f"enterprise {enterprise_id}"


class SignedStates(AsyncOAuthStateStore):
    """States that prove by a signature that we issued them lately, so any process of ours can check them.

    That the same browser comes back is checked by the library's cookie.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    @property
    def logger(self) -> logging.Logger:
        """Where Slack's libraries log."""
        return logging.getLogger(__name__)

    async def async_issue(self, *args: object, **kwargs: object) -> str:  # noqa: ARG002
        """A state that holds for ten minutes."""
        said = f"{secrets.token_urlsafe(16)}.{int(time.time()) + STATE_S}"
        return f"{said}.{self._signed(said)}"

    async def async_consume(self, state: str) -> bool:
        """Whether the state is one of ours and not too old."""
        said, _, signature = state.rpartition(".")
        until = said.rpartition(".")[2]
        known = hmac.compare_digest(signature.encode(), self._signed(said).encode())
        return known and until.isdigit() and int(until) >= time.time()

    def _signed(self, said: str) -> str:
        return hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()


def oauth_flow(settings: SlackSettings, installed: ArchiveInstallationStore) -> AsyncOAuthFlow | None:
    """The way in for further workspaces, or None where the settings name no client."""
    if settings.client_id is None or settings.client_secret is None:
        return None
    secret = settings.client_secret.get_secret_value()
    return AsyncOAuthFlow(
        client=web_client(settings.api_url),
        settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=secret,
            scopes=SCOPES,
            redirect_uri=settings.redirect_uri,
            installation_store=installed,
            installation_store_bot_only=True,
            state_store=SignedStates(secret),
        ),
    )
