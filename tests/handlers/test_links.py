"""A link shows where it leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.links import Link, link


@pytest.mark.parametrize(
    ("url", "shown", "host"),
    [
        ("https://harbour.example/talks?id=7", "https://harbour.example/talks?id=7", "harbour.example"),
        ("HTTP://Harbour.Example:8080/a b", "http://harbour.example:8080/a%20b", "harbour.example"),
        ("https://bank.example@evil.example/", "https://evil.example/", "evil.example"),
        ("https://user:secret@evil.example/x", "https://evil.example/x", "evil.example"),
        ("https://müller.example/straße", "https://xn--mller-kva.example/stra%C3%9Fe", "xn--mller-kva.example"),
        ("https://xn--80ak6aa92e.example/", "https://xn--80ak6aa92e.example/", "xn--80ak6aa92e.example"),
        ("https://a.example/|<b>", "https://a.example/%7C%3Cb%3E", "a.example"),
        ("https://a.example/%20", "https://a.example/%20", "a.example"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x", "2001:db8::1"),
        ("https://a.example/\x1b]8;;x\x07", "https://a.example/%1B]8;;x%07".replace("]", "%5D"), "a.example"),
    ],
)
def test_an_address_is_plain_and_its_host_is_the_real_one(url: str, shown: str, host: str) -> None:
    assert link(url) == Link(shown, host)


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example", "https://", "//a.example/x", "x"],
)
def test_what_is_no_address_of_the_web_is_no_link(url: str | None) -> None:
    assert link(url) is None


@given(st.text())
def test_no_address_carries_a_character_that_could_do_anything(url: str) -> None:
    made = link("https://a.example/" + url)
    assert made is None or (made.url.isascii() and made.url.isprintable() and not set(made.url) & set(' <>|"`\\^{}'))
