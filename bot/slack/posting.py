"""What is put into the outbox for a reply: where it goes, who sees it, and which post each button is about.

The content of a post (JSON) is what `bot.slack.courier` reads: `method` is ``post``, ``edit`` or ``delete`` (of the
post with the key `edits`), ``ephemeral`` or ``respond``; `conversation` names the thread in which the handlers
remember what was asked, so that a reply under the post goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.slack.asked import PLATFORM, SHARE, Asked
from bot.slack.blocks import render
from bot.slack.limits import Block, Content
from bot.slack.rich import plain, rich_text, section, text
from handlers.phrases import Phrase, fill
from handlers.reply import Reply
from handlers.withdrawal import WITHDRAWN, articles_in, notice
from store.inbox import Event
from store.outbox import Outgoing, Post


def part(event_id: str, index: int) -> str:
    """The key of one message of the answer to an event."""
    return f"{PLATFORM}:{event_id}:{index}"


def said(content: Content, key: str) -> dict[str, Any]:
    """What is kept of a message; `key` is that of the post its picture is kept with."""
    made: dict[str, Any] = {"blocks": list(content.blocks), "text": content.text}
    if content.picture is not None:
        made["picture"] = {"of": key, "name": content.picture.name, "alt": _words(content)}
    return made


def taken_back(reply: Reply, kept: Mapping[str, Any]) -> tuple[tuple[int, ...], dict[str, Any] | None]:
    """The articles for which a message of a reply is taken back, and what it then becomes."""
    articles = articles_in(reply)
    if not articles:
        return (), None
    (withdrawn,) = render(notice(reply))
    return articles, dict(kept) | said(withdrawn, "")


def _words(content: Content) -> str:
    return "".join(block["alt_text"] for block in content.blocks if block["type"] == "image")


def posts(
    asked: Asked,
    event: Event,
    reply: Reply,
    *,
    conversation: str,
    only_me: bool = False,
    turn: int | None = None,
    placeholder: str | None = None,
) -> tuple[Outgoing, ...]:
    """The posts that a reply becomes; the later ones go under the first.

    `only_me`: this channel's answers are for who asks, to be shared by a button; `turn` is then what to share with it.
    `placeholder` is the key of the post that holds the answer's place: the answer is put into it, or it is taken away.
    """
    private = (reply.private or only_me) and not asked.direct
    thread = asked.thread
    # Who alone sees a reply does not see it in a thread that nobody opened.
    if thread is None and not asked.direct and not private:
        thread = asked.ts
    kept: dict[str, Any] = {
        "method": ("respond" if asked.response_url else "ephemeral") if private else "post",
        "team": asked.team,
        "enterprise": asked.enterprise,
        "user": asked.user,
        "response_url": asked.response_url,
        "event": event.event_id,
        "conversation": conversation,
    }
    contents = render(reply, feedback=None if private else event.event_id)
    if only_me and not reply.private and not asked.direct:
        contents = (*contents[:-1], _with_share(contents[-1], event))
        kept["turn"] = turn
    made: list[Outgoing] = []
    if placeholder is not None and private:
        gone = kept | {"method": "delete", "edits": placeholder, "blocks": [], "text": ""}
        made.append(Outgoing(f"{placeholder}:gone", PLATFORM, asked.channel, gone, thread))
    for index, content in enumerate(contents):
        key = part(event.event_id, index)
        own = kept | said(content, key)
        if placeholder is not None and index == 0 and not private:
            own |= {"method": "edit", "edits": placeholder}
        under = part(event.event_id, 0) if index and thread is None and not private and not asked.direct else None
        articles, instead = taken_back(reply, kept)
        if instead is not None and private:
            instead["undo"] = "say"  # what one person alone was shown cannot be edited: they are told
        elif instead is not None and own["method"] == "edit":
            instead |= {"method": "edit", "edits": placeholder}
        made.append(
            Outgoing(
                key,
                PLATFORM,
                asked.channel,
                own,
                None if under else thread,
                under,
                articles=articles,
                notice=instead,
                picture=content.picture.png if content.picture else None,
            )
        )
    return tuple(made)


def holding_place(asked: Asked, event: Event, conversation: str) -> Outgoing:
    """A post that says that the archive is being read, until the answer is put in its place."""
    words = fill(Phrase.READING)
    kept = {
        "method": "post",
        "team": asked.team,
        "enterprise": asked.enterprise,
        "event": event.event_id,
        "conversation": conversation,
        "blocks": [{"type": "context", "elements": [{"type": "plain_text", "text": plain(words), "emoji": False}]}],
        "text": plain(words),
    }
    thread = asked.thread or (None if asked.direct else asked.ts)
    return Outgoing(f"{PLATFORM}:{event.event_id}:placeholder", PLATFORM, asked.channel, kept, thread)


def shared(
    shown: Sequence[Post], asked: Asked, conversation: str, articles: tuple[int, ...] = ()
) -> tuple[Outgoing, ...]:
    """The same posts for the whole channel, and who shared them; each once, however often they are shared.

    `articles` are those they quote.
    """
    made: list[Outgoing] = []
    (withdrawn,) = render(WITHDRAWN)
    for post in shown:
        blocks: list[Block] = [block for block in post.content["blocks"] if not _is_share(block)]
        if post is shown[-1]:
            by = {"type": "user", "user_id": asked.user}
            blocks.append(rich_text(section([text(Phrase.SHARED_BY.value), by])))
        kept = {name: value for name, value in post.content.items() if name != "undo"} | {
            "method": "post",
            "blocks": blocks,
            "response_url": asked.response_url,
            "conversation": conversation,
        }
        notice = kept | said(withdrawn, "") if articles else None
        under = made[0].key if made and post.thread is None else None
        key = f"{post.key}:shared"
        made.append(Outgoing(key, PLATFORM, asked.channel, kept, post.thread, under, articles=articles, notice=notice))
    return tuple(made)


def _with_share(content: Content, event: Event) -> Content:
    label = {"type": "plain_text", "text": Phrase.BUTTON_SHARE.value, "emoji": False}
    button = {"type": "button", "action_id": SHARE, "text": label, "value": event.event_id, "style": "primary"}
    return replace(content, blocks=(*content.blocks, {"type": "actions", "elements": [button]}))


def _is_share(block: Mapping[str, Any]) -> bool:
    return block["type"] == "actions" and any(each["action_id"] == SHARE for each in block["elements"])
