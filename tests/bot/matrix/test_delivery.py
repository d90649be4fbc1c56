"""Nothing lost, nothing twice: the bot stopped, killed and kept from speaking, on a real homeserver.

The invariant of every test: each question has exactly one answer in the room.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.matrix.courier import MatrixCourier, transaction
from bot.matrix.html import render
from bot.matrix.platform import Matrix
from bot.outbox import LOOKS, Lost, Unknowable
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person as said_by
from handlers.reply import Reply, line
from store.outbox import Outbox, Outgoing
from tests.bot.matrix.people import Person, person
from tests.bot.matrix.running import LED, account, echo, running, settings_of
from tests.bot.matrix.synapse import Synapse, synapse
from tests.newsroom import Newsroom
from tests.shared import ROOT

# The long form of the bar is 1,000 limited syncs; the short form is the same test.
ROUNDS = int(os.environ.get("COPYDESK_BENCH_ROUNDS", "3"))
# More than one sync brings here, so that every round is a limited one.
EACH = 3
TIMELINE = 1
# From before the first sync until after the last answer, on a quick machine and on a slow one.
MOMENTS = (50, 3_000)


def echoed(person: Person, room: str) -> Counter[str]:
    return Counter(each["content"]["body"].removeprefix("Read as: ") for each in person.notices(room))


@contextlib.asynccontextmanager
async def process(
    folder: Path, homeserver: Synapse, user: str, die: str = "", timeline: int = 50
) -> AsyncIterator[Any]:
    """The bot as a process, ended with the block if it still runs."""
    command = ("-m", "tests.bot.matrix.bot_process", str(folder), homeserver.url, user, str(timeline))
    environment = {**os.environ, "COPYDESK_DIE": die, "PYTHONPATH": str(ROOT)}
    made = await asyncio.create_subprocess_exec(
        sys.executable, *command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
        await made.wait()


async def answered_first(ada: Person, bot: str, *, encrypted: bool) -> str:
    """A room in which the bot has answered "first?"."""
    place = await ada.room(bot, encrypted=encrypted)
    await ada.joined(place, bot)
    await ada.say(place, "first?")
    await ada.answers(place, 1)
    return place


async def test_a_restart_between_question_and_answer(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    asked = asyncio.Event()

    async def never(message: Message) -> Reply | None:
        asked.set()
        await asyncio.sleep(600)
        raise AssertionError

    async with running(room, homeserver, bot, tmp_path, respond_with=never):
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        await ada.say(place, LED)
        await asyncio.wait_for(asked.wait(), 30)
    assert ada.notices(place) == []
    async with running(room, homeserver, bot, tmp_path, respond_with=echo) as matrix:
        await ada.answers(place, 1)
        await ada.say(place, "and now?")
        await ada.answers(place, 2)
        await matrix.settled()
    assert echoed(ada, place) == Counter({LED: 1, "and now?": 1})


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("die", ["recorded", "sent"])
async def test_killed_between_the_sync_position_and_the_answer_and_between_the_answer_and_knowing_of_it(
    homeserver: Synapse, bot: str, ada: Person, tmp_path: Path, die: str, encrypted: bool
) -> None:
    async with process(tmp_path, homeserver, bot):
        place = await answered_first(ada, bot, encrypted=encrypted)
    async with process(tmp_path, homeserver, bot, die) as killed:
        await ada.say(place, "second?")
        assert await asyncio.wait_for(killed.wait(), 180) == -signal.SIGKILL
    if die == "sent":
        await ada.answers(place, 2)  # in an encrypted room its key may come a moment after it
    await ada.sync()
    assert len(ada.notices(place)) == (2 if die == "sent" else 1)
    async with process(tmp_path, homeserver, bot):
        await ada.say(place, "third?")
        await ada.until(lambda: "third?" in echoed(ada, place), 180)
    assert echoed(ada, place) == Counter({"first?": 1, "second?": 1, "third?": 1})


async def test_killed_between_reading_a_message_of_the_ratchet_and_keeping_the_room_key_it_brought(
    homeserver: Synapse, bot: str, ada: Person, tmp_path: Path
) -> None:
    async with process(tmp_path, homeserver, bot):
        place = await answered_first(ada, bot, encrypted=True)
    async with process(tmp_path, homeserver, bot, "key") as killed:
        ada.client.invalidate_outbound_session(place)
        await ada.say(place, "second?")
        assert await asyncio.wait_for(killed.wait(), 180) == -signal.SIGKILL
    async with process(tmp_path, homeserver, bot):
        await ada.say(place, "third?")
        await ada.answers(place, 3)
    assert echoed(ada, place) == Counter({"first?": 1, "second?": 1, "third?": 1})


async def test_a_second_process_stands_by_and_goes_on_when_the_first_is_killed(
    homeserver: Synapse, bot: str, ada: Person, tmp_path: Path
) -> None:
    """In an encrypted room: two that spoke as one device at once would break its keys."""
    async with process(tmp_path, homeserver, bot) as first:
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        async with process(tmp_path, homeserver, bot):
            for number in range(3):
                await ada.say(place, f"to the first, {number}?")
            await ada.answers(place, 3)
            await ada.say(place, "between the two?")
            first.kill()
            await ada.say(place, "to the second?")
            await ada.until(lambda: "to the second?" in echoed(ada, place), 180)
    questions = [*(f"to the first, {number}?" for number in range(3)), "between the two?", "to the second?"]
    assert echoed(ada, place) == Counter(dict.fromkeys(questions, 1))


async def test_who_stands_by_says_so_and_is_well(
    homeserver: Synapse, bot: str, room: Newsroom, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot.matrix.platform")
    async with running(room, homeserver, bot, tmp_path, respond_with=echo) as matrix:
        waiting = Matrix(settings_of(homeserver, bot), room.store, tmp_path / "archive.db.matrix")
        assert waiting.trouble() is not None
        task = asyncio.create_task(waiting.run(echo))
        while waiting.trouble() is not None:
            await asyncio.sleep(0.02)
        assert not waiting.ready.is_set()
        assert [each.message for each in caplog.records if "another process speaks" in each.message] != []
        assert matrix.matrix.ready.is_set()
    await asyncio.wait_for(waiting.ready.wait(), 60)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_200_messages_while_the_bot_is_down_are_all_answered_in_order(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=echo):
        place = await ada.room(bot)
        await ada.joined(place, bot)
    questions = [f"{number}?" for number in range(200)]
    for each in questions:
        await ada.say(place, each)
    async with running(room, homeserver, bot, tmp_path, respond_with=echo) as matrix:
        await matrix.settled(within=400)
        await ada.until(lambda: len(ada.notices(place)) >= 200, 180)
    said = [each["content"]["body"].removeprefix("Read as: ") for each in ada.notices(place)]
    assert said == questions


async def test_limited_syncs_with_kills_miss_nothing_and_repeat_nothing(
    homeserver: Synapse, bot: str, ada: Person, tmp_path: Path
) -> None:
    """Each round: questions while nobody listens, more than a sync brings; then a start that is killed at some moment."""
    chance = random.Random(5)
    async with process(tmp_path, homeserver, bot, timeline=TIMELINE):
        place = await ada.room(bot)
        await ada.joined(place, bot)
    asked: list[str] = []
    async with process(tmp_path, homeserver, bot, "often", TIMELINE) as nursery:
        for number in range(ROUNDS):
            for part in range(EACH):
                asked.append(f"{number}.{part}?")
                await ada.say(place, asked[-1])
            nursery.stdin.write(f"{chance.randint(*MOMENTS)}\n".encode())
            ended = await asyncio.wait_for(nursery.stdout.readline(), 120)
            assert int(ended) == -signal.SIGKILL
            await ada.sync()  # each round: a sync brings 500 events, and what came before them she would not see
    answered = len(ada.notices(place))
    async with process(tmp_path, homeserver, bot, timeline=TIMELINE):
        await ada.until(lambda: len(echoed(ada, place)) >= len(asked), 120 + len(asked))
        await ada.say(place, "last?")
        await ada.until(lambda: "last?" in echoed(ada, place), 180)
    found = echoed(ada, place)
    missed = [each for each in asked if not found[each]]
    twice = [each for each, count in found.items() if count > 1]
    print(
        f"\n{ROUNDS} limited syncs with kills, {len(asked)} questions, {answered} answered between the kills: "
        f"{len(missed)} missed, {len(twice)} twice"
    )
    assert (missed, twice) == ([], [])


async def test_the_same_transaction_is_one_message(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    """The reply to a post was lost: it is sent again under its transaction id, also encrypted anew, as often as it takes."""
    async with running(room, homeserver, bot, tmp_path, respond_with=echo, settle_s=0.002) as matrix:
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        outbox = Outbox(room.store)
        lost = {"count": 0}
        send = MatrixCourier.send

        async def forgetful(self: MatrixCourier, post: Any) -> Any:
            result = await send(self, post)
            lost["count"] += 1
            return Lost("the reply was lost") if lost["count"] <= LOOKS + 2 else result

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(MatrixCourier, "send", forgetful)
            await outbox.put(Outgoing("once", "matrix", place, {"body": "once", "formatted_body": "<p>once</p>"}))
            await matrix.settled(180)
        assert lost["count"] == LOOKS + 3
        await ada.say(place, "there?")
        await ada.answers(place, 2)
        assert (await outbox.get("once")).remote_id == ada.notices(place)[0]["event_id"]


async def test_after_a_day_nobody_knows_and_nothing_is_sent_again(room: Newsroom) -> None:
    outbox = Outbox(room.store)
    await outbox.put(Outgoing("old", "matrix", "!r", {"body": "x", "formatted_body": "x"}))
    (post,) = await outbox.claim_due("dead", platform="matrix")
    long_ago = datetime.now(UTC) - timedelta(days=2)
    await outbox.mark_sending(post, lease=timedelta(0), now=long_ago)
    (doubtful,) = await outbox.ambiguous("other", platform="matrix")
    assert isinstance(await MatrixCourier(None, None, outbox).find(doubtful), Unknowable)
    assert transaction("old") != transaction("new")


async def test_a_rate_limit_is_waited_out_as_long_as_it_says(
    bot: str, room: Newsroom, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    slow = {"rc_message": {"per_second": 2, "burst_count": 2}}
    with synapse(tmp_path_factory.mktemp("slow"), **slow) as homeserver:
        user = account(homeserver)
        async with (
            person(homeserver, tmp_path) as ada,
            running(room, homeserver, user, tmp_path, respond_with=at_length),
        ):
            place = await ada.room(user)
            await ada.joined(place, user)
            await ada.say(place, "all?")
            count = len(render(MANY))
            assert count > 5
            await ada.until(lambda: len(ada.notices(place)) >= count, 180)
            assert len({each["event_id"] for each in ada.notices(place)}) == count


MANY = Reply(tuple(line(Phrase.READ_AS, question=said_by("é" * 3_900)) for _ in range(14)))


async def at_length(message: Message) -> Reply | None:
    """More messages than the homeserver takes at once."""
    return MANY


async def test_a_room_that_is_gone_does_not_hold_up_the_rest(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, respond_with=echo) as matrix:
        place = await ada.room(bot)
        await ada.joined(place, bot)
        outbox = Outbox(room.store)
        await outbox.put(Outgoing("gone", "matrix", "!gone:desk.test", {"body": "x", "formatted_body": "x"}))
        await ada.say(place, "there?")
        await ada.answers(place, 1)
        await matrix.settled()
        (ended,) = await outbox.unsettled()
        assert (ended.key, ended.state, ended.reason) == ("gone", "failed", "not in the room")
