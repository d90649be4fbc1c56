"""A thread's memory: what was asked and answered in it, so that the next message can be read in its light."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from handlers.answering.answer import Answer, Answered, NotFound, Stance
from handlers.answering.language.names import find_names
from handlers.message import Message, Turn
from store.conversation import NewTurn
from store.store import Store

_TURN = TypeAdapter(Turn)


def thread_key(platform: str, place: str, thread: str) -> str:
    """The key of a thread: the same on every start of the process. `thread` is the id of its first message."""
    return f"{platform}:{place}:{thread}"


def key_of(message: Message) -> str:
    """The key of a message's thread; a message outside any thread starts one."""
    return thread_key(message.platform, message.place, message.thread or message.event_id)


async def turns(store: Store, message: Message) -> tuple[Turn, ...]:
    """The turns of a message's thread, oldest first; none where the message starts the thread.

    What the post speaks of that the message replies to comes last, for it is nearest.
    """
    if message.thread is None:
        return ()
    stored = await store.turns(key_of(message))
    if message.about is not None and message.about != message.thread:
        stored += await store.turns(thread_key(message.platform, message.place, message.about))
    read: list[Turn] = []
    for each in stored:
        try:
            read.append(_TURN.validate_python(dict(each.payload), strict=False))
        except ValidationError:  # written by a version that remembered otherwise: the thread goes on without it
            continue
    return tuple(read)


async def keep(store: Store, message: Message, turn: Turn, at: datetime) -> None:
    """Remember a turn in its message's thread. `at` is aware UTC."""
    await store.add_turn(key_of(message), _TURN.dump_python(turn, mode="json"), at)


def stored(key: str, turn: Turn, at: datetime) -> NewTurn:
    """A turn for a thread, to be kept together with what is said there. `at` is aware UTC."""
    return NewTurn(key, _TURN.dump_python(turn, mode="json"), at)


async def adopt(store: Store, message: Message, thread: str) -> None:
    """Let the thread that a message started go on under another id.

    A Slack command has no message of its own: people reply to the bot's answer, whose id is known only once posted.
    """
    for each in await store.turns(key_of(message)):
        await store.add_turn(thread_key(message.platform, message.place, thread), each.payload, each.asked_at)


def turn_of(answer: Answer, at: datetime) -> Turn:
    """What a thread remembers of an answer. `at` is aware UTC."""
    quotes = tuple(quote for account in answer.accounts for quote in account.quotes)
    if isinstance(answer, NotFound):
        quotes += answer.nearest
    says = [account for account in answer.accounts if account.stance is Stance.SAYS]
    return Turn(
        asked=answer.question,
        read_as=answer.read_as,
        answer=answer.answer if isinstance(answer, Answered) else None,
        answers=tuple((account.outlet, account.answer) for account in says if account.answer is not None),
        silent=tuple(account.outlet for account in answer.accounts if account.stance is Stance.SILENT),
        articles=tuple(dict.fromkeys(quote.article for quote in quotes)),
        names=_names(answer),
        asked_at=at,
    )


def _names(answer: Answer) -> tuple[str, ...]:
    """The names in the question as it was read, then those in what was answered: the last is nearest to "he"."""
    words = [answer.read_as, *((answer.answer,) if isinstance(answer, Answered) else ())]
    named = [mention.text for each in words for mention in find_names(each)]
    return tuple(reversed(dict.fromkeys(reversed(named))))
