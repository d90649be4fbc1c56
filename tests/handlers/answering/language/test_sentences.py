"""Sentences: where they end, and that their offsets are exact."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.language.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "U.S. President Ann Lee met Gov. Smith at 10 a.m. local time.",
        "The U.S. Senate voted at 9 p.m. Eastern on Jan. 5 in Springfield, Ill. last week.",
        "Dr. J. K. Moss of Acme Inc. said No. 5 was best vs. No. 7.",
        "George W. Marsh flew from Washington, D.C. to St. Louis.",
        "“Nothing happens until we meet, OK?” Lee said on board.",
        '"Stop!" she said.',
        "Sales rose 3.5 per cent to $1.2bn.",
        "He was not serious enough … Out of respect for her, we came.",
        "Roe v. Wade was decided then.",
        "1. The first of a list.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It ended at 5 p.m. Police came.", ["It ended at 5 p.m.", "Police came."]),
        ("He said no. Lee left.", ["He said no.", "Lee left."]),
        ("“We left.” She cried. ‘Why?’", ["“We left.”", "She cried.", "‘Why?’"]),
        ('He said: "We go." "When?" it asked', ['He said: "We go."', '"When?" it asked']),
        ("They live in the U.S. The law is old.", ["They live in the U.S.", "The law is old."]),
        ("One line\nAnother line\n\nA third", ["One line", "Another line", "A third"]),
        ("It fell ill. Doctors came.", ["It fell ill.", "Doctors came."]),
        ("It cost 1.5. Then 2 came! (Really.) Yes", ["It cost 1.5.", "Then 2 came!", "(Really.)", "Yes"]),
        ("Он пришёл. Она ушла.", ["Он пришёл.", "Она ушла."]),
        ("他走了。她来了。", ["他走了。", "她来了。"]),
    ],
)
def test_each_sentence_stands_alone(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_a_hand_wrapped_paragraph_is_read_across_its_line_ends() -> None:
    text = (
        "The council of the small town met late on Tuesday evening to talk about\n"
        "the bridge that nobody wants to pay for, and after four hours of shouting\n"
        "it went home. Nothing was decided.\n\nThe mayor wept."
    )
    assert len(split(text)) == 3


@given(st.text(alphabet=st.sampled_from("aB .!?…\n\r\t\u00a0“”\"'’)(1।。é\u0301🜁𐐀עم\u200f"), max_size=200) | st.text())
def test_offsets_are_exact_trimmed_ordered_and_hold_every_word(text: str) -> None:
    spans = sentences(text)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    covered = {position for start, end in spans for position in range(start, end)}
    assert all(position in covered for position, character in enumerate(text) if not character.isspace())


def test_no_sentence_crosses_a_blank_line() -> None:
    text = "A b c\n\nd e f.\n \ng"
    assert all("\n" not in part for part in split(text))
