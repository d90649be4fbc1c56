"""Which internet addresses are on the open web: an explicit list of those that are not, every disguise taken off.

`ipaddress`'s own `is_global` lets through what leads inside by another door: addresses that wrap an IPv4 address
(mapped, NAT64), relays (6to4, Teredo), and addresses that are public by number and internal by custom (168.63.129.16).
The lists are IANA's special-purpose registries (RFC 6890 and what has been registered since), and those customs.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_CLOSED_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT; clouds keep services there (100.100.100.200)
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host, public by number
        "169.254.0.0/16",  # link-local; clouds' metadata (169.254.169.254)
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Of IPv6 only 2000::/3 is handed out to the open web, and of that not these.
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address within
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def on_the_open_web(address: str | Address) -> bool:
    """Whether a connection to an IP address can only leave for the open web; False for what is no address at all."""
    try:
        ip = ip_address(address) if isinstance(address, str) else address
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip.scope_id is not None:
            return False
        inner = _within(ip)
        if inner is None:
            return ip in _OPEN_6 and not any(ip in network for network in _CLOSED_6)
        ip = inner
    return not any(ip in network for network in _CLOSED_4)


def _within(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address only wraps: mapped, or behind a network's own NAT64."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
