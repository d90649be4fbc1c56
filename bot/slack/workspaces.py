"""Which token speaks in which workspace: the one of the settings, or those of the installations in the archive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import web_client
from bot.slack.installing import ArchiveInstallationStore


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace the app is in: a client that speaks there, and who the bot is there."""

    client: AsyncWebClient
    team: str
    enterprise: str | None
    bot_user: str
    bot_id: str | None
    bot_name: str

    def authorized(self) -> AuthorizeResult:
        """The same for Bolt."""
        return AuthorizeResult(
            enterprise_id=self.enterprise,
            team_id=self.team,
            bot_user_id=self.bot_user,
            bot_id=self.bot_id,
            bot_token=self.client.token,
        )


class Workspaces(Protocol):
    """Finds the workspace a body is about; None where the app is not installed."""

    async def find(self, team: str, enterprise: str | None) -> Workspace | None:
        """The workspace; raises what the Web API or the archive raises."""
        ...

    async def every(self) -> tuple[Workspace, ...]:
        """Every workspace that the app is in; raises the same."""
        ...


class OneWorkspace:
    """The workspace of the token in the settings, whatever a body says."""

    def __init__(self, api_url: str, token: str) -> None:
        self._client = web_client(api_url, token)
        self._asking = asyncio.Lock()
        self._found: Workspace | None = None

    async def find(self, team: str = "", enterprise: str | None = None) -> Workspace:  # noqa: ARG002
        """The one workspace; the token is asked once whose it is."""
        async with self._asking:
            if self._found is None:
                said = await self._client.auth_test()
                self._found = Workspace(
                    client=self._client,
                    team=str(said["team_id"]),
                    enterprise=said.get("enterprise_id"),
                    bot_user=str(said["user_id"]),
                    bot_id=said.get("bot_id"),
                    bot_name=str(said.get("user") or "copydesk"),
                )
            return self._found

    async def every(self) -> tuple[Workspace, ...]:
        """The one."""
        return (await self.find(),)


class InstalledWorkspaces:
    """The workspaces that installed the app by OAuth."""

    def __init__(self, api_url: str, installed: ArchiveInstallationStore) -> None:
        self._api_url = api_url
        self._installed = installed

    async def find(self, team: str, enterprise: str | None) -> Workspace | None:
        """The workspace's own installation, or its organisation's."""
        bot = await self._installed.async_find_bot(enterprise_id=enterprise, team_id=team)
        return None if bot is None else self._workspace(bot, team)

    async def every(self) -> tuple[Workspace, ...]:
        """The workspaces that installed it themselves; those of an organisation that did are known by its events."""
        bots = await self._installed.every()
        return tuple(self._workspace(bot, bot.team_id) for bot in bots if bot.team_id)

    def _workspace(self, bot: Bot, team: str) -> Workspace:
        return Workspace(
            client=web_client(self._api_url, bot.bot_token),
            team=bot.team_id or team,
            enterprise=bot.enterprise_id,
            bot_user=bot.bot_user_id or "",
            bot_id=bot.bot_id,
            bot_name="copydesk",
        )
