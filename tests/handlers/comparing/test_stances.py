"""The words by which a sentence says that somebody did or would not do something."""

from __future__ import annotations

import pytest

from handlers.comparing.stances import stance_phrase


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("It said he would not attend the talks.", "would not attend"),
        ("She declined an interview.", "declined"),
        ("He hadn’t agreed to it.", "hadn’t agreed"),
        ("They had no intention to meet him.", "had no intention to meet"),
        ("They turned down the offer.", "turned down"),
        ("The boycott of the vote went on.", None),
        ("It rained.", None),
    ],
)
def test_the_words_of_a_stance_are_cut_from_the_sentence(sentence: str, phrase: str | None) -> None:
    assert stance_phrase(sentence) == phrase
