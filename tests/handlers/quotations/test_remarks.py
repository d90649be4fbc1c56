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
        ("Ann Lee of the dockers’ union said: “The dam will hold.”", "The dam will hold", "Ann Lee"),
        ("“The dam will hold,” Ann Lee from the ministry told reporters.", "The dam will hold", "Ann Lee"),
        ("A friend of Ann Lee from the union said: “The dam will hold.”", "The dam will hold", "the union"),
        ("The head of the union said: “The dam will hold.”", "The dam will hold", "The head of the union"),
        (
            "Officials from the ministry later said: “The dam will hold.”",
            "The dam will hold",
            "Officials from the ministry",
        ),
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


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Ann Lee said the water was falling. “The dam will hold,” she added.", "Ann Lee"),
        ("Ann Lee said the water was falling.\n“The dam will hold,” she added.", "Ann Lee"),
        ("“Trust Bo Marsh,” Ann Lee said. “The dam will hold,” she added.", "Ann Lee"),
        ("Interior Minister Ann Lee arrived. Bo Marsh waited.\n“The dam will hold,” the minister said.", "Ann Lee"),
        ("Mary Lee, the minister of water, arrived. Bo waited.\n“The dam will hold,” the minister said.", "Mary Lee"),
        ("Mr. Lee asked Mr. Marsh about it. “The dam will hold,” he said.", "Lee"),
        ("Ann Lee said it was late. Jane Moss laughed. “The dam will hold,” she said.", "Jane Moss"),
        ("Mary Lee said that the guards of All Harbour told her so. “The dam will hold,” she said.", "Mary Lee"),
        ("Mary Lee played it down. “The dam will hold” until she meets Jane Moss, she said.", "Mary Lee"),
        ("A witness said it shook. “The dam will hold,” she added.", "A witness"),
    ],
)
def test_a_pronoun_or_an_office_is_given_its_name_where_it_is_certain(text: str, who: str) -> None:
    speaker = one(text, "The dam will hold").speaker
    assert speaker is not None
    assert (speaker.who, speaker.sure, speaker.written) == (who, True, False)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee met Jane Moss. “The dam will hold,” she said.",  # two may be meant
        "Ann Lee said it was late. “The dam will hold,” he said.",  # Ann is no he
        "Ann Lee said it was late. Near her Jane Moss laughed at Ada Hill. “The dam will hold,” she said.",
        "The Falcon Heavy stood there. “The dam will hold,” he said.",
        "The party said it was late. “The dam will hold,” he said.",
        "It was late. “The dam will hold,” he said.",
    ],
)
def test_a_pronoun_that_may_mean_another_stays_without_a_name(text: str) -> None:
    speaker = one(text, "The dam will hold").speaker
    assert speaker is not None
    assert (speaker.named, speaker.sure) == (False, False)


def test_an_office_that_two_hold_stays_an_office() -> None:
    text = "Interior Minister Ann Lee and Finance Minister Bo Moss came. “The dam will hold,” the minister said."
    speaker = one(text, "The dam will hold").speaker
    assert speaker is not None
    assert (speaker.who, speaker.named) == ("the minister", False)
    one_of_two = one(text.replace("the minister said", "the finance minister said"), "The dam will hold").speaker
    assert one_of_two is not None
    assert one_of_two.who == "Bo Moss"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“The dam will hold,” Utopian water minister Ann Lee said.", "Ann Lee"),
        ("“The dam will hold,” confirmed Utopian water ministry spokesman Bo Marsh.", "Bo Marsh"),
        ("“The dam will hold,” the 58-year-old Lee said.", "Lee"),
        ("Ann Lee, who led it, called the Water Board allegations “The dam will hold”.", "Ann Lee"),
        ("Ann Lee called the rest a “ghost story”, saying Utopia knew that “The dam will hold”.", "Ann Lee"),
        ("Bo Marsh Jr., an adviser to Mr. Lee who left, dismissed it: “The dam will hold.”", "Bo Marsh Jr"),
        ("“It rained,” Ann Lee said.\n“The dam will hold.”\nIt held.", "Ann Lee"),
    ],
)
def test_titles_ages_and_the_next_paragraph_belong_to_the_name(text: str, who: str) -> None:
    speaker = one(text, "The dam will hold").speaker
    assert speaker is not None
    assert speaker.who == who


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


def test_who_hears_it_is_no_remark() -> None:
    text = "“The dam will hold,” Ann Lee told reporters who were travelling with her."
    assert [r.manner for r in remarks(page(text))] == [Manner.DIRECT]


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
