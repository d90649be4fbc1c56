"""Taken down, on every engine. Invariant: no byte of the text is left in any file of the archive (of PostgreSQL: in any
row of any table); the audit row stays.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from handlers.stories.placing import place_stories
from store.article import Added, Outcome
from store.destination import Destination
from store.errors import UsageError
from store.inbox import Event, Inbox
from store.models import EARLIER_TITLE
from store.outbox import Outbox, Outgoing
from store.store import Store
from store.watches import NewWatch, Watches
from tests.store.drafts import draft, terms

# Words that stand nowhere else, so that a single one of them found in a file is a leak.
FIRST = "Quillavane barristers zephyrized the oxymandrel. Vintrosk hummelled before the Brackwurth tribunal."
SECOND = "Quillavane barristers zephyrized two oxymandrels. Vintrosk hummelled before the Brackwurth tribunal."
WORDS = ["quillavan", "zephyri", "oxymandrel", "vintrosk", "hummell", "brackwurth"]
OTHER = "The ferry sank at noon. Nobody was hurt."
AT = datetime(2026, 5, 16, 12, tzinfo=UTC)


class Kept:
    """All that an archive still holds, closed or open."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder

    async def of(self, words: Sequence[str]) -> set[str]:
        """The words that any file of it holds in UTF-8 or UTF-16, and any row of PostgreSQL, whatever their case."""
        held = [path.read_bytes().lower() for path in self._folder.rglob("*") if path.is_file()]
        if self._url.startswith("postgres"):
            async with Store.opened(self._url) as store:
                held += [row.lower().encode() for row in await store.backend.read(_rows)]
        return {word for word in words for each in held if word.encode() in each or word.encode("utf-16-le") in each}


def _rows(connection: Connection) -> list[str]:
    names = connection.exec_driver_sql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    ).scalars()
    return [
        row for name in names.all() for row in connection.exec_driver_sql(f'SELECT t::text FROM "{name}" t').scalars()
    ]


@pytest.fixture
def kept(url: str, tmp_path: Path) -> Kept:
    return Kept(url, tmp_path)


async def everywhere(store: Store) -> int:
    """The text in two revisions, in a story, a thread, a post that was sent and one that was not, and a message."""
    await store.add([draft("other", OTHER, outlet="Other")])
    await store.add([draft("gone", FIRST, title="Quillavane barristers", title_made=True, outlet="The Daily")])
    await store.add([draft("gone", FIRST, title="Tribunal sits", outlet="The Daily")])
    (added,) = await store.add([draft("gone", SECOND, title="Tribunal sits", outlet="The Daily")])
    await store.add([draft("copy", SECOND + " So it is said.", outlet="Third", published_at=AT)])
    await place_stories(store)
    turn = {"asked": "who?", "answer": "Vintrosk", "articles": [added.article]}
    await store.add_turn("t", turn, AT)
    await store.add_turn("t", {"asked": "what sank?", "articles": [1]}, AT)
    outbox = Outbox(store)
    for key in ("sent", "waiting"):
        content = {"method": "post", "text": SECOND}
        await outbox.put(
            Outgoing(key, "p", key, content, articles=(added.article,), notice={"method": "post", "text": "withdrawn"})
        )
    (post,) = [each for each in await outbox.claim_due("w") if each.key == "sent"]
    assert await outbox.mark_sending(post)
    assert await outbox.sent(post, "m1")
    inbox = Inbox(store)
    await inbox.record([Event("p", "asked", {"text": f"verify {FIRST}"})])
    (claimed,) = await inbox.claim("w")
    assert await inbox.done(claimed)
    return added.article


async def test_nothing_of_it_is_left_anywhere(store: Store, kept: Kept) -> None:
    article = await everywhere(store)
    copy = (await store.find_articles("copy"))[0].id
    assert await kept.of(WORDS) == set(WORDS)
    done = await store.take_down(article, actor="slack:U1")
    assert (len(done.articles), done.posts, done.turns) == (2, 2, 1)
    assert await kept.of(WORDS) == set(WORDS)  # another outlet's copy is another article
    await store.take_down(copy)
    assert await kept.of(WORDS) == set()
    await store.close()
    assert await kept.of(WORDS) == set()


@pytest.mark.parametrize("settled", ["done", "fail"])
@pytest.mark.parametrize("asked", [f"verify {FIRST}", "ask Tribunal sits in earnest"], ids=["words", "headline"])
async def test_an_event_that_waits_for_its_answer_gets_it_and_nothing_of_it_is_left(
    store: Store, kept: Kept, asked: str, settled: str
) -> None:
    words = [*WORDS, "sits in earnest"]
    (added,) = await store.add([draft("gone", FIRST, title="Tribunal sits in earnest", outlet="The Daily")])
    inbox = Inbox(store)
    await inbox.record([Event("p", "waits", {"text": asked}), Event("p", "other", {"text": "ask what sank"})])
    held, _ = await inbox.claim("w", limit=2)
    await store.take_down(added.article)
    assert await inbox.waiting() == 2
    assert await inbox.release(held)
    (again,) = await inbox.claim("w")
    assert again.event.payload == {"text": asked}
    if settled == "done":
        assert await inbox.done(again, post=[Outgoing("answer", "p", "C1", {"method": "post", "text": "not found"})])
        assert await Outbox(store).get("answer") is not None
    else:
        assert await inbox.fail(again, "incident 1")
    assert not await inbox.done(again)
    assert await inbox.find("p", "waits") is None
    assert await inbox.find("p", "other") is not None
    assert await kept.of(words) == set()


# A headline that the article had for a while, and what people made of it.
EARLIER = "Glimworth & Fandangle: yestercroft oracles"
OF_IT = ["glimworth", "fandangl", "yestercroft"]


async def asked_by_its_earlier_headline(store: Store) -> int:
    """A turn, a message, a standing question, and posts that repeat it, of which one quotes another article."""
    await store.add([draft("other", OTHER, outlet="Other")])
    (added,) = await store.add([draft("gone", FIRST, title=EARLIER, outlet="The Daily")])
    for title in ("Tribunal sits", EARLIER, "Tribunal sits late"):
        await store.add([draft("gone", FIRST, title=title, outlet="The Daily")])
    await store.add_turn("t", {"asked": EARLIER, "articles": [1]}, AT)
    inbox = Inbox(store)
    await inbox.record([Event("p", "asked", {"text": f"ask {EARLIER}"})])
    (claimed,) = await inbox.claim("w")
    assert await inbox.done(claimed)
    to = Destination("p", "C1", "1.1")
    for question in (EARLIER, "Who sank?"):
        told = {"answer": "Glimworth", "told_in": {"Glimworth": [added.article]}}
        await Watches(store).start(NewWatch("p:C1:1.1", to, question, told, "p:U1", AT + timedelta(days=14), 2), now=AT)
    escaped = {"method": "post", "text": "Watching", "blocks": [{"text": f"Watching: {EARLIER.replace('&', '&amp;')}"}]}
    gone = {"method": "post", "text": "withdrawn"}
    outbox = Outbox(store)
    await outbox.put(Outgoing("sent", "p", "C1", escaped))
    await outbox.put(Outgoing("waiting", "p", "C2", escaped))
    await outbox.put(Outgoing("quoting", "p", "C3", escaped, articles=(1,), notice=gone))
    for post in await outbox.claim_due("w"):
        if post.key != "waiting":
            assert await outbox.mark_sending(post)
            assert await outbox.sent(post, f"message of {post.key}")
    return added.article


async def test_nothing_of_a_headline_it_had_before_is_left(store: Store, kept: Kept) -> None:
    article = await asked_by_its_earlier_headline(store)
    assert await kept.of(OF_IT) == set(OF_IT)
    await store.take_down(article)
    assert await kept.of(OF_IT) == set()
    assert await store.turns("t") == ()
    assert [(each.question, each.told) for each in await Watches(store).of_place("p", "C1")] == [("Who sank?", {})]
    gone, without = {"text": "withdrawn"}, {"text": "Watching", "blocks": [{"text": "…"}]}
    for key, content in (("quoting", gone), ("sent", without)):
        post, edit = await Outbox(store).get(key), await Outbox(store).get(f"{key}:withdrawn")
        assert post is not None
        assert edit is not None
        assert post.content == content | {"method": "post"}
        assert edit.content == content | {"method": "edit", "edits": key}
    await store.close()
    assert await kept.of(OF_IT) == set()


async def test_a_post_of_another_article_with_the_same_headline_stays(store: Store) -> None:
    await store.add(
        [draft("gone", FIRST, title="Crane falls at harbour"), draft("b", OTHER, title="Crane falls at harbour")]
    )
    content = {"method": "post", "text": "Crane falls at harbour [1]"}
    notice = {"method": "post", "text": "withdrawn"}
    await Outbox(store).put(Outgoing("of the other", "p", "C1", content, articles=(2,), notice=notice))
    await store.take_down(1)
    post = await Outbox(store).get("of the other")
    assert post is not None
    assert post.content == content


async def test_a_post_that_lists_headlines_loses_each_as_its_article_goes(store: Store, kept: Kept) -> None:
    """As a list of standing questions does; each time what stands in the channel is edited, not what edited it."""
    titles = ["Crane falls at harbour", "Quillavane barristers strike", "Vintrosk oxymandrel found"]
    drafts = [draft(str(at), f"Nobody was hurt {'so ' * at}far.", title=title) for at, title in enumerate(titles)]
    added = await store.add(drafts)
    outbox = Outbox(store)
    await outbox.put(Outgoing("list", "p", "C1", {"method": "post", "blocks": titles}))
    said = []
    for one in (None, *added):
        if one is not None:
            await store.take_down(one.article)
        for post in await outbox.claim_due("w"):
            said.append((post.content.get("edits"), post.content["blocks"]))
            assert await outbox.mark_sending(post)
            assert await outbox.sent(post, "m1")
    gone = ["…"] * 3
    assert said == [(None, titles), *(("list", [*gone[: at + 1], *titles[at + 1 :]]) for at in range(3))]
    assert await kept.of(OF_IT) == set()


async def test_words_that_were_sent_decomposed_go_too(store: Store) -> None:
    """Some systems send "é" as two characters."""
    text = "Le président a été blessé à l'épaule près de l'oxymandrel."
    (added,) = await store.add([draft("gone", text, title="Été blessé à l'épaule")])
    inbox = Inbox(store)
    for said in (f"verify {text}", "ask Été blessé à l'épaule and vintrosk"):
        await inbox.record([Event("p", said, {"text": unicodedata.normalize("NFD", said)})])
        (claimed,) = await inbox.claim("w")
        assert await inbox.done(claimed)
    await store.take_down(added.article)
    assert await inbox.starting("p", "") == ()


async def test_headlines_between_which_a_page_changes_are_kept_once(store: Store) -> None:
    for at in range(6):
        await store.add([draft("page", FIRST, title=f"Headline {at % 2}")])
    rows = await store.backend.read(lambda connection: connection.execute(select(EARLIER_TITLE.c.title)).all())
    assert sorted(row.title for row in rows) == ["Headline 0", "Headline 1"]


async def test_everything_else_stays_and_the_archive_is_whole(store: Store) -> None:
    article = await everywhere(store)
    await store.take_down(article)
    assert [each.source for each in await store.find_articles()] == ["other", "copy"]
    assert [hit.article for hit in await store.search(terms("ferry"))] == [1]
    assert [turn.payload["asked"] for turn in await store.turns("t")] == ["what sank?"]
    assert [summary.outlet.name for summary in await store.outlets()] == ["Other", "Third"]
    assert await store.check() == ()
    (entry,) = (await store.audit(f"article:{article}"))[:1]
    assert (entry.action, entry.detail["revisions"]) == ("take down", [2, 3])
    assert json.dumps(entry.detail).casefold().count("quillavane") == 0


async def test_it_is_not_taken_in_again_by_source_or_by_text(store: Store) -> None:
    article = await everywhere(store)
    await store.take_down(article)
    added = await store.add([draft("gone", "Something else."), draft("elsewhere", FIRST), draft("new", "A new text.")])
    assert [each.outcome for each in added] == [Outcome.TAKEN_DOWN, Outcome.TAKEN_DOWN, Outcome.STORED]
    assert await store.find_articles("gone") == ()


async def test_its_number_is_never_given_to_another(store: Store) -> None:
    (added,) = await store.add([draft("gone", FIRST)])
    await store.take_down(added.article)
    (after,) = await store.add([draft("new", OTHER)])
    assert after == Added(added.article + 1, Outcome.STORED)
    assert await store.article(added.article) is None
    assert await store.taken_down(added.article) is not None
    assert await store.taken_down(after.article) is None


async def test_it_can_be_taken_down_again_where_the_file_was_not_cleared(store: Store) -> None:
    (added,) = await store.add([draft("gone", FIRST)])
    await store.take_down(added.article)
    assert (await store.take_down(added.article)).articles == ()


async def test_what_is_not_there_cannot_be_taken_down(store: Store) -> None:
    with pytest.raises(UsageError, match="no article 9"):
        await store.take_down(9)
