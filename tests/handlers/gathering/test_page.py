"""An HTML page gives its article and what its metadata tells; what no parser reads in time is refused before any sees it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.gathering.page import looks_like_page, read_page
from store.errors import InputRefused

LEDE = "The harbour of Northfield was closed on Monday after a crane fell across the tracks of the old quay."
BODY = [
    LEDE,
    "Nobody was hurt, the harbour office said, because the quay had been cleared for the storm an hour before it fell.",
    "The crane was thirty years old and was last inspected nine years ago, according to the harbour's own records.",
]


def page(head: str = "", body: str = "", article: str = "", lang: str = "en") -> str:
    paragraphs = "".join(f"<p>{words}</p>" for words in BODY)
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Crane falls | The Harbour Post</title>{head}</head><body>'
        f"<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
        f"<article><h1>Crane falls across the old quay</h1>{paragraphs}{article}</article>{body}"
        "<footer>© 2025 The Harbour Post</footer></body></html>"
    )


def test_the_article_is_found_and_the_page_around_it_is_not() -> None:
    read = read_page(page())
    assert [words for words in read.lines if words in BODY] == BODY
    assert not any("©" in words or words == "World" for words in read.lines)
    assert read.told.language == "en"
    assert not read.walled


def test_metadata_tells_what_the_text_does_not() -> None:
    read = read_page(
        page(
            '<meta property="og:site_name" content="The Harbour Post">'
            '<meta property="og:title" content="Crane falls across the old quay">'
            '<meta name="author" content="Jane Roe">'
            '<link rel="canonical" href="https://harbour.example/crane">'
            '<meta property="article:published_time" content="2025-05-16T09:05:00+01:00">'
        )
    )
    assert read.told.outlet == "The Harbour Post"
    assert read.told.title == "Crane falls across the old quay"
    assert read.told.url == "https://harbour.example/crane"
    assert read.told.published == datetime(2025, 5, 16, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-05-16T08:05:00Z"}</script>',
        '<meta itemprop="datePublished" content="2025-05-16T08:05:00Z">',
        '<meta name="parsely-pub-date" content="2025-05-16T08:05:00Z">',
    ],
)
def test_the_time_of_publication_is_read_wherever_it_stands(head: str) -> None:
    assert read_page(page(head)).told.published == datetime(2025, 5, 16, 8, 5, tzinfo=UTC)


def test_a_page_is_walled_only_where_it_says_so_twice() -> None:
    free = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    box = "<div><p>Subscribe to continue reading</p></div>"
    assert read_page(page(free, body=box)).walled
    assert not read_page(page(free)).walled
    assert not read_page(page(body=box)).walled


def test_no_script_and_no_markup_comes_through() -> None:
    read = read_page(
        page(article="<script>alert('harbour')</script><style>p{}</style><p onclick='x()'>" + BODY[1] + "</p>")
    )
    assert not any("alert" in words or "onclick" in words or "<" in words for words in read.lines)


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ("<html><body>" + "<div>" * 300 + "x" + "</div>" * 300, "nested deeper than 250"),
        ("<html><body>" + "<div>" * 200_000, "nested deeper"),
        ("<html><body><p>" + "<b>x</b>" * 3_000, "elements in one paragraph"),
        ("<html><body>" + "<p>x" * 60_000, "over 50,000 elements"),
        ("<html><body></body></html>", "no article"),
        ("", "not an HTML page|no article"),
        ("<!-- never closed <p>text</p>", "not an HTML page|no article|damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(markup: str, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read_page(markup)


def test_text_as_deep_as_is_allowed_is_not_lost() -> None:
    deep = "<html><body>" + "<div>" * 200 + "".join(f"<p>{words}</p>" for words in BODY) + "</div>" * 200
    assert any(LEDE in words for words in read_page(deep).lines)


def test_entities_that_grow_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    markup = f'<!DOCTYPE html [<!ENTITY l0 "lol">{laughs}]>{page(article="<p>&l9;</p>")}'
    assert sum(map(len, read_page(markup).lines)) < 5_000


def test_no_file_is_read_by_an_entity() -> None:
    markup = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>{page(article="<p>&x;</p>")}'
    assert not any("root:" in words for words in read_page(markup).lines)


def test_a_page_is_known_by_its_first_characters() -> None:
    assert looks_like_page("  <!DOCTYPE html><html>")
    assert looks_like_page("<p>Body")
    assert not looks_like_page("A < B and B > C")
