"""The calls that make, change, take away and look for a message; each says what became of it, and none raises.

Every message of ours carries an opaque id as metadata, by which it is found when the reply to its call was lost.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.outbox import Later, Lost, Refused, Result, Sent
from store.outbox import Post

log = logging.getLogger(__name__)

EVENT_TYPE = "copydesk_post"
# Our clock and Slack's may differ by this much; reading back further costs nothing.
SKEW = timedelta(minutes=5)
PAGES = 5

_IN_DOUBT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
TOKEN_ERRORS = frozenset(
    {"invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "missing_scope"}
)
_TOKEN_S = 60.0


def opaque(key: str) -> str:
    """The id under which a post can be found again; it says nothing of what it is about."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


async def posted(client: AsyncWebClient, post: Post, with_blocks: bool) -> Result:
    """A new message, for everybody or for one person."""
    spoken = _spoken(post, with_blocks)
    if post.thread is not None:
        spoken["thread_ts"] = post.thread

    async def call() -> str:
        if post.content["method"] == "ephemeral":
            said = await client.chat_postEphemeral(user=post.content["user"], **spoken)
            return str(said.get("message_ts") or "ephemeral")
        said = await client.chat_postMessage(
            metadata=_metadata(post), mrkdwn=False, unfurl_links=False, unfurl_media=False, **spoken
        )
        return str(said["ts"])

    return await _called(call)


async def edited(client: AsyncWebClient, post: Post, ts: str, with_blocks: bool) -> Result:
    """The message there is, with other content. Doing it twice is doing it once."""

    async def call() -> str:
        return str((await client.chat_update(ts=ts, metadata=_metadata(post), **_spoken(post, with_blocks)))["ts"])

    return await _called(call)


async def deleted(client: AsyncWebClient, post: Post, ts: str) -> Result:
    """The message taken away; one that is gone already is gone."""

    async def call() -> str:
        await client.chat_delete(channel=post.place, ts=ts)
        return f"gone {ts}"

    result = await _called(call)
    return Sent(f"gone {ts}") if isinstance(result, Refused) and result.reason == "message_not_found" else result


def _spoken(post: Post, with_blocks: bool) -> dict[str, Any]:
    spoken: dict[str, Any] = {
        "channel": post.place,
        "text": post.content["text"],
        "parse": "none",
        "link_names": False,
    }
    if with_blocks:
        spoken["blocks"] = post.content["blocks"]
    return spoken


def _metadata(post: Post) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"id": opaque(post.key)}}


async def _called(call: Callable[[], Awaitable[str]]) -> Result:
    """What came of a call of the Web API; the call returns the message's time."""
    try:
        return Sent(await call())
    except SlackApiError as error:
        return meaning(error)
    except aiohttp.ClientConnectorError as error:
        return Later(2, type(error).__name__)  # no connection was made, so no post
    except (TimeoutError, SlackClientError, aiohttp.ClientError) as error:
        return Lost(type(error).__name__)


def meaning(error: SlackApiError) -> Result:
    """What an error of the Web API means for the post."""
    reason, status = error_of(error), error.response.status_code
    if status == 429 or reason in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        # https://docs.slack.dev/apis/web-api/rate-limits: the header says when, in whole seconds.
        return Later(float(error.response.headers.get("Retry-After", 1)), "ratelimited")
    if status >= 500 or reason in _IN_DOUBT:
        return Lost(reason)
    if reason in TOKEN_ERRORS:
        log.error("Slack does not take the token (%s); the post waits", reason)
        return Later(_TOKEN_S, reason)
    return Refused(reason)


def error_of(error: SlackApiError) -> str:
    """The error's name, as the Web API gives it."""
    data = error.response.data if hasattr(error.response, "data") else error.response
    return str(data.get("error")) if isinstance(data, dict) else f"status {error.response.status_code}"


async def read_back(client: AsyncWebClient, post: Post) -> str | None:
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
