"""What a platform is: a place where people write and Copydesk answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from handlers.reply import Reply
from handlers.respond import Respond
from store.destination import Destination
from store.outbox import Outgoing


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reply goes: a channel or room, and the thread in it (None: it stands on its own)."""

    place: str
    thread: str | None = None


class Platform(Protocol):
    """A platform listens and speaks; what is said is decided by the handlers.

    `name` is the `Message.platform` of all its messages.
    """

    @property
    def name(self) -> str:
        """The platform's name, which never changes: threads and deliveries are remembered by it."""
        ...

    async def run(self, respond: Respond) -> None:
        """Listen until cancelled; hand every message to `respond` and post what comes back (None: nothing)."""
        ...

    async def post(self, address: Address, reply: Reply) -> str:
        """Post a reply; returns the platform's id of the message, by which a thread goes on."""
        ...

    def trouble(self) -> str | None:
        """What keeps people from being heard there, in a few words; None where nothing does."""
        ...

    def posts(self, key: str, to: Destination, reply: Reply) -> tuple[Outgoing, ...]:
        """The posts of a reply, rendered and frozen, for the outbox; nothing is posted.

        The first has the key; what does not fit into it follows under keys that begin with it, in the same thread. A
        thread that the first post starts is known to the handlers by its key.
        """
        ...
