"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from handlers.gathering.feeds.addresses import whole
from handlers.gathering.feeds.document import Document, Entry, Kind
from handlers.gathering.published import published_at
from handlers.gathering.told import line
from store.errors import InputRefused

_MOST = 2_000


def read_jsonfeed(text: str, url: str) -> Document:
    """The feed that a JSON text holds. Raises `InputRefused` for what is no JSON Feed."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputRefused("it begins as JSON and is none.") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise InputRefused("it is JSON but no JSON Feed; a feed has a list of `items`.")
    if len(feed["items"]) > _MOST:
        raise InputRefused(f"it lists over {_MOST:,} entries; no news feed does.")
    entries = tuple(
        entry
        for each in feed["items"]
        if isinstance(each, Mapping) and (entry := _entry(each, url, _line(feed.get("language")))) is not None
    )
    if feed["items"] and not entries:
        raise InputRefused("none of its entries has an address; nothing in it could be read.")
    return Document(Kind.JSON, _line(feed.get("title")), whole(url, _line(feed.get("home_page_url"))), entries)


def _entry(each: Mapping[str, Any], base: str, language: str | None) -> Entry | None:
    link = whole(base, _line(each.get("url"))) or whole(base, _address(each.get("id")))
    if link is None:
        return None
    html, plain, summary = (each.get(name) for name in ("content_html", "content_text", "summary"))
    full = html if isinstance(html, str) else _paragraphs(plain)
    tags = each.get("tags")
    return Entry(
        url=link,
        title=_line(each.get("title")),
        published=published_at(_line(each.get("date_published")) or ""),
        updated=_line(each.get("date_modified")),
        byline=_authors(each),
        section=_line(tags[0]) if isinstance(tags, list) and tags else None,
        language=_line(each.get("language")) or language,
        text=full or _paragraphs(summary),
        whole=bool(full),
    )


def _authors(each: Mapping[str, Any]) -> str | None:
    listed = each.get("authors")
    authors = listed if isinstance(listed, list) else [each.get("author")]
    names = [name for one in authors if isinstance(one, Mapping) and (name := _line(one.get("name")))]
    return ", ".join(names)[:1000] or None


def _paragraphs(plain: object) -> str | None:
    """A plain text as HTML, so that it is read as the other texts are."""
    if not isinstance(plain, str) or not plain.strip():
        return None
    return "".join(f"<p>{escape(each)}</p>" for each in plain.splitlines() if each.strip())


def _address(told: object) -> str | None:
    return told if isinstance(told, str) and told.startswith(("http://", "https://")) else None


def _line(told: object) -> str | None:
    return (line(told) or "")[:1000] or None if isinstance(told, str) else None
