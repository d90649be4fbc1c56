"""One form of a text for ever: NFC, plain newlines, no control characters, and nothing else changed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.canonical import canonical

ANY = st.text(st.characters(exclude_categories=()), max_size=80)


@given(ANY)
def test_it_is_done_once_and_for_ever(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once


@given(ANY)
def test_what_comes_out_can_be_stored(text: str) -> None:
    out = canonical(text)
    assert unicodedata.is_normalized("NFC", out)
    assert not set(out) & {"\0", "\r", "\x1b", "\x7f", "\u2028"}
    out.encode("utf-8")


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x0bd\x0ce", "a\nb\nc\nd\ne"),
        ("nul\0 and bell\x07", "nul and bell"),
        ("e\u0301", "é"),
        ("\x93quoted\x94 \x96 so", "“quoted” – so"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("\ufeffmark", "mark"),
    ],
)
def test_what_is_put_right(given_: str, kept: str) -> None:
    assert canonical(given_) == kept


@pytest.mark.parametrize(
    "text", ["no-break\u00a0space", "curly ‘quotes’", "می\u200cخواهم", "\u200fעברית", "a\tb", "😀 👩‍🚀"]
)
def test_what_is_the_sources_own_stays(text: str) -> None:
    assert canonical(text) == text
