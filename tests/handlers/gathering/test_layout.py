"""Each paragraph of a page is one thing: headline, body, caption, credit, or furniture."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.layout import read_layout
from handlers.gathering.marks import Part

LEDE = "The harbour of Northfield was closed on Monday after a crane fell across the tracks of the old quay."
SECOND = "Nobody was hurt, the harbour office said, because the quay had been cleared for the storm an hour before."
THIRD = "The crane was thirty years old and was last inspected nine years ago, according to the harbour's own records."
PAGE = [
    "Log In",
    "The Harbour Post",
    "Crane falls across the harbour's old quay",
    "By Jane Roe",
    "Published May 16, 2025",
    "The old quay on Monday [Jane Roe/Reuters]",
    LEDE,
    SECOND,
    "Read more: The crane that nobody inspected",
    THIRD,
    "Reuters",
    "Related Stories",
    "Ferry runs aground off the cape",
    "Mayor loses his seat",
]


def parts(lines: Sequence[str], **known: object) -> list[Part]:
    return list(read_layout(lines, pasted=True, **known).parts)  # type: ignore[arg-type]


def test_a_page_is_read_line_by_line() -> None:
    layout = read_layout(PAGE, pasted=True)
    assert layout.headline == 2
    assert not layout.walled
    assert [PAGE[at] for at in layout.of(Part.BODY)] == [LEDE, SECOND, THIRD]
    assert layout.of(Part.BYLINE) == (3,)
    assert layout.of(Part.DATE) == (4,)
    assert layout.of(Part.CAPTION) == (5,)
    assert layout.of(Part.CREDIT) == (10,)


def test_a_headline_known_from_elsewhere_is_found_with_what_the_site_put_behind_it() -> None:
    lines = ["Menu", "Crane falls across the quay | The Harbour Post", LEDE, SECOND]
    assert read_layout(lines, title="Crane falls across the quay", pasted=True).headline == 1
    assert read_layout(lines, title="Another headline", pasted=True).headline is None


def test_a_text_without_a_headline_has_none() -> None:
    assert read_layout([LEDE, SECOND], pasted=True).headline is None
    assert parts([LEDE, SECOND]) == [Part.BODY, Part.BODY]


def test_a_wall_ends_the_body_and_says_so() -> None:
    layout = read_layout([LEDE, SECOND, "Sign up to read this article", "Ferry runs aground", "Our Picks"], pasted=True)
    assert layout.walled
    assert layout.of(Part.BODY) == (0, 1)


def test_a_box_amid_the_article_does_not_end_it() -> None:
    fourth = "The harbour office said that the crane and the tracks would be cleared away by Friday."
    lines = [LEDE, SECOND, "Related Stories", "Ferry runs aground off the cape", THIRD, fourth]
    assert [lines[at] for at in read_layout(lines, pasted=True).of(Part.BODY)] == [LEDE, SECOND, THIRD, fourth]


def test_what_readers_wrote_is_never_the_article() -> None:
    lines = [
        LEDE,
        SECOND,
        "Leave a Reply",
        "Required fields are marked *",
        THIRD,
        SECOND + " I was there.",
        THIRD + " Really.",
    ]
    assert read_layout(lines, pasted=True).of(Part.BODY) == (0, 1)


def test_of_a_record_nothing_is_concluded_from_the_place_of_a_line_alone() -> None:
    lines = ["A short standfirst without its stop", LEDE, SECOND]
    assert Part.FURNITURE in parts(["A slogan", "Crane falls on the quay", LEDE, SECOND])
    assert read_layout(lines, pasted=False).of(Part.BODY) == (0, 1, 2)


@pytest.mark.parametrize("lines", [[], [""], ["Log In"], ["\u200b"], ["..."] * 50])
def test_a_page_may_hold_no_article(lines: list[str]) -> None:
    assert read_layout(lines, pasted=True).of(Part.BODY) == ()


@given(
    st.lists(
        st.sampled_from([*PAGE, "Sign up to read this article", "Leave a Reply", "word", "“Yes,” he said."]),
        max_size=24,
    )
)
def test_every_line_gets_its_part_whatever_the_order(lines: list[str]) -> None:
    for pasted in (True, False):
        layout = read_layout(lines, pasted=pasted)
        assert len(layout.parts) == len(lines)
        body = [lines[at] for at in layout.of(Part.BODY)]
        assert "Log In" not in body
