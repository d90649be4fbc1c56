"""What a message's first word means, and what asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.parse import Parsed, asks, clean, parse

ALONE = frozenset({"sources", "help"})
LEADING = frozenset({"ask", "compare", "verify", "watch"})


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Who led the delegation?", None, "Who led the delegation?"),
        ("ask Who led it?", "ask", "Who led it?"),
        ("ASK: who led it?", "ask", "who led it?"),
        ("/ask who led it?", "ask", "who led it?"),
        ("!ask who led it?", "ask", "who led it?"),
        ("/desk compare the talks", "compare", "the talks"),
        ("!desk who led it?", None, "who led it?"),
        ("/desk sources", "sources", ""),
        ("compare the talks", "compare", "the talks"),
        ("compare", "compare", ""),
        ("Compared with 2022, who led it?", None, "Compared with 2022, who led it?"),
        ("sources", "sources", ""),
        ("Sources close to the talks said what?", None, "Sources close to the talks said what?"),
        ("help", "help", ""),
        ("help me: who led it?", None, "help me: who led it?"),
        ("/frobnicate it", "frobnicate", "it"),
        ("/etc/passwd is what?", None, "/etc/passwd is what?"),
        ("verify “a quote”", "verify", "“a quote”"),
        ("  ask   who\n led\tit? ", "ask", "who led it?"),
        ("", None, ""),
        ("?", None, "?"),
    ],
)
def test_the_first_word_is_a_command_or_the_question_begins(text: str, name: str | None, words: str) -> None:
    parsed = parse(text, ALONE, LEADING)
    assert (parsed.name, parsed.words) == (name, words)


@given(st.text())
def test_parsing_takes_any_text_and_invents_no_word(text: str) -> None:
    parsed = parse(text, ALONE, LEADING)
    assert isinstance(parsed, Parsed)
    assert clean(text).endswith(parsed.words.strip())


@given(st.text())
def test_clean_text_is_one_line_without_unseen_characters_and_stays_so(text: str) -> None:
    cleaned = clean(text)
    assert all(char.isprintable() or char in "\u200c\u200d" or char.isspace() for char in cleaned)
    assert "\n" not in cleaned
    assert "\u202e" not in cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "who led it?",
        "and Russia's?",
        "why?",
        "did he attend",
        "who led China's delegation",
        "what about the ceasefire",
        "Tell me about Umerov",
        "is it true that he resigned?",
        "when did it start",
        "“did he?”",
    ],
)
def test_a_question_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "thanks",
        "ok?",
        "really?",
        "Right, no?",
        "good find",
        "I'll call them",
        "what a mess",
        "How nice!",
        "?",
        "lunch",
    ],
)
def test_talk_asks_nothing(text: str) -> None:
    assert not asks(text)
