"""Scores are those of the official SQuAD 2.0 script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.scoring import auc, exact, f1, normal


@pytest.mark.parametrize(
    ("text", "plain"),
    [("The  Ritz, London.", "ritz london"), ("an apple a day", "apple day"), ("U.S.", "us"), ("", ""), ("A", "")],
)
def test_case_articles_and_punctuation_do_not_count(text: str, plain: str) -> None:
    assert normal(text) == plain


def test_f1_is_the_overlap_with_the_best_reference() -> None:
    assert f1("in Paris, France", ["Paris", "Lyon"]) == pytest.approx(2 * 1 / (3 + 1))
    assert f1("Paris", ["the Paris."]) == exact("Paris", ["the Paris."]) == 1.0
    assert f1("Paris", []) == exact("Paris", []) == 0.0
    assert f1("rain rain", ["rain"]) == pytest.approx(2 / 3)


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3))
def test_f1_lies_between_exact_match_and_one(given_text: str, accepted: list[str]) -> None:
    assert exact(given_text, accepted) <= f1(given_text, accepted) + 1e-9 <= 1.0 + 1e-9


@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), max_size=40))
def test_auc_is_the_chance_that_an_answered_question_scores_higher(pairs: list[tuple[int, bool]]) -> None:
    answered = [float(s) for s, yes in pairs if yes]
    silent = [float(s) for s, yes in pairs if not yes]
    if not answered or not silent:
        expected = 0.5
    else:
        wins = sum((a > b) + 0.5 * (a == b) for a in answered for b in silent)
        expected = wins / (len(answered) * len(silent))
    assert auc([float(s) for s, _ in pairs], [yes for _, yes in pairs]) == pytest.approx(expected)
