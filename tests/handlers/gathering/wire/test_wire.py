"""NewsML-G2 and ninjs: the text and what is told of it, the newest version, and nothing that is held back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.gathering.ingest import ingest
from handlers.gathering.reading import Outcome, Read, Withdrawn, read_files
from handlers.gathering.walk import Refusal, find_files
from handlers.gathering.wire.item import WireItem, text_of_html
from handlers.gathering.wire.newsml import read_newsml
from handlers.gathering.wire.ninjs import is_ninjs, read_ninjs
from store.article import Draft, Status
from store.errors import InputRefused
from store.store import Store
from tests.web import BODY

TEXT = "\n\n".join(BODY)
PARAGRAPHS = "".join(f"<p>{words}</p>" for words in BODY)


def newsml(
    *,
    guid: str = "urn:concord:1",
    version: int = 1,
    status: str = "stat:usable",
    more: str = "",
    body: str = PARAGRAPHS,
) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-05-16T09:06:00Z</sent></header><itemSet>
<newsItem guid="{guid}" version="{version}" standard="NewsML-G2" xml:lang="en-GB"><itemMeta><itemClass qcode="ninat:text"/>
<provider literal="Concord Wire"/><versionCreated>2026-05-16T09:05:00Z</versionCreated><pubStatus qcode="{status}"/>{more}</itemMeta>
<contentMeta><contentCreated>2026-05-16T11:05:00+02:00</contentCreated><by>Jane Roe</by><headline>Crane falls</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head>
<body>{body}</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""


def ninjs(**said: object) -> dict[str, object]:
    return {
        "uri": "urn:concord:2", "type": "text", "version": "1", "versioncreated": "2026-05-16T09:05:00Z", "pubstatus": "usable",
        "language": "en-GB", "headline": "Crane falls", "byline": "Jane Roe", "body_xhtml": PARAGRAPHS, "creditline": "Concord Wire",
    } | said  # fmt: skip


def read(folder: Path) -> list[Outcome]:
    return list(read_files(find_files([folder])[0]))


def draft(folder: Path) -> Draft:
    (outcome,) = read(folder)
    assert isinstance(outcome, Read), outcome
    return outcome.draft


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [
        ("a.xml", newsml(), "urn:concord:1"),
        ("a.json", json.dumps(ninjs()), "urn:concord:2"),
        ("a.json", json.dumps(ninjs(body_xhtml=None, body_text=TEXT)), "urn:concord:2"),
        ("a.json", json.dumps(ninjs(headline=None, headlines=[{"value": "Crane falls"}], body_xhtml=None, byline=None, by="Jane Roe",
                                    bodies=[{"value": PARAGRAPHS, "contenttype": "text/html"}])), "urn:concord:2"),
        ("a.jsonl", json.dumps(ninjs()), "urn:concord:2"),
    ],
)  # fmt: skip
def test_an_item_gives_its_text_and_what_is_told_of_it(tmp_path: Path, name: str, text: str, source: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = draft(tmp_path)
    assert found.text == TEXT
    assert (found.source, found.title, found.byline, found.credit) == (
        source,
        "Crane falls",
        "Jane Roe",
        "Concord Wire",
    )
    assert (found.language, found.published_at) == ("en", datetime(2026, 5, 16, 9, 5, tzinfo=UTC))


def test_an_item_may_stand_alone_and_its_text_in_nitf() -> None:
    alone = newsml().replace("<newsMessage", "<x").partition("<itemSet>")[2].partition("</itemSet>")[0]
    alone = alone.replace("<newsItem", '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"', 1)
    alone = alone.replace(
        f"<body>{PARAGRAPHS}</body>",
        f"<body><body.head><hedline><hl1>no</hl1></hedline></body.head><body.content>{PARAGRAPHS}</body.content></body>",
    )
    (item,) = read_newsml(alone.encode())
    assert isinstance(item, WireItem)
    assert item.told.text == TEXT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (newsml(more=f"<embargoed>{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}</embargoed>"), "embargoed until"),
        (newsml(body=""), "no text"),
        (newsml().replace("ninat:text", "ninat:picture"), "no text"),
        (newsml().replace(' guid="urn:concord:1"', ""), "no guid"),
        (newsml().replace("iptc.org/std/nar", "other.example/ns"), "not NewsML-G2"),
        ("<html><body>x</body></html>", "not NewsML-G2"),
        ("<a>", "cannot be read at line 1"),
        ("", "empty"),
        ("<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'/>", "no news item"),
    ],
)  # fmt: skip
def test_what_may_not_be_used_or_is_none_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.xml").write_text(text, "utf-8")
    (outcome,) = read(tmp_path)
    assert isinstance(outcome, Refusal)
    assert says in outcome.reason


@pytest.mark.parametrize(
    ("said", "says"),
    [({"type": "picture"}, "no text"), ({"body_xhtml": ""}, "no text"), ({"embargoed": "2190-01-01T00:00:00Z"}, "embargoed")],
)  # fmt: skip
def test_the_same_in_ninjs(tmp_path: Path, said: dict[str, object], says: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ninjs(**said)), "utf-8")
    (outcome,) = read(tmp_path)
    assert isinstance(outcome, Refusal)
    assert says in outcome.reason


def test_an_embargo_that_has_passed_is_none() -> None:
    item = read_ninjs(ninjs(embargoed="2026-05-16T12:00:00Z"))
    with pytest.raises(InputRefused, match="2026-05-16 12:00 UTC"):
        item.demand_published(datetime(2026, 5, 16, 11, tzinfo=UTC))
    item.demand_published(datetime(2026, 5, 16, 12, tzinfo=UTC))


def test_a_record_of_ours_is_not_taken_for_ninjs() -> None:
    assert is_ninjs(ninjs())
    assert not is_ninjs({"uri": "x", "text": "ours", "headlines": []})
    assert not is_ninjs({"id": "1", "text": "ours"})


async def test_of_several_versions_the_newest_is_stored_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    later = "<p>The crane will be cleared away by Friday, the harbour office said in the evening.</p>"
    (folder / "b-first.xml").write_text(newsml(version=1), "utf-8")
    (folder / "a-second.xml").write_text(newsml(version=2, body=PARAGRAPHS + later), "utf-8")
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        first = await ingest([folder], store)
        assert (first.stored, [each.source for each in first.refused]) == (1, ["b-first.xml:1"])
        assert "newer version" in first.refused[0].reason
        for _ in range(2):
            assert (await ingest([folder], store)).unchanged == 1
        (article,) = await store.find_articles()
        assert "by Friday" in article.text
        assert article.supersedes is None


def test_no_entity_reads_a_file_and_no_script_is_text() -> None:
    evil = newsml(body=f"<script>alert(1)</script>{PARAGRAPHS}<p>&x;</p>").replace(
        "<newsMessage", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><newsMessage', 1
    )
    (item,) = read_newsml(evil.encode())
    assert isinstance(item, WireItem)
    assert "root:" not in (item.told.text or "")
    assert "alert" not in (item.told.text or "")


def test_lines_and_blocks_of_html_are_paragraphs() -> None:
    assert (
        text_of_html("one<br>two<p>three <b>bold</b></p><ul><li>four</li></ul> five")
        == "one\n\ntwo\n\nthree bold\n\nfour\n\nfive"
    )
    assert text_of_html("") == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xml", newsml(version=2, status="stat:canceled", body="")),
        ("a.xml", newsml(version=2, status="stat:canceled")),
        ("a.json", json.dumps(ninjs(uri="urn:concord:1", version="2", pubstatus="canceled"))),
    ],
)
def test_what_an_agency_takes_back_is_told_with_its_version(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (outcome,) = read(tmp_path)
    assert outcome == Withdrawn("urn:concord:1", f"{name}:1" if name == "a.xml" else name, "canceled", 2)


@pytest.mark.parametrize("word", ["canceled", "withheld"])
async def test_a_stored_article_that_its_agency_takes_back_is_killed_until_a_newer_version(
    tmp_path: Path, word: str
) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:

        async def arrives(text: str) -> tuple[int, Status | None]:
            (tmp_path / "in.xml").write_text(text, "utf-8")
            summary = await ingest([tmp_path / "in.xml"], store)
            assert summary.refused == ()
            newest = (await store.find_articles(source="urn:concord:1", current_only=False))[-1]
            return summary.withdrawn, newest.status

        assert await arrives(newsml(version=1)) == (0, None)
        assert await arrives(newsml(version=2, status=f"stat:{word}", body="")) == (1, Status.KILLED)
        assert (await store.freshness()).articles == 0
        assert await arrives(newsml(version=2, status=f"stat:{word}", body="")) == (0, Status.KILLED)
        assert await arrives(newsml(version=1)) == (0, Status.KILLED)  # an old version that is sent again
        assert await arrives(newsml(version=3)) == (0, None)
        assert (await store.freshness()).articles == 1
        assert [each.actor for each in await store.audit() if each.action == "set status"] == ["agency", "agency"]


async def test_versions_in_one_stream_are_one_article_whatever_their_headlines_and_go_with_it(tmp_path: Path) -> None:
    versions = [ninjs(), ninjs(version="2", headline="Two cranes fall", body_xhtml=PARAGRAPHS + "<p>It is over.</p>")]
    stream = tmp_path / "in.jsonl"
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        stream.write_text("".join(f"{json.dumps(each)}\n" for each in versions), "utf-8")
        summary = await ingest([stream], store)
        assert (summary.stored, summary.revised, summary.warned) == (1, 1, ())
        stream.write_text(json.dumps(ninjs(version="3", pubstatus="canceled")), "utf-8")
        assert (await ingest([stream], store)).withdrawn == 1
        assert (await store.freshness()).articles == 0


async def test_what_an_editor_killed_no_agency_brings_back(tmp_path: Path) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        for version, status in ((1, "usable"), (2, "canceled"), (3, "usable")):
            (tmp_path / "in.xml").write_text(newsml(version=version, status=f"stat:{status}"), "utf-8")
            summary = await ingest([tmp_path / "in.xml"], store)
            assert summary.withdrawn == 0
            if version == 1:
                await store.set_status(1, Status.KILLED, note="a hoax")
        (article,) = await store.find_articles(source="urn:concord:1", current_only=False)
        assert (article.status, article.note) == (Status.KILLED, "a hoax")


async def test_an_item_taken_back_that_is_not_known_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_text(newsml(status="stat:canceled"), "utf-8")
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        summary = await ingest([tmp_path / "in.xml"], store)
    assert [each.reason for each in summary.refused] == [
        "its agency has withdrawn it (canceled); it is not stored here."
    ]


async def test_a_correction_marks_the_article_and_brings_nothing_back(tmp_path: Path) -> None:
    more = '<edNote>Corrects the year.</edNote><signal qcode="sig:correction"/>'
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        (tmp_path / "in.xml").write_text(newsml(version=2, more=more), "utf-8")
        await ingest([tmp_path / "in.xml"], store)
        article = await store.article(1)
        assert article is not None
        assert (article.status, article.note) == (Status.CORRECTED, "Corrects the year.")
        await store.set_status(1, Status.KILLED)
        await ingest([tmp_path / "in.xml"], store)
        article = await store.article(1)
        assert article is not None
        assert article.status is Status.KILLED
