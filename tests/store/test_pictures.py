"""The pictures of posts. Invariant: the bytes are there until the post is, or until it is withdrawn, and no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.article import Status
from store.moving import move
from store.outbox import Outbox, Outgoing
from store.pictures import Kept, Pictures
from store.store import Store
from tests.pixels import DOT
from tests.store.drafts import draft

NOTICE = {"text": "withdrawn"}


def drawn(key: str, *articles: int) -> Outgoing:
    return Outgoing(key, "p", "C1", {"text": "x"}, articles=articles, notice=NOTICE if articles else None, picture=DOT)


async def test_a_picture_is_kept_with_its_post_until_that_is_there(store: Store) -> None:
    outbox, pictures = Outbox(store), Pictures(store)
    await outbox.put_all([drawn("one"), Outgoing("plain", "p", "C2", {})])
    assert await pictures.get("one") == Kept(DOT, None)
    assert await pictures.get("plain") is None
    await pictures.uploaded("one", {"file": "F1"})
    assert await pictures.get("one") == Kept(DOT, {"file": "F1"})
    post = next(each for each in await outbox.claim_due("w") if each.key == "one")
    await outbox.mark_sending(post)
    await outbox.sent(post, "m1")
    assert await pictures.get("one") == Kept(None, {"file": "F1"})


async def test_a_post_that_was_put_before_keeps_its_picture(store: Store) -> None:
    await Outbox(store).put(drawn("one"))
    await Pictures(store).uploaded("one", {"file": "F1"})
    assert await Outbox(store).put(drawn("one")) is False
    assert await Pictures(store).get("one") == Kept(DOT, {"file": "F1"})


async def test_no_byte_is_kept_of_what_was_withdrawn_before_or_after(store: Store) -> None:
    (added,) = await store.add([draft("a", "The ferry sank.")])
    outbox, pictures = Outbox(store), Pictures(store)
    await outbox.put(drawn("before", added.article))
    await store.set_status(added.article, Status.KILLED)
    await outbox.put(drawn("after", added.article))
    assert await pictures.get("before") == Kept(None, None)
    assert await pictures.get("after") is None


async def test_a_post_whose_picture_waits_holds_up_what_comes_after_it(store: Store) -> None:
    """It was claimed and put off, though no call was begun: the picture must not come after the words under it."""
    outbox, now = Outbox(store), datetime.now(UTC)
    await outbox.put_all([drawn("picture"), Outgoing("words", "p", "C1", {})])
    (post,) = await outbox.claim_due("w")
    await outbox.retry_later(post, now + timedelta(seconds=60), "upload")
    assert await outbox.claim_due("w") == ()
    (post,) = await outbox.claim_due("w", now=now + timedelta(seconds=61))
    assert post.key == "picture"


async def test_pictures_move_with_the_archive(store: Store, tmp_path: Path) -> None:
    await Outbox(store).put(drawn("one"))
    async with Store.opened(f"sqlite:///{tmp_path / 'other.db'}") as other:
        moved = {each.table: each.rows for each in await move(store, other)}
        assert moved["outbox_picture"] == 1
        assert await Pictures(other).get("one") == Kept(DOT, None)
