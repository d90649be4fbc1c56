"""From an event of the inbox to the posts that answer it: access, thread, the handlers, and where the answer goes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from nio import AsyncClient

from bot.inbox import NotYet
from bot.matrix.access import Access
from bot.matrix.asked import PLATFORM, Asked, Kind
from bot.matrix.client import FAILED
from bot.matrix.html import Content, render
from bot.matrix.rooms import Rooms
from bot.matrix.sealed import Sealed
from bot.matrix.settings import MatrixSettings
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Reply, line
from handlers.respond import Respond
from handlers.withdrawal import WITHDRAWN, articles_in
from store.audit import Entry
from store.destination import Destination
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store

log = logging.getLogger(__name__)

# Most answers are there sooner; a notice that only flashes up disturbs.
TYPING_AFTER_S = 0.8
# The homeserver forgets it after this long, so it is said again a little sooner.
TYPING_S = 20


class Conversation:
    """Answers what people ask in Matrix. `store` keeps the inbox, the outbox and the audit."""

    def __init__(
        self,
        settings: MatrixSettings,
        store: Store,
        client: AsyncClient,
        rooms: Rooms,
        sealed: Sealed,
        respond: Respond,
    ) -> None:
        self._settings = settings
        self._store = store
        self._inbox = Inbox(store)
        self._outbox = Outbox(store)
        self._client = client
        self._rooms = rooms
        self._sealed = sealed
        self._access = Access(settings)
        self._respond = respond

    async def handle(self, event: Event) -> Sequence[Outgoing]:
        """The posts that answer an event; none where nothing is to be said. Raises `NotYet` to be asked again."""
        asked = Asked.of(event)
        match asked.kind:
            case Kind.INVITE:
                await self._rooms.answer_invitation(asked.room, asked.user)
                return ()
            case Kind.REACTION:
                return await self._note(asked)
            case Kind.SEALED:
                return await self._tell_sealed(asked)
            case Kind.MESSAGE:
                return await self._answer(asked)

    async def _answer(self, asked: Asked) -> Sequence[Outgoing]:
        thread, ours = await self._thread(asked)
        if not asked.addressed and not ours:
            return ()
        refusal = self._access.refusal(asked)
        if refusal is not None:
            return self._posts(asked, thread, Reply((refusal,), private=True)) if asked.addressed else ()
        message = Message(
            platform=PLATFORM,
            place=asked.room,
            sender=asked.user,
            text=asked.text,
            event_id=asked.event,
            thread=await self._known(asked, thread),
            sent_at=datetime.fromtimestamp(asked.sent_ms / 1000, UTC) if asked.sent_ms else None,
            addressed=asked.addressed,
            about=await self._key(asked.room, asked.about),
            later=Destination(PLATFORM, asked.room, thread or (None if asked.direct else asked.event)),
        )
        async with self._typing(asked):
            reply = await self._respond(message)
        return () if reply is None else self._posts(asked, thread, reply)

    async def _known(self, asked: Asked, thread: str | None) -> str | None:
        """The thread as the handlers know it: what the clock posted is known by its key, not by its event."""
        if thread is None:
            return f"direct:{asked.room}" if asked.direct else None
        return await self._key(asked.room, thread) or thread

    async def _key(self, room: str, event: str | None) -> str | None:
        """The key of what the clock posted; None for any other event."""
        post = await self._outbox.find(PLATFORM, room, event) if event else None
        key: str | None = post.content.get("event") if post else None
        return key

    async def _thread(self, asked: Asked) -> tuple[str | None, bool]:
        """The thread's first event, and whether the thread is the bot's: begun with a word to it, or by a post of its.

        A reply outside any thread belongs to the thread of the message that it answers.
        """
        if asked.thread is None and asked.about is None:
            return None, True
        if asked.thread is None and asked.about is not None:
            answered = await self._outbox.find(PLATFORM, asked.room, asked.about)
            if answered is not None:
                return answered.thread or (None if asked.direct else asked.about), True
            if not asked.addressed and await self._outbox.in_doubt(PLATFORM, asked.room):
                raise NotYet
            return None, False
        assert asked.thread is not None
        if await self._outbox.find(PLATFORM, asked.room, asked.thread) is not None:
            return asked.thread, True
        told = await self._inbox.find(PLATFORM, asked.thread)
        if told is not None:
            return asked.thread, Asked.of(told).addressed
        if not asked.addressed and await self._outbox.in_doubt(PLATFORM, asked.room):
            raise NotYet
        return asked.thread, False

    def _posts(self, asked: Asked, thread: str | None, reply: Reply) -> tuple[Outgoing, ...]:
        """The answer, in a thread of the question; in a direct room in the room itself, which is one conversation."""
        root = thread or (None if asked.direct else asked.event)
        articles, notice = quoting(reply)
        return tuple(
            Outgoing(
                f"{PLATFORM}:{asked.event}:{index}",
                PLATFORM,
                asked.room,
                kept(content, asked.event),
                root,
                articles=articles,
                notice=notice,
            )
            for index, content in enumerate(render(reply))
        )

    async def _note(self, asked: Asked) -> Sequence[Outgoing]:
        """A thumb on an answer goes into the audit, for who runs it to read; on anything else it is nobody's matter."""
        if not self._settings.allows(asked.user):
            return ()
        answer = await self._outbox.find(PLATFORM, asked.room, asked.about or "")
        if answer is not None:
            about = answer.content.get("answers") or answer.key
            entry = Entry(datetime.now(UTC), f"{PLATFORM}:{asked.user}", f"feedback {asked.text}", f"event:{about}")
            await self._store.record([entry])
        return ()

    async def _tell_sealed(self, asked: Asked) -> Sequence[Outgoing]:
        """Say once in a room that something in it cannot be read, and what to do."""
        key = f"{PLATFORM}:sealed:{asked.room}"
        if not self._settings.allows(asked.user) or await self._outbox.get(key) is not None:
            return ()
        if not await self._sealed.stays_closed(asked):
            return ()
        (content,) = render(Reply((line(Phrase.SEALED),)))
        return (Outgoing(key, PLATFORM, asked.room, kept(content, asked.event), None),)

    @contextlib.asynccontextmanager
    async def _typing(self, asked: Asked) -> AsyncIterator[None]:
        """Show that the archive is being read, if that takes a moment."""
        if not asked.addressed:
            yield
            return
        shown = False

        async def show() -> None:
            nonlocal shown
            await asyncio.sleep(TYPING_AFTER_S)
            while True:
                shown = True
                with contextlib.suppress(*FAILED):
                    await self._client.room_typing(asked.room, True, TYPING_S * 1000)
                await asyncio.sleep(TYPING_S - 5)

        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await showing
            if shown:
                with contextlib.suppress(*FAILED):
                    await self._client.room_typing(asked.room, False)


def quoting(reply: Reply) -> tuple[tuple[int, ...], dict[str, str | None] | None]:
    """The articles that a reply quotes, and what is put in its place if one of them is withdrawn.

    An edit leaves the first words to be read by whoever asks the homeserver for them.
    """
    articles = articles_in(reply)
    (withdrawn,) = render(WITHDRAWN)
    return articles, kept(withdrawn) | {"undo": "erase"} if articles else None


def kept(content: Content, answers: str | None = None) -> dict[str, str | None]:
    """What the outbox keeps of a message. `answers` is the event that it answers."""
    return {"body": content.body, "formatted_body": content.formatted_body, "answers": answers}
