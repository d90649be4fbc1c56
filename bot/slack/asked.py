"""What arrived from Slack, reduced to what is needed to answer it: this is what the inbox keeps.

Each reader takes a body as Slack sends it (https://docs.slack.dev/reference/events,
https://docs.slack.dev/reference/interaction-payloads) and returns an event, or None where nobody asked anything.
A message is known by its channel and time, so that the mention and the message Slack sends for it are one event.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from bot.slack.blocks import ACTION, FEEDBACK
from handlers.parse import asks
from store.inbox import Event

PLATFORM = "slack"
SHARE = "copydesk_share"
ASK_SHORTCUT = "copydesk_ask"
VERIFY_SHORTCUT = "copydesk_verify"

Body = Mapping[str, Any]

_OWN_NAMES = frozenset({"ask", "compare", "verify"})
_SUBTYPES = frozenset({None, "thread_broadcast", "file_share"})
_MARKED = re.compile(r"\s*[/!][A-Za-z]")
_ENTITY = re.compile(r"<([@#!])?([^|>]*)(?:\|([^>]*))?>")


class Kind(StrEnum):
    """How somebody turned to the bot."""

    COMMAND = "command"
    MESSAGE = "message"
    PRESS = "press"
    SHORTCUT = "shortcut"
    SHARE = "share"
    FEEDBACK = "feedback"
    HOME = "home"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked. `team` is the workspace whose token answers, `user_team` the person's own where told.

    `ts` is the message it came with, `thread` the thread that message is in. `channel` is empty in the Home tab.
    """

    kind: Kind
    team: str
    enterprise: str | None
    channel: str
    user: str
    text: str = ""
    ts: str | None = None
    thread: str | None = None
    user_team: str | None = None
    addressed: bool = True
    direct: bool = False
    response_url: str | None = None

    @classmethod
    def of(cls, event: Event) -> Asked:
        """Read back what the inbox kept; what a later version added is left out."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in event.payload.items() if name in known}
        return cls(**values | {"kind": Kind(values["kind"])})


def command(body: Body) -> Event:
    """A slash command; it carries no thread, so its answer starts one."""
    name = str(body["command"]).lstrip("/").casefold()
    words = spoken(str(body.get("text") or ""))
    asked = Asked(
        kind=Kind.COMMAND,
        team=str(body.get("team_id") or ""),
        enterprise=body.get("enterprise_id"),
        channel=str(body["channel_id"]),
        user=str(body["user_id"]),
        text=f"/{name if name in _OWN_NAMES else 'desk'} {words}",
        user_team=body.get("team_id"),
        direct=str(body["channel_id"]).startswith("D"),
        response_url=body.get("response_url"),
    )
    return _event(f"command:{body.get('trigger_id') or _digest(body)}", asked, asked.channel + ":" + asked.user)


def message(body: Body, bot_user: str) -> Event | None:
    """A message or a mention; None for what is not for the bot: other bots, edits, chat that asks nothing."""
    event: Mapping[str, Any] = body["event"]
    user, text = event.get("user"), str(event.get("text") or "")
    if event.get("subtype") not in _SUBTYPES or event.get("bot_id") or not user or user == bot_user:
        return None
    direct = event.get("channel_type") == "im" or str(event["channel"]).startswith("D")
    mentioned = re.search(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>", text)
    thread, ts = event.get("thread_ts"), str(event["ts"])
    words = spoken(re.sub(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>:?", " ", text)).strip()
    addressed = direct or mentioned is not None
    if not addressed and (thread is None or thread == ts or not (asks(words) or _MARKED.match(words))):
        return None
    team, enterprise = _home(body)
    asked = Asked(
        kind=Kind.MESSAGE,
        team=team,
        enterprise=enterprise,
        channel=str(event["channel"]),
        user=str(user),
        text=words,
        ts=ts,
        thread=thread,
        user_team=event.get("user_team") or event.get("team"),
        addressed=addressed,
        direct=direct,
    )
    lane = f"{asked.channel}:{thread or ('' if direct else ts)}"
    return _event(f"{asked.channel}:{ts}", asked, lane)


def press(body: Body) -> Event | None:
    """A press of one of our buttons; None for any other."""
    action = body["actions"][0]
    kinds = {FEEDBACK: Kind.FEEDBACK, SHARE: Kind.SHARE}
    name = str(action.get("action_id"))
    kind = Kind.PRESS if name.startswith(ACTION) else kinds.get(name)
    if kind is None:
        return None
    container = body.get("container", {})
    value = str(action.get("value") or "")
    channel = str(body.get("channel", {}).get("id") or "")
    asked = Asked(
        kind=kind,
        team=str(body.get("team", {}).get("id") or body["user"].get("team_id") or ""),
        enterprise=(body.get("enterprise") or {}).get("id"),
        channel=channel,
        user=str(body["user"]["id"]),
        text=f"/{value}" if kind is Kind.PRESS else value,
        ts=container.get("message_ts"),
        thread=container.get("thread_ts") or (body.get("message") or {}).get("thread_ts"),
        user_team=body["user"].get("team_id"),
        direct=not channel or channel.startswith("D"),
        response_url=body.get("response_url"),
    )
    which = action.get("action_ts") or body.get("trigger_id") or _digest(body)
    return _event(f"press:{asked.user}:{which}", asked, f"{channel}:{asked.thread or asked.ts}")


def shortcut(body: Body) -> Event | None:
    """A message shortcut: what the message says is asked about, or looked for word for word."""
    names = {ASK_SHORTCUT: "/ask {}", VERIFY_SHORTCUT: '/verify "{}"'}
    form = names.get(str(body.get("callback_id")))
    if form is None:
        return None
    said: Mapping[str, Any] = body["message"]
    channel = str(body["channel"]["id"])
    asked = Asked(
        kind=Kind.SHORTCUT,
        team=str(body.get("team", {}).get("id") or ""),
        enterprise=(body.get("enterprise") or {}).get("id"),
        channel=channel,
        user=str(body["user"]["id"]),
        text=form.format(spoken(str(said.get("text") or "")).strip()),
        ts=str(body.get("message_ts") or said["ts"]),
        thread=said.get("thread_ts"),
        user_team=body["user"].get("team_id"),
        direct=channel.startswith("D"),
        response_url=body.get("response_url"),
    )
    return _event(f"shortcut:{body.get('trigger_id') or _digest(body)}", asked, f"{channel}:{asked.thread or asked.ts}")


def home(body: Body) -> Event | None:
    """The app was opened: at its Home tab, or at the messages, where it may suggest what to ask."""
    event: Mapping[str, Any] = body["event"]
    team, enterprise = _home(body)
    user, which = str(event["user"]), body.get("event_id") or _digest(body)
    match event.get("tab", "home"):
        case "home":
            asked = Asked(Kind.HOME, team, enterprise, "", user, direct=True)
            return _event(f"home:{which}", asked, f"home:{user}")
        case "messages":
            asked = Asked(Kind.OPENED, team, enterprise, str(event["channel"]), user, direct=True)
            return _event(f"opened:{which}", asked, f"opened:{user}")
        case _:
            return None


def opened(body: Body) -> Event:
    """A conversation with the assistant was begun, in an app that has not the agent's view yet.

    https://docs.slack.dev/ai/migrating-to-agent-messaging: with the agent's view the messages tab is opened instead.
    """
    thread: Mapping[str, Any] = body["event"]["assistant_thread"]
    team, enterprise = _home(body)
    channel, ts = str(thread["channel_id"]), str(thread["thread_ts"])
    asked = Asked(Kind.OPENED, team, enterprise, channel, str(thread["user_id"]), ts=ts, thread=ts, direct=True)
    return _event(f"opened:{channel}:{ts}", asked, f"{channel}:{ts}")


def spoken(text: str) -> str:
    """A person's words as they read them: Slack's marks for people, channels and links become their names."""

    def name(found: re.Match[str]) -> str:
        kind, target, label = found.groups()
        if kind == "@":
            return f"@{label or target}"
        if kind == "#":
            return f"#{label or target}"
        if kind == "!":
            return label or target.partition("^")[0]
        return label or target

    return html.unescape(_ENTITY.sub(name, text))


def _home(body: Body) -> tuple[str, str | None]:
    """The workspace for which the app was sent an event: in a shared channel it is not the person's own."""
    given = (body.get("authorizations") or [{}])[0]
    team = given.get("team_id") or body.get("team_id") or ""
    return str(team), given.get("enterprise_id") or body.get("enterprise_id")


def _digest(body: Body) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _event(event_id: str, asked: Asked, lane: str) -> Event:
    return Event(PLATFORM, event_id, asdict(asked), lane)
