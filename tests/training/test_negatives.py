"""A question made unanswerable asks for what the passage does not hold."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from training.chat import chat
from training.example import Example
from training.negatives import NamePool, names_in, negative, opposite, other_passage, sentence_spans, without_answer

PASSAGE = "Ada Rinmade won the Tarn Cup in 2014. Joost Kálnoki of Velmark came second. The prize was $300."
WHO = Example("Who beat Joost Kálnoki in 2014?", PASSAGE, 0, 11, accepted=("Ada Rinmade",))
POOL = NamePool(
    [Example(f"Who is {name}?", "") for name in ("Edda Pell", "Otto Vance", "Ruth Amsel", "Lagenburg", "Oakley")]
)


def test_names_are_found_and_question_words_are_not() -> None:
    assert names_in("Who beat Joost Kálnoki in Tarn on Friday?") == ["Joost Kálnoki", "Tarn", "Friday"]
    assert names_in("what did he say") == []


def test_a_swapped_name_stands_nowhere_in_the_passage() -> None:
    for seed in range(60):
        swapped = POOL.swap(WHO, random.Random(seed))
        assert swapped is not None
        assert not swapped.answered
        changed = [
            n for n in [*names_in(swapped.question), *swapped.question.rstrip("?").split()] if n not in WHO.question
        ]
        assert changed
        assert all(part not in PASSAGE for part in changed)


def test_without_its_sentence_the_answer_is_gone() -> None:
    cut = without_answer(WHO)
    assert cut is not None
    assert not cut.answered
    assert "Rinmade" not in cut.passage
    assert "Velmark" in cut.passage


def test_an_answer_that_stands_elsewhere_too_is_not_cut() -> None:
    twice = Example("Who won?", "Ada won. Bo lost. Everyone cheered Ada.", 0, 3)
    assert without_answer(twice) is None


def test_another_passage_never_holds_the_answer() -> None:
    others = [
        PASSAGE,
        "The Cup went to ADA RINMADE, who beat all.",
        "Who beat whom in Tarn? Nobody knows.",
        "Rain fell.",
    ]
    for seed in range(30):
        moved = other_passage(WHO, others, random.Random(seed))
        assert moved is None or "rinmade" not in moved.passage.lower()


def test_a_yes_or_no_question_turned_round_is_still_answered_so_it_is_left() -> None:
    asked = Example("Was Ada first?", PASSAGE, 0, 11, polarity=1)
    assert opposite(asked, random.Random(1)) is None
    turned = opposite(Example("Who came first?", PASSAGE, 0, 11), random.Random(1))
    assert turned is not None
    assert turned.question == "Who came last?"


@given(st.integers(0, 10_000))
def test_what_is_made_is_always_unanswered(seed: int) -> None:
    made = negative(WHO, POOL, [PASSAGE, "Rain fell in Oakley."], random.Random(seed))
    assert made is None or (not made.answered and not made.accepted and made.polarity == -1)


@given(st.text(max_size=200))
def test_sentences_cover_their_passage_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(a <= b for a, b in spans)
    assert all(not text[before[1] : after[0]].strip() for before, after in itertools.pairwise(spans))


@given(st.text(min_size=1, max_size=80), st.integers(0, 1000))
def test_a_question_typed_in_a_hurry_is_never_empty(question: str, seed: int) -> None:
    assert not question.strip().rstrip("?").strip() or chat(question, random.Random(seed)).strip()


def test_a_hurried_question_keeps_its_names_and_figures() -> None:
    for seed in range(200):
        typed = chat("How old is Joost Kálnoki in 2014?", random.Random(seed))
        assert "Joost Kálnoki" in typed
        assert "2014" in typed
