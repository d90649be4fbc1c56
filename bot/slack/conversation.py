"""From an event of the inbox to the posts that answer it: access, thread, the handlers, and where the answer goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.inbox import NotYet
from bot.slack import home
from bot.slack.access import Access
from bot.slack.asked import PLATFORM, Asked, Kind
from bot.slack.blocks import short
from bot.slack.people import FAILED, People
from bot.slack.posting import holding_place, posts
from bot.slack.progress import shown
from bot.slack.settings import SlackSettings
from bot.slack.sharing import share
from bot.slack.workspaces import Workspace, Workspaces
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Line, Reply, line
from handlers.respond import Respond
from handlers.thread import key_of
from store.audit import Entry
from store.destination import Destination
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store

log = logging.getLogger(__name__)

# Our clock and Slack's may differ by this much.
SKEW = timedelta(minutes=5)


class Conversation:
    """Answers what people ask in Slack. `store` keeps the inbox, the outbox and the audit.

    `posted` is called when a post was put before its event was settled.
    """

    def __init__(
        self,
        settings: SlackSettings,
        store: Store,
        workspaces: Workspaces,
        respond: Respond,
        posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._inbox = Inbox(store)
        self._outbox = Outbox(store)
        self._workspaces = workspaces
        self._people = People()
        self._access = Access(settings, self._people)
        self._respond = respond
        self._posted = posted

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
            case Kind.HOME | Kind.OPENED:
                if not await self._access.is_stranger(asked, workspace):
                    await (self._show_home if asked.kind is Kind.HOME else self._suggest)(asked, workspace)
                return ()
            case Kind.FEEDBACK:
                return await self._note(asked, event)
            case Kind.SHARE:
                refusal = await self._access.refusal(replace(asked, text=""), workspace)
                return await share(asked, self._store) if refusal is None else self._refused(asked, event, refusal)
            case Kind.COMMAND | Kind.MESSAGE | Kind.PRESS | Kind.SHORTCUT:
                return await self._answer(asked, event, workspace)

    async def _answer(self, asked: Asked, event: Event, workspace: Workspace) -> Sequence[Outgoing]:
        asked = await self._placed(asked, workspace)
        thread, ours = await self._thread(asked)
        if not asked.addressed and not ours:
            return ()
        refusal = await self._access.refusal(asked, workspace)
        if refusal is not None:
            return self._refused(asked, event, refusal) if asked.addressed else ()
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
        only_me = self._only_me(asked)
        before = await self._last_turn(message) if only_me else None
        place = holding_place(asked, event, thread or event.event_id)

        async def hold_place() -> None:
            if not only_me and await self._outbox.put(place):
                self._posted()

        async with shown(asked, workspace, hold_place):
            reply = await self._respond(message)
        if reply is None:
            return ()
        after = await self._last_turn(message) if only_me else None
        return posts(
            asked,
            event,
            reply,
            conversation=thread or event.event_id,
            only_me=only_me,
            turn=None if after == before else after,
            placeholder=place.key if await self._outbox.get(place.key) else None,
        )

    def _only_me(self, asked: Asked) -> bool:
        return asked.channel in self._settings.only_me_channels and not asked.direct

    def _refused(self, asked: Asked, event: Event, refusal: Line) -> Sequence[Outgoing]:
        return posts(asked, event, Reply((refusal,), private=True), conversation=event.event_id)

    async def _last_turn(self, message: Message) -> int | None:
        turns = await self._store.turns(key_of(message), 1)
        return turns[-1].id if turns else None

    async def _thread(self, asked: Asked) -> tuple[str | None, bool]:
        """The thread as the handlers know it (by the event that started it), and whether the bot's answer started it.

        A thread is the bot's if its first message is a post of ours, or was said to the bot. A direct conversation is
        one thread; so is what one person asks where only they see the answers.
        """
        root = asked.thread or (asked.ts if asked.kind in (Kind.PRESS, Kind.SHORTCUT) else None)
        if root is None:
            return self._unthreaded(asked), True
        # Asked before the post is looked for: a post that is settled in between is then found.
        begun = _moment(root)
        doubtful = begun is not None and await self._outbox.in_doubt(PLATFORM, asked.channel, begun_before=begun + SKEW)
        first = await self._outbox.find(PLATFORM, asked.channel, root)
        if first is not None:
            return first.content.get("conversation") or first.content.get("event") or f"{asked.channel}:{root}", True
        told = await self._inbox.find(PLATFORM, f"{asked.channel}:{root}")
        if told is not None:
            return told.event_id, Asked.of(told).addressed
        if asked.kind is Kind.PRESS and (alone := self._unthreaded(asked)):
            return alone, True  # a button of what one person alone was shown
        if doubtful:
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

    def _unthreaded(self, asked: Asked) -> str | None:
        if asked.direct:
            return f"direct:{asked.channel or asked.user}"
        return f"only-me:{asked.channel}:{asked.user}" if self._only_me(asked) else None

    async def _placed(self, asked: Asked, workspace: Workspace) -> Asked:
        """A press in the Home tab has no channel: it is answered in the person's direct conversation."""
        if asked.channel:
            return asked
        try:
            said = await workspace.client.conversations_open(users=asked.user)
        except FAILED as error:
            raise NotYet from error
        return replace(asked, channel=str(said["channel"]["id"]), ts=None)

    async def _note(self, asked: Asked, event: Event) -> Sequence[Outgoing]:
        """Feedback goes into the audit, for who runs it to read; where others do not see it, thanks are said."""
        verdict, _, about = asked.text.partition(" ")
        entry = Entry(datetime.now(UTC), f"{PLATFORM}:{asked.user}", f"feedback {verdict}", f"event:{about}")
        await self._store.record([entry])
        if asked.direct:
            return ()
        thanks = Reply((line(Phrase.THANKS),), private=True)
        # Not by the address to respond to: it would stand outside the thread.
        return posts(replace(asked, response_url=None), event, thanks, conversation=event.event_id)

    async def _show_home(self, asked: Asked, workspace: Workspace) -> None:
        shown = await home.view(self._respond, asked)
        try:
            await workspace.client.views_publish(user_id=asked.user, view=shown)
        except FAILED as error:
            log.warning("the Home tab was not shown: %s", _named(error))

    async def _suggest(self, asked: Asked, workspace: Workspace) -> None:
        questions = (await home.examples(self._respond, asked))[: home.PROMPTS]
        prompts = [{"title": short(each, 60), "message": each} for each in questions]
        if not prompts:
            return
        try:
            await workspace.client.assistant_threads_setSuggestedPrompts(
                channel_id=asked.channel, thread_ts=asked.thread, prompts=prompts
            )
        except FAILED as error:
            log.warning("nothing could be suggested: %s", _named(error))


def _moment(ts: str | None) -> datetime | None:
    return None if ts is None else datetime.fromtimestamp(float(ts), UTC)


def _named(error: BaseException) -> str:
    return type(error).__name__
