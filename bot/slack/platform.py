"""The platform Slack: listens by socket or HTTP, answers from the inbox, speaks through the outbox."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.inbox import Reception
from bot.outbox import SETTLE_S, Dispatch
from bot.platform import Address
from bot.slack.asked import PLATFORM
from bot.slack.blocks import render
from bot.slack.catchup import catch_up, keep_alive
from bot.slack.client import web_client
from bot.slack.conversation import Conversation
from bot.slack.courier import TOKEN_ERRORS, SlackCourier
from bot.slack.http import served, web_app
from bot.slack.installing import ArchiveInstallationStore, oauth_flow
from bot.slack.listen import listening
from bot.slack.people import FAILED
from bot.slack.settings import SlackSettings
from bot.slack.socket import Socket
from bot.slack.workspaces import InstalledWorkspaces, OneWorkspace, Workspaces
from handlers.reply import Reply
from handlers.respond import Respond
from store.errors import CopydeskError, StoreError
from store.inbox import Inbox
from store.installations import Installations
from store.outbox import Outbox, Outgoing, Post
from store.store import Store

log = logging.getLogger(__name__)

# Longer than Slack repeats any event; the inbox also knows by them which threads began with a word to the bot.
KEPT = timedelta(days=90)
POLL_S = 0.1


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
        courier = SlackCourier(self._workspaces, settings.api_url)
        self._dispatch = Dispatch(self._outbox, PLATFORM, courier, pace_s=pace_s, settle_s=settle_s)
        self._reception = Reception(self._inbox, PLATFORM, self._dispatch.wake)
        self.ready = asyncio.Event()

    async def run(self, respond: Respond) -> None:
        """Listen and answer until cancelled. Raises `SlackRefused` if Slack does not take a token."""
        await self._prove_tokens()
        conversation = Conversation(self._settings, self._store, self._workspaces, respond)
        several = self._installed if self._settings.bot_token is None else None
        app = listening(self._settings, self._workspaces, self._reception.record, several)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._dispatch.run())
            if self._answers:
                tasks.create_task(self._reception.run(conversation.handle))
            if not self._listens:
                self.ready.set()
                await asyncio.get_running_loop().create_future()  # until cancelled
            async with self._listening(app):
                self.ready.set()
                await self._catch_up()
                tasks.create_task(self._tidy())
                await keep_alive(self._reception)

    async def post(self, address: Address, reply: Reply) -> str:
        """Post a reply through the outbox; returns the message's id. Raises `SlackRefused` if it was not taken."""
        first = f"{PLATFORM}:post:{uuid.uuid4().hex}"
        posts = []
        for index, content in enumerate(render(reply)):
            kept = {"method": "post", "team": "", "blocks": list(content.blocks), "text": content.text}
            under = first if index and address.thread is None else None
            key = f"{first}:{index}" if index else first
            posts.append(Outgoing(key, PLATFORM, address.place, kept, None if under else address.thread, under))
        await self._outbox.put_all(posts)
        self._dispatch.wake()
        while True:
            post: Post | None = await self._outbox.get(first)
            if post is not None and post.remote_id is not None:
                return post.remote_id
            if post is None or post.state in ("failed", "unknown"):
                raise SlackRefused(f"Slack did not take the post: {post.reason if post else 'it is gone'}.")
            await asyncio.sleep(POLL_S)

    @contextlib.asynccontextmanager
    async def _listening(self, app: AsyncApp) -> AsyncIterator[None]:
        if self._settings.port is None:
            async with Socket(app, self._settings).connected():
                yield
            return
        secret = self._settings.signing_secret.get_secret_value() if self._settings.signing_secret else ""
        made = web_app(app, secret, self._wrong, oauth_flow(self._settings, self._installed))
        async with served(made, self._settings.host, self._settings.port):
            yield

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
                log.warning("Slack could not be asked about %s: %s", name, reason)
            except FAILED as error:
                log.warning("Slack could not be asked about %s: %s", name, type(error).__name__)

    async def _catch_up(self) -> None:
        if isinstance(self._workspaces, OneWorkspace):
            with contextlib.suppress(*FAILED, StoreError):
                found = await catch_up(await self._workspaces.find(), self._inbox, self._reception)
                log.info("%d questions had come while the bot did not run", found)

    async def _tidy(self) -> None:
        while True:
            with contextlib.suppress(StoreError):
                await self._inbox.forget(datetime.now(UTC) - KEPT)
            await asyncio.sleep(24 * 3600)
