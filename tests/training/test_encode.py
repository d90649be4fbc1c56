"""What the network is shown holds the answer, whatever was cut away."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.reader import MODEL
from training.encode import CLS, SEP, collate, encode, load_tokenizer
from training.example import Example
from training.schedule import rate_at

TOKENIZER = load_tokenizer(MODEL)


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 99))
def test_a_window_cut_from_a_long_passage_holds_the_whole_answer(before: int, after: int, seed: int) -> None:
    lead = "The rain fell 🎈. " * before
    passage = f"{lead}Joost Kálnoki won the race." + " The wind blew." * after
    example = Example("Who won?", passage, len(lead), len(lead) + len("Joost Kálnoki"))
    (row,) = encode([example], TOKENIZER, 96, random.Random(seed))
    assert len(row.ids) <= 96
    assert (row.ids[0], row.ids[-1]) == (CLS, SEP)
    assert TOKENIZER.decode(row.ids[row.start : row.end + 1]) == "joost kalnoki"
    assert row.start >= row.passage_at


def test_an_unanswered_question_points_at_the_first_token() -> None:
    (row,) = encode([Example("Who won?", "Rain fell.")], TOKENIZER, 96, random.Random(1))
    assert (row.start, row.end, row.null) == (0, 0, True)


def test_an_answer_longer_than_the_window_is_left_out() -> None:
    passage = "rain " * 300
    assert encode([Example("What fell?", passage, 0, len(passage) - 1)], TOKENIZER, 96, random.Random(1)) == []


def test_a_batch_is_padded_to_its_longest_row_and_marks_the_passage() -> None:
    examples = [Example("Who won?", "Ada won."), Example("Who won the long race?", "Ada won the long race in Tarn.")]
    rows = encode(examples, TOKENIZER, 96, random.Random(1))
    batch = collate(rows)
    assert batch.ids.shape == (2, 24)
    assert [int(n) for n in batch.mask.sum(1)] == [len(r.ids) for r in rows]
    assert [int(n) for n in batch.segments.sum(1)] == [len(r.ids) - r.passage_at for r in rows]


def test_the_rate_rises_to_its_peak_and_ends_at_nothing() -> None:
    assert rate_at(0.0, 2e-4, 0.04) == 0.0
    assert rate_at(0.02, 2e-4, 0.04) == pytest.approx(1e-4)
    assert rate_at(0.04, 2e-4, 0.04) == pytest.approx(2e-4)
    assert rate_at(0.52, 2e-4, 0.04) == pytest.approx(1e-4)
    assert rate_at(1.0, 2e-4, 0.04) == rate_at(1.3, 2e-4, 0.04) == 0.0
