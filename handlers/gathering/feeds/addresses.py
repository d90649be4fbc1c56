"""Addresses as feeds and pages write them, made whole, and reduced to what tells one article from another."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from courlan import normalize_url


def whole(base: str, address: str | None) -> str | None:
    """The absolute http(s) address that a link on `base` leads to; None for any other."""
    if not address:
        return None
    try:
        joined = urljoin(base, address.strip())
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and host else None


def distinct(address: str) -> str:
    """The address by which an article is known: without fragment and trackers, its host in small letters."""
    try:
        return str(normalize_url(address.partition("#")[0])) or address
    except (ValueError, AttributeError, TypeError):
        return address


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one host, or of the same host with a device's prefix (www, m, amp)."""
    return bool(host_of(one)) and host_of(one) == host_of(other)


def host_of(address: str) -> str:
    """The host without a device's prefix; empty for what is no address."""
    try:
        host = (urlsplit(address).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    for prefix in ("www.", "amp.", "m.", "mobile."):
        if host.startswith(prefix) and host.count(".") > 1:
            return host.removeprefix(prefix)
    return host
