"""Who speaks in a terminal: one person, one place, and a thread at a time."""

from __future__ import annotations

import getpass
import uuid

from handlers.message import Message

PLATFORM = "terminal"


class Conversation:
    """Who speaks where: makes each line a message, and knows which thread it belongs to."""

    def __init__(self) -> None:
        self._place = uuid.uuid4().hex
        self._thread: str | None = None
        try:
            self._sender = getpass.getuser()
        except (OSError, KeyError, ImportError):  # a container may run under a number that has no name
            self._sender = PLATFORM

    @property
    def started(self) -> bool:
        """Whether the thread holds a message."""
        return self._thread is not None

    def message(self, text: str) -> Message:
        """The line as a message; the first of a thread starts it."""
        message = Message(PLATFORM, self._place, self._sender, text, uuid.uuid4().hex, self._thread)
        self._thread = self._thread or message.event_id
        return message

    def start_anew(self) -> None:
        """The next message starts a thread."""
        self._thread = None
