"""OPML: the lists of feeds that feed readers exchange (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from handlers.gathering.told import line
from store.errors import InputRefused

# More feeds than any newsroom reads; the rest of such a list is left out.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list: its address and what the list calls it."""

    url: str
    title: str | None = None


def read_opml(raw: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, each once, in its order. Raises `InputRefused` for what is none or lists none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputRefused("its XML cannot be read.") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise InputRefused("it is not OPML; export the list of feeds as OPML from the feed reader.")
    found: dict[str, Outline] = {}
    for outline in root.iter("{*}outline", "outline"):
        told = {name.lower(): value for name, value in outline.attrib.items()}
        url = line(told.get("xmlurl") or "")
        if url and url not in found and len(found) < _MOST:
            found[url] = Outline(url, line(told.get("title") or told.get("text") or ""))
    if not found:
        raise InputRefused("there is no feed in its list.")
    return tuple(found.values())


def write_opml(feeds: Iterable[Outline]) -> bytes:
    """A list of feeds that `read_opml` and every feed reader reads."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Feeds of Copydesk"
    body = etree.SubElement(root, "body")
    for feed in feeds:
        title = feed.title or feed.url
        etree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=feed.url)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
