"""Invariant: whatever leads there, not one byte goes anywhere but the open web; and the open web is reached.

Canaries listen on loopback on the very port of the test's own site, so that only the look at the address keeps them
quiet. One test takes the guard away and hears them, for a canary that cannot sing proves nothing.
"""

from __future__ import annotations

import asyncio
import inspect
import socket
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import ResolveResult

from bot.settings import Settings
from handlers.gathering.feeds.document import Entry
from handlers.gathering.told import Told
from handlers.gathering.web.addresses import on_the_open_web
from handlers.gathering.web.errors import AddressRefused, FetchError
from handlers.gathering.web.fetch import Fetched, Fetcher
from handlers.gathering.web.guard import Guard
from handlers.gathering.web.manners import Manners
from tests.shared import ROOT
from tests.web import Names, Site, page, served

# Addresses that are not on the open web, by the network that each stands for.
CLOSED_4 = (
    "127.0.0.2", "127.1.2.3", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
    "100.100.100.200", "100.127.255.255", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
)  # fmt: skip
CLOSED_6 = (
    "::", "::1", "::2", "::127.0.0.2", "::ffff:127.0.0.2", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.2", "64:ff9b::127.0.0.2", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:0:7f00:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:2::1", "2002:a9fe:a9fe::1", "3fff::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1", "e000::1",
)  # fmt: skip
# What the system's own resolver takes for an address, though it is not written as one.
DISGUISED = (
    "2130706434",
    "0x7f000002",
    "0x7f.2",
    "0177.0.0.2",
    "127.2",
    "127.0.2",
    "017700000002",
    "127.000.000.002",
)
OPEN = (
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1",
    "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111",
    "2a00:1450:4001::200e", "2001:4860:4860::8888", "2600::", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
)  # fmt: skip


@dataclass
class Canary:
    """Listens where nobody may knock, and counts what it hears."""

    knocks: int = 0
    heard: int = 0
    servers: list[asyncio.Server] = field(default_factory=list)

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.knocks += 1
        self.heard += len(await reader.read(4096))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
        writer.close()


class Mixed(Names):
    """Our own names for `.example`, the system's resolver for the rest."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host.rstrip(".").endswith(".example"):
            return await super().resolve(host, port, family)
        return await aiohttp.ThreadedResolver().resolve(host, port, family)


@asynccontextmanager
async def watched() -> AsyncIterator[tuple[Site, Canary]]:
    async with served() as site:
        canary = Canary()
        for address in ("127.0.0.2", "127.1.2.3", "::1"):
            canary.servers.append(await asyncio.start_server(canary.hear, address, site.port))
        try:
            yield site, canary
        finally:
            for server in canary.servers:
                server.close()
                await server.wait_closed()


def literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def targets(port: int) -> list[str]:
    return [f"http://{literal(each)}:{port}/secret" for each in (*CLOSED_4, *CLOSED_6, *DISGUISED)]


def onward(location: str, status: int = 302) -> object:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": location})

    return answer


@pytest.mark.parametrize("address", [*CLOSED_4, *CLOSED_6])
def test_an_address_inside_is_inside(address: str) -> None:
    assert not on_the_open_web(address)


@pytest.mark.parametrize("address", OPEN)
def test_an_address_outside_is_outside(address: str) -> None:
    assert on_the_open_web(address)


@pytest.mark.parametrize("address", ["", "x", "fe80::1%eth0", "2600::1%1", "1.1.1", "1.1.1.1/8", "999.1.1.1"])
def test_what_is_no_address_is_not_outside(address: str) -> None:
    assert not on_the_open_web(address)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://news.example/", "gopher://news.example/", "javascript:alert(1)", "data:text/html,x",
        "//news.example/", "news.example", "", "http://", "http:///x", "https://user:pass@news.example/",
        "http://user@news.example/", "http://news.example:22/", "https://news.example:8443/", "http://news.example:0/",
        "http://news.example:99999/", "http://news.example\\@evil.example/", "http://news.example/\r\nHost: x",
        "http://news.example/a b", "http://news.exa\x00mple/", "http://[::1", "http://" + "a" * 9000 + ".example/",
        "http://\u202enews.example/", "http://1.1.1.1:25/", "http://[fe80::1%25eth0]/", "http://127.0.0.1/", "http://[::]/",
    ],
)  # fmt: skip
def test_what_is_not_written_as_an_address_on_the_open_web_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        Guard().admit(address)
    assert "\n" not in refused.value.public
    assert "pass@" not in refused.value.public


async def test_without_the_guard_the_canary_sings() -> None:
    """The control: the same requests reach it, so only the guard keeps it quiet."""
    async with watched() as (site, canary):
        exempt = frozenset((address, site.port) for address in ("127.0.0.2", "127.1.2.3", "::1", "::ffff:127.0.0.2"))
        async with Fetcher.opened("test", guard=Guard(exempt), resolver=Mixed()) as fetcher:
            for address in ("127.0.0.2", "[::1]", "127.1.2.3"):
                assert isinstance(await fetcher.get(f"http://{address}:{site.port}/"), Fetched)
        assert canary.knocks == 3
        assert canary.heard > 0


async def test_literal_addresses_are_refused() -> None:
    async with watched() as (site, canary), Fetcher.opened("test", guard=site.guard(), resolver=Mixed()) as fetcher:
        for target in targets(site.port):
            with pytest.raises(AddressRefused):
                await fetcher.get(target)
        assert (canary.knocks, canary.heard) == (0, 0)


async def test_redirects_are_looked_at_on_every_hop() -> None:
    async with watched() as (site, canary), Fetcher.opened("test", guard=site.guard(), resolver=Mixed()) as fetcher:
        for number, target in enumerate(targets(site.port)):
            site.answers["/hop"] = onward("/last", 301)  # type: ignore[assignment]
            site.answers["/last"] = onward(target, (301, 302, 303, 307, 308)[number % 5])  # type: ignore[assignment]
            with pytest.raises(AddressRefused):
                await fetcher.get(site.url("/hop"))
        assert site.paths().count("/last") == len(targets(site.port))
        assert (canary.knocks, canary.heard) == (0, 0)


async def test_names_that_lead_inside_are_refused_alone_or_amid_good_answers() -> None:
    async with watched() as (site, canary):
        names = Mixed()
        for number, address in enumerate((*CLOSED_4, *CLOSED_6)):
            names.answers[f"alone{number}.example"] = [[address]]
            names.answers[f"amid{number}.example"] = [["127.0.0.1", address]]
        async with Fetcher.opened("test", guard=site.guard(), resolver=names) as fetcher:
            for host in list(names.answers):
                with pytest.raises(AddressRefused):
                    await fetcher.get(site.url("/", host))
        assert site.asked == []
        assert (canary.knocks, canary.heard) == (0, 0)


async def test_a_name_that_leads_elsewhere_the_second_time_is_looked_at_the_second_time() -> None:
    async with watched() as (site, canary):
        names = Mixed({f"turn{n}.example": [["127.0.0.1"], [each]] for n, each in enumerate((*CLOSED_4, *CLOSED_6))})

        async def closing(_: web.Request) -> web.Response:
            return web.Response(text="fine", headers={"Connection": "close"})

        site.answers["/"] = closing
        async with Fetcher.opened("test", guard=site.guard(), resolver=names) as fetcher:
            for host in names.answers:
                assert isinstance(await fetcher.get(site.url("/", host)), Fetched)
                with pytest.raises(AddressRefused):
                    await fetcher.get(site.url("/", host))
        assert (canary.knocks, canary.heard) == (0, 0)


async def test_links_of_a_feed_lead_nowhere_else() -> None:
    async with watched() as (site, canary), site.gatherer(names=Mixed()) as gatherer:
        for target in targets(site.port):
            with pytest.raises(AddressRefused):
                await gatherer.listed(Entry(target), Told())
        assert (canary.knocks, canary.heard) == (0, 0)


async def test_robots_txt_leads_nowhere_else() -> None:
    async with watched() as (site, canary), Fetcher.opened("test", guard=site.guard(), resolver=Mixed()) as fetcher:
        site.answers["/page"] = page()
        for number, target in enumerate(targets(site.port)):
            site.answers["/robots.txt"] = onward(target)  # type: ignore[assignment]
            with pytest.raises(AddressRefused):
                await fetcher.get(site.url("/page", f"r{number}.example"), turns=Manners(fetcher, pause=0).crawling)
        assert site.paths() == []
        assert (canary.knocks, canary.heard) == (0, 0)


async def test_the_socket_is_looked_at_even_if_all_else_fails() -> None:
    async with watched() as (site, canary):
        guard = site.guard()
        guard.admit = lambda address: aiohttp.client.URL(address)  # type: ignore[method-assign]
        async with Fetcher.opened("test", guard=guard, resolver=Mixed()) as fetcher:
            fetcher._session.connector._resolver = Mixed()  # type: ignore[union-attr]
            for address in ("127.0.0.2", "[::1]", "127.1.2.3"):
                with pytest.raises(FetchError):
                    await fetcher.get(f"http://{address}:{site.port}/")
        assert (canary.knocks, canary.heard) == (0, 0)


async def test_no_proxy_and_no_password_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with watched() as (site, canary):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.2:{site.port}")
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.2:{site.port}")
        (tmp_path / ".netrc").write_text("machine harbour.example login a password b")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        site.answers["/"] = "fine"
        async with Fetcher.opened("test", guard=site.guard(), resolver=Mixed()) as fetcher:
            await fetcher.get(site.url())
        assert canary.knocks == 0
        assert "Authorization" not in site.headers[-1]


def packed(window: int, text: bytes = b"fine") -> object:
    async def answer(_: web.Request) -> web.Response:
        squeeze = zlib.compressobj(wbits=window)
        body = squeeze.compress(text) + squeeze.flush()
        return web.Response(body=body, headers={"Content-Encoding": "gzip" if window == 31 else "deflate"})

    return answer


async def chunked(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    for piece in (b"f", b"in", b"e"):
        await response.write(piece)
    return response


async def test_fifty_legal_addresses_are_reached() -> None:
    """Hosts, paths, redirects and packings as the web has them."""
    hosts = ("harbour.example", "www.harbour.example", "HARBOUR.Example", "a-b.c9.example", "xn--mnchen-3ya.example",
             "münchen.example", "новини.example", "news.example.")  # fmt: skip
    paths = ("/", "/a", "/a/b/c.html", "/a%20b", "/ä/ж", "/%C3%A4", "/a?b=c&d=e", "/a?q=%2F..%2F", "/a;b=1", "/~x/", "/a//b",
             "/a+b", "/?u=http://127.0.0.1/", "/a?u=http%3A%2F%2F169.254.169.254", "/a:80", "/@x", "/a,b", "/(x)", "/'x'",
             "/2026/05/16/crane-falls-123", "/" + "long/" * 60, "/a#fragment", "/.well-known/x", "/a=b", "/a*b", "/a!b")  # fmt: skip
    reached = 0
    async with watched() as (site, canary):
        site.answers = {}

        async def any_path(request: web.Request) -> web.Response:
            return web.Response(text="fine")

        class Everywhere(dict[str, object]):
            def get(self, key: str, default: object = None) -> object:
                return super().get(key, default if default != 404 else any_path)

        site.answers = Everywhere()  # type: ignore[assignment]
        site.answers |= {
            "/gzip": packed(31), "/deflate": packed(15), "/bare": packed(-15), "/chunked": chunked,
            "/1": onward("/2"), "/2": onward("3"), "/3": onward(f"//harbour.example:{site.port}/4"),
            "/4": onward(site.url("/5", "www.harbour.example"), 308), "/5": onward("?done=1#x"),
            "/up/x": onward("../gzip", 307),
        }  # type: ignore[dict-item]  # fmt: skip
        site.answers["/5"] = onward("/done", 303)  # type: ignore[assignment]
        urls = [site.url("/", host) for host in hosts]
        urls += [site.url(path) for path in paths]
        urls += [
            site.url(f"/{name}") for name in ("gzip", "deflate", "bare", "chunked", "1", "2", "3", "4", "5", "up/x")
        ]
        urls += [
            f"http://127.0.0.1:{site.port}/by-number",
            site.url("/" + "x" * 3000),
            site.url("/x", "a.b.c.d.e.example"),
        ]
        urls += [site.url(f"/{n}/", f"n{n}.example") for n in range(3)]
        assert len(urls) >= 50
        async with Fetcher.opened("test", guard=site.guard(), resolver=Mixed()) as fetcher:
            for url in urls:
                got = await fetcher.get(url)
                assert isinstance(got, Fetched), url
                assert got.body == b"fine", url
                reached += 1
        assert reached == len(urls)
        assert canary.knocks == 0


def test_no_setting_and_no_line_of_the_program_opens_the_guard() -> None:
    """Only tests hand an exemption in: the program never names it, and a setting cannot."""
    named = [
        str(path.relative_to(ROOT))
        for package in ("bot", "handlers", "store")
        for path in (ROOT / package).rglob("*.py")
        if "exempt" in path.read_text("utf-8") or "Guard(" in path.read_text("utf-8")
    ]
    assert sorted(named) == ["handlers/gathering/web/fetch.py", "handlers/gathering/web/guard.py"]
    assert "guard or Guard()" in inspect.getsource(Fetcher)
    assert not [name for name in Settings.model_fields if "guard" in name or "allow" in name or "exempt" in name]
    app = (ROOT / "bot" / "app.py").read_text("utf-8")
    assert "guard=" not in app
    assert "resolver=" not in app


def test_the_lists_are_what_they_say() -> None:
    assert len({ip_address(each) for each in (*CLOSED_4, *CLOSED_6)}) == len(CLOSED_4) + len(CLOSED_6)
    cases = len(targets(1)) * 4 + 3 * (len(CLOSED_4) + len(CLOSED_6))
    assert cases >= 300
