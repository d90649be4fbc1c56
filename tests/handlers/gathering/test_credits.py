"""A wire credit names the agency whose words a text carries; a mention of an agency in the body is none."""

from __future__ import annotations

import pytest

from handlers.gathering.credits import byline_credit, closing_credit, credit_line, dateline_credit, is_agency, named


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Reuters", "Reuters"),
        ("Reuter/S.S", "Reuters"),
        ("AFP/fb", "AFP"),
        ("With files from The Canadian Press", "The Canadian Press"),
        ("Source: TASS", "TASS"),
        ("With reporting by Reuters and AFP", "Reuters, AFP"),
        ("jm/dm (AFP, dpa)", "AFP, dpa"),
        ("(Harbour News Service)", "Harbour News Service"),
        ("Associated Press writer Jane Roe in Northfield contributed to this report.", "AP"),
        ("© 2024 Agence France-Presse", "AFP"),
        ("This story contains material from the Associated Press.", "AP"),
        ("(Reporting by Jane Roe; Editing by John Doe)", ""),
        ("Jane Roe contributed to this report from Northfield.", ""),
    ],
)
def test_a_line_that_is_a_credit_names_its_agency(line: str, agency: str) -> None:
    assert credit_line(line) == agency


@pytest.mark.parametrize(
    "line",
    [
        "Reuters could not reach the owners for comment.",
        "The minister told AFP that the talks would go on.",
        "The report, first carried by TASS, was denied in the evening by three officials of the harbour office.",
        "Reuters:",
        "Northfield",
        "",
    ],
)
def test_a_sentence_about_an_agency_is_no_credit(line: str) -> None:
    assert credit_line(line) is None


@pytest.mark.parametrize(
    ("paragraph", "agency"),
    [
        ("KYIV (Reuters) - Officials met on Friday.", "Reuters"),
        ("NORTHFIELD, May 16 (AFP) — The crane fell at noon.", "AFP"),
        ("Officials (Reuters among them) met on Friday.", None),
        ("KYIV – Officials met on Friday.", None),
    ],
)
def test_a_dateline_names_its_agency(paragraph: str, agency: str | None) -> None:
    assert dateline_credit(paragraph) == agency


@pytest.mark.parametrize(
    ("paragraph", "agency"),
    [
        ("Nobody was hurt, he said. (AFP)", "AFP"),
        ("Nobody was hurt, he said.” [Reuters/AP]", "Reuters, AP"),
        ("Nobody was hurt, he said. — dpa", "dpa"),
        ("Nobody was hurt, he told the agency (AFP)", None),
        ("Nobody was hurt, he said.", None),
    ],
)
def test_a_bracket_behind_the_last_sentence_names_its_agency(paragraph: str, agency: str | None) -> None:
    assert closing_credit(paragraph) == agency


def test_a_byline_names_its_agency() -> None:
    assert byline_credit("By Jane Roe, Associated Press") == "AP"
    assert byline_credit("By Reuters") == "Reuters"
    assert byline_credit("By Jane Roe") is None


def test_an_agency_is_shown_under_one_name_and_once() -> None:
    assert named("Agence France-Presse and AFP") == "AFP"
    assert is_agency("thomson reuters")
    assert not is_agency("The Harbour Post")
