"""An item as an agency sends it: its text, what is told of it, its version, and whether it may be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree, html

from handlers.gathering.canonical import canonical
from handlers.gathering.told import Told, line
from store.errors import InputRefused

_BLOCKS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "td", "th", "dt", "dd", "figcaption", "div")
)
_UNSEEN = frozenset(("script", "style", "template", "head", "title", "media", "figure"))
_LONGEST_ID = 1_000
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class WireItem:
    """One version of an item. `status` is the bare word of IPTC's publishing status: usable, withheld, canceled.

    `evolved_from` is the item that this one replaces, as its agency says; `warnings` are about what it says wrongly.
    """

    id: str
    version: int
    told: Told
    status: str = "usable"
    embargoed_at: datetime | None = None
    evolved_from: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> str | None:
        """The word by which its agency takes it back, `canceled` or `withheld`; None for what may be used."""
        if self.status.startswith("cancel"):
            return "canceled"
        return "withheld" if self.status == "withheld" else None

    @property
    def stands(self) -> bool:
        """Whether it may be shown now and has something to show, so that it takes the place of what it evolved from."""
        embargoed = self.embargoed_at is not None and self.embargoed_at > datetime.now(UTC)
        return self.withdrawn is None and not embargoed and bool(self.told.text)

    def demand_published(self, now: datetime | None = None) -> None:
        """Raise `InputRefused` for an item that is still embargoed: such a text is never stored."""
        if self.embargoed_at is not None and self.embargoed_at > (now or datetime.now(UTC)):
            raise InputRefused(f"it is embargoed until {self.embargoed_at:%Y-%m-%d %H:%M} UTC; ingest it again then.")


def status_of(word: str | None) -> str:
    """The bare status of a code such as `stat:usable`; usable where none is given."""
    return (word or "usable").rpartition(":")[2].strip().lower() or "usable"


def evolved_from(told: object, item: str) -> tuple[str | None, tuple[str, ...]]:
    """The id of the item that an item says it evolved from, and a warning where what it says is none."""
    if told is None or told == "":
        return None, ()
    found = line(told) if isinstance(told, str) and len(told) <= _LONGEST_ID else None
    if found is None or found == item:
        why = "is its own id" if found else "is no id of an item"
        return None, (f"what it evolved from {why} and is left out; it is taken for an item of its own.",)
    return found, ()


def version_of(word: object) -> int:
    """A version's number; 0 for what is none."""
    text = str(word or "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def text_of(root: etree._Element) -> str:
    """The paragraphs of a body in XHTML or NITF, with blank lines between."""
    found: list[str] = []
    _blocks(root, found)
    return canonical("\n\n".join(found))


def text_of_html(markup: str) -> str:
    """The paragraphs of a body in HTML."""
    if not markup.strip():
        return ""
    try:
        return text_of(html.fragment_fromstring(markup, create_parent="div"))
    except (etree.LxmlError, ValueError) as error:
        raise InputRefused("the HTML of its body is too damaged to be read.") from error


def _blocks(element: etree._Element, found: list[str]) -> None:
    """Text between blocks is a paragraph of its own; the depth is what lxml lets through (256)."""
    pending: list[str] = []

    def flush() -> None:
        words = _SPACE.sub(" ", "".join(pending)).strip(" ")
        pending.clear()
        if words:
            found.append(words)

    def walk(node: etree._Element) -> None:
        name = etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""
        if not name or name in _UNSEEN:
            return
        block = name in _BLOCKS or name.startswith(("body", "hl"))
        if block or name == "br":
            flush()
        pending.append(node.text or "")
        for child in node:
            walk(child)
            pending.append(child.tail or "")
        if block:
            flush()

    walk(element)
    flush()
