"""RSS and Atom in all their dialects, by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from xml.sax import SAXException

from handlers.gathering.feeds.addresses import whole
from handlers.gathering.feeds.document import Document, Entry, Kind
from handlers.gathering.published import published_at
from handlers.gathering.told import line
from store.errors import InputRefused

_PERIODS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_TAG = re.compile(r"<[^>]{0,2000}>")


def read_syndication(raw: bytes, url: str, charset: str | None = None) -> Document:
    """The feed that the bytes hold; `url` is where they stood. Raises `InputRefused` for what is no feed."""
    import feedparser  # 0.1 s to import

    said = {"content-location": url, "content-type": f"application/xml; charset={charset}" if charset else ""}
    parsed: Any = feedparser.parse(io.BytesIO(raw), response_headers={k: v for k, v in said.items() if v})
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        raise InputRefused("it is no feed: neither RSS nor Atom, JSON Feed or sitemap.")
    feed = parsed.feed
    entries = tuple(entry for each in parsed.entries if (entry := _entry(each, url, feed)) is not None)
    if not entries and (parsed.entries or isinstance(parsed.get("bozo_exception"), SAXException)):
        raise InputRefused("its XML is damaged, or none of its entries has an address; nothing in it could be read.")
    return Document(
        kind=Kind.ATOM if version.startswith("atom") else Kind.RSS,
        title=_words(feed.get("title"), feed.get("title_detail") or {}),
        site=whole(url, feed.get("link")),
        entries=entries,
        fresh_s=_fresh(feed),
    )


def _entry(each: Any, base: str, feed: Any) -> Entry | None:
    link = whole(base, each.get("link")) or _permalink(each, base)
    if link is None:
        return None
    text, full = _text(each)
    # Asked for what is not there, feedparser gives the time of publication in its place.
    updated = str(each.get("updated") or "") if "updated" in each else ""
    detail = each.get("title_detail") or {}
    tags = [line(str(tag.get("term") or "")) for tag in each.get("tags", ())]
    return Entry(
        url=link,
        title=_words(each.get("title"), detail),
        published=published_at(each.get("published") or "") or published_at(updated),
        updated=line(updated),
        byline=_words(each.get("author")),
        section=next((tag[:200] for tag in tags if tag), None),
        language=line(str(detail.get("language") or feed.get("language") or "")),
        text=text,
        whole=full,
    )


def _permalink(each: Any, base: str) -> str | None:
    """An id that is an address, where there is no link."""
    return whole(base, each.get("id")) if str(each.get("id") or "").startswith(("http://", "https://")) else None


def _text(each: Any) -> tuple[str | None, bool]:
    """The longest text the entry holds, and whether it stands where feeds put whole articles."""
    contents = [str(one.get("value") or "") for one in each.get("content", ())]
    if any(contents):
        return max(contents, key=len), True
    return str(each.get("summary") or "") or None, False


def _words(told: object, detail: Mapping[str, object] = {}) -> str | None:
    """One line of plain words; what is HTML by its own word loses its tags and entities."""
    if not isinstance(told, str):
        return None
    plain = _TAG.sub(" ", told)
    plain = unescape(plain) if str(detail.get("type") or "").endswith(("html", "html+xml", "xhtml+xml")) else plain
    return (line(plain) or "")[:1000] or None


def _fresh(feed: Any) -> int | None:
    ttl = str(feed.get("ttl") or "")
    if ttl.isdecimal() and len(ttl) < 8:
        return int(ttl) * 60
    period = _PERIODS_S.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    often = str(feed.get("sy_updatefrequency") or "1")
    return period // max(int(often), 1) if period and often.isdecimal() and len(often) < 6 else None
