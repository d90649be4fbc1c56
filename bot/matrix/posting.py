"""What is put into the outbox for a reply: its pictures, each a message of its own, then its words.

The content of a post (JSON) is what `bot.matrix.courier` reads: a message's `body` and `formatted_body`, or a
`picture` with its words as `body`; `edits` is the key of a post that it changes, and `redact` takes that one away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.matrix import picturing
from bot.matrix.asked import PLATFORM
from bot.matrix.html import Content, render
from handlers.reply import Picture, Reply
from handlers.withdrawal import articles_in, notice
from store.outbox import Outgoing


def posts(
    key: str,
    place: str,
    reply: Reply,
    *,
    thread: str | None = None,
    under: str | None = None,
    also: Mapping[str, Any] | None = None,
    starts_thread: bool = False,
) -> tuple[Outgoing, ...]:
    """The posts of a reply in a room. The first words have the key; keys of what follows begin with it.

    All go into `thread`, or that which the post with the key `under` starts. Where there is neither, words that
    follow go into the thread of the first, if it `starts_thread`. `also` is kept with each.
    """
    more = dict(also or {})
    made: list[Outgoing] = []
    for number, picture in enumerate(block for block in reply.blocks if isinstance(block, Picture)):
        own = f"{key}:picture:{number}"
        drawn = picturing.kept(picture, own) | more
        gone = {"redact": True} if picture.articles else None
        made.append(Outgoing(own, PLATFORM, place, drawn, thread, under, None, picture.articles, gone, picture.png))
    # The pictures are messages of their own.
    words = replace(reply, blocks=tuple(block for block in reply.blocks if not isinstance(block, Picture)))
    articles = articles_in(words)
    (withdrawn,) = render(notice(words))
    # An edit leaves the first words to be read by whoever asks the homeserver for them.
    instead = kept(withdrawn) | {"answers": more.get("answers"), "undo": "erase"} if articles else None
    for index, content in enumerate(render(reply)):
        follows = key if index and thread is None and starts_thread else None
        own = f"{key}:{index}" if index else key
        made.append(
            Outgoing(own, PLATFORM, place, kept(content) | more, thread, under or follows, None, articles, instead)
        )
    return tuple(made)


def kept(content: Content) -> dict[str, Any]:
    """What the outbox keeps of a message."""
    return {"body": content.body, "formatted_body": content.formatted_body}
