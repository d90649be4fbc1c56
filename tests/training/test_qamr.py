"""Sentences of a treebank become sentences people write, and answers keep their places in them."""

from __future__ import annotations

import random

import pytest

from tests.shared import SHARED, needs_shared
from training import qamr
from training.example import Example


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("`` I won , '' said Ada 's aunt .", '"I won," said Ada\'s aunt.'),
        ("The fee -LRB- $ 3 m -RRB- is n't small .", "The fee ($3 m) isn't small."),
        ("They open the door .", "They open the door."),
        ("", ""),
    ],
)
def test_the_tokenisation_of_the_treebank_is_undone(tokens: str, text: str) -> None:
    assert qamr.join(tokens.split(" ")).text == text


def test_the_place_of_every_token_is_known() -> None:
    sentence = qamr.join(["``", "I", "won", ",", "''", "said", "Ada", "-LRB-", "9", "-RRB-", "."])
    assert [sentence.text[a:b] for a, b in sentence.places] == [
        '"',
        "I",
        "won",
        ",",
        '"',
        "said",
        "Ada",
        "(",
        "9",
        ")",
        ".",
    ]


def test_padding_moves_the_answer_with_its_sentence() -> None:
    texts = [
        "Ada won the race in Tarn.",
        "Rain fell all day in the whole of the valley.",
        "The mayor was seen with an umbrella.",
    ]
    known = {f"x:wikinews:7:1:{n}": qamr.Sentence(text, (), "7") for n, text in enumerate(texts)}
    padding = qamr.Padding(known)
    example = Example("Who won in Tarn?", texts[0], 0, 3, group="qamr/x:wikinews:7:1:0")
    for seed in range(50):
        padded = padding.pad(example, random.Random(seed))
        assert padded.answer == "Ada"
        assert texts[0] in padded.passage


@needs_shared
def test_every_question_of_the_corpus_has_its_answer_in_its_sentence() -> None:
    known = qamr.sentences(SHARED / "data")
    examples = qamr.questions(SHARED / "data", known)
    assert len(examples) > 30_000
    assert all(e.answer.strip() == e.answer and e.answer for e in examples)
