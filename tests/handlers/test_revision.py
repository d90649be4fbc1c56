"""What a revision changed. Invariant: every word that is shown as gone or come stands at its offsets, and the rest is
the same in both.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.revision import Change, Span, changes

OLD = "The ferry sank at noon.\n\nFourteen people are missing.\nCrews search on.\n"
WORDS = st.lists(st.sampled_from(["ferry", "sank", "at", "noon", "14", "missing", "\n", "\n\n", "“so”"]), max_size=40)


def gone(found: tuple[Change, ...], text: str) -> list[str]:
    return [text[slice(*span)] for change in found for span in change.went]


def come(found: tuple[Change, ...], text: str) -> list[str]:
    return [text[slice(*span)] for change in found for span in change.came]


def test_a_changed_word_is_marked_in_its_paragraph() -> None:
    new = OLD.replace("Fourteen people", "Twelve people")
    found = changes(OLD, new)
    assert len(found) == 1
    assert (gone(found, OLD), come(found, new)) == (["Fourteen"], ["Twelve"])


def test_a_paragraph_that_came_or_went_is_told_whole() -> None:
    new = OLD.replace("Crews search on.\n", "")
    (went,) = changes(OLD, new)
    assert (OLD[slice(*(went.old or (0, 0)))], went.new) == ("Crews search on.", None)
    (came,) = changes(new, OLD)
    assert (came.old, OLD[slice(*(came.new or (0, 0)))]) == (None, "Crews search on.")


def test_a_paragraph_written_anew_is_one_that_went_and_one_that_came() -> None:
    new = OLD.replace("Crews search on.", "A memorial service will be held on Sunday in the cathedral.")
    assert [(change.old is None, change.new is None) for change in changes(OLD, new)] == [(False, True), (True, False)]


def test_blank_lines_are_no_change() -> None:
    assert changes(OLD, OLD.replace("\n", "\n\n")) == ()


@given(old=WORDS, new=WORDS)
def test_what_is_not_marked_is_the_same_in_both(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    kept_before, kept_after = before, after
    found = changes(before, after)
    for change in reversed(found):
        kept_before = cut(kept_before, change.old, change.went, whole=change.new is None)
        kept_after = cut(kept_after, change.new, change.came, whole=change.old is None)
    assert kept_before.split() == kept_after.split()


def cut(text: str, paragraph: Span | None, marked: tuple[Span, ...], *, whole: bool) -> str:
    """The text without what is shown as changed, cut from its end so that offsets hold."""
    if paragraph is None:
        return text
    for start, end in reversed((paragraph,) if whole else marked):
        text = text[:start] + " " + text[end:]
    return text
