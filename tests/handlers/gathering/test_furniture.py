"""What a page says beside the article is known line by line; a sentence of the article that begins alike is not."""

from __future__ import annotations

import pytest

from handlers.gathering.furniture import Effect, appeals, effect_of, patterns


@pytest.mark.parametrize(
    ("line", "effect"),
    [
        ("Log In", Effect.LINE),
        ("Loading...", Effect.LINE),
        ("Share", Effect.LINE),
        ("Enable Notifications OK No thanks", Effect.LINE),
        ("3 minute read", Effect.LINE),
        ("We use cookies to improve your experience.", Effect.LINE),
        ("Read more: The crane that nobody inspected", Effect.LINE),
        ("© 2025 The Harbour Post. All rights reserved.", Effect.LINE),
        ("•••", Effect.LINE),
        ("You may also like...", Effect.TAIL),
        ("Related Stories", Effect.TAIL),
        ("Keep Independent Journalism Alive", Effect.TAIL),
        ("Support us via PayPal", Effect.TAIL),
        ("Leave a Reply", Effect.COMMENTS),
        ("Your email address will not be published. Required fields are marked *", Effect.COMMENTS),
        ("12 comments", Effect.COMMENTS),
        ("Sign up to read this article", Effect.WALL),
        ("Subscribe to continue reading", Effect.WALL),
        ("This article is for subscribers only", Effect.WALL),
    ],
)
def test_a_line_of_the_page_is_known_by_what_it_does(line: str, effect: Effect) -> None:
    assert effect_of(line) is effect


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by a fifth on Monday, the steepest fall in nine years.",
        "Log in to any harbour office computer and the same list appears, she said.",
        "The most popular minister of the cabinet resigned on Monday.",
        "Subscribers to the old plan were told that they would lose their seats at the end of the month.",
        "More from the reserves was sold than in any year before, the bank said.",
        "Support for the mayor has fallen.",
        "Weather stations along the coast had warned of the storm two days before it came.",
    ],
)
def test_a_sentence_of_the_article_is_none(line: str) -> None:
    assert effect_of(line) is None


def test_an_appeal_is_the_page_speaking_of_itself_and_asking() -> None:
    assert appeals("Our journalism is free because readers like you donate. Please consider a contribution today.")
    assert not appeals("“Our work depends on donations, and we ask for your contribution,” the director said.")
    assert not appeals("The charity lives on donations.")


def test_every_pattern_compiles_and_every_effect_has_some() -> None:
    assert {effect for effect, lines in patterns().items() if lines} == set(Effect)
    assert effect_of("x" * 5000) is None
