"""An HTML page as lines and metadata, by trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.gathering.canonical import canonical
from handlers.gathering.furniture import Effect, effect_of
from handlers.gathering.outlets import of_site
from handlers.gathering.published import published_at
from handlers.gathering.told import Told, line
from store.errors import InputRefused

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Real pages nest 20–60 deep and hold a few thousand elements. Measured with lxml 6 and trafilatura 2.3: deeper than 255
# libxml2 drops the text without a word; 10,000 elements inside one paragraph take 4 s and grow with their square;
# 30,000 table cells take 3 s, in proportion.
_DEEPEST = 250
_MOST_ELEMENTS = 50_000
_MOST_INLINE = 2_000
_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][\w:-]*+)([^<>]*+)>")
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|div|p|main|section)\b", re.IGNORECASE)
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# Elements whose end may be left out: counting them would take a long list for a deep one.
_OPTIONAL = frozenset(("p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot"))
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "img",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "u",
    )
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
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*(?:false|"false")', re.IGNORECASE)
_MOST_BOXES = 5_000
_CODE = re.compile(r"[a-z]{2,3}")


def looks_like_page(text: str) -> bool:
    """Whether a text is HTML."""
    return _HTML.search(text[:2000]) is not None


@dataclass(frozen=True, slots=True)
class Page:
    """The paragraphs of a page's article in order, what its metadata tells, and whether a wall cuts it short."""

    lines: tuple[str, ...]
    told: Told
    walled: bool


def read_page(markup: str) -> Page:
    """The article of an HTML page.

    Raises `InputRefused` for a page that is nested or filled beyond any real one, and where no article is found.
    """
    _demand_sane(markup)
    import trafilatura  # 0.9 s to import, needed for pages only
    from lxml import etree

    try:
        tree = trafilatura.load_html(markup)
        if tree is None:
            raise InputRefused("it is not an HTML page.")
        when = _published(tree, markup)
        walled = _walled(tree, markup)
        language = _language(tree)
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
    site = of_site(line(found.sitename or ""))
    told = Told(
        outlet=site.outlet,
        distributor=site.distributor,
        title=line(found.title or ""),
        url=found.url if found.url and found.url.startswith(("http://", "https://")) else None,
        published=when or published_at(found.date or ""),
        byline=line((found.author or "").replace("; ", ", ")),
        language=language,
    )
    return Page(tuple(words.strip(" \t") for words in canonical(found.text).split("\n") if words.strip()), told, walled)


def _demand_sane(markup: str) -> None:
    """Refuse, in one linear pass over the tags, what would take a parser minutes or make it lose text silently."""
    depth = elements = inline = 0
    for closing, name, rest in _tags(markup):
        inline = inline + (not closing) if name in _INLINE else 0
        elements += not closing
        if name not in _VOID and name not in _OPTIONAL and not rest.endswith("/"):
            depth = max(0, depth + (-1 if closing else 1))
        if depth > _DEEPEST:
            raise InputRefused(f"its HTML is nested deeper than {_DEEPEST} levels; no article's page is.")
        if inline > _MOST_INLINE:
            raise InputRefused(f"its HTML has over {_MOST_INLINE:,} elements in one paragraph; no article's page has.")
        if elements > _MOST_ELEMENTS:
            raise InputRefused(f"its HTML has over {_MOST_ELEMENTS:,} elements; no article's page has.")


def _tags(markup: str) -> Iterator[tuple[bool, str, str]]:
    """The tags in order, (closing, name, the rest), without those inside comments, scripts and styles."""
    tag = _TAG.search(markup)
    while tag is not None:
        after = tag.end()
        if tag.group(2) is None:
            after = markup.find("-->", after)
        else:
            name = tag.group(2).lower()
            yield bool(tag.group(1)), name, tag.group(3)
            if name in ("script", "style") and not tag.group(1):
                after = markup.find(f"</{tag.group(2)}", after)
        if after < 0:
            return
        tag = _TAG.search(markup, after)


def _walled(tree: HtmlElement, markup: str) -> bool:
    """The page says to search engines that it is not free, and to its reader that the rest is withheld.

    Either alone is not enough: free pages carry hidden boxes, and subscribers save whole pages that are not free.
    """
    if not _NOT_FREE.search(markup):
        return False
    boxes = tree.xpath(
        "//*[self::p or self::div or self::span or self::h2 or self::h3 or self::a or self::button][text()]"
    )
    return any(effect_of(" ".join((box.text or "").split())) is Effect.WALL for box in boxes[:_MOST_BOXES])


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


def _language(tree: HtmlElement) -> str | None:
    said = (tree.get("lang") or "").strip().lower()
    code = said.split("-")[0].split("_")[0]
    return code if _CODE.fullmatch(code) else None
