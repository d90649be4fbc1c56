"""The guard at the door: no connection leaves for anywhere but the open web.

Three looks, each alone enough: at the address as it is written (`admit`, on every hop of a redirect), at every answer
of the name service (`CheckedResolver`; the connection goes to what was looked at), and at the socket just before it
connects (`Guard.socket`), which sees whatever way led there.
"""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from handlers.gathering.web.addresses import on_the_open_web
from handlers.gathering.web.errors import AddressRefused

# What RFC 9110 asks every server to take; a longer address is none.
_LONGEST = 8_000
_PORTS = frozenset({80, 443})
# No address holds these as they are; readers of addresses differ in what they make of them.
_DECEIVING = re.compile(r"[\x00-\x20\x7f\\]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Guard:
    """Says which addresses may be connected to. Its one method that says no raises `AddressRefused`.

    `exempt` names single sockets, (address, port), that may be connected to although they are not on the open web. It
    is given by tests to reach their own servers; nothing in the program gives it, and no setting leads to it.
    """

    def __init__(self, exempt: frozenset[tuple[str, int]] = frozenset()) -> None:
        self._exempt = exempt
        self._ports = _PORTS | {port for _, port in exempt}

    def admit(self, address: str | URL) -> URL:
        """The address as a value, if it is written as one on the open web; raises `AddressRefused`."""
        if isinstance(address, str):
            if len(address) > _LONGEST or _DECEIVING.search(address):
                raise AddressRefused(f"{shown(address)} is not a web address.")
            try:
                address = URL(address)
            except ValueError as error:
                raise AddressRefused(f"{shown(address)} is not a web address.") from error
        if address.scheme not in ("http", "https"):
            raise AddressRefused(f"{shown(address)} does not begin with https:// or http://.")
        try:
            host, port = address.host, address.port
        except ValueError as error:
            raise AddressRefused(f"{shown(address)} is not a web address.") from error
        if not host:
            raise AddressRefused(f"{shown(address)} is not a web address.")
        if address.user is not None or address.password is not None:
            raise AddressRefused(f"{shown(address)} holds a name or a password; leave it out.")
        if port not in self._ports:
            raise AddressRefused(f"{shown(address)} names a port that is not the web's (80 or 443).")
        try:
            if _is_ip(host):
                self.check(host, port)
        except AddressRefused as error:
            raise AddressRefused(f"{shown(address)} is not on the open web.") from error
        return address

    def check(self, ip: str, port: int) -> None:
        """Raise `AddressRefused` unless a connection to the IP address may be made."""
        if (ip, port) not in self._exempt and (port not in _PORTS or not on_the_open_web(ip)):
            raise AddressRefused("It leads to an address that is not on the open web.")

    def socket(self, info: tuple[object, ...]) -> socket.socket:
        """A socket for a connection about to be made, the last look; `info` as getaddrinfo gives it."""
        family, kind, protocol, _, where = info
        assert isinstance(where, tuple)
        self.check(str(where[0]), int(where[1]))
        made = socket.socket(family, kind, protocol)  # type: ignore[arg-type]
        made.setblocking(False)
        return made


class CheckedResolver(AbstractResolver):
    """Looks names up and refuses a name if any of its answers is not on the open web."""

    def __init__(self, inner: AbstractResolver, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The answers, every one of them checked."""
        answers = await self._inner.resolve(host, port, family)
        for answer in answers:
            self._guard.check(answer["host"], answer["port"] or port)
        return answers

    async def close(self) -> None:
        """Free what the inner resolver holds."""
        await self._inner.close()


def shown(address: str | URL) -> str:
    """An address as it is named to a person: without a password, on one line, not too long."""
    if isinstance(address, URL):
        address = str(address.with_user(None) if address.user or address.password else address)
    words = "".join(c if c.isprintable() else "�" for c in address)
    return words if len(words) <= 120 else words[:119] + "…"


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
