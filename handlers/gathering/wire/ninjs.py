"""ninjs (https://iptc.org/standards/ninjs/), versions 1 to 3, and as Superdesk writes it: news in JSON.

Version 3 writes its names in another case (`pubStatus`), so case is not looked at. Superdesk, with which many agencies
work, names an item by `guid`, its text `body_html`, and the item that this one updates by `evolvedfrom`. The standard
itself has no such name: there an update is another version of the same uri.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.gathering.canonical import canonical
from handlers.gathering.published import published_at
from handlers.gathering.told import Told, line
from handlers.gathering.wire.item import WireItem, evolved_from, status_of, text_of_html, version_of
from store.errors import InputRefused

_OWN = ("body_text", "body_xhtml", "body_html", "bodies", "headlines", "versioncreated", "pubstatus")


def is_ninjs(record: Mapping[str, object]) -> bool:
    """Whether a JSON object is ninjs, not a record of ours: it has a uri or guid, no `text`, and a field of its own."""
    if "text" in record:
        return False
    names = {name.lower(): value for name, value in record.items()}
    return any(isinstance(names.get(name), str) for name in ("uri", "guid")) and any(name in names for name in _OWN)


def read_ninjs(said: Mapping[str, object]) -> WireItem:
    """The item of a ninjs object. Raises `InputRefused` for one that is no text."""
    record = _lowered(said)
    kind = record.get("type")
    if isinstance(kind, str) and kind not in ("text", "composite"):
        raise InputRefused(f"it is no text ({(line(kind) or '')[:40]}).")
    uri = _line(record.get("guid")) or _line(record.get("uri"))
    if uri is None:
        raise InputRefused("it has no uri, so it could not be found again.")
    told = Told(
        id=uri,
        title=_line(record.get("headline")) or _first(record.get("headlines"), "value") or _line(record.get("title")),
        published=published_at(
            _line(record.get("contentcreated"))
            or _line(record.get("firstcreated"))
            or _line(record.get("versioncreated"))
            or ""
        ),
        byline=_line(record.get("byline")) or _line(record.get("by")),
        credit=_line(record.get("creditline")) or _line(record.get("copyrightholder")) or _sources(record),
        language=(_line(record.get("language")) or "").split("-")[0].lower() or None,
        url=_address(record.get("url")),
        text=_body(record) or None,
    )
    embargoed = published_at(_line(record.get("embargoed")) or "")
    status = status_of(_line(record.get("pubstatus")))
    before, warnings = evolved_from(record.get("evolvedfrom"), uri)
    return WireItem(uri, version_of(record.get("version")), told, status, embargoed, before, warnings)


def _lowered(record: Mapping[str, object]) -> dict[str, object]:
    """The record with its names, and those of the objects in its lists, in lower case."""
    names = {str(name).lower(): value for name, value in record.items()}
    return {
        name: [_lowered(each) if isinstance(each, Mapping) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in names.items()
    }


def _body(record: Mapping[str, object]) -> str:
    plain, marked = record.get("body_text"), record.get("body_xhtml") or record.get("body_html")
    if isinstance(marked, str) and marked.strip():
        return text_of_html(marked)
    if isinstance(plain, str) and plain.strip():
        return canonical(plain).strip()
    bodies = record.get("bodies")
    for body in bodies if isinstance(bodies, Sequence) and not isinstance(bodies, str) else ():
        value = body.get("value") if isinstance(body, Mapping) else None
        if isinstance(value, str) and value.strip():
            kind = str(body.get("contenttype") or "")
            return text_of_html(value) if "html" in kind or "xml" in kind else canonical(value).strip()
    return ""


def _sources(record: Mapping[str, object]) -> str | None:
    return _first(record.get("infosources"), "name") or _first(record.get("infosource"), "name")


def _first(listed: object, name: str) -> str | None:
    if isinstance(listed, Sequence) and not isinstance(listed, str) and listed and isinstance(listed[0], Mapping):
        return _line(listed[0].get(name))
    return None


def _address(told: object) -> str | None:
    return line(told) if isinstance(told, str) and told.startswith(("http://", "https://")) else None


def _line(told: object) -> str | None:
    return (line(told) or "")[:1000] or None if isinstance(told, str) else None
