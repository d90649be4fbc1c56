"""From the bytes that stood at an address to what the feed says, whichever form it is in."""

from __future__ import annotations

from dataclasses import replace

from handlers.gathering.decode import decode
from handlers.gathering.feeds.document import Document, Entry
from handlers.gathering.feeds.jsonfeed import read_jsonfeed
from handlers.gathering.feeds.sane import demand_sane
from handlers.gathering.feeds.sitemap import is_sitemap, read_sitemap
from handlers.gathering.feeds.syndication import read_syndication
from handlers.gathering.page import looks_like_page
from store.errors import InputRefused

_HEAD = 4096


def read_feed(raw: bytes, url: str, charset: str | None = None) -> Document:
    """The feed that stood at `url`, each address listed once, in the feed's order.

    Raises `InputRefused` for what is no feed, with a word for a page that was given in a feed's place.
    """
    head = raw[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise InputRefused("it is empty; there is no feed in it.")
    if head.startswith(b"{"):
        return _once(read_jsonfeed(decode(raw, declared=charset), url))
    demand_sane(raw)
    if is_sitemap(head):
        return _once(read_sitemap(raw, url))
    if looks_like_page(head.decode("utf-8", "replace")) and b"<rss" not in head and b"<feed" not in head:
        raise InputRefused("it is a web page, not a feed.")
    return _once(read_syndication(raw, url, charset))


def _once(document: Document) -> Document:
    entries: dict[str, Entry] = {}
    for entry in document.entries:
        entries.setdefault(entry.url, entry)
    return replace(document, entries=tuple(entries.values()))
