"""What Slack says of a person: their time zone, their workspace, their user groups; remembered for a while."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackClientError

from bot.slack.workspaces import Workspace

log = logging.getLogger(__name__)

# People move between zones and groups less often than this; the methods allow some 20 calls a minute.
REMEMBERED_S = 600.0
FAILED = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as Slack tells of them; None where it does not."""

    zone: str | None = None
    team: str | None = None


class People:
    """Asks Slack about people and groups. What cannot be asked is not known, and is asked again soon."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str], tuple[float, Person]] = {}
        self._groups: dict[tuple[str, str], tuple[float, frozenset[str]]] = {}

    async def person(self, workspace: Workspace, user: str) -> Person:
        """The person; an empty one where Slack does not say."""
        key, now = (workspace.team, user), time.monotonic()
        known = self._people.get(key)
        if known is not None and known[0] > now:
            return known[1]
        try:
            said = (await workspace.client.users_info(user=user)).get("user") or {}
            found, until = Person(said.get("tz"), said.get("team_id")), now + REMEMBERED_S
        except FAILED as error:
            log.info("users.info did not answer: %s", type(error).__name__)
            found, until = Person(), now + REMEMBERED_S / 10
        if len(self._people) > 10_000:
            self._people.clear()
        self._people[key] = (until, found)
        return found

    async def members(self, workspace: Workspace, group: str) -> frozenset[str]:
        """Who is in a user group; nobody where Slack does not say, for rights are not guessed."""
        key, now = (workspace.team, group), time.monotonic()
        known = self._groups.get(key)
        if known is not None and known[0] > now:
            return known[1]
        try:
            said = await workspace.client.usergroups_users_list(usergroup=group)
            found, until = frozenset(map(str, said.get("users") or ())), now + REMEMBERED_S
        except FAILED as error:
            log.warning("usergroups.users.list did not answer: %s", type(error).__name__)
            found, until = frozenset(), now + REMEMBERED_S / 60
        self._groups[key] = (until, found)
        return found
