"""What a command works with and what it hands back: the desk, the request, the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handlers.answering.answer import Answer, Quote
from handlers.answering.retriever import PageShelf
from handlers.edition import Rules
from handlers.fixed import Fixed
from handlers.message import Message, Turn
from handlers.phrases import Value
from handlers.pieces import text_of
from handlers.reply import Reply, line
from store.errors import UsageError
from store.store import Store

if TYPE_CHECKING:
    from handlers.gathering.web.gatherer import Gatherer


class Refused(UsageError):
    """A request that cannot be understood, and the phrase that says how to put it right."""

    def __init__(self, phrase: Fixed, **values: Value) -> None:
        self.line = line(phrase, **values)
        super().__init__(text_of(self.line.pieces))


class Answerer(Protocol):
    """Answers a question from the archive; the engine is one."""

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        """The answer to a person's words, read in the light of the thread's turns, oldest first."""
        ...


def _utc_now() -> datetime:
    return datetime.now(UTC)


_AS_SHIPPED = Rules()


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a command may use. `now` is aware UTC; times are shown in `zone` if the sender's is not known.

    `digest` says how much a digest tells.
    `pages` are the articles read last, kept for all commands.
    `web` reaches the open web, where the desk may; it is asked for only by what needs it.
    """

    store: Store
    engine: Answerer
    now: Callable[[], datetime] = _utc_now
    zone: tzinfo = UTC
    digest: Rules = _AS_SHIPPED
    pages: PageShelf = field(default_factory=PageShelf)
    web: Callable[[], Gatherer] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A message understood: the command's words after its name, and the turns of its thread, oldest first."""

    message: Message
    argument: str
    turns: tuple[Turn, ...] = ()

    def zone(self, desk: Desk) -> tzinfo:
        """The sender's time zone, or the desk's where it is not told or not known."""
        try:
            return ZoneInfo(self.message.zone) if self.message.zone else desk.zone
        except (ZoneInfoNotFoundError, ValueError):
            return desk.zone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: the reply, the same as a JSON object, and what the thread should remember.

    `quotes` are those of `record`; the reply carries its own. `found` is False when the archive does not say.
    """

    reply: Reply
    record: Mapping[str, object]
    quotes: tuple[Quote, ...] = ()
    found: bool = True
    turn: Turn | None = None
