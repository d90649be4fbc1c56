"""Posts that quote a withdrawn article. Invariant: they become their notice, and nothing else of them changes."""

from __future__ import annotations

import pytest

from store.article import Status
from store.outbox import Outbox, Outgoing, Post
from store.store import Store
from tests.store.drafts import draft

NOTICE = {"method": "post", "text": "withdrawn"}


def quoting(key: str, *articles: int, place: str = "C1") -> Outgoing:
    return Outgoing(key, "p", place, {"method": "post", "text": "the very words"}, articles=articles, notice=NOTICE)


@pytest.fixture
async def articles(store: Store) -> tuple[int, int]:
    added = await store.add([draft("a", "The ferry sank."), draft("b", "The tram stopped.")])
    return added[0].article, added[1].article


async def sent(store: Store, key: str) -> Post:
    outbox = Outbox(store)
    (post,) = [each for each in await outbox.claim_due("w") if each.key == key]
    assert await outbox.mark_sending(post)
    assert await outbox.sent(post, f"message of {key}")
    return post


async def test_a_message_that_quotes_a_killed_article_is_edited(store: Store, articles: tuple[int, int]) -> None:
    outbox = Outbox(store)
    await outbox.put(quoting("one", *articles))
    await sent(store, "one")
    await store.set_status(articles[1], Status.KILLED)
    (edit,) = await outbox.claim_due("w")
    assert (edit.key, edit.place) == ("one:withdrawn", "C1")
    assert edit.content == {"method": "edit", "edits": "one", "text": "withdrawn"}
    kept = await outbox.get("one")
    assert kept is not None
    assert (kept.content, kept.state, kept.remote_id) == (NOTICE, "sent", "message of one")


async def test_a_post_that_did_not_go_out_yet_goes_out_as_its_notice(store: Store, articles: tuple[int, int]) -> None:
    outbox = Outbox(store)
    await outbox.put(quoting("one", articles[0]))
    await store.set_status(articles[0], Status.KILLED)
    (post,) = await outbox.claim_due("w")
    assert (post.key, post.content) == ("one", NOTICE)


async def test_a_post_put_after_the_kill_goes_out_as_its_notice(store: Store, articles: tuple[int, int]) -> None:
    await store.set_status(articles[0], Status.KILLED)
    await Outbox(store).put(quoting("one", articles[0]))
    (post,) = await Outbox(store).claim_due("w")
    assert post.content == NOTICE


async def test_a_post_that_quotes_an_earlier_revision_is_withdrawn_as_well(
    store: Store, articles: tuple[int, int]
) -> None:
    await Outbox(store).put(quoting("one", articles[0]))
    (revised,) = await store.add([draft("a", "The ferry did not sink.")])
    await store.set_status(revised.article, Status.KILLED)
    post = await Outbox(store).get("one")
    assert post is not None
    assert post.content == NOTICE


async def test_posts_of_other_articles_stay(store: Store, articles: tuple[int, int]) -> None:
    outbox = Outbox(store)
    await outbox.put_all([quoting("one", articles[0]), quoting("other", articles[1], place="C2")])
    await store.set_status(articles[0], Status.KILLED)
    await store.set_status(articles[1], Status.CORRECTED)
    post = await outbox.get("other")
    assert post is not None
    assert post.content["text"] == "the very words"


async def test_it_is_withdrawn_once(store: Store, articles: tuple[int, int]) -> None:
    await Outbox(store).put(quoting("one", *articles))
    await sent(store, "one")
    for article in articles:
        await store.set_status(article, Status.KILLED)
    assert await Outbox(store).counts() == {"sent": 1, "pending": 1}


async def test_a_post_that_quotes_must_have_a_notice(store: Store, articles: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="notice"):
        await Outbox(store).put(Outgoing("one", "p", "C1", {"text": "words"}, articles=articles))
