"""What arrived from Matrix, reduced to what is needed to answer it: this is what the inbox keeps.

Each reader takes an event as the client-server API gives it, decrypted if it was encrypted
(https://spec.matrix.org/v1.15/client-server-api/#room-event-format), and returns an event of the inbox, or None where
nobody asked anything. An event is known by its id, wherever it was read: in a sync, or paged back to.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from urllib.parse import quote, unquote

from handlers.parse import asks
from store.inbox import Event

PLATFORM = "matrix"
# The ids of messages that could not be read begin with it; the id of the message follows.
SEALED = "sealed:"

Source = Mapping[str, Any]

# Other bots have commands too: only our own names are ours without a mention.
_OWN = re.compile(r"\s*!(?:ask|compare|verify|desk)(?:\s|$)", re.IGNORECASE)
_FALLBACK = re.compile(r"\A(?:>[^\n]*\n)+\n?")
_PILL = re.compile(r"""href\s*=\s*["']https://matrix\.to/#/([^"'/?]+)""", re.IGNORECASE)


class Kind(StrEnum):
    """What happened that concerns the bot."""

    MESSAGE = "message"
    REACTION = "reaction"
    INVITE = "invite"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked. `event` is its id, `thread` the first event of the thread it is in.

    `about` is the event that a reaction or a reply is about. `sent_ms` is the sender's server's clock.
    `sealed` is an event that could not be read, as it came.
    """

    kind: Kind
    room: str
    user: str
    event: str
    text: str = ""
    thread: str | None = None
    about: str | None = None
    addressed: bool = True
    direct: bool = False
    sent_ms: int = 0
    sealed: Source | None = None

    @classmethod
    def of(cls, event: Event) -> Asked:
        """Read back what the inbox kept; what a later version added is left out."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in event.payload.items() if name in known}
        return cls(**values | {"kind": Kind(values["kind"])})


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is: its id, and the name it goes by in a room."""

    user: str
    name: str | None = None


def read(source: Source, room: str, me: Me, *, direct: bool) -> Event | None:
    """A message or a reaction; None for what is not for the bot: its own words, other bots, edits, chat."""
    content = source.get("content")
    if source.get("sender") == me.user or not isinstance(content, Mapping) or "state_key" in source:
        return None
    match source.get("type"):
        case "m.room.message":
            return message(source, content, room, me, direct=direct)
        case "m.reaction":
            return reaction(source, content, room)
        case _:
            return None


def message(source: Source, content: Source, room: str, me: Me, *, direct: bool) -> Event | None:
    """What a person wrote. In a room of two everything is said to the bot, for nobody else is there."""
    relates = _relation(content)
    body = content.get("body")
    if content.get("msgtype") != "m.text" or not isinstance(body, str) or relates.get("rel_type") == "m.replace":
        return None
    thread = _text(relates.get("event_id")) if relates.get("rel_type") == "m.thread" else None
    replied = None
    # In a thread a client without threads is helped by a reply that nobody meant; it is marked.
    meant = thread is None or relates.get("is_falling_back") is False
    if meant and isinstance(relates.get("m.in_reply_to"), Mapping):
        replied = _text(relates["m.in_reply_to"].get("event_id"))
        body = _FALLBACK.sub("", body, count=1)
    mentioned, words = _unaddressed(body, content, me)
    addressed = direct or mentioned or _OWN.match(words) is not None
    if not addressed and ((thread is None and replied is None) or not asks(words)):
        return None
    asked = Asked(
        kind=Kind.MESSAGE,
        room=room,
        user=str(source["sender"]),
        event=str(source["event_id"]),
        text=words,
        thread=thread,
        about=replied,
        addressed=addressed,
        direct=direct,
        sent_ms=_time(source),
    )
    lane = thread or replied or ("" if direct else asked.event)
    return _event(asked.event, asked, f"{room}:{lane}")


def reaction(source: Source, content: Source, room: str) -> Event | None:
    """A thumb up or down; whether it is about an answer is for the conversation to find out."""
    relates = _relation(content)
    about, key = _text(relates.get("event_id")), _text(relates.get("key"))
    verdict = {"👍": "helpful", "👎": "unhelpful"}.get((key or "")[:1])
    if relates.get("rel_type") != "m.annotation" or about is None or verdict is None:
        return None
    asked = Asked(Kind.REACTION, room, str(source["sender"]), str(source["event_id"]), verdict, about=about)
    return _event(asked.event, asked, f"{room}:reaction:{about}")


def invitation(room: str, inviter: str, token: str) -> Event:
    """The bot was invited; an invitation has no id of its own, so it is known by the sync that brought it."""
    asked = Asked(Kind.INVITE, room, inviter, "")
    return _event(f"invite:{room}:{token}", asked, f"{room}:invite")


def sealed(source: Source, room: str, *, direct: bool) -> Event:
    """A message whose key is not there; it lies with the others of its key until that comes."""
    kept = {
        name: source[name] for name in ("event_id", "sender", "type", "content", "origin_server_ts") if name in source
    }
    asked = Asked(
        kind=Kind.SEALED,
        room=room,
        user=str(source["sender"]),
        event=str(source["event_id"]),
        direct=direct,
        sent_ms=_time(source),
        sealed=kept | {"room_id": room},
    )
    return _event(f"{SEALED}{asked.event}", asked, lane_of_key(room, str(source["content"].get("session_id"))))


def lane_of_key(room: str, session: str) -> str:
    """Where messages wait that need the same key."""
    return f"{room}:key:{session}"


def _relation(content: Source) -> Source:
    relates = content.get("m.relates_to")
    return relates if isinstance(relates, Mapping) else {}


def _unaddressed(body: str, content: Source, me: Me) -> tuple[bool, str]:
    """Whether the bot is mentioned, and the words without the mention.

    `m.mentions` decides where it is given (https://spec.matrix.org/v1.15/client-server-api/#user-and-room-mentions);
    older clients only write a link to the bot, or begin with its name.
    """
    localpart = me.user.partition(":")[0]
    names = sorted({each.lstrip("@") for each in (me.user, me.name or "", localpart)} - {""}, key=len, reverse=True)
    named = "|".join(re.escape(each) for each in names)
    # Clients write the mention as a Markdown link in `body`, or as the name alone, with or without an @.
    link = rf"\[[^\]]*\]\(https://matrix\.to/#/(?:{re.escape(me.user)}|{re.escape(quote(me.user, safe=''))})[^)]*\)"
    leading = re.match(rf"\s*(?:{link}|@?(?:{named})(?!\w))\s*[:,]?\s*", body, re.IGNORECASE)
    mentions = content.get("m.mentions")
    if isinstance(mentions, Mapping):
        users = mentions.get("user_ids")
        mentioned = isinstance(users, list) and me.user in users
    else:
        pills = _PILL.findall(str(content.get("formatted_body") or ""))
        colon = leading is not None and leading.group().rstrip().endswith((":", ","))
        mentioned = colon or any(unquote(html.unescape(each)) == me.user for each in pills)
    if not mentioned:
        return False, body.strip()
    if leading is not None:
        return True, body[leading.end() :].strip()
    return True, re.sub(rf"{link}|@?{re.escape(me.user)}", " ", body, flags=re.IGNORECASE).strip()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _time(source: Source) -> int:
    at = source.get("origin_server_ts")
    return at if isinstance(at, int) and 0 < at < 10**14 else 0


def _event(event_id: str, asked: Asked, lane: str) -> Event:
    return Event(PLATFORM, _sound(event_id), _sound(asdict(asked)), _sound(lane))


def _sound(value: Any) -> Any:
    """The value without what cannot be kept: half characters and numbers that are none come over the wire."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case float() if not math.isfinite(value):
            return None
        case Mapping():
            return {_sound(name): _sound(each) for name, each in value.items()}
        case list() | tuple():
            return [_sound(each) for each in value]
        case _:
            return value
