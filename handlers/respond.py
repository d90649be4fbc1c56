"""From a message to a reply: the commands, the thread, the last look at every quote, and THE error boundary.

Invariants: no quote leaves that does not stand in its stored article at that moment; no exception leaves `respond`;
what went wrong inside is logged without a word of an article or a person.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

from handlers import thread
from handlers.answering import cite
from handlers.ask import ask
from handlers.compare import compare
from handlers.context import Desk, Outcome, Refused, Request
from handlers.digest import digest
from handlers.dossier import dossier
from handlers.feeds import feed, ingest
from handlers.help import show_help
from handlers.message import Message
from handlers.parse import LONGEST, Parsed, asks, clean, parse
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Piece, person, source
from handlers.quotes import quotes
from handlers.reply import Reply, hint, line
from handlers.sources import sources
from handlers.standing import mark, takedown
from handlers.verify import LONGEST as LONGEST_TO_VERIFY
from handlers.verify import verify
from handlers.watch import watch
from store.errors import CopydeskError, StoreError

log = logging.getLogger(__name__)

Command = Callable[[Desk, Request], Awaitable[Outcome]]
Respond = Callable[[Message], Awaitable[Reply | None]]

COMMANDS: dict[str, Command] = {
    "ask": ask,
    "compare": compare,
    "verify": verify,
    "watch": watch,
    "digest": digest,
    "dossier": dossier,
    "quotes": quotes,
    "sources": sources,
    "feed": feed,
    "ingest": ingest,
    "mark": mark,
    "takedown": takedown,
    "help": show_help,
}
# Words that are pasted may be longer than a question.
_LONGEST = {"verify": LONGEST_TO_VERIFY}
# Commands that are the whole message; the others take words after them.
ALONE = frozenset({"sources", "help"})
_LEADING = COMMANDS.keys() - ALONE


async def respond(desk: Desk, message: Message) -> Reply | None:
    """The reply to a message; None where the bot stays silent, for nobody asked it anything. Never raises."""
    try:
        outcome = await carry_out(desk, message)
    except Exception as error:  # noqa: BLE001  (the one boundary: whatever happened, the person gets a line)
        return sorry(error)
    return outcome.reply if outcome else None


async def carry_out(desk: Desk, message: Message, *, remember: bool = True) -> Outcome | None:
    """Do what a message asks for; None where it asks for nothing. Raises `CopydeskError` and whatever breaks.

    `remember` is False where nothing can follow: the thread is left as it is.
    """
    parsed = parse(message.text, ALONE, _LEADING)
    turns = await thread.turns(desk.store, message)
    if not message.addressed and not parsed.marked and not (turns and asks(message.text)):
        return None
    outcome = await _command(parsed)(desk, Request(message, parsed.words, turns))
    if not message.addressed and not outcome.found and not outcome.quotes:
        return None  # it was a question, but for somebody else: nothing in the archive comes near
    outcome = await _prove(desk, outcome)
    return await _remembered(desk, message, outcome) if remember else outcome


async def _remembered(desk: Desk, message: Message, outcome: Outcome) -> Outcome:
    """Keep the turn. An archive that cannot be written to must not cost the person the answer: it is said under it."""
    if outcome.turn is None:
        return outcome
    try:
        await thread.keep(desk.store, message, outcome.turn, desk.now())
    except StoreError as error:
        log.warning("a turn was not kept: %s", type(error).__name__)
        told = hint(Phrase.NOT_REMEMBERED, problem=person(clean(error.public)))
        return replace(outcome, reply=replace(outcome.reply, blocks=(*outcome.reply.blocks, told)))
    return outcome


def _command(parsed: Parsed) -> Command:
    limit = _LONGEST.get(parsed.name or "", LONGEST)
    if len(parsed.words) > limit:
        raise Refused(Phrase.TOO_LONG, length=len(parsed.words), limit=limit)
    if parsed.name is None:
        return ask
    if parsed.name in COMMANDS:
        return COMMANDS[parsed.name]
    known = listed(tuple(fill(Phrase.COMMAND, command=Piece(name)) for name in COMMANDS))
    raise Refused(Phrase.NO_SUCH_COMMAND, command=person(parsed.name), commands=known)


async def prove(desk: Desk, reply: Reply) -> Reply:
    """A reply that nobody asked for just now, as it may leave: see `_prove`. Raises `QuoteError`."""
    return (await _prove(desk, Outcome(reply, {}))).reply


async def _prove(desk: Desk, outcome: Outcome) -> Outcome:
    """Check every quote against the archive as it stands now, once more before it leaves; say which text has changed.

    What was killed or embargoed while the answer was made does not leave at all.
    """
    distinct = {*outcome.quotes, *outcome.reply.quotes}
    articles = await desk.store.articles({quote.article for quote in distinct})
    for quote in distinct:
        cite.verify(quote, articles.get(quote.article))
    if articles.keys() - await desk.store.quotable(articles):
        raise Refused(Phrase.WITHDRAWN)
    changed = dict.fromkeys(each.outlet.name for each in articles.values() if each.superseded_by is not None)
    if not changed:
        return outcome
    told = hint(Phrase.CHANGED_SINCE, outlets=listed(tuple(source(name) for name in changed)))
    return replace(outcome, reply=replace(outcome.reply, blocks=(*outcome.reply.blocks, told)))


def sorry(error: Exception) -> Reply:
    """What a person is told of an error: its public line, or an apology with the number under which it is logged."""
    if isinstance(error, Refused):
        return Reply((error.line,), private=True)
    if isinstance(error, CopydeskError):
        log.info("answered with an error: %s", type(error).__name__)
        return Reply((line(Phrase.PROBLEM, problem=person(clean(error.public))),), private=True)
    return Reply((line(Phrase.APOLOGY, incident=Piece(note(error))),), private=True)


def note(error: BaseException) -> str:
    """Log an unexpected error with where it happened and why; returns its number.

    Only types and places in the code are logged: a message may carry a source's words, a person's, or a secret.
    """
    incident = secrets.token_hex(4)
    log.error("incident %s: %s", incident, " <- ".join(_chain(error)))
    return incident


def _chain(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        at = ", ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:])
        yield f"{type(error).__module__}.{type(error).__qualname__} at {at or 'no frame'}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
