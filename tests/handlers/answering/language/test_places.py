"""Places: the words for one country, and when two answers to "where" are one place."""

from __future__ import annotations

import pytest
from hypothesis import given

from handlers.answering.language.countries import countries, province_of
from handlers.answering.language.places import aliases, is_demonym, is_place, same_place
from tests.handlers.answering.language.texts import texts


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Ukraine", {"Ukrainian", "Ukrainians", "Kyiv", "Kiev"}),
        ("Kiev", {"Kyiv", "Ukraine", "Ukrainian"}),
        ("Turkiye", {"Turkish", "Ankara", "Turkey"}),
        ("US", {"U.S.", "America", "United States", "American", "Americans", "Washington"}),
        ("British", {"UK", "Britain", "London"}),
        ("Kosovo", {"Pristina", "Kosovar"}),
        ("Kremlin", {"Russia", "Moscow"}),
        ("Bombay", {"Mumbai"}),
    ],
)
def test_a_place_has_its_other_words(name: str, others: set[str]) -> None:
    found = set(aliases(name))
    assert others <= found
    assert name not in found


def test_what_is_no_place_has_none() -> None:
    assert aliases("Ann Moss") == ()
    assert aliases("us") == ()  # the pronoun
    assert aliases("") == ()


def test_every_country_has_a_name_and_nearly_every_one_its_people_and_capital() -> None:
    every = countries().values()
    assert len(every) > 240
    assert all(country.names for country in every)
    assert sum(bool(country.demonyms) for country in every) > 220
    assert sum(bool(country.capitals) for country in every) > 230


def test_a_province_that_two_countries_list_belongs_to_none() -> None:
    assert province_of("California") == "US"
    assert province_of("Scotland") == "GB"
    assert province_of("Aragon") is None  # in the data a province of South Sudan


@pytest.mark.parametrize(
    "name", ["France", "U.S.", "Kyiv", "California", "Dolmabahce Palace", "Terrigal Beach", "Lake Como"]
)
def test_places_are_known(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize("name", ["Turkish", "Ann Moss", "Palace", "Reuters", ""])
def test_other_names_are_no_places(name: str) -> None:
    assert not is_place(name)


def test_peoples_are_known() -> None:
    assert is_demonym("Turkish")
    assert is_demonym("Ukrainians")
    assert not is_demonym("Turkey")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dolmabahce Palace", "Istanbul’s Dolmabahçe Palace"),
        ("Istanbul", "the ornate Dolmabahce Palace in Istanbul"),
        ("Davos", "Davos, Switzerland"),
        ("Switzerland", "Davos, Switzerland"),
        ("Ankara", "Turkiye"),
        ("California", "the US"),
        ("Terrigal", "Terrigal Beach"),
        ("in Turkiye", "Turkey"),
        ("U.S.", "America"),
        ("Kiev", "Kyiv"),
        ("New York", "New York City"),
        ("a beach", "a beach"),
    ],
)
def test_one_place_or_one_that_holds_the_other(one: str, other: str) -> None:
    assert same_place(one, other)
    assert same_place(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("New York", "York"),
        ("Ankara", "Istanbul"),
        ("Paris", "Berlin"),
        ("southern Turkey", "northern Turkey"),
        ("London, Ontario", "London, England"),
        ("Austria", "Australia"),
        ("Iran", "Iraq"),
        ("North Korea", "South Korea"),
        ("Dolmabahce Palace", "France"),
        ("Paris", ""),
    ],
)
def test_two_places(one: str, other: str) -> None:
    assert not same_place(one, other)
    assert not same_place(other, one)


@given(texts, texts)
def test_sameness_of_places_is_symmetric(one: str, other: str) -> None:
    assert same_place(one, other) == same_place(other, one)
