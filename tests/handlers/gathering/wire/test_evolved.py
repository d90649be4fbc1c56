"""Items that evolved from one another. Invariant: however they come, the last one stands, and nothing stands twice."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from handlers.gathering.ingest import IngestSummary, ingest
from handlers.gathering.reading import LIMIT, Read, read_files
from handlers.gathering.walk import Refusal, find_files
from handlers.gathering.wire.ninjs import is_ninjs, read_ninjs
from handlers.gathering.wire.versions import look_beside
from store import standing as standing_of
from store.article import Outcome, Status
from store.outbox import Outbox, Outgoing
from store.store import Store
from tests.handlers.gathering.wire.test_wire import PARAGRAPHS, newsml, ninjs
from tests.store.drafts import draft

A, B, C = "urn:concord:a", "urn:concord:b", "urn:concord:c"
WORDS = {A: "The crane fell at dawn.", B: "The crane fell at six.", C: "The crane fell at six, on two barges."}
BEFORE = {A: None, B: A, C: B}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


def item(uri: str, **said: object) -> str:
    told = {"uri": uri, "evolvedfrom": BEFORE.get(uri), "body_xhtml": PARAGRAPHS + f"<p>{WORDS.get(uri, uri)}</p>"}
    return json.dumps(ninjs(**(told | said)))


async def arrives(store: Store, folder: Path, *texts: str) -> IngestSummary:
    """Files that lie in a folder of their own, as one reading of them finds them."""
    folder = folder / f"in-{len(list(folder.iterdir()))}"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.{'json' if text.startswith('{') else 'xml'}").write_text(text, "utf-8")
    return await ingest([folder], store)


async def standing(store: Store) -> list[str]:
    """The last sentence of each article that can be found, in the order of their numbers."""
    assert await store.check() == ()
    return [each.text.rpartition("\n")[2] for each in await store.find_articles()]


async def test_an_item_that_evolved_from_a_stored_one_is_a_revision_of_it(store: Store, tmp_path: Path) -> None:
    for uri in (A, B, C):
        summary = await arrives(store, tmp_path, item(uri))
        assert summary.read == 1
    (article,) = await store.find_articles()
    assert [each.id for each in await store.revisions(article.id)] == [1, 2, 3]
    assert (article.source, await standing(store)) == (A, [WORDS[C]])
    for uri in (A, B):
        (refusal,) = (await arrives(store, tmp_path, item(uri, version="9"))).refused
        assert "evolved from it stands here already (article 3)" in refusal.reason
    assert (await arrives(store, tmp_path, item(C))).unchanged == 1
    assert (await arrives(store, tmp_path, item(C, version="2", body_xhtml=PARAGRAPHS))).revised == 1


@pytest.mark.parametrize("order", [*itertools.permutations((A, B, C))], ids=lambda order: "".join(u[-1] for u in order))
async def test_in_one_folder_the_last_of_a_line_stands_in_whatever_order_they_lie(
    store: Store, tmp_path: Path, order: Sequence[str]
) -> None:
    summary = await arrives(store, tmp_path, *[item(uri) for uri in order])
    assert (summary.read, await standing(store)) == (1, [WORDS[C]])
    reasons = sorted(each.reason for each in summary.refused)
    assert reasons == [f"an item that evolved from it lies beside it ({uri})." for uri in (B, C)]


@pytest.mark.parametrize("order", [(C, B, A), (B, C, A), (B, A, C)], ids=lambda order: "".join(u[-1] for u in order))
async def test_those_that_come_after_what_evolved_from_them_are_not_taken_in(
    store: Store, tmp_path: Path, order: Sequence[str]
) -> None:
    for uri in order:
        await arrives(store, tmp_path, item(uri))
    assert await standing(store) == [WORDS[C]]


@pytest.mark.parametrize("order", [(A, C, B), (C, A, B)], ids=lambda order: "".join(u[-1] for u in order))
async def test_one_that_links_two_stored_articles_too_late_changes_neither(
    store: Store, tmp_path: Path, order: Sequence[str]
) -> None:
    for uri in order:
        summary = await arrives(store, tmp_path, item(uri))
    (refusal,) = summary.refused
    assert "stands here already" in refusal.reason
    assert sorted(await standing(store)) == sorted([WORDS[A], WORDS[C]])


async def test_where_two_evolved_from_one_both_stand(store: Store, tmp_path: Path) -> None:
    for text in (item(A), item(B), item(C, evolvedfrom=A)):
        await arrives(store, tmp_path, text)
    assert await standing(store) == [WORDS[B], WORDS[C]]


async def test_an_unknown_id_before_it_makes_it_an_article_of_its_own(store: Store, tmp_path: Path) -> None:
    summary = await arrives(store, tmp_path, item(B, evolvedfrom="urn:concord:never"))
    (article,) = await store.find_articles()
    assert (summary.stored, summary.warned, article.source, article.supersedes) == (1, (), B, None)


@pytest.mark.parametrize("said", [7, ["urn:x"], {"uri": "urn:x"}, "  ", "x" * 2_000, B], ids=str)
async def test_what_is_no_id_is_told_and_left_out(store: Store, tmp_path: Path, said: object) -> None:
    await arrives(store, tmp_path, item(A))
    summary = await arrives(store, tmp_path, item(B, evolvedfrom=said))
    (warning,) = summary.warned
    assert f"evolved from {'is its own id' if said == B else 'is no id of an item'} and is left out" in warning.reason
    assert await standing(store) == [WORDS[A], WORDS[B]]


async def test_items_that_evolved_from_one_another_in_a_ring_are_not_lost(store: Store, tmp_path: Path) -> None:
    ring = [item(A, evolvedfrom=B), item(B, evolvedfrom=A)]
    await arrives(store, tmp_path, *ring)
    assert len(await standing(store)) == 1
    await arrives(store, tmp_path, *ring)
    assert len(await standing(store)) == 1


async def test_an_embargoed_or_canceled_one_replaces_nothing(store: Store, tmp_path: Path) -> None:
    for said in ({"embargoed": "2190-01-01T00:00:00Z"}, {"pubstatus": "canceled"}, {"body_xhtml": ""}):
        summary = await arrives(store, tmp_path, item(A), item(B, **said))
        assert len(summary.refused) == 1
        assert await standing(store) == [WORDS[A]]


# Of such a text nothing can be stored.
FURNITURE = "<p>Share this article</p>"


@pytest.mark.parametrize("bad", [B, C], ids=["the second", "the last"])
async def test_one_is_not_lost_for_a_later_one_beside_it_that_cannot_be_stored(
    store: Store, tmp_path: Path, bad: str
) -> None:
    line = [A, B, C] if bad == C else [A, B]
    summary = await arrives(
        store, tmp_path, *[item(uri, **{"body_xhtml": FURNITURE} if uri == bad else {}) for uri in line]
    )
    assert (summary.read, len(summary.refused)) == (1, len(line) - 1)
    assert await standing(store) == [WORDS[line[-2]]]
    await arrives(store, tmp_path, *[item(uri) for uri in line])
    assert await standing(store) == [WORDS[bad]]


async def test_a_version_is_not_lost_for_a_newer_one_beside_it_that_cannot_be_stored(
    store: Store, tmp_path: Path
) -> None:
    versions = [item(A, version=str(n), body_xhtml=f"{PARAGRAPHS}<p>{n}.</p>") for n in (1, 2)]
    summary = await arrives(store, tmp_path, *versions, item(A, version="3", body_xhtml=FURNITURE))
    assert (summary.read, await standing(store)) == (1, ["2."])
    assert any("a newer version of it lies beside it (3; this is 1)" in each.reason for each in summary.refused)


def test_an_old_version_is_held_no_longer_than_till_the_newer_one_is_read(tmp_path: Path) -> None:
    """A folder may hold more of them than fit into memory. A damaged copy of the newer one beside it changes nothing."""
    for name, uri, version in (("a1", A, "1"), ("a2", A, "2"), ("a3", A, "1"), ("b", "urn:x", "1")):
        (tmp_path / f"{name}.json").write_text(item(uri, version=version), "utf-8")
    (tmp_path / "a0.json").write_text(item(A, version="2", body_xhtml=FURNITURE), "utf-8")
    read = read_files(find_files([tmp_path])[0])
    told = [each.draft.source if isinstance(each, Read) else each.source for each in read]
    assert told == ["a0.json", A, "a1.json", "a3.json", "urn:x"]


def test_what_was_read_before_keeps_standing_for_what_is_read_now(tmp_path: Path) -> None:
    for uri, version in ((A, "1"), (A, "2"), (B, "1")):
        (tmp_path / f"{uri[-1]}{version}.json").write_text(item(uri, version=version), "utf-8")
    files, _ = find_files([tmp_path])
    now = [each for each in files if each.path.name != "b1.json"]
    for picked in (now, [each for each in now if each.path.name != "a2.json"]):
        assert all(isinstance(each, Refusal) for each in read_files(picked, wires=look_beside(files, LIMIT)))


def quoting(*articles: int) -> Outgoing:
    text = {"method": "post", "text": "words"}
    return Outgoing(f"of {articles}", "p", "C1", text, articles=articles, notice={"method": "post", "text": "gone"})


async def said(store: Store, *articles: int) -> object:
    post = await Outbox(store).get(f"of {articles}")
    assert post is not None
    return post.content["text"]


async def test_of_a_line_the_last_is_killed_and_a_later_one_brings_it_back(store: Store, tmp_path: Path) -> None:
    await arrives(store, tmp_path, item(A), item(B))
    await Outbox(store).put(quoting(1))
    assert (await arrives(store, tmp_path, item(B, version="5", pubstatus="canceled"))).withdrawn == 1
    assert (await standing(store), await said(store, 1)) == ([], "gone")
    # Its own older version does not bring it back; the item that evolved from it does, whatever its number.
    await arrives(store, tmp_path, item(B, version="4", body_xhtml=PARAGRAPHS))
    assert await standing(store) == []
    await arrives(store, tmp_path, item(C))
    assert await standing(store) == [WORDS[C]]
    revisions = await store.revisions(1)
    assert [each.status for each in revisions] == [Status.KILLED, Status.KILLED, None]
    await Outbox(store).put_all([quoting(revisions[1].id), quoting(revisions[2].id)])
    assert [await said(store, each.id) for each in revisions] == ["gone", "gone", "words"]


@pytest.mark.parametrize(
    ("step", "nth"), [("put_in", 1), ("withdraw_posts", 2)], ids=["lifting", "killing the earlier"]
)
async def test_what_is_given_again_is_given_whole_or_comes_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, nth: int
) -> None:
    await arrives(store, tmp_path, item(A))
    await Outbox(store).put(quoting(1))
    await arrives(store, tmp_path, item(A, version="5", pubstatus="canceled"))
    real, calls = getattr(standing_of, step), itertools.count(1)

    def breaks(*given: object) -> object:
        if next(calls) == nth:
            raise InterruptedError
        return real(*given)

    monkeypatch.setattr(standing_of, step, breaks)
    with pytest.raises(InterruptedError):
        await arrives(store, tmp_path, item(B))
    assert await standing(store) == []
    assert [each.status for each in await store.revisions(1)] == [Status.KILLED]
    monkeypatch.undo()
    await arrives(store, tmp_path, item(B))
    assert await standing(store) == [WORDS[B]]
    assert [each.status for each in await store.revisions(1)] == [Status.KILLED, None]


async def test_in_a_file_of_records_each_is_heeded_in_its_turn(store: Store, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    usable, canceled, newer = item(A), item(A, version="2", pubstatus="canceled"), item(A, version="3")
    for lines, left in (([usable, canceled, newer], [WORDS[A]]), ([item(A, version="4", pubstatus="canceled")], [])):
        (tmp_path / "in" / "day.jsonl").write_text("\n".join(lines), "utf-8")
        assert (await ingest([tmp_path / "in"], store)).withdrawn == 1
        assert await standing(store) == left


async def test_one_that_comes_after_it_was_canceled_is_not_stored_and_replaces_nothing(
    store: Store, tmp_path: Path
) -> None:
    await arrives(store, tmp_path, item(A))
    await arrives(store, tmp_path, item(B, version="3", pubstatus="canceled"))
    for version in ("1", "3"):
        (refusal,) = (await arrives(store, tmp_path, item(B, version=version))).refused
        assert "withdrew it before it came" in refusal.reason
        assert await standing(store) == [WORDS[A]]
    await arrives(store, tmp_path, item(C), item("urn:concord:d"))
    assert await standing(store) == [WORDS[A], WORDS[C], "urn:concord:d"]


async def test_a_newer_version_than_the_one_canceled_before_it_came_is_stored(store: Store, tmp_path: Path) -> None:
    for version in ("3", "2"):
        await arrives(store, tmp_path, item(A, version=version, pubstatus="canceled"))
    await arrives(store, tmp_path, item(A, version="4"))
    assert await standing(store) == [WORDS[A]]


async def test_an_older_version_of_another_day_changes_nothing_and_says_so(store: Store, tmp_path: Path) -> None:
    await arrives(store, tmp_path, item(A, version="3"))
    await Outbox(store).put(quoting(1))
    (late,) = (await arrives(store, tmp_path, item(A, version="2", body_xhtml=PARAGRAPHS))).refused
    assert late.reason == "it is an older version of an item: version 3 of it is here already."
    for word in ("canceled", "withheld"):
        summary = await arrives(store, tmp_path, item(A, version="2", pubstatus=word))
        said_of = f"its agency has withdrawn version 2 ({word}); a newer one is here and stays."
        assert (summary.withdrawn, [each.reason for each in summary.refused]) == (0, [said_of])
    assert (await standing(store), await said(store, 1)) == ([WORDS[A]], "words")
    assert (await arrives(store, tmp_path, item(A, version="3", pubstatus="canceled"))).withdrawn == 1
    assert (await standing(store), await said(store, 1)) == ([], "gone")


async def test_one_that_was_replaced_and_is_canceled_leaves_posts_and_the_later_one_stays(
    store: Store, tmp_path: Path
) -> None:
    for uri in (A, B, C):
        await arrives(store, tmp_path, item(uri))
    for each in (1, 2, 3):
        await Outbox(store).put(quoting(each))
    canceled = item(B, version="2", pubstatus="canceled")
    assert (await arrives(store, tmp_path, canceled)).withdrawn == 1
    assert [await said(store, each) for each in (1, 2, 3)] == ["words", "gone", "words"]
    assert await standing(store) == [WORDS[C]]
    assert (await arrives(store, tmp_path, canceled)).withdrawn == 0
    await Outbox(store).put(quoting(2, 3))
    assert await said(store, 2, 3) == "gone"


async def test_what_an_editor_killed_or_took_down_no_later_item_brings_back(store: Store, tmp_path: Path) -> None:
    await arrives(store, tmp_path, item(A))
    await store.set_status(1, Status.KILLED, note="a hoax")
    await arrives(store, tmp_path, item(B))
    assert await standing(store) == []
    article = await store.article(2)
    assert article is not None
    assert (article.status, article.note) == (Status.KILLED, "a hoax")
    await store.take_down(2)
    for uri in (A, B, C):
        (refusal,) = (await arrives(store, tmp_path, item(uri))).refused
        assert "taken down" in refusal.reason
    assert await store.find_articles(current_only=False) == ()
    assert b"concord" not in b"".join(path.read_bytes() for path in tmp_path.glob("archive.db*"))


async def test_what_was_taken_down_before_anything_evolved_from_it_stays_away_with_all_that_does(store: Store) -> None:
    await store.add([draft(A, WORDS[A])])
    await store.take_down(1)
    for uri, before in ((B, (A,)), (C, (B,))):
        (added,) = await store.add([draft(uri, WORDS[uri], evolved_from=before)])
        assert added.outcome is Outcome.TAKEN_DOWN


async def test_newsml_says_it_by_a_link(store: Store, tmp_path: Path) -> None:
    link = '<link rel="irel:evolvedFrom" residref="{}"/>'
    await arrives(store, tmp_path, newsml(guid=A))
    await arrives(store, tmp_path, newsml(guid=B, body=PARAGRAPHS + "<p>Later.</p>", more=link.format(A)))
    assert await standing(store) == ["Later."]
    # What was made of several replaces none of them.
    both = link.format(B) + link.format(C)
    await arrives(store, tmp_path, newsml(guid="urn:concord:d", body=PARAGRAPHS + "<p>Both.</p>", more=both))
    assert await standing(store) == ["Later.", "Both."]


async def test_superdesk_names_items_by_guid_and_their_text_html(store: Store, tmp_path: Path) -> None:
    for guid, before in ((A, None), (B, A)):
        said = ninjs(uri=None, guid=guid, evolvedfrom=before, body_xhtml=None) | {"body_html": f"<p>{WORDS[guid]}</p>"}
        await arrives(store, tmp_path, json.dumps({k: v for k, v in said.items() if v is not None}))
    assert await standing(store) == [WORDS[B]]


def test_names_of_version_3_are_read_in_their_case() -> None:
    three = {
        "uri": A, "type": "text", "version": "4", "versionCreated": "2026-05-16T09:05:00Z", "pubStatus": "canceled",
        "embargoed": "2190-01-01T00:00:00Z", "copyrightHolder": "Concord Wire",
        "headlines": [{"role": "main", "value": "Crane falls"}],
        "bodies": [{"contentType": "text/html", "value": PARAGRAPHS}],
    }  # fmt: skip
    assert is_ninjs(three)
    read = read_ninjs(three)
    assert (read.withdrawn, read.version, read.told.title, read.told.credit) == (
        "canceled",
        4,
        "Crane falls",
        "Concord Wire",
    )
    assert read.told.text is not None
    assert "<p>" not in read.told.text
    assert read.embargoed_at is not None
