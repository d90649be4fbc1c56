"""Seconds from `!ask` to the answer, in a plain and in an encrypted room, beside a bot that only echoes, in one run.

`python -m tests.bot.matrix.latency [questions]`. Both bots answer the same person on the same Synapse, in turns. The echo is
the library's own loop and nothing else: no archive, no inbox, no outbox.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from nio import AsyncClient, MatrixRoom, RoomMessageText

from tests.bot.matrix.people import Person, person
from tests.bot.matrix.picture import program
from tests.bot.matrix.running import account
from tests.bot.matrix.synapse import synapse

QUESTIONS = ("Who led Ukraine's delegation?", "Did Putin attend the talks?", "What time were the talks to start?")


async def echo(client: AsyncClient) -> None:
    """Answer what begins with `!echo` with the same words."""

    async def heard(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.body.startswith("!echo"):
            content = {"msgtype": "m.notice", "body": event.body}
            await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    client.add_event_callback(heard, RoomMessageText)
    await client.sync_forever(30_000)


async def seconds(ada: Person, room: str, words: str, heard: int) -> float:
    began = time.perf_counter()
    await ada.say(room, words)
    async with asyncio.timeout(120):
        while len(ada.notices(room)) <= heard:
            await ada.sync(10_000)
    return time.perf_counter() - began


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "synapse").mkdir()
        with synapse(folder / "synapse") as homeserver:
            bot = account(homeserver)
            async with (
                program(folder, homeserver, bot),
                person(homeserver, folder, "ada") as ada,
                person(homeserver, folder, "echo") as other,
            ):
                for name, encrypted in (("plain", False), ("encrypted", True)):
                    room = await ada.room(bot, other.user, encrypted=encrypted, name="Newsroom")
                    await other.joined(room, other.user)
                    await ada.joined(room, bot)
                    await ada.joined(room, other.user)
                    echoing = asyncio.create_task(echo(other.client))
                    taken: dict[str, list[float]] = {"echo": [], "ask": []}
                    heard = 0
                    for number in range(count + 1):
                        for kind in taken:
                            words = f"!{kind} {QUESTIONS[number % len(QUESTIONS)]}"
                            took = await seconds(ada, room, words, heard)
                            heard += 1
                            if number:  # the first opens the encryption sessions
                                taken[kind].append(took)
                    echoing.cancel()
                    await asyncio.gather(echoing, return_exceptions=True)
                    for kind, values in taken.items():
                        print(
                            f"{name:9} {kind:4} median {statistics.median(values):.2f} s, "
                            f"longest {max(values):.2f} s, {len(values)} questions",
                            flush=True,
                        )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
