"""The bodies Slack sends, as its documentation shows them, and their signatures."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

from tests.bot.slack.fake import BOT, TEAM

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
_count = itertools.count(1)


def ts() -> str:
    return f"{time.time():.0f}.{next(_count):06d}"


def command(
    name: str, text: str, *, channel: str = "C1", user: str = "U1", response_url: str = "", team: str = TEAM
) -> dict[str, Any]:
    return {
        "command": name, "text": text, "channel_id": channel, "user_id": user, "user_name": "ed",
        "team_id": team, "team_domain": "desk", "api_app_id": "A1", "response_url": response_url, "token": "x",
        "trigger_id": f"{next(_count)}.98.ab", "is_enterprise_install": "false",
    }  # fmt: skip


def said(text: str, *, channel: str = "C1", user: str = "U1", thread: str | None = None, at: str | None = None,
         kind: str = "message", user_team: str = TEAM, **more: Any) -> dict[str, Any]:  # fmt: skip
    """A message event; `kind` app_mention for the other event Slack sends for a mention."""
    event = {"type": kind, "channel": channel, "user": user, "text": text, "ts": at or ts(), "team": user_team}
    if kind == "message":
        event["channel_type"] = "im" if channel.startswith("D") else "channel"
    if thread is not None:
        event["thread_ts"] = thread
    return callback(event | more)


def callback(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "token": "x", "team_id": TEAM, "api_app_id": "A1", "event": event, "type": "event_callback",
        "event_id": f"Ev{next(_count)}", "event_time": int(time.time()),
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }  # fmt: skip


def press(action_id: str, value: str, *, channel: str = "C1", user: str = "U1", message: str | None = None,
          thread: str | None = None, response_url: str = "") -> dict[str, Any]:  # fmt: skip
    container: dict[str, Any] = {"type": "message", "message_ts": message, "channel_id": channel}
    if thread is not None:
        container["thread_ts"] = thread
    body: dict[str, Any] = {
        "type": "block_actions", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "api_app_id": "A1",
        "trigger_id": f"{next(_count)}.1", "container": container, "response_url": response_url, "enterprise": None,
        "actions": [{"action_id": action_id, "block_id": "b", "type": "button", "value": value, "action_ts": ts()}],
    }  # fmt: skip
    if channel:
        body["channel"] = {"id": channel, "name": "desk"}
    else:
        body["container"] = {"type": "view", "view_id": "V1"}
    return body


def shortcut(
    callback_id: str, text: str, *, message: str, channel: str = "C1", response_url: str = ""
) -> dict[str, Any]:
    return {
        "type": "message_action", "callback_id": callback_id, "trigger_id": f"{next(_count)}.2", "team": {"id": TEAM},
        "channel": {"id": channel, "name": "desk"}, "user": {"id": "U1", "team_id": TEAM}, "message_ts": message,
        "message": {"type": "message", "user": "U2", "ts": message, "text": text}, "response_url": response_url,
        "enterprise": None, "token": "x",
    }  # fmt: skip


def signed(body: dict[str, Any], *, secret: str = SECRET, at: float | None = None) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of the request that Slack makes of it over HTTP."""
    if body.get("type") == "event_callback":
        raw, kind = json.dumps(body).encode(), "application/json"
    elif "command" in body:
        raw, kind = urlencode(body).encode(), "application/x-www-form-urlencoded"
    else:
        raw, kind = urlencode({"payload": json.dumps(body)}).encode(), "application/x-www-form-urlencoded"
    stamp = str(int(at or time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}
    return raw, headers
