"""A source's address made safe to show: where it really leads stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

# The characters that RFC 3986 lets stand in a path, query or fragment, and "%", which is already an encoding.
_PATH = "/:@!$&'()*+,;=-._~%"


@dataclass(frozen=True, slots=True)
class Link:
    """An address of plain ASCII without credentials, and the host that it leads to."""

    url: str
    host: str


def link(url: str | None) -> Link | None:
    """The address as it may be shown, or None if it is not one of the web's.

    Credentials are left out, for ``https://known.example@other.example`` leads to the other. A host in another script
    is written in its ASCII form (IDNA), so that it cannot pass for one it resembles.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or not _is_host(host):
        return None
    netloc = f"[{host}]{port}" if ":" in host else f"{host}{port}"
    path, query, fragment = (quote(part, safe=_PATH + "?") for part in (parts.path, parts.query, parts.fragment))
    return Link(urlunsplit((parts.scheme.lower(), netloc, path, query, fragment)), host)


def _is_host(host: str) -> bool:
    return all(char.isalnum() or char in ".-:_" for char in host)
