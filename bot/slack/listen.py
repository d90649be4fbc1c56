"""Listening with Bolt: what Slack sends is put into the inbox, then acknowledged; nothing is answered here.

`process_before_response` makes Bolt acknowledge after the listener and not before. A listener that cannot record (the
disk is full) raises, so Slack is told that the event did not arrive and sends it again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.slack import asked
from bot.slack.blocks import ACTION, FEEDBACK
from bot.slack.client import web_client
from bot.slack.installing import ArchiveInstallationStore
from bot.slack.settings import SlackSettings
from bot.slack.workspaces import Workspaces
from handlers.phrases import Phrase
from store.inbox import Event

log = logging.getLogger(__name__)

Record = Callable[[Event], Awaitable[bool]]
Body = dict[str, Any]

COMMANDS = ("/ask", "/compare", "/verify", "/desk")


def listening(
    settings: SlackSettings,
    workspaces: Workspaces,
    record: Record,
    installed: ArchiveInstallationStore | None = None,
) -> AsyncApp:
    """The Bolt app. `installed` is told of workspaces that remove the app, where there may be several."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> Any:  # None: not installed there
        found = await workspaces.find(team_id or "", enterprise_id)
        return found.authorized() if found else None

    secret = settings.signing_secret.get_secret_value() if settings.signing_secret else ""
    app = AsyncApp(
        name="copydesk",
        logger=logging.getLogger("slack_bolt.copydesk"),
        signing_secret=secret,
        client=web_client(settings.api_url),
        authorize=authorize,
        process_before_response=True,
    )

    async def kept(event: Event | None) -> None:
        if event is not None:
            await record(event)

    async def forgotten(body: Body) -> None:
        if installed is not None:
            whole = (body.get("authorizations") or [{}])[0].get("is_enterprise_install")
            team = None if whole else body.get("team_id")
            await installed.async_delete_bot(enterprise_id=body.get("enterprise_id"), team_id=team)

    for command in COMMANDS:

        @app.command(command)
        async def on_command(ack: AsyncAck, body: Body) -> None:
            await kept(asked.command(body))
            await ack(text=Phrase.ON_ITS_WAY.value, response_type="ephemeral")

    @app.event("message")
    @app.event("app_mention")
    async def on_message(body: Body, context: AsyncBoltContext) -> None:
        await kept(asked.message(body, context.bot_user_id or ""))

    @app.event("app_home_opened")
    async def on_home(body: Body) -> None:
        await kept(asked.home(body))

    @app.event("assistant_thread_started")
    async def on_opened(body: Body) -> None:
        await kept(asked.opened(body))

    # Subscribed to with the agent's view; nothing is done about it.
    @app.event("assistant_thread_context_changed")
    async def on_context() -> None:
        return None

    @app.event("app_uninstalled")
    async def on_removed(body: Body) -> None:
        await forgotten(body)

    # Also sent where only people's tokens were revoked; the app has none of those.
    @app.event("tokens_revoked")
    async def on_revoked(body: Body) -> None:
        if (body["event"].get("tokens") or {}).get("bot"):
            await forgotten(body)

    @app.action(re.compile(rf"{ACTION}_\d+|{FEEDBACK}|{asked.SHARE}"))
    async def on_press(ack: AsyncAck, body: Body) -> None:
        await kept(asked.press(body))
        await ack()

    @app.shortcut(re.compile(f"{asked.ASK_SHORTCUT}|{asked.VERIFY_SHORTCUT}"))
    async def on_shortcut(ack: AsyncAck, body: Body) -> None:
        await kept(asked.shortcut(body))
        await ack()

    @app.error
    async def on_error(error: Exception) -> None:
        log.error("an event was not recorded and not acknowledged: %s", type(error).__name__)
        raise error

    return app
