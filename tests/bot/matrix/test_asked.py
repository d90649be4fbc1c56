"""How what people write is read: who is meant, what was said, and what is not for the bot."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.matrix.asked import Asked, Kind, Me, invitation, read, sealed
from store.inbox import Event

ME = Me("@copydesk:desk.test", "Copydesk")
PILL = '<a href="https://matrix.to/#/@copydesk:desk.test">Copydesk</a>: who led?'


def event(body: Any, sender: str = "@ada:desk.test", kind: str = "m.room.message", **content: Any) -> dict[str, Any]:
    said = {"msgtype": "m.text", "body": body} | content
    return {"type": kind, "sender": sender, "event_id": "$1", "origin_server_ts": 1_747_000_000_000, "content": said}


def asked(source: dict[str, Any], *, direct: bool = False) -> Asked | None:
    found = read(source, "!r:desk.test", ME, direct=direct)
    return (
        None
        if found is None
        else Asked.of(Event(found.platform, found.event_id, json.loads(json.dumps(found.payload))))
    )


MENTIONED: dict[str, Any] = {"m.mentions": {"user_ids": ["@copydesk:desk.test"]}}
NOBODY: dict[str, Any] = {"m.mentions": {}}


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ("Copydesk: who led?", MENTIONED),
        ("@copydesk:desk.test who led?", MENTIONED),
        ("@copydesk:desk.test: who led?", MENTIONED),
        ("copydesk, who led?", MENTIONED),
        ("[Copydesk](https://matrix.to/#/@copydesk:desk.test): who led?", MENTIONED),
        ("[@copydesk:desk.test](https://matrix.to/#/%40copydesk%3Adesk.test) who led?", MENTIONED),
        ("who led? @copydesk:desk.test", MENTIONED),
        ("Copydesk: who led?", {}),
        ("Copydesk: who led?", {"formatted_body": PILL}),
        ("Copydesk who led?", {"formatted_body": PILL.replace(":desk", "%3Adesk")}),
    ],
)
def test_a_mention_is_heard_however_the_client_writes_it(body: str, more: dict[str, Any]) -> None:
    found = asked(event(body, **more))
    assert found is not None
    assert (found.text, found.addressed) == ("who led?", True)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ("Copydesk is down again?", {}),
        ("Copydesk: who led?", NOBODY),
        ("who led?", NOBODY),
        ("who led?", {"m.mentions": {"room": True}}),
        ("who led?", {"m.mentions": {"user_ids": ["@copydesk:elsewhere.test"]}}),
        ("copydesktop: who led?", {}),
        ("!asking for a friend", {}),
        ("!help", {}),
        ("see !ask", {}),
    ],
)
def test_what_is_not_said_to_the_bot_is_not_heard(body: str, more: dict[str, Any]) -> None:
    assert asked(event(body, **more)) is None


@pytest.mark.parametrize("words", ["!ask who led?", "!compare the talks", '!verify "a"', "!desk sources", "!ASK who?"])
def test_the_commands_need_no_mention(words: str) -> None:
    found = asked(event(words, **NOBODY))
    assert found is not None
    assert (found.text, found.addressed) == (words, True)


@pytest.mark.parametrize(
    "source",
    [
        event("!ask x", sender=ME.user),
        event("!ask x", msgtype="m.notice"),
        event("!ask x", msgtype="m.image"),
        event("* !ask x", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}),
        event(None),
        event(7),
        event("!ask x") | {"content": "nothing"},
        event("!ask x") | {"state_key": ""},
        event("!ask x", kind="m.room.topic"),
        event("x", kind="m.reaction", **{"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "🎉"}}),
        event("x", kind="m.reaction", **{"m.relates_to": {"rel_type": "m.annotation", "key": "👍"}}),
        event("x", kind="m.reaction", **{"m.relates_to": 7}),
    ],
)
def test_its_own_words_other_bots_edits_and_nonsense_are_not_heard(source: dict[str, Any]) -> None:
    assert asked(source, direct=True) is None


def test_in_a_thread_only_what_asks_something_may_be_for_the_bot() -> None:
    thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": "$0", "m.in_reply_to": {"event_id": "$9"}}}
    found = asked(event("and Russia's?", **thread))
    assert found is not None
    assert (found.thread, found.about, found.addressed) == ("$0", None, False)
    assert asked(event("thanks a lot", **thread)) is None


def test_a_reply_is_read_without_what_it_quotes() -> None:
    replies = {"m.relates_to": {"m.in_reply_to": {"event_id": "$9"}}}
    found = asked(event("> <@copydesk:desk.test> Rustem Umerov\n> 4 of 5\n\nand Russia's?", **replies))
    assert found is not None
    assert (found.text, found.about, found.addressed) == ("and Russia's?", "$9", False)


@pytest.mark.parametrize(("key", "verdict"), [("👍", "helpful"), ("👍️", "helpful"), ("👎🏿", "unhelpful")])
def test_a_thumb_of_any_colour_is_feedback(key: str, verdict: str) -> None:
    relates = {"rel_type": "m.annotation", "event_id": "$answer", "key": key}
    found = asked(event("x", kind="m.reaction", **{"m.relates_to": relates}))
    assert found is not None
    assert (found.kind, found.text, found.about) == (Kind.REACTION, verdict, "$answer")


def test_what_cannot_be_stored_does_not_stop_the_rest() -> None:
    """Half a character is legal in JSON and nowhere else."""
    found = asked(event("!ask \ud800 who led?"))
    assert found is not None
    found.text.encode()
    closed = sealed(event("x", kind="m.room.encrypted", session_id="s\udfff", n=float("nan")), "!r", direct=False)
    json.dumps(dict(closed.payload), allow_nan=False).encode()


def test_events_are_known_by_their_ids() -> None:
    assert (read(event("!ask x"), "!r", ME, direct=False) or invitation("", "", "")).event_id == "$1"
    closed = sealed(event("x", kind="m.room.encrypted", session_id="s"), "!r", direct=False)
    assert (closed.event_id, closed.lane) == ("sealed:$1", "!r:key:s")
    assert invitation("!r", "@a:b", "s9").event_id == "invite:!r:s9"
