"""What a source wrote cannot do anything to a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.display import harmless, harmless_lines


@given(st.text())
def test_nothing_unseen_is_left_and_offsets_stay_what_they_were(text: str) -> None:
    shown = harmless(text)
    assert len(shown) == len(text)
    assert all(char.isprintable() or char in "\u200c\u200d" or char.isspace() for char in shown)
    assert not set(shown) & set("\n\r\x1b\u202e\u2066\u2069\x9b\x07\u2028")
    shown.encode("utf-8")
    assert harmless(shown) == shown


@given(st.text())
def test_a_whole_text_keeps_its_line_ends_and_nothing_else(text: str) -> None:
    shown = harmless_lines(text)
    assert shown.count("\n") == text.count("\n")
    assert len(shown) == len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]8;;https://evil.example\x07link", "␛]8;;https://evil.example␇link"),
        ("\x9b31m", "\ufffd31m"),
        ("Alice \u202eecila", "Alice \ufffdecila"),
        ("a\tb\nc", "a b c"),
        ("Dolmabahçe “Palace”\u00a0— Türkiye", "Dolmabahçe “Palace”\u00a0— Türkiye"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_controls_become_visible_and_letters_stay(text: str, shown: str) -> None:
    assert harmless(text) == shown
