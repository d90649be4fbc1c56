"""The second stage of the decision: what the other outlets' candidates add to one of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.answering.candidates import Candidate, Weighed
from handlers.answering.concepts import Bound
from handlers.answering.corroboration import KEPT, together
from handlers.answering.decision import Logistic
from handlers.answering.features import BESIDE, NAMES
from handlers.answering.page import Page
from handlers.answering.question import Question, analyse
from store.article import Article, Outlet

WHO = analyse("who runs the ferry?")
DID = analyse("did the ferry sail?")


def weighed(text: str, alone: float, yes: float | None = None) -> Weighed:
    article = Article(1, Outlet(1, "Post"), "s", "t", text, "0" * 64, datetime(2031, 1, 1, tzinfo=UTC))
    bound = Bound(Page(article), ())
    candidate = Candidate(bound, 0, len(text), 0, 0, (0, len(text)), 1.0, True, 1.0, yes, None)
    return Weighed(candidate, (0.0,) * len(NAMES), alone)


def only(feature: str) -> Logistic:
    """A model whose probability tells one feature of the second stage."""
    wanted = tuple(float(name == feature) for name in (*NAMES, *BESIDE))
    width = len(wanted)
    return Logistic(0.0, wanted, (0.0,) * width, (1.0,) * width)


def heard(feature: str, rows: list[list[Weighed]], question: Question = WHO) -> float:
    """The value of a feature for the first candidate of the first outlet."""
    done = together(question, rows, only(feature))
    first = next(w for w in done[0] if w.candidate is rows[0][0].candidate)
    return first.features[len(NAMES) + BESIDE.index(feature)]


def test_an_outlet_that_agrees_backs_and_one_that_differs_rivals() -> None:
    rows = [[weighed("Ann Moss", 0.4)], [weighed("Moss", 0.7)], [weighed("Rustam Karim", 0.6)]]
    assert heard("backed", rows) == pytest.approx(0.7)
    assert heard("backers", rows) == pytest.approx(0.5)
    assert heard("support", rows) == pytest.approx(0.35)
    assert heard("rivalled", rows) == pytest.approx(0.6)
    assert heard("others_best", rows) == pytest.approx(0.7)
    assert heard("vote", rows) == pytest.approx((0.4 + 0.7) / (0.4 + 0.7 + 0.6 + 0.05))


def test_an_outlet_alone_is_neither_backed_nor_rivalled() -> None:
    rows = [[weighed("Ann Moss", 0.4), weighed("Moss", 0.1), weighed("Karim", 0.05)]]
    assert heard("backed", rows) == heard("backers", rows) == heard("rivalled", rows) == 0.0
    assert heard("again", rows) == pytest.approx(0.1)
    assert heard("rank", rows) == 1.0


def test_yes_and_no_agree_by_what_they_say_not_by_their_words() -> None:
    rows = [
        [weighed("It sailed.", 0.5, 0.9)],
        [weighed("The ferry left.", 0.6, 0.8)],
        [weighed("It stayed.", 0.7, 0.1)],
    ]
    assert heard("backed", rows, DID) == pytest.approx(0.6)
    assert heard("rivalled", rows, DID) == pytest.approx(0.7)


def test_what_is_backed_comes_first_and_the_rest_is_dropped() -> None:
    row = [weighed(f"Nobody {n}", 0.3) for n in range(KEPT)] + [weighed("Late One", 0.1)]
    row.insert(1, weighed("Ann Moss", 0.29))
    done = together(WHO, [row, [weighed("Moss", 0.9)]], only("backed"))
    assert done[0][0].candidate.text == "Ann Moss"
    assert len(done[0]) == KEPT
    assert done[0][0].together > done[0][1].together
