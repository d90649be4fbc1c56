"""Who may ask what, where, and how much: by Slack's ids alone, never by names. What is not allowed is refused."""

from __future__ import annotations

import math

from bot.editing import for_editors
from bot.rates import Buckets
from bot.slack.asked import Asked
from bot.slack.people import People
from bot.slack.settings import PREFIX, SlackSettings
from bot.slack.workspaces import Workspace
from handlers.phrases import Phrase
from handlers.pieces import Piece, person
from handlers.reply import Line, line


class Access:
    """The rules of one installation. Editors may do what anybody may; a limit holds for everybody."""

    def __init__(self, settings: SlackSettings, people: People) -> None:
        self._settings = settings
        self._people = people
        self._persons = Buckets(settings.asks_per_person)
        self._channels = Buckets(settings.asks_per_channel)

    async def refusal(self, asked: Asked, workspace: Workspace) -> Line | None:
        """Why this is not answered, in a line for the person; None where it may be."""
        if not asked.direct and self._settings.channels is not None and asked.channel not in self._settings.channels:
            return line(Phrase.NOT_IN_THIS_CHANNEL)
        if await self.is_stranger(asked, workspace):
            return line(Phrase.NOT_FOR_GUESTS)
        command = for_editors(asked.text)
        if command is not None and not await self._is_editor(asked.user, workspace):
            return line(
                Phrase.EDITORS_ONLY, command=Piece(command), setting=Piece(f"{PREFIX}EDITORS"), user=person(asked.user)
            )
        wait = self._persons.wait(f"{workspace.team}:{asked.user}") or self._channels.wait(asked.channel or asked.user)
        if wait:
            return line(Phrase.TOO_FAST, seconds=math.ceil(wait))
        return None

    async def is_stranger(self, asked: Asked, workspace: Workspace) -> bool:
        """Whether the person is of a workspace that is neither the bot's nor allowed, or of none that Slack tells."""
        own = {workspace.team, workspace.enterprise} - {None} | self._settings.teams
        if asked.user_team is not None and asked.user_team not in own:
            return True
        theirs = (await self._people.person(workspace, asked.user)).team
        if theirs is None:
            return asked.user_team is None
        # Members of one organisation have other workspaces' ids; Slack gives the organisation's where there is one.
        return theirs not in own and workspace.enterprise is None

    async def _is_editor(self, user: str, workspace: Workspace) -> bool:
        editors = self._settings.editors
        if user in editors:
            return True
        groups = sorted(each for each in editors if each.startswith("S"))
        return any([user in await self._people.members(workspace, group) for group in groups])
