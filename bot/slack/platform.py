"""The platform Slack: listens by socket or HTTP, answers from the inbox, speaks through the outbox."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.inbox import Reception
from bot.outbox import SETTLE_S, Dispatch
from bot.platform import Address
from bot.slack.asked import PLATFORM
from bot.slack.blocks import render
from bot.slack.calls import TOKEN_ERRORS
from bot.slack.catchup import catch_up, keep_alive
from bot.slack.client import web_client
from bot.slack.conversation import Conversation
from bot.slack.courier import SlackCourier
from bot.slack.http import served, web_app
from bot.slack.installing import ArchiveInstallationStore, oauth_flow
from bot.slack.listen import listening
from bot.slack.people import FAILED
from bot.slack.posting import said, taken_back
from bot.slack.settings import SlackSettings
from bot.slack.socket import Socket
from bot.slack.workspaces import InstalledWorkspaces, OneWorkspace, Workspaces
from handlers.reply import Reply
from handlers.respond import Respond
from store.destination import Destination
from store.errors import CopydeskError, StoreError
from store.inbox import Inbox
from store.installations import Installations
from store.outbox import Outbox, Outgoing, Post
from store.store import Store

log = logging.getLogger(__name__)

# Longer than Slack repeats any event; the inbox also knows by them which threads began with a word to the bot.
KEPT = timedelta(days=90)
POLL_S = 0.1
# A network that comes and goes must not use up the calls that histories allow.
BETWEEN_CATCH_UPS_S = 60.0


class SlackRefused(CopydeskError):
    """Slack does not take a token, or a post."""


class Slack:
    """Copydesk in Slack. `pace_s` is the least time between two posts in a channel, `settle_s` how long a post whose
    reply was lost is left alone before it is looked for. Processes that share an archive may share the work: who
    `listens` takes events, who `answers` answers them, each posts what is due.
    """

    name = PLATFORM

    def __init__(
        self,
        settings: SlackSettings,
        store: Store,
        *,
        pace_s: float = 1.0,
        settle_s: float = SETTLE_S,
        make_socket: Callable[[AsyncApp, SlackSettings], Socket] = Socket,
        between_catch_ups_s: float = BETWEEN_CATCH_UPS_S,
        listens: bool = True,
        answers: bool = True,
    ) -> None:
        self._listens, self._answers = listens, answers
        self._settings = settings
        self._store = store
        self._inbox, self._outbox = Inbox(store), Outbox(store)
        self._installed = ArchiveInstallationStore(Installations(store, PLATFORM))
        self._workspaces: Workspaces = InstalledWorkspaces(settings.api_url, self._installed)
        if settings.bot_token is not None:
            self._workspaces = OneWorkspace(settings.api_url, settings.bot_token.get_secret_value())
        courier = SlackCourier(self._workspaces, self._outbox, settings.api_url)
        self._dispatch = Dispatch(self._outbox, PLATFORM, courier, pace_s=pace_s, settle_s=settle_s)
        self._reception = Reception(self._inbox, PLATFORM, self._dispatch.wake)
        self._socket: Socket | None = None
        self._make_socket = make_socket
        self._between_catch_ups_s = between_catch_ups_s
        self.ready = asyncio.Event()

    async def run(self, respond: Respond) -> None:
        """Listen and answer until cancelled. Raises `SlackRefused` if Slack does not take a token."""
        await self._prove_tokens()
        conversation = Conversation(self._settings, self._store, self._workspaces, respond, self._dispatch.wake)
        several = self._installed if self._settings.bot_token is None else None
        app = listening(self._settings, self._workspaces, self._reception.record, several)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._dispatch.run())
            if self._answers:
                tasks.create_task(self._reception.run(conversation.handle))
            if not self._listens:
                self.ready.set()
                await asyncio.get_running_loop().create_future()  # until cancelled
            async with self._listening(app) as socket:
                self.ready.set()
                await self._catch_up()
                tasks.create_task(self._tidy())
                if socket is not None:
                    tasks.create_task(self._catch_up_again(socket))
                await keep_alive(self._reception, lambda: socket is None or socket.wrong() is None)

    async def post(self, address: Address, reply: Reply) -> str:
        """Post a reply through the outbox; returns the message's id. Raises `SlackRefused` if it was not taken.

        Of several workspaces, in the one where the last post to that place went.
        """
        first = f"{PLATFORM}:post:{uuid.uuid4().hex}"
        last = await self._outbox.last(PLATFORM, address.place)
        where = {key: last.content.get(key) for key in ("team", "enterprise")} if last else {"team": ""}
        posts = []
        for index, content in enumerate(render(reply)):
            under = first if index and address.thread is None else None
            key = f"{first}:{index}" if index else first
            kept = {"method": "post", **where} | said(content, key)
            png = content.picture.png if content.picture else None
            thread = None if under else address.thread
            posts.append(Outgoing(key, PLATFORM, address.place, kept, thread, under, picture=png))
        await self._outbox.put_all(posts)
        self._dispatch.wake()
        while True:
            post: Post | None = await self._outbox.get(first)
            if post is not None and post.remote_id is not None:
                return post.remote_id
            if post is None or post.state in ("failed", "unknown"):
                raise SlackRefused(f"Slack did not take the post: {post.reason if post else 'it is gone'}.")
            await asyncio.sleep(POLL_S)

    def trouble(self) -> str | None:
        """What keeps it from hearing people; see `Platform.trouble`."""
        if not self.ready.is_set():
            return "it is not connected yet"
        return self._socket.wrong() if self._socket is not None else None

    def posts(self, key: str, to: Destination, reply: Reply) -> tuple[Outgoing, ...]:
        """The posts of a reply, for the outbox; see `Platform.posts`."""
        team, _, enterprise = (to.workspace or "").partition("/")
        made: list[Outgoing] = []
        for index, content in enumerate(render(reply)):
            kept = {"method": "post", "team": team, "enterprise": enterprise or None, "event": key}
            under = to.under or (key if index and to.thread is None else None)
            own = f"{key}:{index}" if index else key
            thread = None if under else to.thread
            articles, notice = taken_back(reply, kept)
            made.append(
                Outgoing(
                    own,
                    PLATFORM,
                    to.place,
                    kept | said(content, own),
                    thread,
                    under,
                    articles=articles,
                    notice=notice,
                    picture=content.picture.png if content.picture else None,
                )
            )
        return tuple(made)

    @contextlib.asynccontextmanager
    async def _listening(self, app: AsyncApp) -> AsyncIterator[Socket | None]:
        if self._settings.port is None:
            self._socket = self._make_socket(app, self._settings)
            async with self._socket.connected():
                yield self._socket
            return
        secret = self._settings.signing_secret.get_secret_value() if self._settings.signing_secret else ""
        made = web_app(app, secret, self._wrong, oauth_flow(self._settings, self._installed))
        async with served(made, self._settings.host, self._settings.port):
            yield None

    async def _wrong(self) -> str | None:
        """What is wrong, for who watches; None: it records and answers."""
        try:
            await self._inbox.waiting()
        except StoreError as error:
            return error.public
        return None

    async def _prove_tokens(self) -> None:
        """Ask Slack about the tokens before anything depends on them; a Slack out of reach is waited for."""
        checks = []
        if isinstance(self._workspaces, OneWorkspace):
            checks.append(("SLACK_BOT_TOKEN", self._workspaces.find()))
        if self._settings.app_token is not None and not self._settings.serves_http:
            token = self._settings.app_token.get_secret_value()
            asking = web_client(self._settings.api_url).apps_connections_open(app_token=token)
            checks.append(("SLACK_APP_TOKEN", asking))  # type: ignore[arg-type]
        for name, check in checks:
            try:
                await check
            except SlackApiError as error:
                reason = error.response.get("error")
                if reason in TOKEN_ERRORS or reason == "not_allowed_token_type":
                    raise SlackRefused(
                        f"Slack does not take {name} ({reason}). Copy it anew from the app's page."
                    ) from None
                log.warning("Slack could not be asked about %s (%s)", name, reason)
            except FAILED as error:
                log.warning("Slack could not be asked about %s (%s)", name, type(error).__name__)

    async def _catch_up(self, silent_since: float | None = None) -> None:
        found = 0
        with contextlib.suppress(*FAILED, StoreError):
            for workspace in await self._workspaces.every():
                found += await catch_up(
                    workspace, self._inbox, self._outbox, self._reception, silent_since=silent_since
                )
        if found:
            log.info("%d questions had come while nothing was heard", found)

    async def _catch_up_again(self, socket: Socket) -> None:
        """After every new session, for what fell between two; not more often than once in a while."""
        while True:
            await socket.renewed.wait()
            socket.renewed.clear()
            await self._catch_up(socket.heard_at)
            await asyncio.sleep(self._between_catch_ups_s)

    async def _tidy(self) -> None:
        while True:
            with contextlib.suppress(StoreError):
                await self._inbox.forget(datetime.now(UTC) - KEPT)
            await asyncio.sleep(24 * 3600)
