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


async def test_a_post_of_an_earlier_revision_that_is_put_after_the_kill_goes_out_as_its_notice(
    store: Store, articles: tuple[int, int]
) -> None:
    (revised,) = await store.add([draft("a", "The ferry did not sink.")])
    await store.set_status(revised.article, Status.KILLED)
    await Outbox(store).put_all([quoting("one", articles[0]), quoting("other", articles[1], place="C2")])
    contents = {post.key: post.content["text"] for post in await Outbox(store).claim_due("w")}
    assert contents == {"one": "withdrawn", "other": "the very words"}


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


async def erased(store: Store, article: int) -> list[tuple[str, str, object]]:
    """Take an article down; what is then put: key, method, and what it is done to."""
    await store.take_down(article)
    found = []
    while due := await Outbox(store).claim_due("w"):
        for post in due:
            assert await Outbox(store).mark_sending(post)
            assert await Outbox(store).sent(post, f"message of {post.key}")
            found.append((post.key, post.content["method"], post.content.get("edits")))
    return found


async def test_a_message_that_stands_on_what_was_taken_down_is_taken_away_and_its_thread_is_told(
    store: Store, articles: tuple[int, int]
) -> None:
    await Outbox(store).put(quoting("one", articles[0]))
    await sent(store, "one")
    assert await erased(store, articles[0]) == [("one:erased", "delete", "one"), ("one:told", "post", None)]


async def test_a_message_that_also_quotes_another_is_edited(store: Store, articles: tuple[int, int]) -> None:
    await Outbox(store).put(quoting("one", *articles))
    await sent(store, "one")
    assert await erased(store, articles[0]) == [("one:withdrawn", "edit", "one")]
    # Now it stands on what is taken down alone.
    assert await erased(store, articles[1]) == [("one:erased", "delete", "one"), ("one:told", "post", None)]


async def test_where_an_edit_leaves_the_words_readable_it_is_always_taken_away(
    store: Store, articles: tuple[int, int]
) -> None:
    notice = NOTICE | {"undo": "erase"}
    await Outbox(store).put(Outgoing("one", "p", "C1", {"text": "words"}, articles=articles, notice=notice))
    await sent(store, "one")
    assert await erased(store, articles[0]) == [("one:erased", "delete", "one"), ("one:told", "post", None)]


async def test_what_one_person_alone_saw_is_told_to_them_and_nothing_of_it_is_kept(
    store: Store, articles: tuple[int, int]
) -> None:
    notice = {"method": "ephemeral", "text": "withdrawn", "undo": "say"}
    content = {"method": "ephemeral", "text": "the very words"}
    await Outbox(store).put(Outgoing("one", "p", "C1", content, articles=articles, notice=notice))
    await sent(store, "one")
    assert await erased(store, articles[0]) == [("one:told", "ephemeral", None)]
    kept = await Outbox(store).get("one")
    assert kept is not None
    assert kept.content == notice


async def test_what_was_killed_before_is_taken_away_as_well(store: Store, articles: tuple[int, int]) -> None:
    await Outbox(store).put(quoting("one", articles[0]))
    await sent(store, "one")
    await store.set_status(articles[0], Status.KILLED)
    assert await erased(store, articles[0]) == [
        ("one:withdrawn", "edit", "one"),
        ("one:erased", "delete", "one"),
        ("one:told", "post", None),
    ]


async def test_a_thread_is_told_once_however_many_messages_of_it_are_taken_away(
    store: Store, articles: tuple[int, int]
) -> None:
    first = quoting("one", articles[0])
    parts = [Outgoing(k, "p", "C1", first.content, None, "one", articles=(articles[0],), notice=NOTICE) for k in "ab"]
    await Outbox(store).put_all([first, *parts])
    for key in ("one", "a", "b"):
        await sent(store, key)
    done = await erased(store, articles[0])
    assert [key for key, _, _ in done] == ["one:erased", "one:told", "a:erased", "b:erased"]
