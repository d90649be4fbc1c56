"""The bot as a process of its own, to be killed: `python -m tests.bot.matrix.bot_process FOLDER HOMESERVER USER [limit]`.

It echoes what it is asked; `limit` is how many events of a room one sync brings. With `COPYDESK_DIE=recorded` it kills
itself when the sync position and the events are on disk and nothing was answered; with `sent`, when a message was
posted and that is not on disk yet (not one that a process before it posted, which it only looked for); with `key`, when
the message that brings a room key was read and the key is not on disk yet; with a number, after so many milliseconds;
with `often`, see `nursery`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from nio.crypto import Olm

from bot.inbox import Reception
from bot.matrix.platform import Matrix
from bot.matrix.settings import MatrixSettings
from store.outbox import Outbox, Post
from store.store import Store
from tests.bot.matrix.running import PASSWORD, echo


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def armed(when: str) -> None:
    """Arrange for the process to die."""
    recorded, sent = Reception.record_all, Outbox.sent

    async def record_all(self: Reception, events: Any, cursor: Any) -> int:
        fresh = await recorded(self, events, cursor)
        if fresh and any("sealed" not in each.event_id and "invite" not in each.event_id for each in events):
            die()
        return fresh

    async def mark_sent(self: Outbox, post: Post, remote_id: str) -> bool:
        if post.state == "pending":
            die()
        return await sent(self, post, remote_id)

    if when == "recorded":
        Reception.record_all = record_all  # type: ignore[method-assign]
    elif when == "sent":
        Outbox.sent = mark_sent  # type: ignore[method-assign]
    elif when == "key":
        Olm._handle_room_key_event = lambda *_: die()  # type: ignore[method-assign,assignment,return-value]
    elif when:

        def wait() -> None:
            time.sleep(int(when) / 1000)
            die()

        threading.Thread(target=wait, daemon=True).start()


async def main(folder: Path, homeserver: str, user: str, timeline: int) -> None:
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}") as store:
        settings = MatrixSettings(
            homeserver=homeserver, user=user, password=PASSWORD, asks_per_person=10**6, asks_per_room=10**6
        )
        await Matrix(settings, store, folder / "archive.db.matrix", timeline=timeline, settle_s=0.1).run(echo)


def nursery(folder: Path, homeserver: str, user: str, timeline: int) -> None:
    """Start the bot anew for each line of input, a number of milliseconds after which it is killed; report each end.

    The child is forked from a process that has loaded everything, so that the time goes into what is tested.
    """
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            armed(line.strip())
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(main(folder, homeserver, user, timeline))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    where, url, who, *rest = sys.argv[1:]
    limit = int(rest[0]) if rest else 50
    if os.environ.get("COPYDESK_DIE") == "often":
        nursery(Path(where), url, who, limit)
    else:
        armed(os.environ.get("COPYDESK_DIE", ""))
        asyncio.run(main(Path(where), url, who, limit))
