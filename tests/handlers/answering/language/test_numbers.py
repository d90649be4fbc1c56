"""Figures: read by value, with kind, unit and qualifier, where they stand."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.answering.language.numbers import find_figures, same_figure
from tests.handlers.answering.language.texts import texts


@example("0001-0000")
@given(texts)
def test_figures_stand_where_they_say_in_order_and_apart(text: str) -> None:
    figures = find_figures(text)
    for figure in figures:
        assert text[figure.start : figure.end] == figure.text
        assert figure.text.strip() == figure.text != ""
        assert figure.kind == "score" or math.isnan(figure.low) or figure.low <= figure.high
        assert figure.qualifier == "" or figure.approx
    assert all(a.end <= b.start for a, b in itertools.pairwise(figures))


@pytest.mark.parametrize(
    ("text", "words", "kind", "low", "high", "unit"),
    [
        ("a dozen people came", "a dozen", "count", 12, 12, "people"),
        ("28,000 fans", "28,000", "count", 28000, 28000, "fans"),
        ("about 5-6,000 people", "5-6,000", "count", 5000, 6000, "people"),
        ("between 5 and 7 people", "5 and 7", "count", 5, 7, "people"),
        ("20 to 25 boats", "20 to 25", "count", 20, 25, "boats"),
        ("1.2 million voters", "1.2 million", "count", 1.2e6, 1.2e6, "voters"),
        ("two hundred and fifty-three boats", "two hundred and fifty-three", "count", 253, 253, "boats"),
        ("half a million people", "half a million", "count", 5e5, 5e5, "people"),
        ("tens of thousands marched", "tens of thousands", "count", 20000, 99999, "marched"),
        ("One man died", "One", "count", 1, 1, "man"),
        ("two-thirds of voters", "two-thirds", "share", 200 / 3, 200 / 3, "%"),
        ("a fifth of the land", "a fifth", "share", 20, 20, "%"),
        ("half the team", "half", "share", 50, 50, "%"),
        ("nearly 20% of it", "20%", "share", 20, 20, "%"),
        ("20 per cent of it", "20 per cent", "share", 20, 20, "%"),
        ("it rose 20 percentage points", "20 percentage points", "measure", 20, 20, "percentage points"),
        ("a £94m deal", "£94m", "money", 94e6, 94e6, "GBP"),
        ("$1.2bn", "$1.2bn", "money", 1.2e9, 1.2e9, "USD"),
        ("1.2 billion dollars", "1.2 billion dollars", "money", 1.2e9, 1.2e9, "USD"),
        ("€1.8 million a year", "€1.8 million", "money", 1.8e6, 1.8e6, "EUR"),
        ("Rs 20,000", "Rs 20,000", "money", 20000, 20000, "INR"),
        ("US$28.156", "US$28.156", "money", 28.156, 28.156, "USD"),
        ("50 cents each", "50 cents", "money", 0.5, 0.5, "USD"),
        ("$5-6 million", "$5-6 million", "money", 5e6, 6e6, "USD"),
        ("a 58-year-old man", "58-year-old", "age", 58, 58, "year"),
        ("aged 52", "52", "age", 52, 52, "year"),
        ("Ann Moss, 42, of York", "42", "age", 42, 42, "year"),
        ("a 12-minute film", "12-minute", "duration", 12, 12, "minute"),
        ("after a 24-hour delay", "24-hour", "duration", 24, 24, "hour"),
        ("at least 30 days", "30 days", "duration", 30, 30, "days"),
        ("half an hour", "half an hour", "duration", 0.5, 0.5, "hour"),
        ("for a year and a half", "a year and a half", "duration", 1.5, 1.5, "year"),
        ("two and a half years", "two and a half years", "duration", 2.5, 2.5, "years"),
        ("600 tons of rice", "600 tons", "measure", 600, 600, "tons"),
        ("a 6.4-magnitude quake", "6.4-magnitude", "measure", 6.4, 6.4, "magnitude"),
        ("magnitude 6.4", "6.4", "measure", 6.4, 6.4, "magnitude"),
        ("90 km/h", "90 km/h", "measure", 90, 90, "km/h"),
        ("It was -5C.", "-5C", "measure", -5, -5, "c"),
        ("a 200-pound man", "200-pound", "measure", 200, 200, "lb"),
        ("They won 3–1 on Sunday", "3–1", "score", 3, 1, ""),
        ("passed by 21 votes to 19", "21 votes to 19", "score", 21, 19, ""),
        ("the third man", "third", "ordinal", 3, 3, ""),
        ("her 21st title", "21st", "ordinal", 21, 21, ""),
        ("in 2022", "2022", "year", 2022, 2022, "year"),
        ("the 1990s", "1990s", "year", 1990, 1999, "year"),
        ("in 2014-15", "2014-15", "year", 2014, 2015, "year"),
        ("on a Boeing 737", "737", "plain", 737, 737, ""),
    ],
)
def test_a_figure_is_read(text: str, words: str, kind: str, low: float, high: float, unit: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.text, figure.kind, figure.unit) == (words, kind, unit)
    assert (figure.low, figure.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    [
        "at 10am local time (07:00 GMT)",
        "at 0930 GMT",
        "on 15 May and on May 15",
        "COVID-19 and the G20",
        "one of them said no one came",
        "the second half",
        "a year later",
        "that one’s mine",
    ],
)
def test_what_is_no_figure_of_its_own(text: str) -> None:
    assert [figure for figure in find_figures(text) if figure.kind != "ordinal"] == []


def test_a_telephone_number_counts_nothing() -> None:
    (figure,) = find_figures("Call +44 20 7946 0958 now")
    assert figure.kind == "plain"
    assert figure.text == "+44 20 7946 0958"


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("nearly 20%", "nearly"),
        ("more than 100", "more than"),
        ("some 40 people", "some"),
        ("100 or so", "or so"),
        ("100", ""),
    ],
)
def test_a_qualifier_is_kept_beside_the_figure(text: str, qualifier: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.qualifier, figure.approx) == (qualifier, qualifier != "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nearly 20%", "roughly a fifth"),
        ("two", "2"),
        ("$1.2bn", "1.2 billion dollars"),
        ("more than 100", "100"),
        ("about 5-6,000", "5,000"),
        ("thousands", "5-6,000 people"),
        ("24 hours", "a day"),
        ("a dozen", "12"),
        ("half", "50%"),
        ("6 miles", "10km"),
        ("3–1", "1-3"),
        ("20%", "20"),
        ("Five people were hurt", "five"),
        ("three dead and 12 hurt", "12"),
        ("no figure", "No figure"),
    ],
)
def test_one_value_in_two_wordings(one: str, other: str) -> None:
    assert same_figure(one, other)
    assert same_figure(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12", "13"),
        ("about 12", "13"),
        ("£5m", "$5m"),
        ("20%", "20 people"),
        ("20%", "20 percentage points"),
        ("24 hours", "24 days"),
        ("third", "3"),
        ("3-1", "3-2"),
        ("3 dead, 12 hurt", "12 dead, 3 hurt"),
        ("five", "no figure"),
    ],
)
def test_two_values(one: str, other: str) -> None:
    assert not same_figure(one, other)
    assert not same_figure(other, one)


@given(texts, texts)
def test_sameness_of_figures_is_symmetric(one: str, other: str) -> None:
    assert same_figure(one, other) == same_figure(other, one)


@given(st.integers(min_value=0, max_value=10**9))
def test_digits_are_read_with_and_without_commas(number: int) -> None:
    assert same_figure(f"{number:,} boats", f"exactly {number:,} boats")
    (figure,) = find_figures(f"{number:,} boats")
    assert figure.low == figure.high == number


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {spelled(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    rest = f" {spelled(number % 1000)}" if number % 1000 else ""
    return f"{spelled(number // 1000)} thousand{rest}"


@given(st.integers(min_value=2, max_value=999_999))
def test_spelled_numbers_are_read(number: int) -> None:
    (figure,) = find_figures(f"{spelled(number)} boats")
    assert figure.low == number
    assert figure.text == spelled(number)
