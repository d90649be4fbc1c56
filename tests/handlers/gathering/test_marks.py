"""What a paragraph is by its own words, wherever it stands."""

from __future__ import annotations

import pytest

from handlers.gathering.furniture import Effect
from handlers.gathering.marks import Mark, Part, is_prose, key, mark, unfinished


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Reuter/S.S", Mark(Part.CREDIT)),
        ("Published 1 day ago3 minute read", Mark(Part.DATE)),
        ("The old quay on Monday [Jane Roe/Reuters]", Mark(Part.CAPTION)),
        ("Getty Images", Mark(Part.CAPTION)),
        ("By Jane Roe", Mark(Part.BYLINE)),
        ("Loading...", Mark(Part.FURNITURE, Effect.LINE)),
        ("Related Stories", Mark(Part.FURNITURE, Effect.TAIL)),
        ("Crane falls across the quay", Mark(None)),
        ("The harbour was closed on Monday after a crane fell across the tracks.", Mark(None)),
        ("By noon the harbour was closed.", Mark(None)),
    ],
)
def test_a_paragraph_is_what_its_words_say(words: str, found: Mark) -> None:
    assert mark(words) == found


def test_a_long_sentence_is_prose_and_a_short_one_may_be_a_slogan() -> None:
    assert is_prose("The harbour was closed on Monday after a crane fell across the old tracks.")
    assert not is_prose("All the news of the coast.")
    assert not is_prose("The harbour was closed on Monday after a crane fell across the old tracks")
    assert is_prose("word " * 35)


def test_a_line_that_begins_a_sentence_and_does_not_end_it_is_unfinished() -> None:
    assert unfinished("The talks were held in the palace while the")
    assert unfinished("He said of")
    assert not unfinished("Jane Roe")
    assert not unfinished("Northfield, Monday")


def test_two_paragraphs_are_the_same_whatever_their_marks() -> None:
    assert key("“The Harbour”, closed!") == key("the harbour closed")
