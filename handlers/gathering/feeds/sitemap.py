"""Sitemaps (https://www.sitemaps.org/protocol.html), with Google's news extension, and indexes of them."""

from __future__ import annotations

from lxml import etree

from handlers.gathering.feeds.addresses import whole
from handlers.gathering.feeds.document import Document, Entry, Kind
from handlers.gathering.published import published_at
from handlers.gathering.told import line
from store.errors import InputRefused


def read_sitemap(raw: bytes, url: str) -> Document:
    """The sitemap, or the index of sitemaps, that the bytes hold. Raises `InputRefused` for what is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputRefused("its XML is too damaged to be read.") from error
    if root is None:
        raise InputRefused("its XML is too damaged to be read.")
    kind = _name(root)
    if kind == "sitemapindex":
        listed = [(_said(each, "lastmod") or "", whole(url, _said(each, "loc"))) for each in root if _name(each)]
        children = [address for _, address in sorted(listed, key=lambda one: one[0], reverse=True) if address]
        return Document(Kind.SITEMAP, children=tuple(children))
    if kind != "urlset":
        raise InputRefused("it is no feed: neither RSS nor Atom, JSON Feed or sitemap.")
    entries = tuple(entry for each in root if (entry := _entry(each, url)) is not None)
    if not entries and (len(root) or len(parser.error_log)):
        raise InputRefused("its XML is damaged, or none of its entries has an address; nothing in it could be read.")
    names = {name for each in root.iter("{*}publication") if (name := _said(each, "name"))}
    return Document(Kind.SITEMAP, names.pop() if len(names) == 1 else None, entries=entries)


def is_sitemap(head: bytes) -> bool:
    """Whether the beginning of an XML text is a sitemap's."""
    return b"<urlset" in head or b"<sitemapindex" in head


def _entry(each: etree._Element, base: str) -> Entry | None:
    address = whole(base, _said(each, "loc"))
    if address is None:
        return None
    news = next(each.iterchildren("{*}news"), None)
    changed = _said(each, "lastmod")
    if news is None:
        return Entry(address, published=None, updated=changed)
    publication = next(news.iterchildren("{*}publication"), None)
    keywords = _said(news, "keywords")
    return Entry(
        address,
        title=_said(news, "title"),
        published=published_at(_said(news, "publication_date") or ""),
        updated=changed,
        section=keywords.split(",")[0].strip()[:200] or None if keywords else None,
        language=_said(publication, "language") if publication is not None else None,
    )


def _said(element: etree._Element, name: str) -> str | None:
    found = next(element.iterchildren(f"{{*}}{name}"), None)
    return (line("".join(found.itertext())) or "")[:2000] or None if found is not None else None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
