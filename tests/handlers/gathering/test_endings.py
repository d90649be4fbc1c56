"""A text that stops in mid-sentence, or says that it goes on elsewhere, is cut short."""

from __future__ import annotations

import pytest

from handlers.gathering.endings import stops_short, strip_mark

WHOLE = "The harbour was closed on Monday after a crane fell across the tracks of the old quay."


@pytest.mark.parametrize(
    ("paragraph", "kept"),
    [
        ("The crane was thirty years old and had [+1234 chars]", "The crane was thirty years old and had"),
        ("The crane was thirty years old … Continue reading", "The crane was thirty years old …"),
        ("The crane was thirty years old... Read more »", "The crane was thirty years old..."),
    ],
)
def test_a_mark_of_a_cut_is_taken_off_and_told(paragraph: str, kept: str) -> None:
    assert strip_mark(paragraph) == (kept, True)


@pytest.mark.parametrize(
    "paragraph", [WHOLE, "Read more", "He asked them to read more about the crane and its owners."]
)
def test_words_that_are_no_mark_stay(paragraph: str) -> None:
    assert strip_mark(paragraph) == (paragraph, False)


@pytest.mark.parametrize(
    "last",
    [
        "The talks had been planned for weeks and the delegations were",
        "The talks had been planned for weeks, and their hosts expected that both sides would at last",
        "It was the first time that anybody had seen it…",
    ],
)
@pytest.mark.parametrize("pasted", [True, False])
def test_a_text_without_its_end_stops_short(last: str, pasted: bool) -> None:
    assert stops_short([WHOLE, WHOLE, last], pasted=pasted)


@pytest.mark.parametrize(
    "last",
    [
        WHOLE,
        "“Nobody was hurt,” she said.",
        "“Nobody was hurt”",
        "Was anybody hurt?",
        "She left. ■",
        "Jane Roe (@janeroe) on Monday",
    ],
)
@pytest.mark.parametrize("pasted", [True, False])
def test_a_text_with_its_end_does_not(last: str, pasted: bool) -> None:
    assert not stops_short([WHOLE, WHOLE, last], pasted=pasted)


def test_a_list_whose_lines_never_stop_says_nothing_about_its_end() -> None:
    lines = ["Eight points for the home side after a long afternoon at the ground"] * 6
    assert not stops_short(lines, pasted=True)
    assert not stops_short(lines, pasted=False)
