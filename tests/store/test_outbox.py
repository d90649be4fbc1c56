"""Invariant: nothing is posted that was not put, nothing put is posted twice, and in each place in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from store.outbox import Outbox, Outgoing, Post, _due, _sending
from store.store import Store

NOON = datetime(2026, 5, 16, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def post(key: str, place: str = "C1", **more: object) -> Outgoing:
    return Outgoing(key, "slack", place, {"text": key, "é": [1, None]}, **more)  # type: ignore[arg-type]


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


async def due(outbox: Outbox, now: datetime = NOON, worker: str = "w") -> list[str]:
    return [each.key for each in await outbox.claim_due(worker, now=now, lease=LEASE)]


async def claim_one(outbox: Outbox, now: datetime = NOON, worker: str = "w") -> Post:
    (claimed,) = await outbox.claim_due(worker, now=now, lease=LEASE)
    return claimed


async def begin(outbox: Outbox, now: datetime = NOON, worker: str = "w") -> Post:
    claimed = await claim_one(outbox, now, worker)
    assert await outbox.mark_sending(claimed, lease=LEASE, now=now)
    return claimed


async def state(outbox: Outbox, key: str) -> str:
    found = await outbox.get(key)
    assert found is not None
    return found.state


async def test_a_post_goes_its_way(outbox: Outbox) -> None:
    assert await outbox.put(post("k1", thread="1.2"), now=NOON)
    claimed = await claim_one(outbox)
    assert (claimed.content, claimed.thread, claimed.state) == ({"text": "k1", "é": [1, None]}, "1.2", "pending")
    assert await outbox.mark_sending(claimed, now=NOON)
    assert await state(outbox, "k1") == "sending"
    assert await outbox.sent(claimed, "1700.1", now=NOON + SECOND)
    done = await outbox.get("k1")
    assert done is not None
    assert (done.state, done.remote_id, done.sent_at, done.attempts) == ("sent", "1700.1", NOON + SECOND, 1)
    assert await outbox.counts() == {"sent": 1}


async def test_a_key_is_put_once_whatever_became_of_it(outbox: Outbox) -> None:
    assert await outbox.put(post("k1"), now=NOON)
    assert not await outbox.put(Outgoing("k1", "slack", "C1", {"text": "other"}), now=NOON)
    claimed = await begin(outbox)
    await outbox.sent(claimed, "1")
    assert await outbox.put_all([post("k1"), post("k2"), post("k2")], now=NOON) == ("k2",)
    found = await outbox.get("k1")
    assert found is not None
    assert found.content["text"] == "k1"


async def test_a_post_is_held_by_one_worker_only(outbox: Outbox) -> None:
    await outbox.put(post("k1"), now=NOON)
    await claim_one(outbox, worker="w1")
    assert await due(outbox, worker="w2") == []
    assert await due(outbox, NOON + LEASE, worker="w2") == ["k1"]


async def test_posts_of_a_place_go_in_order_and_places_do_not_wait_for_one_another(outbox: Outbox) -> None:
    await outbox.put_all([post("a1", "A"), post("a2", "A"), post("b1", "B")], now=NOON)
    first, other = await outbox.claim_due("w", now=NOON)
    assert [first.key, other.key] == ["a1", "b1"]
    await outbox.mark_sending(first, now=NOON)
    assert await due(outbox) == []
    await outbox.sent(first, "1")
    assert await due(outbox) == ["a2"]


async def test_a_post_that_must_wait_holds_up_its_place_only_once_it_was_tried(outbox: Outbox) -> None:
    await outbox.put_all([post("digest", not_before_at=NOON + timedelta(hours=1)), post("answer")], now=NOON)
    answer = await begin(outbox)
    assert answer.key == "answer"
    await outbox.put(post("next"), now=NOON)
    assert await outbox.retry_later(answer, NOON + 30 * SECOND, "rate limited")
    assert await due(outbox, NOON + 29 * SECOND) == []
    assert await due(outbox, NOON + 30 * SECOND) == ["answer"]


async def test_a_post_planned_for_later_is_due_then(outbox: Outbox) -> None:
    await outbox.put(post("later", not_before_at=NOON + timedelta(hours=1)), now=NOON)
    assert await due(outbox, NOON + timedelta(minutes=59)) == []
    assert await due(outbox, NOON + timedelta(hours=1)) == ["later"]


async def test_parts_go_into_the_thread_of_their_parent(outbox: Outbox) -> None:
    await outbox.put_all([post("digest"), post("part 1", under="digest"), post("part 2", under="digest")], now=NOON)
    await outbox.sent(await begin(outbox), "1700.1")
    part = await claim_one(outbox)
    assert (part.key, part.thread) == ("part 1", "1700.1")


async def test_parts_of_a_post_that_never_was_fail(outbox: Outbox) -> None:
    await outbox.put_all([post("digest"), post("part 1", under="digest"), post("other")], now=NOON)
    assert await outbox.failed(await begin(outbox), "not in the channel")
    assert await state(outbox, "part 1") == "failed"
    assert await due(outbox) == ["other"]
    assert [each.key for each in await outbox.unsettled()] == ["part 1", "digest"]


async def test_a_post_that_began_and_did_not_end_is_ambiguous_only_when_its_claim_is_over(outbox: Outbox) -> None:
    await outbox.put(post("k1"), now=NOON)
    await begin(outbox)
    assert await outbox.ambiguous("r", now=NOON + LEASE - SECOND) == ()
    (doubtful,) = await outbox.ambiguous("r", now=NOON + LEASE, lease=LEASE)
    assert (doubtful.key, doubtful.attempts, doubtful.sending_at) == ("k1", 1, NOON)
    assert await outbox.ambiguous("r2", now=NOON + LEASE) == ()
    assert await due(outbox, NOON + LEASE) == []


async def test_a_lost_reply_lets_the_platform_settle(outbox: Outbox) -> None:
    await outbox.put(post("k1"), now=NOON)
    claimed = await begin(outbox)
    assert await outbox.doubt(claimed, NOON + 2 * SECOND, "the connection broke")
    assert await outbox.ambiguous("r", now=NOON + SECOND) == ()
    (doubtful,) = await outbox.ambiguous("r", now=NOON + 2 * SECOND)
    assert doubtful.reason == "the connection broke"


async def test_what_was_read_back_as_absent_is_sent_again(outbox: Outbox) -> None:
    await outbox.put(post("k1"), now=NOON)
    await begin(outbox)
    (doubtful,) = await outbox.ambiguous("r", now=NOON + LEASE)
    assert await outbox.retry_later(doubtful, NOON + LEASE, "read back: absent")
    again = await begin(outbox, NOON + LEASE)
    await outbox.sent(again, "2")
    found = await outbox.get("k1")
    assert found is not None
    assert (found.attempts, found.remote_id) == (2, "2")


async def test_what_nobody_can_find_out_is_never_sent_by_itself(outbox: Outbox, store: Store) -> None:
    await outbox.put(post("k1"), now=NOON)
    await begin(outbox)
    (doubtful,) = await outbox.ambiguous("r", now=NOON + LEASE)
    assert await outbox.unknown(doubtful, "the history cannot be read")
    assert await due(outbox, NOON + timedelta(days=365)) == []
    assert await outbox.ambiguous("r", now=NOON + timedelta(days=365)) == ()
    assert [(each.key, each.reason) for each in await outbox.unsettled()] == [("k1", "the history cannot be read")]
    assert await outbox.send_again("k1", "slack:U1", now=NOON + LEASE)
    assert not await outbox.send_again("k1", "slack:U1", now=NOON + LEASE)
    assert await due(outbox, NOON + LEASE) == ["k1"]
    assert [entry.action for entry in await store.audit("post:k1")] == ["send again"]


async def test_who_lost_the_claim_changes_nothing(outbox: Outbox) -> None:
    await outbox.put(post("k1"), now=NOON)
    lost = await claim_one(outbox, worker="late")
    held = await claim_one(outbox, NOON + LEASE, worker="w")
    for change in (
        outbox.mark_sending(lost),
        outbox.retry_later(lost, NOON, "late"),
        outbox.doubt(lost, NOON, "late"),
        outbox.unknown(lost, "late"),
        outbox.failed(lost, "late"),
        outbox.release(lost),
    ):
        assert not await change
    assert await state(outbox, "k1") == "pending"
    assert await outbox.mark_sending(held)


async def test_that_a_post_is_there_is_a_fact_whoever_says_so(outbox: Outbox) -> None:
    await outbox.put(post("k1"), now=NOON)
    slow = await begin(outbox)
    (resolver,) = await outbox.ambiguous("r", now=NOON + LEASE)
    await outbox.retry_later(resolver, NOON + LEASE, "read back: absent")
    again = await claim_one(outbox, NOON + LEASE)
    assert await outbox.sent(slow, "1700.1")
    assert not await outbox.mark_sending(again)
    assert not await outbox.sent(again, "other")
    found = await outbox.get("k1")
    assert found is not None
    assert found.remote_id == "1700.1"


async def test_a_claim_given_back_is_due_at_once(outbox: Outbox) -> None:
    await outbox.put(post("k1"), now=NOON)
    assert await outbox.release(await claim_one(outbox))
    assert await due(outbox) == ["k1"]


async def test_each_platform_takes_its_own(outbox: Outbox) -> None:
    await outbox.put_all([post("s"), Outgoing("m", "matrix", "!room", {})], now=NOON)
    assert [each.key for each in await outbox.claim_due("w", platform="matrix", now=NOON)] == ["m"]
    assert [each.key for each in await outbox.claim_due("w", platform="slack", now=NOON)] == ["s"]


async def test_content_is_frozen(outbox: Outbox, store: Store) -> None:
    await outbox.put(post("k1"), now=NOON)
    with pytest.raises(Exception, match="never changes"):
        await store.backend.write(lambda connection: connection.exec_driver_sql("UPDATE outbox SET content = '{}'"))
    with pytest.raises(TypeError):
        await outbox.put(Outgoing("k2", "slack", "C1", {"at": NOON}))


async def test_a_post_must_not_be_under_one_that_is_not_there(outbox: Outbox) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await outbox.put(post("part", under="nowhere"), now=NOON)


async def test_what_was_sent_is_not_looked_through_for_what_is_due(tmp_path: Path) -> None:
    """Posts are never forgotten: a search that reads all of them would take longer with each."""

    def plans(connection: Connection) -> list[str]:
        said = []
        for statement in (_due(NOON, "slack"), _sending(NOON, "slack")):
            compiled = statement.limit(4).compile(connection.engine, compile_kwargs={"literal_binds": True})
            said += [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
        return said

    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        told = await store.backend.read(plans)
    assert any("outbox_unsent" in line for line in told)
    assert [line for line in told if line.startswith("SCAN")] == []


async def test_what_a_process_that_is_gone_was_sending_can_be_found_out_about_at_once(outbox: Outbox) -> None:
    await outbox.put(post("a"), now=NOON)
    lost = await begin(outbox)
    await outbox.put(post("b", place="C2"), now=NOON)
    await claim_one(outbox)
    assert await outbox.ambiguous("successor", now=NOON) == ()
    assert await outbox.release_all("elsewhere") == 0
    assert await outbox.release_all(lost.platform) == 2
    (doubtful,) = await outbox.ambiguous("successor", now=NOON)
    assert (doubtful.key, doubtful.state) == (lost.key, "sending")
    assert await due(outbox, worker="successor") == ["b"]
    assert not await outbox.unknown(lost, "who lost the claim settles nothing")
