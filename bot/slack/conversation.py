"""From an event of the inbox to the posts that answer it: access, thread, the handlers, and where the answer goes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.inbox import NotYet
from bot.slack import home
from bot.slack.access import Access
from bot.slack.asked import PLATFORM, SHARE, Asked, Kind
from bot.slack.blocks import render
from bot.slack.limits import Block, Content
from bot.slack.people import FAILED, People
from bot.slack.rich import rich_text, section, text
from bot.slack.settings import SlackSettings
from bot.slack.workspaces import Workspace, Workspaces
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Line, Reply
from handlers.respond import Respond
from store.audit import Entry
from store.destination import Destination
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store

log = logging.getLogger(__name__)

# Most answers are there sooner; a status that only flashes up disturbs.
STATUS_AFTER_S = 0.8


class Conversation:
    """Answers what people ask in Slack. `store` keeps the inbox, the outbox and the audit."""

    def __init__(self, settings: SlackSettings, store: Store, workspaces: Workspaces, respond: Respond) -> None:
        self._settings = settings
        self._store = store
        self._inbox = Inbox(store)
        self._outbox = Outbox(store)
        self._workspaces = workspaces
        self._people = People()
        self._access = Access(settings, self._people)
        self._respond = respond

    async def handle(self, event: Event) -> Sequence[Outgoing]:
        """The posts that answer an event; none where nothing is to be said. Raises `NotYet` to be asked again."""
        asked = Asked.of(event)
        try:
            workspace = await self._workspaces.find(asked.team, asked.enterprise)
        except FAILED as error:
            raise NotYet from error
        if workspace is None:
            log.warning("an event came from a workspace that did not install the app")
            return ()
        match asked.kind:
            case Kind.HOME:
                await self._show_home(asked, workspace)
                return ()
            case Kind.OPENED:
                await self._suggest(asked, workspace)
                return ()
            case Kind.FEEDBACK:
                return await self._note(asked)
            case Kind.SHARE:
                return await self._share(asked, event, workspace)
            case Kind.COMMAND | Kind.MESSAGE | Kind.PRESS | Kind.SHORTCUT:
                return await self._answer(asked, event, workspace)

    async def _answer(self, asked: Asked, event: Event, workspace: Workspace) -> Sequence[Outgoing]:
        thread, ours = await self._thread(asked)
        if not asked.addressed and not ours:
            return ()
        asked = await self._placed(asked, workspace)
        refusal = await self._access.refusal(asked, workspace)
        if refusal is not None:
            return self._posts(asked, event, Reply((refusal,), private=True)) if asked.addressed else ()
        person = await self._people.person(workspace, asked.user)
        message = Message(
            platform=PLATFORM,
            place=asked.channel,
            sender=asked.user,
            text=asked.text,
            event_id=event.event_id,
            thread=thread,
            sent_at=_moment(asked.ts),
            addressed=asked.addressed,
            zone=person.zone,
            later=self._later(asked, event),
        )
        async with self._status(asked, workspace):
            reply = await self._respond(message)
        return () if reply is None else self._posts(asked, event, reply)

    async def _thread(self, asked: Asked) -> tuple[str | None, bool]:
        """The thread as the handlers know it (by the event that started it), and whether the bot's answer started it.

        A thread is the bot's if its first message is a post of ours, or was said to the bot. A direct conversation is
        one thread; so is what one person asks where only they see the answers.
        """
        root = asked.thread or (asked.ts if asked.kind in (Kind.PRESS, Kind.SHORTCUT) else None)
        if root is None:
            if asked.direct:
                return f"direct:{asked.channel or asked.user}", True
            if asked.channel in self._settings.only_me_channels:
                return f"only-me:{asked.channel}:{asked.user}", True
            return None, True
        first = await self._outbox.find(PLATFORM, asked.channel, root)
        if first is not None:
            return first.content.get("event") or f"{asked.channel}:{root}", True
        told = await self._inbox.find(PLATFORM, f"{asked.channel}:{root}")
        if told is not None:
            return told.event_id, Asked.of(told).addressed
        if not asked.addressed and await self._outbox.in_doubt(PLATFORM, asked.channel):
            raise NotYet
        return f"{asked.channel}:{root}", False

    def _later(self, asked: Asked, event: Event) -> Destination:
        """Where something is said about this later: in its thread, or to the person where only they see answers.

        A command has no message; there the answer starts the thread.
        """
        workspace = f"{asked.team}/{asked.enterprise or ''}"
        if asked.channel in self._settings.only_me_channels and not asked.direct:
            return Destination(PLATFORM, asked.user, workspace=workspace)
        thread = asked.thread or (None if asked.direct else asked.ts)
        under = f"{PLATFORM}:{event.event_id}:0" if thread is None and not asked.direct else None
        return Destination(PLATFORM, asked.channel, thread, under, workspace)

    async def _placed(self, asked: Asked, workspace: Workspace) -> Asked:
        """A press in the Home tab has no channel: it is answered in the person's direct conversation."""
        if asked.channel:
            return asked
        try:
            said = await workspace.client.conversations_open(users=asked.user)
        except FAILED as error:
            raise NotYet from error
        return replace(asked, channel=str(said["channel"]["id"]), ts=None)

    def _posts(self, asked: Asked, event: Event, reply: Reply) -> tuple[Outgoing, ...]:
        only_me = asked.channel in self._settings.only_me_channels and not asked.direct
        private = (reply.private or only_me) and not asked.direct
        thread = asked.thread
        # Who alone sees a reply does not see it in a thread that nobody opened.
        if thread is None and not asked.direct and not private:
            thread = asked.ts
        posts: list[Outgoing] = []
        for index, content in enumerate(render(reply, feedback=None if private else event.event_id)):
            key = f"{PLATFORM}:{event.event_id}:{index}"
            blocks = content.blocks
            if only_me and not reply.private:
                blocks = (*blocks, _share_button(key))
            kept = self._kept(asked, event, Content(blocks, content.text), private=private)
            under = posts[0].key if posts and thread is None and not private and not asked.direct else None
            posts.append(Outgoing(key, PLATFORM, asked.channel, kept, None if under else thread, under))
        return tuple(posts)

    def _kept(self, asked: Asked, event: Event, content: Content, *, private: bool) -> dict[str, Any]:
        method = "post"
        if private:
            method = "respond" if asked.response_url else "ephemeral"
        return {
            "method": method,
            "team": asked.team,
            "enterprise": asked.enterprise,
            "user": asked.user,
            "response_url": asked.response_url,
            "event": event.event_id,
            "blocks": list(content.blocks),
            "text": content.text,
        }

    async def _share(self, asked: Asked, event: Event, workspace: Workspace) -> Sequence[Outgoing]:
        """What only one person saw, for the channel; once, however often they press."""
        shown = await self._outbox.get(asked.text)
        if shown is None or shown.content.get("user") != asked.user:
            return ()
        refusal: Line | None = await self._access.refusal(replace(asked, text=""), workspace)
        if refusal is not None:
            return self._posts(asked, event, Reply((refusal,), private=True))
        blocks: list[Block] = [block for block in shown.content["blocks"] if not _is_share(block)]
        by = {"type": "user", "user_id": asked.user}
        blocks.append(rich_text(section([text(Phrase.SHARED_BY.value), by])))
        kept = dict(shown.content) | {"method": "post", "blocks": blocks, "response_url": asked.response_url}
        return (Outgoing(f"{shown.key}:shared", PLATFORM, asked.channel, kept, shown.thread),)

    async def _note(self, asked: Asked) -> Sequence[Outgoing]:
        """Feedback goes into the audit, for who runs it to read."""
        verdict, _, about = asked.text.partition(" ")
        entry = Entry(datetime.now(UTC), f"{PLATFORM}:{asked.user}", f"feedback {verdict}", f"event:{about}")
        await self._store.record([entry])
        return ()

    async def _show_home(self, asked: Asked, workspace: Workspace) -> None:
        shown = await home.view(self._respond, asked)
        try:
            await workspace.client.views_publish(user_id=asked.user, view=shown)
        except FAILED as error:
            log.warning("the Home tab was not shown: %s", _named(error))

    async def _suggest(self, asked: Asked, workspace: Workspace) -> None:
        questions = (await home.examples(self._respond, asked))[: home.PROMPTS]
        prompts = [{"title": home.short(each, 60), "message": each} for each in questions]
        if not prompts:
            return
        try:
            await workspace.client.assistant_threads_setSuggestedPrompts(
                channel_id=asked.channel, thread_ts=asked.thread or "", prompts=prompts
            )
        except FAILED as error:
            log.warning("nothing could be suggested: %s", _named(error))

    @contextlib.asynccontextmanager
    async def _status(self, asked: Asked, workspace: Workspace) -> AsyncIterator[None]:
        """Show that the archive is being read, if that takes a moment; Slack takes it away with the answer."""
        thread = asked.thread or asked.ts
        if thread is None or not asked.addressed:
            yield
            return

        async def show() -> None:
            await asyncio.sleep(STATUS_AFTER_S)
            with contextlib.suppress(*FAILED):
                await workspace.client.assistant_threads_setStatus(
                    channel_id=asked.channel, thread_ts=thread, status=Phrase.READING.value
                )

        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await showing


def _moment(ts: str | None) -> datetime | None:
    return None if ts is None else datetime.fromtimestamp(float(ts), UTC)


def _share_button(key: str) -> Block:
    label = {"type": "plain_text", "text": Phrase.BUTTON_SHARE.value, "emoji": False}
    return {"type": "actions", "elements": [{"type": "button", "action_id": SHARE, "text": label, "value": key}]}


def _is_share(block: Mapping[str, Any]) -> bool:
    return block["type"] == "actions" and any(each["action_id"] == SHARE for each in block["elements"])


def _named(error: BaseException) -> str:
    return type(error).__name__
