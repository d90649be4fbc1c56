"""What a feed says, whatever it is written in: its name, and the addresses of articles with what is told of each."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_TAG = re.compile(r"<[^>]{0,2000}>")


class Kind(StrEnum):
    """What a feed is written in; a folder is watched for files."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as its feed lists it. `text` is HTML or plain, `whole` says that it is meant to be the whole article.

    `updated` is the feed's own word for a version (a time, a revision), as written.
    """

    url: str
    title: str | None = None
    published: datetime | None = None
    updated: str | None = None
    byline: str | None = None
    section: str | None = None
    language: str | None = None
    text: str | None = None
    whole: bool = False

    @property
    def stamp(self) -> str:
        """Tells this version of the entry from others: by its feed's word for it, else by the words of its text.

        Addresses and markup do not count: many feeds carry a counter in them that is another each time.
        """
        words = None if self.updated else " ".join(_TAG.sub(" ", self.text or "").split())
        said = (self.title, self.updated, words)
        return hashlib.sha256("\0".join(each or "" for each in said).encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as it was read: entries in its own order; `children` are the sitemaps that an index of them lists.

    `fresh_s` is how long it asks not to be read again, in seconds.
    """

    kind: Kind
    title: str | None = None
    site: str | None = None
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    fresh_s: int | None = None
