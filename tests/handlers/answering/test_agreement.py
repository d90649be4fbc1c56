"""Agreement: which answers mean the same, how outlets group, in what they differ, and who only repeats."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.agreement import differences, group, independent, same_answer
from handlers.answering.answer import Account, Difference, Quote, Stance
from handlers.answering.independence import repeats
from handlers.answering.question import Kind
from tests.shared import SHARED, needs_shared

SAME = [
    (Kind.WHO, "Rustam Karim", "Defence Minister Rustam Karim"),
    (Kind.WHO, "Karim", "Rustam Karim, Ruritania’s defence minister"),
    (Kind.WHO, "Vladimir Medinsky", "Medinski"),
    (Kind.WHO, "police", "the police"),
    (Kind.WHO, "Ann Moss and Bob Lee", "Lee and Moss"),
    (Kind.WHERE, "Istanbul", "the Dolmabahçe Palace in Istanbul"),
    (Kind.SHARE, "nearly 20%", "roughly a fifth"),
    (Kind.HOW_MANY, "two", "2 people"),
    (Kind.HOW_MANY, "more than 100", "100"),
    (Kind.MONEY, "$1.2bn", "1.2 billion dollars"),
    (Kind.DURATION, "24 hours", "a day"),
    (Kind.AGE, "58-year-old", "58"),
    (Kind.SCORE, "3-1", "3–1"),
    (Kind.CLOCK, "9 p.m.", "21:00"),
    (Kind.CLOCK, "10am local time (07:00 GMT)", "0700 GMT"),
    (Kind.DATE, "Friday", "Friday morning"),
    (Kind.DATE, "March 2022", "2022"),
    (Kind.WHAT, "a ceasefire", "an unconditional ceasefire"),
    (Kind.WHAT, "the Labour party", "the Labor Party"),
    (Kind.WHICH, "Royal Bank of Scotland", "RBS"),
    (Kind.ROLE, "Defence Minister", "Defense Minister"),
    (Kind.ROLE, "presidential adviser", "a presidential advisor"),
    (Kind.YESNO, "No", "no"),
    (
        Kind.SAID,
        "She said the talks on the northern border had failed because neither side trusted the other side’s promises.",
        "Talks on the northern border failed because neither side trusted the other side’s promises, Moss told reporters.",
    ),
]
OTHER = [
    (Kind.WHO, "Vladimir Putin", "Vladimir Medinsky"),
    (Kind.WHO, "Ann Moss and Bob Lee", "Ann Moss"),
    (Kind.WHERE, "Istanbul", "Ankara"),
    (Kind.SHARE, "20%", "30%"),
    (Kind.HOW_MANY, "12", "13"),
    (Kind.MONEY, "£5m", "$5m"),
    (Kind.SCORE, "3-1", "3-2"),
    (Kind.CLOCK, "10am local time (07:00 GMT)", "0930 GMT"),
    (Kind.DATE, "Thursday", "Friday"),
    (Kind.WHAT, "give up its bid", "not give up its bid"),
    (Kind.WHAT, "North Korea", "South Korea"),
    (Kind.WHAT, "Iran", "Iraq"),
    (Kind.WHAT, "oil", "exports of oil, gas and grain to all the neighbours"),
    (Kind.WHAT, "five boats and a barge", "six boats and a barge"),
    (Kind.ROLE, "culture minister", "defence minister"),
    (Kind.YESNO, "yes", "no"),
    (Kind.WHAT, "", "a ceasefire"),
    (
        Kind.SAID,
        "She said the talks on the northern border had failed because neither side trusted the other.",
        "She said the harvest in the southern valleys was the best that anybody living could remember.",
    ),
]


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_two_wordings_of_one_answer(kind: Kind, one: str, other: str) -> None:
    assert same_answer(kind, one, other)
    assert same_answer(kind, other, one)


@pytest.mark.parametrize(("kind", "one", "other"), OTHER)
def test_two_answers(kind: Kind, one: str, other: str) -> None:
    assert not same_answer(kind, one, other)
    assert not same_answer(kind, other, one)


ANSWERS = st.sampled_from([text for _, *pair in SAME + OTHER for text in pair])


@given(st.sampled_from(list(Kind)), ANSWERS, ANSWERS)
def test_sameness_is_symmetric_for_every_kind(kind: Kind, one: str, other: str) -> None:
    assert same_answer(kind, one, other) == same_answer(kind, other, one)


@given(st.sampled_from(list(Kind)), ANSWERS.filter(bool))
def test_every_answer_is_itself(kind: Kind, answer: str) -> None:
    assert same_answer(kind, answer, f"  {answer.upper() if kind is Kind.YESNO else answer} ")


def grouped(kind: Kind, *answers: str) -> list[list[str]]:
    said = [(f"outlet {at}", answer, 0.9) for at, answer in enumerate(answers)]
    return [[answers[i] for i in cluster] for cluster in group(kind, said)]


def test_the_fullest_plain_name_stands_for_its_group() -> None:
    clusters = grouped(Kind.WHO, "Karim", "Rustam Karim", "Defence Minister Rustam Karim", "Bob Lee")
    assert clusters == [["Rustam Karim", "Karim", "Defence Minister Rustam Karim"], ["Bob Lee"]]


def test_the_wording_of_most_stands_for_its_group() -> None:
    assert grouped(Kind.WHO, "Vlad Medinski", "Vlad Medinsky", "Vlad Medinsky")[0][0] == "Vlad Medinsky"
    assert grouped(Kind.SHARE, "a fifth", "20%", "20%")[0][0] == "20%"


def test_a_vague_answer_does_not_chain_two_clear_ones() -> None:
    for order in permutations(["Bush", "George Bush", "Jeb Bush"]):
        clusters = grouped(Kind.WHO, *order)
        assert not any({"George Bush", "Jeb Bush"} <= set(cluster) for cluster in clusters)
        assert len(clusters) == 2


def test_a_vague_answer_goes_with_the_clear_one_that_more_outlets_give() -> None:
    clusters = grouped(Kind.WHO, "Bush", "George Bush", "Jeb Bush", "Jeb Bush")
    assert clusters[0] == ["Jeb Bush", "Bush", "Jeb Bush"]


def test_a_full_place_joins_its_parts() -> None:
    assert len(grouped(Kind.WHERE, "Istanbul", "Dolmabahce Palace", "the ornate Dolmabahçe Palace in Istanbul")) == 1


def test_the_largest_group_comes_first_then_the_surest() -> None:
    assert [len(cluster) for cluster in grouped(Kind.HOW_MANY, "3", "12", "a dozen", "twelve", "4")] == [3, 1, 1]
    said = [("a", "3", 0.4), ("b", "12", 0.9)]
    assert group(Kind.HOW_MANY, said) == ((1,), (0,))


@given(st.sampled_from(list(Kind)), st.lists(ANSWERS, max_size=8))
def test_every_answer_stands_in_one_group(kind: Kind, answers: list[str]) -> None:
    clusters = group(kind, [(f"outlet {at}", answer, 0.5) for at, answer in enumerate(answers)])
    assert sorted(position for cluster in clusters for position in cluster) == list(range(len(answers)))


def account(outlet: str, answer: str, sentence: str, mark: str | None = None, stance: Stance = Stance.SAYS) -> Account:
    start = sentence.index(mark) if mark else None
    quote = Quote(
        article=1,
        outlet=outlet,
        source="s.txt",
        title="T",
        url=None,
        published_at=None,
        start=100,
        end=100 + len(sentence),
        text=sentence,
        answer_start=None if start is None else 100 + start,
        answer_end=None if start is None or mark is None else 100 + start + len(mark),
    )
    return Account(outlet, stance, answer, 0.9, (quote,))


def of_kind(kind: str, found: tuple[Difference, ...]) -> Difference:
    (difference,) = [difference for difference in found if difference.kind == kind]
    return difference


def test_outlets_that_agree_differ_in_nothing_here() -> None:
    accounts = [
        account("A", "Rustam Karim", "They sent Defence Minister Rustam Karim to lead.", "Rustam Karim"),
        account("B", "x", "Nothing here.", stance=Stance.UNSURE),
        account("C", "Rustam Kareem", "Ruritanian Defense Minister Rustam Kareem will lead.", "Rustam Kareem"),
    ]
    assert differences(Kind.WHO, accounts) == ()


@pytest.mark.parametrize(
    ("kind", "one", "other", "name"),
    [
        (Kind.WHO, "Ann Moss", "Bob Lee", "name"),
        (Kind.WHERE, "Istanbul", "Ankara", "place"),
        (Kind.DATE, "Thursday", "Friday", "date"),
        (Kind.CLOCK, "10am local time (07:00 GMT)", "0930 GMT", "time"),
        (Kind.HOW_MANY, "12", "13", "figure"),
        (Kind.YESNO, "yes", "no", "answer"),
        (Kind.WHAT, "a ceasefire", "an invasion", "answer"),
    ],
)
def test_groups_differ_in_what_the_question_asks_for(kind: Kind, one: str, other: str, name: str) -> None:
    accounts = [account("A", one, f"It was {one}.", one), account("B", other, f"It was {other}.", other)]
    difference = of_kind(name, differences(kind, accounts))
    assert difference.values == {one: ("A",), other: ("B",)}
    assert difference.quotes == (0, 1)


def test_nobody_differs_alone() -> None:
    assert differences(Kind.WHO, [account("A", "Ann Moss", "Ann Moss came.", "Ann Moss")]) == ()
    assert differences(Kind.WHO, []) == ()


WIRE = "The council was still counting the cost of the last storm when the new one struck the harbour wall on Monday."


def test_outlets_that_repeat_one_text_count_once() -> None:
    texts = {
        "A": f"Our reporter writes. {WIRE}",
        "B": f"{WIRE} More follows.",
        "C": "Boats sank in the harbour on Monday, we hear.",
    }
    assert independent(texts) == 2


def test_one_changed_word_does_not_hide_a_copy() -> None:
    assert repeats(WIRE, WIRE.replace("last", "previous"))
    assert not repeats(
        WIRE, "The council counted what the last storm had cost it when on Monday a new storm hit the harbour wall."
    )


def test_a_remark_that_both_quote_and_stock_phrases_are_no_copy() -> None:
    remark = "“We will rebuild every single wall of this old harbour before the winter comes,”"
    assert not repeats(f"{remark} she said on Monday.", f"On Tuesday the paper printed it: {remark}")
    stock = (
        "A spokesman for the company did not immediately respond to a request for further comment on Monday evening."
    )
    assert not repeats(stock, f"It rained. {stock.replace('company', 'council')}")


def test_outlets_that_credit_one_agency_count_once() -> None:
    texts = {"A": "One text.", "B": "Another text.", "C": "A third text."}
    assert independent(texts, {"A": "Reuters", "B": "Reuters, AP", "C": None}) == 2
    assert independent(texts, {"A": None, "B": None}) == 3
    assert independent({}) == 0


@given(
    st.dictionaries(
        st.sampled_from("ABCDE"), st.sampled_from([WIRE, WIRE.replace("last", "first"), "Other words.", ""])
    )
)
def test_no_more_outlets_are_independent_than_there_are(texts: dict[str, str]) -> None:
    count = independent(texts)
    assert min(1, len(texts)) <= count <= len(texts)


@needs_shared
def test_of_the_five_real_articles_two_share_a_run_of_words() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (SHARED / "articles").glob("*.txt")}
    assert len(texts) == 5
    assert independent(texts) == 4
