"""An HTML page as lines and metadata, by trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.gathering.canonical import canonical
from handlers.gathering.published import published_at
from handlers.gathering.told import Told, line
from store.errors import InputRefused

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Real pages nest 20–60 deep and hold a few thousand elements. TO MEASURE
_DEEPEST = 250
_MOST_TAGS = 100_000
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|div|p|main|section)\b", re.IGNORECASE)
_OPTIONAL = frozenset(
    ("p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup", "optgroup")
)
_WHEN = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@property='og:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='parsely-pub-date' or @name='date' or @name='pubdate' or @name='DC.date.issued']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@pubdate]/@datetime",
)
_JSON_WHEN = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


def looks_like_page(text: str) -> bool:
    """Whether a text is HTML."""
    return _HTML.search(text[:2000]) is not None


def read_page(markup: str) -> tuple[list[str], Told]:
    """The paragraphs of a page's article in order, and what its metadata tells.

    Raises `InputRefused` for a page that is nested or filled beyond any real one, and where no article is found.
    """
    _demand_sane(markup)
    import trafilatura  # 0.6 s to import, needed for pages only
    from lxml import etree

    try:
        tree = trafilatura.load_html(markup)
        if tree is None:
            raise InputRefused("it is not an HTML page.")
        when = _published(tree, markup)
        found = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            include_tables=True,
            include_links=False,
            include_images=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (etree.LxmlError, RecursionError, ValueError) as error:
        raise InputRefused("its HTML is too damaged to be read.") from error
    if found is None or isinstance(found, dict) or not found.text:
        raise InputRefused("no article was found in this page.")
    told = Told(
        outlet=line(found.sitename or ""),
        title=line(found.title or ""),
        url=_address(found.url),
        published=when or published_at(found.date or ""),
        byline=line((found.author or "").replace("; ", ", ")),
        language=_language(tree),
    )
    return [words for words in canonical(found.text).split("\n") if words.strip()], told


def _demand_sane(markup: str) -> None:
    """One linear pass over the tags, before any parser sees them."""
    depth = deepest = tags = 0
    for tag in _TAG.finditer(markup):
        tags += 1
        name = tag.group(2).lower()
        if name in _VOID or name in _OPTIONAL or tag.group(3).endswith("/"):
            continue
        depth = max(0, depth + (-1 if tag.group(1) else 1))
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            raise InputRefused(f"its HTML is nested deeper than {_DEEPEST} levels, which no real page is.")
        if tags > _MOST_TAGS:
            raise InputRefused(f"its HTML has more than {_MOST_TAGS:,} elements, which no article's page has.")


def _published(tree: HtmlElement, markup: str) -> datetime | None:
    for told in _dates(tree, markup):
        when = published_at(told)
        if when is not None:
            return when
    return None


def _dates(tree: HtmlElement, markup: str) -> Iterator[str]:
    for path in _WHEN:
        yield from tree.xpath(path)
    yield from _JSON_WHEN.findall(markup)


def _address(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _language(tree: HtmlElement) -> str | None:
    said = tree.get("lang") or ""
    code = said.strip().lower().split("-")[0].split("_")[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None
