"""Items that evolved from one another, on every engine. Invariant: of a line one article stands, that of its last item."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from store import evolution
from store.agency import Taken
from store.article import Added, Draft, Outcome, Status
from store.evolution import Sent
from store.standing import kill_earlier
from store.store import Store
from tests.store.drafts import draft

A, B, C = "urn:a", "urn:b", "urn:c"


def item(uri: str, text: str, *before: str) -> Draft:
    return draft(uri, text, title=f"Title of {uri}", evolved_from=before)


async def sent(store: Store, uri: str) -> Sent | None:
    return await store.backend.read(lambda connection: evolution.sent(connection, uri))


async def killed(store: Store, article: int) -> bool:
    return await store.backend.write(
        lambda connection: kill_earlier(connection, [article], note="withdrawn", actor="agency", now=datetime.now(UTC))
    )


async def test_a_line_in_one_batch_is_one_article_with_its_revisions(store: Store) -> None:
    added = await store.add(
        [item(A, "The crane fell."), item(B, "It fell at six.", A), item(C, "It fell twice.", B, A)]
    )
    assert added == (Added(1, Outcome.STORED), Added(2, Outcome.REVISED, True), Added(3, Outcome.REVISED, True))
    assert [each.text for each in await store.revisions(1)] == ["The crane fell.", "It fell at six.", "It fell twice."]
    assert [each.source for each in await store.find_articles()] == [A]
    assert await store.check() == ()
    (again,) = await store.add([item(B, "It fell at six, again.", A)])
    assert again == Added(3, Outcome.REPLACED)


async def test_a_line_that_comes_backwards_is_one_article(store: Store) -> None:
    await store.add([item(C, "It fell twice.", B)])
    assert [each.outcome for each in await store.add([item(B, "It fell at six.", A)])] == [Outcome.REPLACED]
    assert [each.outcome for each in await store.add([item(A, "The crane fell.")])] == [Outcome.REPLACED]
    assert [each.text for each in await store.find_articles()] == ["It fell twice."]


async def test_which_revisions_came_from_which_item_is_known(store: Store) -> None:
    await store.add([item(A, "The crane fell.")])
    assert await sent(store, A) is None
    for text in ("It fell at six.", "It fell at seven."):
        await store.add([item(B, text, A)])
    await store.add([item(C, "It fell twice.", B)])
    known = [await sent(store, uri) for uri in (A, B, C)]
    assert [(each.articles, each.last) for each in known if each] == [((1,), False), ((2, 3), False), ((4,), True)]


async def test_an_earlier_item_is_killed_and_the_last_one_stands(store: Store) -> None:
    await store.add([item(A, "The crane fell."), item(B, "It fell at six.", A)])
    assert await killed(store, 1)
    assert not await killed(store, 1)
    assert [each.status for each in await store.revisions(2)] == [Status.KILLED, None]
    assert (await store.freshness()).articles == 1
    assert await store.check() == ()


async def test_a_line_that_was_taken_down_stays_so_and_no_id_of_it_is_kept(store: Store) -> None:
    await store.add([item(A, "The crane fell."), item(B, "It fell at six.", A)])
    await store.take_down(2)
    for each in (item(A, "Else."), item(B, "Else again.", A), item(C, "And again.", B)):
        (added,) = await store.add([each])
        assert added.outcome is Outcome.TAKEN_DOWN
    assert await store.find_articles(current_only=False) == ()


async def test_an_earlier_item_that_was_corrected_is_killed_too(store: Store) -> None:
    await store.add([item(A, "The crane fell.")])
    await store.set_status(1, Status.CORRECTED)
    await store.add([item(B, "It fell at six.", A)])
    assert await killed(store, 1)
    assert [each.status for each in await store.revisions(2)] == [Status.KILLED, None]


async def test_an_item_without_new_text_shares_its_article_and_what_stands_is_not_killed_with_an_earlier_one(
    store: Store,
) -> None:
    await store.add([item(A, "The crane fell.")])
    await store.add([item(B, "The crane fell.", A)])
    known = [await sent(store, uri) for uri in (A, B)]
    assert [each.articles for each in known if each] == [(1,), (1,)]
    assert not await killed(store, 1)
    assert [each.status for each in await store.find_articles()] == [None]


@pytest.mark.parametrize("version", [1, 5])
async def test_what_an_agency_gives_under_another_id_stands_and_what_it_withdrew_does_not(
    store: Store, version: int
) -> None:
    """Whatever their versions, which count each for its own item; what is no agency's is no way round a withdrawal."""

    def given(uri: str, version: int | None) -> Draft:
        return draft(uri, "The crane fell.", title="Crane falls", version=version)

    await store.add([given(A, 1)])
    assert await store.take_back(A, "canceled", 2) is Taken.KILLED
    assert await store.add([given("page", None)]) == (Added(1, Outcome.UNCHANGED),)
    assert await store.add([given(B, version)]) == (Added(2, Outcome.STORED),)
    assert [each.status for each in await store.find_articles(current_only=False)] == [Status.KILLED, None]
    assert await store.take_back(B, "canceled", 6) is Taken.KILLED
    assert (await store.freshness()).articles == 0
