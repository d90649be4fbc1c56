"""Invariant: a feed is read by one worker at a time, and what is known of it is what its last reading said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store.feeds import Feed, Feeds, Listed, Success
from store.store import Store

NOON = datetime(2026, 5, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://harbour.example/feed.xml"


@pytest.fixture
def feeds(store: Store) -> Feeds:
    return Feeds(store)


async def one(feeds: Feeds) -> Feed:
    (feed,) = await feeds.all()
    return feed


async def claimed(feeds: Feeds, now: datetime = NOON, worker: str = "w") -> Feed:
    (feed,) = await feeds.claim(worker, now=now)
    return feed


async def test_a_feed_added_twice_is_one_and_is_due_at_once(feeds: Feeds) -> None:
    feed, new = await feeds.add(URL, outlet="The Harbour Post", now=NOON)
    assert (new, feed.url, feed.outlet, feed.next_at) == (True, URL, "The Harbour Post", NOON)
    again, new = await feeds.add(URL, now=NOON + HOUR)
    assert (new, again.id, again.outlet, again.next_at) == (False, feed.id, "The Harbour Post", NOON + HOUR)


async def test_who_added_and_removed_is_in_the_audit(store: Store, feeds: Feeds) -> None:
    await feeds.add(URL, actor="slack:U1")
    assert await feeds.remove(URL, actor="slack:U2")
    assert not await feeds.remove(URL)
    assert [(each.actor, each.action) for each in await store.audit(f"feed:{URL}")] == [
        ("slack:U2", "remove feed"),
        ("slack:U1", "add feed"),
    ]


async def test_no_feed_is_held_by_two_and_a_claim_ends_by_itself(feeds: Feeds) -> None:
    await feeds.add(URL, now=NOON)
    first = await claimed(feeds)
    assert await feeds.claim("other", now=NOON) == ()
    second = (await feeds.claim("other", now=NOON + HOUR))[0]
    assert second.id == first.id
    assert not await feeds.succeeded(first, "w", Success(NOON + HOUR))
    assert await feeds.succeeded(second, "other", Success(NOON + 2 * HOUR))


async def test_a_feed_is_due_when_its_time_has_come_or_a_person_asks(feeds: Feeds) -> None:
    await feeds.add(URL, now=NOON)
    assert await feeds.succeeded(await claimed(feeds), "w", Success(NOON + HOUR), now=NOON)
    assert await feeds.claim("w", now=NOON + timedelta(minutes=59)) == ()
    assert len(await feeds.claim("w", now=NOON + HOUR)) == 1
    await feeds.release(await one(feeds), "w")
    assert len(await feeds.claim("w", now=NOON, by_hand=NOON + 999 * HOUR)) == 1


async def test_a_reading_that_failed_is_known_until_one_succeeds(store: Store, feeds: Feeds) -> None:
    await feeds.add(URL, title="Harbour news", now=NOON)
    assert await feeds.failed(await claimed(feeds), "w", "It did not answer.", NOON + HOUR, now=NOON)
    feed = await one(feeds)
    assert (feed.failures, feed.failing_since, feed.reason) == (1, NOON, "It did not answer.")
    assert (await store.freshness()).failing_feeds == ("Harbour news",)
    await feeds.failed(await claimed(feeds, NOON + HOUR), "w", "It did not answer.", NOON + 3 * HOUR, now=NOON + HOUR)
    assert ((await one(feeds)).failures, (await one(feeds)).failing_since) == (2, NOON)
    await feeds.succeeded(await claimed(feeds, NOON + 3 * HOUR), "w", Success(NOON + 4 * HOUR, etag='"1"'))
    feed = await one(feeds)
    assert (feed.failures, feed.failing_since, feed.reason, feed.etag) == (0, None, None, '"1"')
    assert (await store.freshness()).failing_feeds == ()


async def test_the_operator_is_told_once_and_again_only_after_it_was_well(feeds: Feeds) -> None:
    await feeds.add(URL, now=NOON)
    for n in range(4):
        await feeds.failed(await claimed(feeds, NOON + n * HOUR), "w", "No.", NOON + (n + 1) * HOUR)
        told = await feeds.to_tell(3)
        assert len(told) == (1 if n == 2 else 0)
        await feeds.told(told)
    await feeds.succeeded(await claimed(feeds, NOON + 9 * HOUR), "w", Success(NOON))
    for _ in range(3):
        await feeds.failed(await claimed(feeds, NOON + 9 * HOUR), "w", "No.", NOON)
    assert len(await feeds.to_tell(3)) == 1


async def test_a_feed_that_is_gone_is_never_read_again_unless_a_person_adds_it_again(feeds: Feeds) -> None:
    await feeds.add(URL, now=NOON)
    await feeds.failed(await claimed(feeds), "w", "It is gone for good (410).", NOON, gone=True)
    assert await feeds.claim("w", now=NOON + 999 * HOUR, by_hand=NOON + 999 * HOUR) == ()
    assert len(await feeds.to_tell(3)) == 1
    feed, new = await feeds.add(URL, now=NOON)
    assert (new, feed.gone, feed.failures) == (False, False, 0)
    assert len(await feeds.claim("w", now=NOON)) == 1


async def test_a_feed_that_moved_for_good_keeps_its_new_address_unless_another_has_it(feeds: Feeds) -> None:
    await feeds.add(URL, now=NOON)
    await feeds.succeeded(await claimed(feeds), "w", Success(NOON, url=URL + "2"))
    assert (await one(feeds)).url == URL + "2"
    await feeds.add(URL, now=NOON - HOUR)
    await feeds.succeeded(await claimed(feeds), "w", Success(NOON + HOUR, url=URL + "2"))
    assert {feed.url for feed in await feeds.all()} == {URL, URL + "2"}


async def test_what_became_of_an_address_is_noted_once_for_all_feeds(feeds: Feeds) -> None:
    feed, _ = await feeds.add(URL)
    other, _ = await feeds.add(URL + "2")
    await feeds.note(feed, [Listed("https://a.example/1", "s1", "stored", section="World")])
    await feeds.note(other, [Listed("https://a.example/1", "s2", "refused", 1, reason="It is empty.")])
    known = await feeds.known(["https://a.example/1", "https://a.example/2"])
    assert known == {
        "https://a.example/1": Listed("https://a.example/1", "s2", "refused", 1, None, None, "It is empty.")
    }
    assert await feeds.counts() == {feed.id: {"refused": 1}}
    await feeds.remove(URL)
    assert await feeds.known(["https://a.example/1"]) == {}
    await feeds.note(feed, [Listed("https://a.example/1", "s", "stored")])
    assert await feeds.known(["https://a.example/1"]) == {}
