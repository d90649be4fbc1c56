"""Who said what: each quotation and reported remark goes to the one its text gives it to, or to nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.answering.page import Page
from handlers.quotations.marks import quotations
from handlers.quotations.remarks import Manner, Remark, remarks
from store.article import Article, Outlet


def page(text: str) -> Page:
    return Page(
        Article(1, Outlet(1, "The Harbour Post"), "a.txt", "Title", text, "", datetime(2025, 5, 16, tzinfo=UTC))
    )


def one(text: str, words: str) -> Remark:
    """The remark whose words these are."""
    found = [r for r in remarks(page(text)) if text[r.start : r.end].strip(" ,.") == words]
    assert found, [text[r.start : r.end] for r in remarks(page(text))]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        ("“The dam will hold,” Ann Lee said.", "The dam will hold", "Ann Lee"),
        ("“The dam will hold,” said Ann Lee.", "The dam will hold", "Ann Lee"),
        ("“The dam will hold,” said Interior Minister Ann Lee.", "The dam will hold", "Ann Lee"),
        ("Ann Lee said: “The dam will hold.”", "The dam will hold", "Ann Lee"),
        ("Ann Lee told reporters that “the dam will hold”.", "the dam will hold", "Ann Lee"),
        ("Ann Lee, a former engineer, said “the dam will hold” on Friday.", "the dam will hold", "Ann Lee"),
        ("Ann Lee, director of Dams International, said “the dam will hold”.", "the dam will hold", "Ann Lee"),
        ("The minister’s aide, Ann Lee, said “the dam will hold”.", "the dam will hold", "Ann Lee"),
        ("Bo Marsh spoke for an hour. “The dam will hold,” Ann Lee said.", "The dam will hold", "Ann Lee"),
        ("According to engineer Ann Lee, the dam “will hold for now”.", "will hold for now", "Ann Lee"),
        ("Officials said the dam “will hold for now”.", "will hold for now", "Officials"),
        ("'The dam will hold,' said Ann Lee.", "The dam will hold", "Ann Lee"),
        ('"The dam will hold," said Ann Lee.', "The dam will hold", "Ann Lee"),
    ],
)
def test_a_quotation_belongs_to_whom_its_sentence_gives_it(text: str, words: str, who: str) -> None:
    remark = one(text, words)
    assert remark.manner is Manner.DIRECT
    assert remark.speaker is not None
    assert remark.speaker.who == who
    assert remark.speaker.sure


def test_the_fullest_form_of_a_name_in_the_article_is_the_speaker() -> None:
    remark = one("Interior Minister Ann Lee visited. “The dam will hold,” Lee said.", "The dam will hold")
    assert remark.speaker is not None
    assert (remark.speaker.who, remark.speaker.title) == ("Ann Lee", "Interior Minister")


def test_a_pronoun_is_resolved_and_never_sure() -> None:
    remark = one("Ann Lee said the water was falling. “The dam will hold,” she added.", "The dam will hold")
    assert remark.speaker is not None
    assert (remark.speaker.who, remark.speaker.sure) == ("Ann Lee", False)


def test_a_quotation_goes_on_after_its_speaker_in_the_same_paragraph() -> None:
    remark = one("“The dam will hold,” Ann Lee said. “We have checked it twice.”", "We have checked it twice")
    assert remark.speaker is not None
    assert remark.speaker.who == "Ann Lee"


def test_words_in_quotation_marks_that_nobody_says_have_no_speaker() -> None:
    assert one("The show was called “The Dam Will Hold”.", "The Dam Will Hold").speaker is None


def test_a_reported_remark_is_what_follows_its_verb() -> None:
    remark = one("Ann Lee said on Friday that the dam would hold.", "the dam would hold")
    assert remark.manner is Manner.INDIRECT
    assert remark.verb == "said"


def test_a_reported_remark_may_go_before_its_verb() -> None:
    assert one("The dam will hold until the spring, Ann Lee said.", "The dam will hold until the spring")


def test_according_to_is_told_apart() -> None:
    assert one("The dam will hold, according to Ann Lee.", "The dam will hold").manner is Manner.ACCORDING


def test_it_is_told_to_whom_and_through_whom() -> None:
    remark = one(
        "Ann Lee told Harbour Radio that the dam would hold, according to the Concord Agency.",
        "the dam would hold, according to the Concord Agency",
    )
    assert remark.hearer == "Harbour Radio"
    assert remark.through == "Concord Agency"


def test_every_remark_and_speaker_is_a_stretch_of_the_text() -> None:
    text = "“It holds,” said Ann Lee. “We checked.”\nBo Marsh, who leads the team, told reporters: “She is right.”\nIt rained."
    for remark in remarks(page(text)):
        assert text[remark.start : remark.end].strip()
        if remark.speaker is not None:
            assert text[remark.speaker.start : remark.speaker.end].strip()


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “yes” and “no”.", ["yes", "no"]),
        ("It is 6'2\" tall.", []),
        ("“One paragraph\n“and the next.”", ["One paragraph", "and the next."]),
        ("the ministers' view and the dogs' bowl", []),
        ("He called it 'a quiet day' at the farmers' market.", ["a quiet day"]),
    ],
)
def test_quotation_marks_are_told_from_apostrophes_and_inches(text: str, inside: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text)] == inside
