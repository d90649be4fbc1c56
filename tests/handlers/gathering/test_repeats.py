"""A paragraph that stands on a page twice counts once."""

from __future__ import annotations

from handlers.gathering.marks import Part
from handlers.gathering.repeats import drop_repeats

LEDE = "The harbour was closed on Monday after a crane fell across the tracks."
OTHER = "Nobody was hurt, the harbour office said on Monday evening."
THIRD = "The crane was thirty years old, the same office said."


def kept(lines: list[str], headline: int | None = None, title: str | None = None) -> list[int]:
    parts = [Part.BODY] * len(lines)
    if headline is not None:
        parts[headline] = Part.HEADLINE
    first = 0 if headline is None else headline + 1
    drop_repeats(lines, parts, headline, title, first)
    return [at for at, part in enumerate(parts) if part is Part.BODY]


def test_a_standfirst_that_the_body_repeats_goes() -> None:
    assert kept([LEDE, OTHER, LEDE + "\u00a0", THIRD]) == [1, 2, 3]


def test_of_two_in_the_body_the_later_goes() -> None:
    assert kept([LEDE, OTHER, THIRD, OTHER]) == [0, 1, 2]


def test_a_headline_repeated_in_the_body_is_no_body() -> None:
    assert kept(["Crane falls across the quay", "Crane Falls Across the Quay!", LEDE], headline=0) == [2]
    assert kept(["Crane falls", LEDE], title="Crane falls") == [1]


def test_a_short_line_may_stand_twice() -> None:
    assert kept([LEDE, "“No.”", OTHER, "“No.”"]) == [0, 1, 2, 3]


def test_a_pull_quote_is_dropped_where_the_body_says_it_too() -> None:
    pulled = "the crane was last inspected nine years ago"
    assert kept([LEDE, pulled, f"On Monday the office said {pulled}, and no more."]) == [0, 2]
