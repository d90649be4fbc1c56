"""What arrives: a message from a person, and the turns of its thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.destination import Destination


@dataclass(frozen=True, slots=True)
class Message:
    """A message in. `place` is a channel or room, `thread` the id of the thread's first message (None: it starts one).

    `addressed` is False for a reply in a thread of the bot's that does not name the bot: such a message is
    answered only if it asks something. `zone` is the sender's IANA time zone where the platform tells it. `later` is
    where something can be said about this message later (None: nowhere, as at a prompt). `about` is the key of the
    post in its thread that it replies to, where the platform tells which: what that one speaks of is meant.
    """

    platform: str
    place: str
    sender: str
    text: str
    event_id: str
    thread: str | None = None
    sent_at: datetime | None = None
    addressed: bool = True
    zone: str | None = None
    later: Destination | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked in a thread and what was answered: the ground on which a follow-up is understood.

    `asked` is the person's words, `read_as` the stand-alone question, `answer` the overall answer (None: not found).
    `answers` are (outlet name, answer) of the outlets that say; `silent` the names of those that do not.
    `articles` are the ids of the articles quoted; `names` the entities of question and answer, most recent last.
    """

    asked: str
    read_as: str
    answer: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    asked_at: datetime | None = None
