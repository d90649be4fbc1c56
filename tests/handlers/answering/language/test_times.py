"""Times of day and dates: found where they stand, compared by the clock, the zone and the calendar."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.language.times import find_clocks, find_dates, same_clock, same_date
from tests.handlers.answering.language.texts import texts


@given(texts)
def test_times_and_dates_stand_where_they_say_in_order_and_apart(text: str) -> None:
    for found in (find_clocks(text), find_dates(text)):
        assert all(text[item.start : item.end] == item.text == item.text.strip() != "" for item in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(
        0 <= clock.minute < 1440 and all(0 <= minute < 1440 for minute in clock.utc) for clock in find_clocks(text)
    )
    assert all(date.normal for date in find_dates(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "on Friday at 10am local time (07:00 GMT).",
            [("10am local time", "10:00 local time"), ("07:00 GMT", "07:00 GMT")],
        ),
        ("to meet at 0930 GMT with others", [("0930 GMT", "09:30 GMT")]),
        ("the show at 21:00 turned", [("21:00", "21:00")]),
        ("from 1:30 p.m. to 4:00 p.m. Eastern on", [("1:30 p.m. to 4:00 p.m. Eastern", "13:30-16:00 Eastern")]),
        ("9-11 a.m. ET", [("9-11 a.m. ET", "09:00-11:00 ET")]),
        ("at noon EST", [("noon EST", "12:00 EST")]),
        ("at midnight", [("midnight", "00:00")]),
        ("at 9:30pm Moscow time", [("9:30pm Moscow time", "21:30 Moscow time")]),
        ("nine o’clock in the evening", [("nine o’clock in the evening", "21:00")]),
        ("at half past ten", [("half past ten", "10:30")]),
        ("on Sunday at ten past six", [("ten past six", "06:10")]),
        ("nine minutes to six by the clock", [("nine minutes to six", "05:51")]),
        ("since about twenty to three", [("twenty to three", "02:40")]),
        ("rose from five to eight", []),
        ("won by ten to eight votes", []),
        ("at 7.30pm BST", [("7.30pm BST", "19:30 BST")]),
        ("at 2000 hours", [("2000 hours", "20:00")]),
        ("at 10 a.m. Central bankers met", [("10 a.m.", "10:00")]),
        ("at 10:15 am. The end", [("10:15 am", "10:15")]),
        ("2 a.m. GMT+3", [("2 a.m. GMT+3", "02:00 GMT+3")]),
    ],
)
def test_a_time_of_day_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(clock.text, clock.normal) for clock in find_clocks(text)] == expected


@pytest.mark.parametrize("text", ["in 2022 talks", "9.30 metres", "2100 local people", "won 21 of 30", "25:00", "13pm"])
def test_what_is_no_time_of_day(text: str) -> None:
    assert find_clocks(text) == ()


def test_a_time_in_brackets_tells_when_the_first_is() -> None:
    first, second = find_clocks("10am local time (07:00 GMT)")
    assert first.utc == second.utc == {420}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10am local time (07:00 GMT)", "0930 GMT", False),
        ("10am local time (07:00 GMT)", "07:00 GMT", True),
        ("10am local time (07:00 GMT)", "10 a.m.", True),
        ("9 p.m.", "21:00", True),
        ("9 p.m.", "9 a.m.", False),
        ("9:30", "9:30 p.m.", True),
        ("noon", "12pm", True),
        ("8pm EST", "01:00 GMT", True),
        ("8pm ET", "5pm PT", True),
        ("8pm ET", "8pm PT", False),
        ("10am Moscow time", "07:00 GMT", True),
        ("10am EST", "10am", True),
        ("1:30 p.m.", "1:30 p.m. to 4:00 p.m. Eastern", True),
        ("1 to 2 p.m.", "1 to 3 p.m.", False),
        ("soon", "Soon", True),
        ("soon", "9 p.m.", False),
    ],
)
def test_one_time_in_two_wordings(one: str, other: str, same: bool) -> None:
    assert same_clock(one, other) is same
    assert same_clock(other, one) is same


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("on Friday, May 16, 2025", ["friday 2025-05-16"]),
        ("on 16 May 2025", ["2025-05-16"]),
        ("the 21st of June", ["--06-21"]),
        ("Jan. 5", ["--01-05"]),
        ("March 3-5", ["--03-03/05"]),
        ("since March 2022, shortly", ["2022-03"]),
        ("in early 2022 and in late March", ["early 2022", "late --03"]),
        ("2022-03-15", ["2022-03-15"]),
        ("25/12/2018", ["2018-12-25"]),
        ("last Sunday", ["last sunday"]),
        ("on Thursday night", ["night thursday"]),
        ("later this month", ["later this month"]),
        ("two days ago", ["2 day ago"]),
        ("three weeks later", ["3 week later"]),
        ("the 1990s and 2014-15", ["1990/1999", "2014/2015"]),
        ("Christmas Day", ["christmas day"]),
        ("summer 2018", ["summer 2018"]),
        ("tomorrow", ["tomorrow"]),
        ("in May", ["--05"]),
        ("every Monday", ["every monday"]),
    ],
)
def test_a_date_is_read(text: str, normal: list[str]) -> None:
    assert [date.normal for date in find_dates(text)] == normal


@pytest.mark.parametrize(
    "text", ["May said no", "the march went on", "$2000", "2000 people", "at 2015 GMT", "The Sun shone", "30/40"]
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("last Sunday", "Sunday", True),
        ("Thursday", "Friday", False),
        ("March 2022", "2022", True),
        ("March 2022", "February 2022", False),
        ("early 2022", "March 2022", True),
        ("16 May 2025", "Friday", True),
        ("16 May 2025", "Thursday", False),
        ("May 16", "16 May 2025", True),
        ("March 3-5", "March 4", True),
        ("March 3-5", "March 6", False),
        ("two days ago", "2 days earlier", True),
        ("last year", "this year", False),
        ("2014-15", "2014", True),
        ("today", "tomorrow", False),
        ("then", "Then", True),
        ("then", "2014", False),
        ("30 February 2022", "Friday", False),
    ],
)
def test_one_date_in_two_wordings(one: str, other: str, same: bool) -> None:
    assert same_date(one, other) is same
    assert same_date(other, one) is same


@given(texts, texts)
def test_sameness_of_times_and_dates_is_symmetric(one: str, other: str) -> None:
    assert same_clock(one, other) == same_clock(other, one)
    assert same_date(one, other) == same_date(other, one)


@given(st.integers(0, 23), st.integers(0, 59))
def test_twelve_and_twenty_four_hours_meet(hour: int, minute: int) -> None:
    half = "a.m." if hour < 12 else "p.m."
    assert same_clock(f"{hour:02}:{minute:02}", f"{(hour - 1) % 12 + 1}:{minute:02} {half}")


@given(st.dates())
def test_a_day_is_one_day_in_american_british_and_iso_order(day: object) -> None:
    from datetime import date

    assert isinstance(day, date)
    if day.year < 1500 or day.year > 2199:
        return
    month = day.strftime("%B")
    wordings = [f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat()]
    assert all(same_date(one, other) for one in wordings for other in wordings)
