"""A feed says the same in whichever form it is written, and what is no feed is refused with a word."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from handlers.gathering.feeds.addresses import distinct, host_of, same_site, whole
from handlers.gathering.feeds.discovery import linked_feeds
from handlers.gathering.feeds.document import Document, Entry, Kind
from handlers.gathering.feeds.opml import Outline, read_opml, write_opml
from handlers.gathering.feeds.reading import read_feed
from handlers.gathering.feeds.schedule import ATTEMPTS, after_failure, after_success, again
from store.errors import InputRefused
from tests.web import item, page, rss

BASE = "https://harbour.example/news/feed"
WHEN = datetime(2026, 5, 16, 9, 5, tzinfo=UTC)

RSS = rss(
    item(
        "/news/crane",
        "Crane &amp; quay",
        "<pubDate>Sat, 16 May 2026 09:05:00 GMT</pubDate><author>Jane Roe</author><category>World</category>"
        "<description>A crane fell.</description>",
    ),
    head="<link>https://harbour.example/</link><ttl>30</ttl>",
)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour news</title>
<link href="https://harbour.example/"/><entry><title type="html">Crane &amp;amp; quay</title><link rel="alternate" href="crane"/>
<published>2026-05-16T11:05:00+02:00</published><author><name>Jane Roe</name></author><category term="World"/>
<summary>A crane fell.</summary></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour news",
        "home_page_url": "https://harbour.example/",
        "items": [
            {
                "id": "1", "url": "crane", "title": "Crane & quay", "date_published": "2026-05-16T09:05:00Z",
                "authors": [{"name": "Jane Roe"}], "tags": ["World"], "summary": "A crane fell.",
            },
            "no item", {"title": "no address"}, {"url": "javascript:alert(1)"},
        ],
    }
)  # fmt: skip
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://harbour.example/news/crane</loc>
<news:news><news:publication><news:name>Harbour news</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-05-16T09:05:00Z</news:publication_date><news:title>Crane &amp; quay</news:title>
<news:keywords>World, harbour</news:keywords></news:news></url></urlset>"""


@pytest.mark.parametrize(
    ("text", "kind"), [(RSS, Kind.RSS), (ATOM, Kind.ATOM), (JSON, Kind.JSON), (SITEMAP, Kind.SITEMAP)], ids=str
)
def test_the_same_article_in_every_form(text: str, kind: Kind) -> None:
    document = read_feed(text.encode(), BASE)
    (entry,) = document.entries
    assert (document.kind, document.title) == (kind, "Harbour news")
    assert (entry.url, entry.title, entry.published) == ("https://harbour.example/news/crane", "Crane & quay", WHEN)
    assert entry.section == "World"
    if kind is not Kind.SITEMAP:
        assert entry.byline == "Jane Roe"
        assert "A crane fell." in (entry.text or "")
        assert not entry.whole


def test_how_long_a_feed_stays_fresh_is_read() -> None:
    assert read_feed(RSS.encode(), BASE).fresh_s == 1800
    period = "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>"
    assert read_feed(rss(item("/x"), head=period).encode(), BASE).fresh_s == 86400
    assert read_feed(rss(item("/x"), head="<ttl>soon</ttl>").encode(), BASE).fresh_s is None


def test_an_index_of_sitemaps_lists_the_newest_first() -> None:
    text = (
        "<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2026-01-01</lastmod></sitemap>"
        "<sitemap><loc>/new.xml</loc><lastmod>2026-05-16</lastmod></sitemap><sitemap><loc>file:///x</loc></sitemap></sitemapindex>"
    )
    document = read_feed(text.encode(), BASE)
    assert document.children == ("https://harbour.example/new.xml", "https://harbour.example/old.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_may_be_in_another_encoding(encoding: str) -> None:
    text = RSS.replace('version="1.0"?', f'version="1.0" encoding="{encoding}"?', 1).replace("Crane", "Größe")
    (entry,) = read_feed(text.encode(encoding), BASE).entries
    assert entry.title == "Größe & quay"


def test_an_address_listed_twice_is_one_and_what_is_no_address_is_none() -> None:
    text = rss(
        item("/a"), item("/a"), item("javascript:alert(1)"), item("mailto:x@y.example"), item("http://"), item("/b")
    )
    assert [each.url for each in read_feed(text.encode(), BASE).entries] == [
        "https://harbour.example/a",
        "https://harbour.example/b",
    ]


def test_an_id_that_is_an_address_stands_in_for_a_link() -> None:
    text = rss(
        "<item><title>T</title><guid>https://harbour.example/g</guid></item>",
        "<item><guid isPermaLink='false'>7</guid></item>",
    )
    assert [each.url for each in read_feed(text.encode(), BASE).entries] == ["https://harbour.example/g"]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (page().encode(), "web page"),
        (b"{}", "no JSON Feed"),
        (b"{", "is none"),
        (b"just words", "no feed"),
        (b"<note>x</note>", "no feed"),
        (rss(item("javascript:x")).encode(), "none of its entries has an address"),
        (rss(item("/a"))[:-60].replace("/a", "").encode(), "nothing in it could be read"),
        (b'{"items": [{"title": "x"}]}', "none of its entries has an address"),
        (b"<urlset><url><loc>mailto:x</loc></url></urlset>", "nothing in it could be read"),
        (b"<rss><channel>" + b"<a>" * 500, "nested deeper than 100"),
        (rss(*[item(f"/{n}") for n in range(6000)]).encode(), "over 2,000 entries"),
        (b'{"items": [' + b",".join([b"{}"] * 6000) + b"]}", "over 2,000 entries"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_word(raw: bytes, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read_feed(raw, BASE)


def test_markup_inside_cdata_and_comments_is_not_counted() -> None:
    text = rss(
        item("/a", more="<description><![CDATA[" + "<div>" * 500 + "]]></description>"), "<!--" + "<a>" * 500 + "-->"
    )
    assert len(read_feed(text.encode(), BASE).entries) == 1


def test_a_version_is_told_by_what_is_said_not_by_when() -> None:
    one = Entry("https://a.example/", "Crane", published=WHEN, text="x")
    assert one.stamp == Entry("https://a.example/", "Crane", text="x").stamp
    assert one.stamp != Entry("https://a.example/", "Crane fell", text="x").stamp
    assert one.stamp != Entry("https://a.example/", "Crane", updated="2", text="x").stamp


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("https://Harbour.Example:443/A?utm_source=rss&id=7#top", "https://harbour.example/A?id=7"),
        ("http://harbour.example/a?fbclid=1", "http://harbour.example/a"),
        ("https://harbour.example/?p=1&a=2", "https://harbour.example/?a=2&p=1"),
        ("https://harbour.example/ä", "https://harbour.example/%C3%A4"),
    ],
)
def test_an_article_is_known_by_its_address_alone(address: str, known_as: str) -> None:
    assert distinct(address) == known_as
    assert distinct(known_as) == known_as


def test_addresses_of_one_site_are_told_from_others() -> None:
    assert same_site("https://www.harbour.example/a", "http://m.harbour.example/b")
    assert not same_site("https://harbour.example/", "https://harbour.example.evil.example/")
    assert not same_site("", "")
    assert host_of("http://[::1") == ""
    assert whole(BASE, "//cdn.example/x") == "https://cdn.example/x"
    assert whole(BASE, "http://[") is None
    assert whole(BASE, None) is None


def test_a_page_s_feeds_are_found_the_likeliest_first() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="feed.xml">'
        '<link rel="Alternate" type="application/atom+xml" href="https://harbour.example/atom">'
        '<link rel="stylesheet" type="application/rss+xml" href="/no">'
    )
    found = linked_feeds(page(head=head).encode(), "https://harbour.example/news/")
    assert found == (
        "https://harbour.example/atom",
        "https://harbour.example/news/feed.xml",
        "https://harbour.example/comments/feed/",
    )
    assert linked_feeds(b"", BASE) == ()
    assert linked_feeds(page().encode(), BASE) == ()


def test_a_list_of_feeds_comes_back_as_it_went_out() -> None:
    feeds = (Outline("https://a.example/feed?a=1&b=2", "A & <B>"), Outline("https://b.example/", "Größe"))
    assert read_opml(write_opml(feeds)) == feeds


def test_a_list_of_feeds_may_have_folders_and_other_cases() -> None:
    raw = b"""<?xml version="1.0"?><opml version="1.1"><body><outline text="News"><outline text="A" xmlURL="https://a.example/"/>
    <outline xmlUrl="https://b.example/"/><outline text="A again" xmlUrl="https://a.example/"/></outline></body></opml>"""
    assert read_opml(raw) == (Outline("https://a.example/", "A"), Outline("https://b.example/", None))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "cannot be read|not OPML"),
        (b"<rss/>", "not OPML"),
        (b"<opml><body/></opml>", "no feed in its list"),
        (b"\0", "cannot be read|not OPML"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused(raw: bytes, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read_opml(raw)


def test_no_entity_of_a_list_reads_a_file() -> None:
    raw = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><opml><body><outline text="&f;" xmlUrl="https://a.example/"/></body></opml>'
    assert "root:" not in repr(read_opml(raw))


QUARTER = timedelta(minutes=15)


def test_a_feed_is_read_as_often_as_set_unless_it_stays_fresh_longer() -> None:
    assert after_success(QUARTER, None, None) == QUARTER
    assert after_success(QUARTER, timedelta(hours=2), timedelta(hours=1)) == timedelta(hours=2)
    assert after_success(QUARTER, timedelta(days=9), None) == timedelta(days=1)
    assert after_success(QUARTER, timedelta(seconds=1), timedelta()) == QUARTER


def test_a_feed_that_fails_is_asked_half_as_often_each_time_down_to_once_a_day() -> None:
    waits = [after_failure(QUARTER, failures, None) for failures in range(2000)]
    assert waits[:3] == [QUARTER, 2 * QUARTER, 4 * QUARTER]
    assert max(waits) == timedelta(days=1)
    assert after_failure(QUARTER, 0, timedelta(days=2)) == timedelta(days=2)
    assert after_failure(QUARTER, 0, timedelta(days=99)) == timedelta(days=7)


def test_a_page_is_tried_five_times() -> None:
    assert [again(n, None) is None for n in range(1, ATTEMPTS + 1)] == [False] * (ATTEMPTS - 1) + [True]
    assert again(1, timedelta(hours=3)) == timedelta(hours=3)


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(rss().encode(), BASE) == Document(Kind.RSS, "Harbour news")
