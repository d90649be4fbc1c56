"""Corrected, killed, embargoed. Invariant: what is withheld is neither found nor counted, and nothing else changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store.article import Added, Outcome, Status
from store.errors import UsageError
from store.placing import Placing
from store.store import Store
from tests.store.drafts import draft, terms

FERRY = "The ferry sank at noon. Nobody was hurt."
LATER = "The ferry sank at one. Nobody was hurt."
NOON = datetime(2026, 5, 16, 12, tzinfo=UTC)


async def found(store: Store, word: str = "ferry") -> list[int]:
    return [hit.article for hit in await store.search(terms(word))]


async def one(store: Store, text: str = FERRY, **told: object) -> Added:
    (added,) = await store.add([draft("ferry.txt", text, **told)])
    return added


@pytest.mark.parametrize("status", [Status.KILLED, Status.EMBARGOED])
async def test_a_withheld_article_is_neither_found_nor_counted_and_comes_back_whole(
    store: Store, status: Status
) -> None:
    article = (await one(store, outlet="The Daily", published_at=NOON)).article
    await store.add([draft("other.txt", "A tram stopped.", outlet="Other", published_at=NOON - timedelta(days=1))])
    before = (await store.counts(), await store.freshness(), await store.outlets(), await found(store))
    assert await store.set_status(article, status, note="said the desk")
    counts, freshness = await store.counts(), await store.freshness()
    assert (counts.articles, counts.outlets, counts.passages) == (1, 1, 1)
    assert (freshness.articles, freshness.newest_at) == (1, NOON - timedelta(days=1))
    assert [summary.outlet.name for summary in await store.outlets()] == ["Other"]
    assert await found(store) == []
    assert [each.source for each in await store.find_articles()] == ["other.txt"]
    kept = await store.article(article)
    assert kept is not None
    assert (kept.text, kept.status, kept.note) == (FERRY, status, "said the desk")
    assert await store.check() == ()
    assert await store.set_status(article, None)
    assert (await store.counts(), await store.freshness(), await store.outlets(), await found(store)) == before
    assert await store.check() == ()


async def test_an_embargo_ends_at_its_time_and_not_before(store: Store) -> None:
    added = await one(store, status=Status.EMBARGOED, embargoed_until=datetime.now(UTC) + timedelta(hours=1))
    assert await found(store) == []
    assert await store.release() == 0
    assert await found(store) == []
    assert await store.release(datetime.now(UTC) + timedelta(hours=2)) == 1
    assert await found(store) == [added.article]
    assert await store.release(datetime.now(UTC) + timedelta(hours=2)) == 0


async def test_an_embargo_that_is_over_when_the_text_comes_withholds_nothing(store: Store) -> None:
    added = await one(store, status=Status.EMBARGOED, embargoed_until=datetime.now(UTC) - timedelta(hours=1))
    assert await found(store) == [added.article]


async def test_a_corrected_article_is_found_and_says_so(store: Store) -> None:
    added = await one(store, status=Status.CORRECTED, note="the time was wrong")
    article = await store.article(added.article)
    assert article is not None
    assert (article.status, article.note) == (Status.CORRECTED, "the time was wrong")
    assert await found(store) == [added.article]


async def test_a_changed_text_is_no_way_round_a_kill(store: Store) -> None:
    first = await one(store)
    await store.set_status(first.article, Status.KILLED)
    second = await one(store, LATER)
    assert second.outcome is Outcome.REVISED
    assert await found(store) == []
    article = await store.article(second.article)
    assert article is not None
    assert article.status is Status.KILLED
    assert await Placing(store).due(10) == ()  # nor does it get a story
    assert await one(store, LATER, title="Another") == Added(second.article, Outcome.AMENDED)
    assert await found(store) == []
    assert await store.check() == ()
    await store.set_status(second.article, None)
    assert await found(store) == [second.article]


async def test_a_wire_may_kill_with_the_same_text_once_more(store: Store) -> None:
    added = await one(store)
    await one(store, status=Status.KILLED, note="MANDATORY KILL")
    assert await found(store) == []
    (entry,) = await store.audit(f"article:{added.article}")
    assert (entry.actor, entry.action, entry.detail["status"]) == ("ingest", "set status", "killed")


async def test_an_old_revision_stands_for_the_newest(store: Store) -> None:
    old = await one(store)
    new = await one(store, LATER)
    await store.set_status(old.article, Status.KILLED)
    article = await store.article(new.article)
    assert article is not None
    assert article.status is Status.KILLED


async def test_what_it_is_already_changes_nothing(store: Store) -> None:
    added = await one(store)
    assert not await store.set_status(added.article, None)
    assert await store.set_status(added.article, Status.KILLED, note="so")
    assert not await store.set_status(added.article, Status.KILLED, note="so")
    assert len(await store.audit(f"article:{added.article}")) == 1


@pytest.mark.parametrize(("status", "until"), [(Status.KILLED, NOON), (None, NOON), (Status.CORRECTED, NOON)])
async def test_only_an_embargo_has_an_end(store: Store, status: Status | None, until: datetime) -> None:
    added = await one(store)
    with pytest.raises(UsageError, match="embargo"):
        await store.set_status(added.article, status, until=until)


async def test_an_article_that_is_not_there_cannot_be_killed(store: Store) -> None:
    with pytest.raises(UsageError, match="no article 7"):
        await store.set_status(7, Status.KILLED)
