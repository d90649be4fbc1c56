"""How a post goes to Slack, and how to find out whether it got there.

`chat.postMessage` knows no idempotency key. So every post carries an opaque id as metadata; when a reply is lost the
channel, or the thread, is read back for it before anything is sent again.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.outbox import Later, Lost, Refused, Result, Sent, Unknowable
from bot.slack.blocks import escaped
from bot.slack.client import TIMEOUT_S
from bot.slack.limits import TEXT
from bot.slack.workspaces import Workspace, Workspaces
from handlers.phrases import Phrase, fill
from handlers.pieces import Piece
from store.errors import StoreError
from store.outbox import Post

log = logging.getLogger(__name__)

EVENT_TYPE = "copydesk_post"
# Our clock and Slack's may differ by this much; reading back further costs nothing.
SKEW = timedelta(minutes=5)
PAGES = 5

# https://docs.slack.dev/reference/methods/chat.postMessage#errors
_BAD_BLOCKS = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments",
})  # fmt: skip
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found"})
_IN_DOUBT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
TOKEN_ERRORS = frozenset(
    {"invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "missing_scope"}
)
_TOKEN_S, _BUSY_S = 60.0, 30.0


def opaque(key: str) -> str:
    """The id under which a post can be found again; it says nothing of what it is about."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class SlackCourier:
    """Sends posts to the workspaces the app is in."""

    def __init__(self, workspaces: Workspaces, api_url: str) -> None:
        self._workspaces = workspaces
        self._hosts = {"hooks.slack.com", urlsplit(api_url).netloc}

    async def send(self, post: Post) -> Result:
        """Make the post; if Slack refuses its blocks the answer goes out as text, and the refusal is logged."""
        workspace = await self._workspace(post)
        if not isinstance(workspace, Workspace):
            return workspace
        if post.content["method"] == "respond":
            return await self._respond(post.content["response_url"], post.content)
        result = await self._post(workspace.client, post, with_blocks=True)
        if isinstance(result, Refused) and result.reason in _BAD_BLOCKS:
            log.error("Slack refused the blocks of post %s (%s); it goes out as text", post.key, result.reason)
            result = await self._post(workspace.client, post, with_blocks=False)
        if isinstance(result, Refused) and result.reason in _NOT_THERE and post.content.get("response_url"):
            await self._say_not_there(post, workspace)
        return result

    async def find(self, post: Post) -> Result:
        """Read the channel, or the thread, back; what only one person saw cannot be read back."""
        if post.content["method"] != "post":
            return Unknowable("only the person it was for can see whether it is there")
        workspace = await self._workspace(post)
        if not isinstance(workspace, Workspace):
            return Lost(workspace.reason)
        try:
            found = await _read_back(workspace.client, post)
        except SlackApiError as error:
            return Lost(_error(error))
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            return Lost(type(error).__name__)
        return Sent(found) if found else Later(0, "read back as absent")

    async def _workspace(self, post: Post) -> Workspace | Later | Refused:
        try:
            found = await self._workspaces.find(post.content["team"], post.content.get("enterprise"))
        except (SlackClientError, aiohttp.ClientError, TimeoutError, StoreError) as error:
            return Later(_BUSY_S, type(error).__name__)
        return found or Refused("the app is not installed there")

    async def _post(self, client: AsyncWebClient, post: Post, *, with_blocks: bool) -> Result:
        content = post.content
        spoken: dict[str, Any] = {"channel": post.place, "text": content["text"], "parse": "none", "link_names": False}
        if with_blocks:
            spoken["blocks"] = content["blocks"]
        if post.thread is not None:
            spoken["thread_ts"] = post.thread
        try:
            if content["method"] == "ephemeral":
                said = await client.chat_postEphemeral(user=content["user"], **spoken)
                return Sent(str(said.get("message_ts") or "ephemeral"))
            metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": opaque(post.key)}}
            said = await client.chat_postMessage(
                metadata=metadata, mrkdwn=False, unfurl_links=False, unfurl_media=False, **spoken
            )
            return Sent(str(said["ts"]))
        except SlackApiError as error:
            return _refused(error)
        except aiohttp.ClientConnectorError as error:
            return Later(2, type(error).__name__)  # no connection was made, so no post
        except (TimeoutError, SlackClientError, aiohttp.ClientError) as error:
            return Lost(type(error).__name__)

    async def _respond(self, url: str, content: Mapping[str, Any]) -> Result:
        """Answer one person where a command was given; this works in channels the bot is not in."""
        if urlsplit(url).netloc not in self._hosts:
            return Refused("the address to respond to is not Slack's")
        hook = AsyncWebhookClient(url, timeout=TIMEOUT_S, retry_handlers=[])
        try:
            said = await hook.send(text=content["text"], blocks=content.get("blocks"), response_type="ephemeral",
                                   replace_original=False, unfurl_links=False, unfurl_media=False)  # fmt: skip
        except aiohttp.ClientConnectorError as error:
            return Later(2, type(error).__name__)
        except (TimeoutError, SlackClientError, aiohttp.ClientError) as error:
            return Unknowable(type(error).__name__)
        match said.status_code:
            case 200:
                return Sent("response")
            case 429:
                return Later(float(said.headers.get("Retry-After", 1)), "ratelimited")
            case code if code >= 500:
                return Unknowable(f"status {code}")
            case code:
                return Refused(f"status {code}")

    async def _say_not_there(self, post: Post, workspace: Workspace) -> None:
        pieces = fill(Phrase.NOT_IN_CHANNEL, name=Piece(workspace.bot_name))
        words = escaped("".join(piece.text for piece in pieces), TEXT)
        result = await self._respond(post.content["response_url"], {"text": words})
        if not isinstance(result, Sent):
            log.warning("that the bot is not in the channel could not be said: %s", result)


def _refused(error: SlackApiError) -> Result:
    """What an error of the Web API means for the post."""
    reason, status = _error(error), error.response.status_code
    if status == 429 or reason in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        # https://docs.slack.dev/apis/web-api/rate-limits: the header says when, in whole seconds.
        return Later(float(error.response.headers.get("Retry-After", 1)), "ratelimited")
    if status >= 500 or reason in _IN_DOUBT:
        return Lost(reason)
    if reason in TOKEN_ERRORS:
        log.error("Slack does not take the token (%s); the post waits", reason)
        return Later(_TOKEN_S, reason)
    return Refused(reason)


def _error(error: SlackApiError) -> str:
    data = error.response.data if hasattr(error.response, "data") else error.response
    return str(data.get("error")) if isinstance(data, dict) else f"status {error.response.status_code}"


async def _read_back(client: AsyncWebClient, post: Post) -> str | None:
    """The time of the message with the post's id, or None if it is surely not there."""
    wanted = opaque(post.key)
    since = (post.sending_at or post.created_at) - SKEW
    asked: dict[str, Any] = {
        "channel": post.place,
        "oldest": f"{since.timestamp():.6f}",
        "include_all_metadata": True,
        "limit": 200,
    }
    for _ in range(PAGES):
        if post.thread is None:
            said = await client.conversations_history(**asked)
        else:
            said = await client.conversations_replies(ts=post.thread, **asked)
        for message in said["messages"]:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if isinstance(payload, str):
                payload = json.loads(payload)
            if metadata.get("event_type") == EVENT_TYPE and payload.get("id") == wanted:
                return str(message["ts"])
        cursor = (said.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        asked["cursor"] = cursor
    raise TimeoutError  # more was said in the meantime than can be read back: nobody knows
