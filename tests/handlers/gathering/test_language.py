"""The language of a text long enough to tell; a short one is left open."""

from __future__ import annotations

import pytest

from handlers.gathering.language import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The harbour was closed on Monday after a crane fell across the tracks of the old quay.", "en"),
        ("Der Hafen wurde am Montag gesperrt, nachdem ein Kran auf die Gleise des alten Kais gestürzt war.", "de"),
        ("Порт был закрыт в понедельник после того, как кран упал на пути старого причала в городе.", "ru"),
        ("Порт було закрито в понеділок після того, як кран упав на колії старого причалу в місті Одеса.", "uk"),
        (
            "Liman, bir vincin eski rıhtımın raylarının üzerine düşmesinin ardından pazartesi günü kapatıldı dediler.",
            "tr",
        ),
    ],
)
def test_a_sentence_is_enough(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("text", ["", "Crane falls", "1 2 3"])
def test_a_few_words_are_not(text: str) -> None:
    assert language_of(text) is None
