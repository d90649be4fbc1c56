"""NewsML-G2 (https://iptc.org/standards/newsml-g2/): messages and items, their text in XHTML, NITF or plain."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from handlers.gathering.canonical import canonical
from handlers.gathering.published import published_at
from handlers.gathering.told import Told, line
from handlers.gathering.wire.item import WireItem, evolved_from, status_of, text_of, version_of
from store.article import Status
from store.errors import InputRefused

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
_ARTICLE = "{*}newsItem"


def read_newsml(raw: bytes) -> list[WireItem | InputRefused]:
    """The items of a file, in order; a picture or a package is no article and is refused alone.

    Raises `InputRefused` for what is no NewsML-G2.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = getattr(error, "lineno", None)
        raise InputRefused(f"its XML cannot be read{f' at line {said}' if said else ''}.") from error
    if etree.QName(root).namespace != NAMESPACE:
        raise InputRefused("it is XML but not NewsML-G2; agencies call the format so, or IPTC NAR.")
    items = [root] if etree.QName(root).localname == "newsItem" else list(root.iter(_ARTICLE))
    if not items:
        raise InputRefused("there is no news item in it.")
    return [_item(each) for each in items]


def _item(element: etree._Element) -> WireItem | InputRefused:
    guid = line(element.get("guid") or "")
    if guid is None:
        return InputRefused("it has no guid, so it could not be found again.")
    kind = _code(element, "{*}itemMeta/{*}itemClass")
    if kind and not kind.endswith(("text", "composite")):
        return InputRefused(f"it is no text ({kind.rpartition(':')[2]}).")
    text = _body(element)
    told = Told(
        id=guid,
        title=_words(element, "{*}contentMeta/{*}headline") or _words(element, "{*}itemMeta/{*}title"),
        published=_time(element, "{*}contentMeta/{*}contentCreated")
        or _time(element, "{*}itemMeta/{*}firstCreated")
        or _time(element, "{*}itemMeta/{*}versionCreated"),
        byline=_words(element, "{*}contentMeta/{*}by"),
        credit=_words(element, "{*}contentMeta/{*}creditline") or _provider(element),
        language=_language(element),
        url=_link(element),
        text=text or None,
        status=Status.CORRECTED if _is_correction(element) else None,
        note=_words(element, "{*}itemMeta/{*}edNote") if _is_correction(element) else None,
    )
    status = status_of(_code(element, "{*}itemMeta/{*}pubStatus"))
    embargoed = _time(element, "{*}itemMeta/{*}embargoed")
    before, warnings = evolved_from(_evolved_from(element), guid)
    return WireItem(guid, version_of(element.get("version")), told, status, embargoed, before, warnings)


def _is_correction(element: etree._Element) -> bool:
    """Whether the item signals that it corrects its earlier version (IPTC's scheme `signal`)."""
    said = element.iterfind("{*}itemMeta/{*}signal")
    return any((each.get("qcode") or each.get("uri") or "").endswith((":correction", "/correction")) for each in said)


def _evolved_from(element: etree._Element) -> str | None:
    """The one item that this one evolved from (IPTC's scheme `itemrelation`); one made of several replaces none."""
    found = [
        each.get("residref") or each.get("href") or ""
        for each in element.iterfind("{*}itemMeta/{*}link")
        if (each.get("rel") or each.get("reluri") or "").casefold().endswith((":evolvedfrom", "/evolvedfrom"))
    ]
    return found[0] if len(found) == 1 else None


def _body(element: etree._Element) -> str:
    for inline in element.iterfind("{*}contentSet/{*}inlineXML"):
        bodies = list(inline.iter("{*}body.content")) or list(inline.iter("{*}body")) or [inline]
        text = "\n\n".join(text_of(each) for each in bodies)
        if text:
            return text
    for plain in element.iterfind("{*}contentSet/{*}inlineData"):
        if plain.get("encoding") is None and (plain.text or "").strip():
            return canonical(plain.text or "").strip()
    return ""


def _provider(element: etree._Element) -> str | None:
    return _words(element, "{*}itemMeta/{*}provider/{*}name") or _attribute(
        element, "{*}itemMeta/{*}provider", "literal"
    )


def _language(element: etree._Element) -> str | None:
    said = _attribute(element, "{*}contentMeta/{*}language", "tag") or element.get(
        "{http://www.w3.org/XML/1998/namespace}lang"
    )
    return said.split("-")[0].lower() if said else None


def _link(element: etree._Element) -> str | None:
    for link in element.iterfind("{*}itemMeta/{*}link"):
        address = link.get("href") or ""
        if address.startswith(("http://", "https://")) and (link.get("rel") or "").endswith("canonical"):
            return line(address)
    return None


def _words(element: etree._Element, path: str) -> str | None:
    found = element.find(path)
    return (line("".join(found.itertext())) or "")[:1000] or None if found is not None else None


def _time(element: etree._Element, path: str) -> datetime | None:
    return published_at(_words(element, path) or "")


def _code(element: etree._Element, path: str) -> str | None:
    return _attribute(element, path, "qcode") or _attribute(element, path, "uri")


def _attribute(element: etree._Element, path: str, name: str) -> str | None:
    found = element.find(path)
    return line(found.get(name) or "") if found is not None else None
