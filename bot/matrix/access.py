"""Who may ask what, and how much: by Matrix's ids alone, never by names. What is not allowed is refused."""

from __future__ import annotations

import math

from bot.editing import for_editors
from bot.matrix.asked import Asked
from bot.matrix.settings import PREFIX, MatrixSettings
from bot.rates import Buckets
from handlers.phrases import Phrase
from handlers.pieces import Piece, person
from handlers.reply import Line, line


class Access:
    """The rules of the settings. Editors may do what anybody may; a limit holds for everybody."""

    def __init__(self, settings: MatrixSettings) -> None:
        self._settings = settings
        self._persons = Buckets(settings.asks_per_person)
        self._rooms = Buckets(settings.asks_per_room)

    def refusal(self, asked: Asked) -> Line | None:
        """Why this is not answered, in a line for the person; None where it may be."""
        if not self._settings.allows(asked.user):
            return line(Phrase.NOT_FOR_YOUR_SERVER)
        command = for_editors(asked.text)
        if command is not None and asked.user not in self._settings.editors:
            return line(
                Phrase.EDITORS_ONLY, command=Piece(command), setting=Piece(f"{PREFIX}EDITORS"), user=person(asked.user)
            )
        wait = self._persons.wait(asked.user) or self._rooms.wait(asked.room)
        if wait:
            return line(Phrase.TOO_FAST, seconds=math.ceil(wait))
        return None
