"""The paragraphs of a text as it came; those of a text wrapped by hand are put together again."""

from __future__ import annotations

from textwrap import wrap

from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.paragraphs import paragraphs

LONG = (
    "The harbour of Northfield was closed on Monday after a crane fell across the tracks of the old quay and the "
    "power lines beside it, and the trains that carry the workers home stood until late in the evening."
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


def test_a_line_is_a_paragraph() -> None:
    assert cut("One.\nTwo.\n\n  Three. \t\n \n") == ["One.", "Two.", "Three."]


def test_a_text_wrapped_by_hand_is_read_by_its_blank_lines() -> None:
    blocks = ["\n".join(wrap(LONG, 74)), "\n".join(wrap(LONG, 74))]
    assert cut("\n\n".join(blocks)) == blocks


def test_a_list_of_lines_is_not_taken_for_wrapping() -> None:
    lines = [f"Point {n} of the list is a whole sentence, and this is where it ends." for n in range(6)]
    assert cut("\n".join(lines)) == lines


def test_a_no_break_space_is_the_source_s_own() -> None:
    assert cut("remain dim.\u00a0\nNext.") == ["remain dim.\u00a0", "Next."]
    assert cut("\u00a0\n \nNext.") == ["Next."]


@given(st.text(st.sampled_from("ab.\n \t\u00a0"), max_size=120))
def test_the_paragraphs_are_in_order_and_miss_nothing_but_space(text: str) -> None:
    spans = paragraphs(text)
    reached = 0
    for start, end in spans:
        assert reached <= start < end
        assert not text[reached:start].strip()
        assert text[start:end].strip()
        reached = end
    assert not text[reached:].strip()
