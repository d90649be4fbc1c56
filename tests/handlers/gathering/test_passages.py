"""Passages hold the whole body, in order, none over another, and none across what was left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.passages import LONG, SHORT, count_words, passages

SENTENCE = "The harbour was closed on Monday after a crane fell across the tracks of the old quay. "


def laid_out(body: Sequence[str], between: str = "\n\n") -> tuple[str, list[tuple[int, int]]]:
    spans, at = [], 0
    for paragraph in body:
        spans.append((at, at + len(paragraph)))
        at += len(paragraph) + len(between)
    return between.join(body), spans


PIECES = st.sampled_from(["word ", "Word", ". ", "? ", "語", "\u00a0", "a" * 40, " "])


@given(st.lists(st.lists(PIECES, max_size=60).map("".join), max_size=12))
def test_together_they_hold_the_whole_body(body: list[str]) -> None:
    text, spans = laid_out(body)
    cut = passages(text, spans)
    reached = 0
    for start, end in cut:
        assert reached <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        reached = end
    held = "".join(text[start:end] for start, end in cut)
    assert "".join(held.split()) == "".join("".join(text[a:b] for a, b in spans).split())


def test_short_paragraphs_are_joined_and_long_ones_cut_at_sentences() -> None:
    text, spans = laid_out([SENTENCE.strip()] * 12)
    for start, end in passages(text, spans):
        assert SHORT / 2 <= count_words(text[start:end]) <= LONG
    text, spans = laid_out([SENTENCE * 30])
    cut = passages(text, spans)
    assert len(cut) > 1
    assert all(text[start:end].endswith(".") for start, end in cut)
    assert all(count_words(text[start:end]) <= LONG for start, end in cut)


def test_what_was_left_out_is_in_no_passage() -> None:
    text = f"{SENTENCE.strip()}\n\nA caption [Reuters]\n\n{SENTENCE.strip()}"
    second = text.rindex("The harbour")
    cut = passages(text, [(0, len(SENTENCE.strip())), (second, len(text))])
    assert len(cut) == 2
    assert not any("caption" in text[start:end] for start, end in cut)


@pytest.mark.parametrize("text", ["語" * 3000, "word " * 3000])
def test_a_text_without_an_end_of_sentence_is_cut_all_the_same(text: str) -> None:
    text = text.strip()
    cut = passages(text, [(0, len(text))])
    assert len(cut) > 5
    assert cut[0][0] == 0
    assert cut[-1][1] == len(text)


def test_an_empty_body_has_none() -> None:
    assert passages("", []) == ()
    assert passages("  \n ", [(0, 4)]) == ()


def test_words_are_counted_in_scripts_without_spaces_too() -> None:
    assert count_words("one two  three") == 3
    assert count_words("首相は金曜日") >= 3
