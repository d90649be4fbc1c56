"""Invariant: an event that was recorded is settled exactly once, whoever dies or is late."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from store.conversation import NewTurn
from store.cursor import Cursor
from store.inbox import Claimed, Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store

NOON = datetime(2026, 5, 16, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def event(name: str, lane: str | None = None) -> Event:
    return Event("slack", name, {"text": f"question {name}", "é": [1, None]}, lane)


async def claim_one(inbox: Inbox, worker: str, now: datetime = NOON) -> Claimed:
    (claimed,) = await inbox.claim(worker, lease=LEASE, now=now)
    return claimed


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(store)


async def test_an_event_comes_back_as_it_was_recorded(inbox: Inbox) -> None:
    assert await inbox.record([event("e1", "C1/1")], now=NOON) == (event("e1", "C1/1"),)
    claimed = await claim_one(inbox, "w")
    assert claimed.event == event("e1", "C1/1")
    assert (claimed.received_at, claimed.attempts, claimed.worker) == (NOON, 1, "w")


async def test_an_event_is_recorded_once_however_often_it_comes(inbox: Inbox) -> None:
    assert await inbox.record([event("e1"), event("e2"), event("e1")]) == (event("e1"), event("e2"))
    assert await inbox.record([event("e2"), event("e3")]) == (event("e3"),)
    assert await inbox.record([Event("matrix", "e1", {})]) == (Event("matrix", "e1", {}),)
    assert await inbox.waiting() == 4


async def test_a_settled_event_that_comes_again_is_not_answered_again(inbox: Inbox) -> None:
    await inbox.record([event("e1")])
    assert await inbox.done(await claim_one(inbox, "w"))
    assert await inbox.record([event("e1")]) == ()
    assert await inbox.claim("w") == ()


async def test_the_cursor_moves_with_the_events_that_came_with_it(inbox: Inbox) -> None:
    assert await inbox.position("matrix sync") is None
    await inbox.record([event("e1")], cursor=Cursor("matrix sync", "s1"))
    await inbox.record([], cursor=Cursor("matrix sync", "s2"))
    assert await inbox.position("matrix sync") == "s2"


async def test_a_cursor_stays_if_its_events_cannot_be_recorded(inbox: Inbox) -> None:
    await inbox.record([], cursor=Cursor("sync", "s1"))
    with pytest.raises(Exception, match=r"(?i)check constraint"):
        await inbox.record([event("fine"), event("")], cursor=Cursor("sync", "s2"))
    assert await inbox.position("sync") == "s1"
    assert await inbox.waiting() == 0


async def test_events_are_claimed_oldest_first_and_by_one_worker_only(inbox: Inbox) -> None:
    await inbox.record([event(f"e{n}") for n in range(5)])
    first = await inbox.claim("w1", limit=3, now=NOON)
    second = await inbox.claim("w2", limit=3, now=NOON)
    assert [claimed.event.event_id for claimed in first] == ["e0", "e1", "e2"]
    assert [claimed.event.event_id for claimed in second] == ["e3", "e4"]
    assert await inbox.claim("w3", now=NOON) == ()


async def test_events_of_a_lane_are_claimed_one_after_another(inbox: Inbox) -> None:
    await inbox.record([event("a1", "A"), event("a2", "A"), event("b1", "B")])
    first, other = await inbox.claim("w", limit=5)
    assert [first.event.event_id, other.event.event_id] == ["a1", "b1"]
    assert await inbox.claim("w") == ()
    await inbox.done(first)
    assert (await claim_one(inbox, "w", datetime.now(UTC))).event.event_id == "a2"


async def test_a_claim_ends_by_itself_and_who_lost_it_settles_nothing(inbox: Inbox, store: Store) -> None:
    await inbox.record([event("e1")])
    lost = await claim_one(inbox, "dies", NOON)
    assert await inbox.claim("early", now=NOON + LEASE - timedelta(seconds=1)) == ()
    held = await claim_one(inbox, "lives", NOON + LEASE)
    assert held.attempts == 2
    answer = Outgoing("answer/e1", "slack", "C1", {"text": "late"})
    assert not await inbox.done(lost, post=[answer], turns=[NewTurn("t", {}, NOON)])
    assert not await inbox.renew(lost)
    assert not await inbox.release(lost)
    assert not await inbox.fail(lost, "late")
    assert await Outbox(store).get("answer/e1") is None
    assert await store.turns("t") == ()
    assert await inbox.done(held, post=[answer], turns=[NewTurn("t", {}, NOON)])
    assert len(await store.turns("t")) == 1
    assert await Outbox(store).get("answer/e1") is not None


async def test_the_same_worker_cannot_settle_by_a_claim_it_lost(inbox: Inbox) -> None:
    await inbox.record([event("e1")])
    lost = await claim_one(inbox, "w", NOON)
    held = await claim_one(inbox, "w", NOON + LEASE)
    assert not await inbox.done(lost)
    assert await inbox.done(held)


async def test_a_renewed_claim_lasts_longer(inbox: Inbox) -> None:
    await inbox.record([event("e1")])
    held = await claim_one(inbox, "w", NOON)
    assert await inbox.renew(held, lease=LEASE, now=NOON + LEASE)
    assert await inbox.claim("other", now=NOON + LEASE + timedelta(seconds=1)) == ()
    assert await inbox.done(held)


async def test_an_event_given_back_can_be_claimed_at_once(inbox: Inbox) -> None:
    await inbox.record([event("e1")])
    assert await inbox.release(await claim_one(inbox, "w"))
    assert (await claim_one(inbox, "other")).attempts == 2


async def test_an_event_that_cannot_be_answered_holds_up_nothing(inbox: Inbox) -> None:
    await inbox.record([event("bad", "A"), event("next", "A")])
    assert await inbox.fail(await claim_one(inbox, "w"), "cannot be understood")
    assert (await claim_one(inbox, "w")).event.event_id == "next"
    assert await inbox.waiting() == 1


async def test_old_settled_events_are_dropped_and_waiting_ones_are_not(inbox: Inbox) -> None:
    await inbox.record([event("old"), event("new"), event("open")], now=NOON)
    old, new = await inbox.claim("w", limit=2, now=NOON)
    await inbox.done(old, now=NOON)
    await inbox.done(new, now=NOON + timedelta(days=9))
    assert await inbox.forget(NOON + timedelta(days=2)) == 1
    assert await inbox.waiting() == 1
    assert await inbox.record([event("old"), event("new"), event("open")]) == (event("old"),)


async def test_a_recorded_event_never_changes(inbox: Inbox, store: Store) -> None:
    await inbox.record([event("e1")])
    with pytest.raises(Exception, match="never changes"):
        await store.backend.write(lambda connection: connection.exec_driver_sql("UPDATE inbox SET payload = '{}'"))


async def test_every_event_repeated_and_shuffled_is_settled_once_by_many_workers(url: str) -> None:
    """Four workers in two stores; some die, some are late; each event comes one to four times."""
    chance = random.Random(5)
    names = [f"e{n}" for n in range(120)]
    arrivals = [name for name in names for _ in range(chance.randint(1, 4))]
    chance.shuffle(arrivals)
    settled: list[str] = []
    clock = NOON

    async def work(inbox: Inbox, worker: str) -> None:
        nonlocal clock
        while await inbox.waiting():
            clock += timedelta(seconds=1)
            for claimed in await inbox.claim(worker, limit=4, lease=timedelta(seconds=5), now=clock):
                fate = chance.random()
                if fate < 0.15:
                    continue  # it died: its claim runs out
                if fate < 0.3:
                    clock += timedelta(seconds=6)  # it is slow: the claim runs out while it works
                await asyncio.sleep(0)
                if await inbox.done(claimed, now=clock):
                    settled.append(claimed.event.event_id)

    async with Store.opened(url) as one, Store.opened(url) as two:
        for at in range(0, len(arrivals), 7):
            await Inbox(one).record([event(name, f"lane {int(name[1:]) % 9}") for name in arrivals[at : at + 7]])
        await asyncio.gather(*(work(Inbox(store), f"w{n}") for n, store in enumerate((one, one, two, two))))
    assert sorted(settled) == sorted(names)


async def test_the_events_of_a_lane_and_of_a_kind_are_found_settled_or_not(inbox: Inbox) -> None:
    await inbox.record([event("sealed:1", "key a"), event("sealed:2", "key b"), event("sealed_3", "key a")])
    await inbox.done(await claim_one(inbox, "w"))
    await inbox.record([Event("matrix", "sealed:4", {}, "key a")])
    assert [each.event_id for each in await inbox.of_lane("slack", "key a")] == ["sealed:1", "sealed_3"]
    assert [each.event_id for each in await inbox.starting("slack", "sealed:")] == ["sealed:1", "sealed:2"]
    assert await inbox.starting("slack", "sealed%") == ()


async def test_what_a_process_that_is_gone_held_is_given_back_at_once_on_its_platform_alone(inbox: Inbox) -> None:
    await inbox.record([event("e1"), Event("matrix", "e2", {})])
    lost = await inbox.claim("gone", platform="matrix", now=NOON)
    await claim_one(inbox, "alive")
    assert await inbox.release_all("matrix") == 1
    (again,) = await inbox.claim("successor", platform="matrix", now=NOON)
    assert not await inbox.done(lost[0])
    assert await inbox.done(again)
    assert await inbox.claim("other", platform="slack", now=NOON) == ()
