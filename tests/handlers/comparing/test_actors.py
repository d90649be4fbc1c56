"""Who a story is about: people by name, then organisations and people without one that do something."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.answering.page import Page
from handlers.comparing.facts import facts
from handlers.comparing.statements import statements
from store.article import Article, Outlet


def who(text: str) -> list[str]:
    article = Article(1, Outlet(1, "The Post", known=True), "", "", text, "", datetime(2025, 5, 16, tzinfo=UTC))
    return [fact.words for fact in facts(statements("The Post", Page(article)))["The Post"].who]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The fire was seen by a kayaker at dawn. Mayor Ann Lee thanked him.", "a kayaker"),
        ("A security guard opened the gate at noon.", "A security guard"),
        ("Her brother Facundo found the tent on Sunday.", "Her brother Facundo"),
        ("The police closed the road on Friday.", "The police"),
        ("The talks were brokered by Qatar on Monday.", "Qatar"),
        ("Fishermen pulled the girl out of the river.", "Fishermen"),
        ("The Amber Front claimed the attack on Monday.", "Amber Front"),
    ],
)
def test_who_acts_without_a_persons_name_is_told(text: str, actor: str) -> None:
    assert actor in who(text)


def test_people_come_before_the_others() -> None:
    told = who("A guard called the police. “It was dark,” said Ann Lee, who lives there. Bo Marsh left the house.")
    assert told[:2] == ["Ann Lee", "Bo Marsh"]
    assert "A guard" in told


@pytest.mark.parametrize(
    "text",
    [
        "The minister left. Defence Minister Ann Lee said no more.",
        "Six people left the hall.",
        "He met a guard.",
    ],
)
def test_who_does_nothing_or_is_told_before_is_left_out(text: str) -> None:
    assert not [told for told in who(text) if told[0].islower() or told.startswith(("The", "Six"))]


def test_what_only_stands_where_things_do_is_no_person() -> None:
    assert "Aeolia Star" not in who("The Aeolia Star lost power. Engines of the Aeolia Star failed, said Ann Lee.")[:1]
