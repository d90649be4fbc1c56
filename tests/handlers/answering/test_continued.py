"""Follow-ups that go on from the question before with a phrase, and pronouns whose owner the answer only describes."""

from __future__ import annotations

import pytest

from handlers.answering.followup import resolve
from handlers.answering.kinds import Kind
from handlers.message import Turn


def turn(read_as: str, answer: str | None = None, *answers: tuple[str, str]) -> Turn:
    return Turn(asked=read_as, read_as=read_as, answer=answer, answers=answers)


@pytest.mark.parametrize(
    ("before", "asked", "read_as"),
    [
        (turn("How many people have died?", "six"), "and how many in Karvia?", "How many people have died in Karvia?"),
        (turn("How many people were hurt in the fire?"), "how many in Oulu?", "How many people were hurt in Oulu?"),
        (turn("Who runs the port?", "Hilla Ranta"), "and who before her?", "Who ran the port before Hilla Ranta?"),
        (turn("Who is the envoy?", "Hilla Ranta"), "who before her?", "Who was the envoy before Hilla Ranta?"),
        (turn("Who led the talks?", "Olev Saar"), "who after him?", "Who led the talks after Olev Saar?"),
        (
            turn("How many jobs will go?", "900"),
            "and according to the union?",
            "How many jobs will go, according to the union?",
        ),
        (
            turn("How many jobs will go according to the firm?", "900"),
            "according to the union",
            "How many jobs will go, according to the union?",
        ),
    ],
)
def test_a_phrase_goes_on_from_the_question_before(before: Turn, asked: str, read_as: str) -> None:
    assert resolve(asked, [before]).read_as == read_as


@pytest.mark.parametrize(
    ("before", "asked", "read_as"),
    [
        ("price of the old ferry", "and the new one?", "Price of the new ferry?"),
        ("price of the old ferry", "the new one", "Price of the new ferry?"),
        ("name of the captain of the ferry", "and the trawler?", "Name of the captain of the trawler?"),
        ("number of people in Oulu who died", "and in Karvia?", "Number of people in Karvia who died?"),
        ("price of the old ferry", "and of its engine?", "Price of the old ferry's engine?"),
        ("head of the Karvian harbour regulator", "and of the OSK?", "Head of the OSK?"),
        ("bill for the whole programme", "and the diving part?", "Bill for the diving part?"),
        ("number of people hurt in Oulu at the fair", "and in Karvia?", "Number of people hurt in Karvia at the fair?"),
        ("launch of the ferry", "when was that", "When was the launch of the ferry?"),
        ("the rally where Saar apologised", "which day was it?", "Which day was the rally where Saar apologised?"),
    ],
)
def test_a_description_is_gone_on_from_too(before: str, asked: str, read_as: str) -> None:
    question = resolve(asked, [turn(before, "six")])
    assert question.read_as == read_as
    assert question.kind is not Kind.ABOUT


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("price of the old ferry", "and her boss?"),
        ("price of the old ferry", "and over the summer?"),
        ("price of the old ferry", "any arrests?"),
        ("price of the old ferry", "number of passengers"),
        ("price of the old ferry", "captain's name"),
        ("price of the old ferry", "ok"),
        ("reason for the delay", "and the cost?"),
        ("tell me about the strike", "when was that?"),
        ("Hilla Ranta", "when was that?"),
        ("the talks broke down", "when was that?"),
        ("his wife's trial", "when was that?"),
    ],
)
def test_what_does_not_fit_a_description_stands(before: str, asked: str) -> None:
    assert resolve(asked, [turn(before, "six")]).read_as == asked


@pytest.mark.parametrize("asked", ["how many in the end were hurt in Oulu?", "who in Oulu was hurt?"])
def test_a_question_with_a_verb_of_its_own_stands(asked: str) -> None:
    assert resolve(asked, [turn("How many people have died?", "six")]).read_as == asked


def test_he_is_whom_an_outlet_names_where_the_overall_answer_describes() -> None:
    before = turn("Who found the wreck?", "Divers", ("Gazette", "Divers"), ("Courier", "Olev Saar"))
    assert resolve("how old is he?", [before]).read_as == "How old is Olev Saar?"


def test_he_is_never_several() -> None:
    before = turn("Who found the wreck?", "Divers", ("Gazette", "Divers"))
    assert resolve("how old is he?", [before]).read_as == "How old is the person who found the wreck?"


def test_them_are_the_things_found_not_the_place_they_are_in() -> None:
    before = turn("Who found the coins outside the Old Mill?", "Olev Saar")
    assert resolve("how did he spot them?", [before]).read_as == (
        "How did Olev Saar spot the coins outside the Old Mill?"
    )


@pytest.mark.parametrize(
    ("before", "asked", "read_as"),
    [
        (turn("Where did the ship sink?", "off Malta"), "how deep is it?", "How deep is the ship?"),
        (
            turn("Since when has production stood still?", "Monday"),
            "when does it go on?",
            "When does production go on?",
        ),
        (turn("Who died in Oulu?", "A woman"), "whose van was it?", "whose van was it?"),
    ],
)
def test_it_is_a_thing(before: Turn, asked: str, read_as: str) -> None:
    assert resolve(asked, [before]).read_as == read_as


ATTENDED, LED = turn("Did the king attend the talks?", "no"), turn("Who led the talks?", "Olev Saar")


@pytest.mark.parametrize(
    ("before", "asked", "read_as"),
    [
        ([ATTENDED], "why not?", "Why did the king not attend the talks?"),
        ([ATTENDED, LED], "why not?", "Why did the king not attend the talks?"),
        ([ATTENDED, LED], "why?", "Why did Olev Saar lead the talks?"),
        ([LED], "why not?", "why not?"),
        ([LED, turn("why not?")], "when was that?", "When did Olev Saar lead the talks?"),
        ([LED, turn("why not?")], "and the walks?", "Who led the walks?"),
        ([LED, turn("thanks")], "and the walks?", "Who led the walks?"),
    ],
)
def test_only_what_is_so_or_not_is_asked_why_not(before: list[Turn], asked: str, read_as: str) -> None:
    assert resolve(asked, before).read_as == read_as


def test_after_an_outlet_that_is_not_here_another_is_asked_the_same() -> None:
    asked = "what does the Gazette say?"
    failed = turn("what does the Courier say?")
    told = turn("what does Olev Saar say?", "“We shall see.”")
    assert resolve(asked, [LED, failed], outlets=["Gazette"]).read_as == "Who led the talks, according to Gazette?"
    assert resolve(asked, [LED, told], outlets=["Gazette"]).read_as == "What does Olev Saar say, according to Gazette?"
