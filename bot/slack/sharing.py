"""“Share here”: what only one person saw, for the whole channel; people follow up under it as under any answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from bot.slack.asked import PLATFORM, Asked
from bot.slack.posting import part, shared
from handlers.thread import thread_key
from store.outbox import Outbox, Outgoing, Post
from store.store import Store


async def share(asked: Asked, store: Store) -> Sequence[Outgoing]:
    """Every message of the answer whose event `asked.text` names, if it was shown to the person who shares it.

    The shared answer's thread begins with that one question: what else the person asked in private stays theirs.
    """
    outbox = Outbox(store)
    shown: list[Post] = []
    for index in count():
        post = await outbox.get(part(asked.text, index))
        if post is None:
            break
        shown.append(post)
    if not shown or any(post.content.get("user") != asked.user or post.place != asked.channel for post in shown):
        return ()
    conversation = f"shared:{asked.text}"
    await _begin(store, asked, shown[-1], conversation)
    articles = await outbox.quoted(post.key for post in shown)
    return shared(shown, asked, conversation, articles)


async def _begin(store: Store, asked: Asked, post: Post, conversation: str) -> None:
    """Let the shared thread begin with the turn that is shared."""
    private = thread_key(PLATFORM, asked.channel, post.content["conversation"])
    public = thread_key(PLATFORM, asked.channel, conversation)
    if await store.turns(public):
        return
    for turn in await store.turns(private):
        if turn.id == post.content.get("turn"):
            await store.add_turn(public, turn.payload, turn.asked_at)
