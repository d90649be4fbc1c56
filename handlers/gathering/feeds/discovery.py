"""Finding a site's feed from the address of one of its pages."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html
from lxml.etree import LxmlError

from handlers.gathering.decode import decode
from handlers.gathering.feeds.addresses import whole

# The media types under which pages link their feeds, in the order in which they are tried.
_TYPES = ("application/atom+xml", "application/rss+xml", "application/feed+json", "application/json")
# Where publishing systems put feeds that their pages do not link: WordPress and Ghost, Drupal, Jekyll, Hugo.
USUAL = ("/feed/", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
_MOST = 10
# Feeds of comments stand beside those of articles on WordPress sites.
_COMMENTS = ("comments/feed", "/comments")


def linked_feeds(raw: bytes, url: str, charset: str | None = None) -> tuple[str, ...]:
    """The addresses of the feeds that a page links, the likeliest first; empty for what is no page."""
    try:
        tree = html.document_fromstring(decode(raw, declared=charset))
    except (LxmlError, ValueError):
        return ()
    found = list(dict.fromkeys(_links(tree, url)))
    return tuple(sorted(found, key=lambda each: any(part in each for part in _COMMENTS))[:_MOST])


def _links(tree: html.HtmlElement, url: str) -> Iterator[str]:
    base = whole(url, next(iter(tree.xpath("//base/@href")), None)) or url
    links = [link for link in tree.xpath("//link[@href]") if "alternate" in (link.get("rel") or "").lower().split()]
    for media in _TYPES:
        for link in links:
            if (link.get("type") or "").strip().lower() == media and (address := whole(base, link.get("href"))):
                yield address
    for anchor in tree.xpath("//a[@href]"):
        address = whole(base, anchor.get("href"))
        if address and address.lower().partition("?")[0].rstrip("/").endswith(("/rss", "/feed", ".rss", "rss.xml")):
            yield address
