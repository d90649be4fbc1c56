"""A photograph's caption is told from the body by its credit, its label, or how captions are written."""

from __future__ import annotations

import pytest

from handlers.gathering.captions import is_caption, is_credit_alone, is_posed


@pytest.mark.parametrize(
    "words",
    [
        "The mayor speaks at the opening of the new bridge [Jane Roe/Reuters]",
        "Ferries in the harbour on Monday (Photo: Jane Roe)",
        "Workers clear the quay (Getty Images)",
        "A crane lies across the tracks. [Handout via AFP]",
        "Image caption The crane fell at noon",
        "FILE - The minister arrives at the palace, May 3, 2024.",
        "Photo by Jane Roe on the east quay",
        "In this photo provided by the port, smoke rises over the quay.",
        "Residents watch the fire from a hill. Photograph: Jane Roe/The Courier",
        "The old lighthouse at dusk. © Jane Roe",
        "Divers below the ferry REUTERS/Jane Roe",
        "Hide caption 2 of 14",
    ],
)
def test_a_caption_is_known(words: str) -> None:
    assert is_caption(words)


@pytest.mark.parametrize(
    "words",
    [
        "The minister resigned on Monday after a vote of no confidence (Reuters reported the vote first).",
        "“We will rebuild the quay,” the mayor told Reuters.",
        "The photo went around the world, and nobody knew who had taken it.",
        "Ferry runs aground off the cape (VIDEO)",
        "He asked for the file.",
        (
            "The source: a clerk in the harbour office who had kept every letter she received from the owners over the "
            "nine years in which the crane was never once inspected, she said, by anybody who knew how cranes are built "
            "and what holds them up."
        ),
        "",
    ],
)
def test_a_paragraph_of_the_body_is_none(words: str) -> None:
    assert not is_caption(words)


def test_a_line_that_shows_somebody_doing_something_somewhere_is_posed() -> None:
    assert is_posed("The foreign minister speaks during a news conference in the capital")
    assert not is_posed("The foreign minister spoke during a news conference in the capital.")
    assert not is_posed("Talks on the ferry")


def test_a_credit_may_stand_alone() -> None:
    assert is_credit_alone("Getty Images")
    assert is_credit_alone("Photo: AFP")
    assert not is_credit_alone("Images of the fire went around the world")
    assert not is_credit_alone("")
