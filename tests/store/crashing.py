"""A process that works on an archive until it is killed, and says what it had acknowledged by then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store
from tests.store.drafts import draft

# The only worker there is: what its predecessor held is free at once.
AT_ONCE = timedelta(0)
TEXT = "The ferry number {n} sank at dawn. Forty people were saved. The captain was questioned.\n" * 20


def work_until_killed(
    url: str, platform: Path, turn: int, says: Connection, careful: bool, lease: timedelta = AT_ONCE
) -> None:
    """Record, add, answer and post for ever; `careful` False does what a naive bot does, as a control."""
    asyncio.run(_work(url, platform, turn, says.send, careful, lease))


async def _work(
    url: str, platform: Path, turn: int, say: Callable[[tuple[str, str]], None], careful: bool, lease: timedelta
) -> None:
    worker = f"worker {turn}" if lease else "worker"
    async with Store.opened(url) as store:
        inbox = Inbox(store)
        for number in count():
            name = f"{turn}-{number}"
            if not careful:
                say(("event", name))  # acknowledged before it is recorded
            await inbox.record([Event("file", name, {"text": name}, f"lane {number % 3}")])
            if careful:
                say(("event", name))
            await store.add([draft(f"{name}/{part}", TEXT.format(n=f"{name}/{part}")) for part in range(3)])
            say(("article", name))
            await answer(inbox, worker, lease)
            await deliver(Outbox(store), platform, worker, lease, careful=careful)


async def answer(inbox: Inbox, worker: str = "worker", lease: timedelta = AT_ONCE, later: timedelta = AT_ONCE) -> None:
    """Answer what waits: the answer's post and the end of the event are one transaction. `later`: as if then."""
    for claimed in await inbox.claim(worker, limit=10, lease=lease, now=datetime.now(UTC) + later):
        name = claimed.event.event_id
        await inbox.done(claimed, post=[Outgoing(f"answer/{name}", "file", f"room {len(name) % 2}", {"text": name})])


async def deliver(
    outbox: Outbox,
    platform: Path,
    worker: str = "worker",
    lease: timedelta = AT_ONCE,
    later: timedelta = AT_ONCE,
    *,
    careful: bool = True,
) -> None:
    """Post what is due to a platform that is a file: a line is there or not, and can be read back."""
    now = datetime.now(UTC) + later
    for post in await outbox.ambiguous(worker, lease=lease, now=now):
        there = platform.exists() and f"{post.key}\n" in platform.read_text().splitlines(keepends=True)
        if there and careful:
            await outbox.sent(post, f"line of {post.key}")
        else:
            await outbox.retry_later(post, datetime.now(UTC), "read back: absent")
    for post in await outbox.claim_due(worker, lease=lease, now=now):
        if await outbox.mark_sending(post, lease=lease):
            with platform.open("a") as lines:
                lines.write(f"{post.key}\n")
            await outbox.sent(post, f"line of {post.key}")
