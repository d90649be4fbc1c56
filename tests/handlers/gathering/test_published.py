"""When a text was published: whole dates are read, what means two things or none is left open."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.published import published_at

NOON = datetime(2025, 5, 16, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        "2025-05-16T12:00:00Z",
        "2025-05-16T15:00:00+03:00",
        "2025-05-16 12:00",
        "Fri, 16 May 2025 12:00:00 GMT",
        "Fri, 16 May 2025 08:00:00 -0400",
        "Fri, 16 May 2025 08:00:00 EDT",
        "16 May 2025 12:00 UTC",
        "May 16, 2025 12:00 PM",
        "16 травня 2025 12:00",
        "16. Mai 2025 12:00",
        1747396800,
        1747396800000,
        NOON,
        datetime(2025, 5, 16, 15, 0, tzinfo=timezone(timedelta(hours=3))),
    ],
)
def test_one_moment_in_many_ways_of_writing(told: object) -> None:
    assert published_at(told) == NOON


def test_a_date_is_its_midnight_and_a_time_without_a_zone_is_utc() -> None:
    midnight = datetime(2025, 5, 16, tzinfo=UTC)
    assert published_at("2025-05-16") == published_at(dt.date(2025, 5, 16)) == published_at("16/05/2025") == midnight
    assert published_at("2025-05-16T12:00:00") == NOON


@pytest.mark.parametrize(
    "told",
    [
        "2 days ago",
        "yesterday",
        "May 16",
        "05/06/2025",
        "",
        "  ",
        "soon",
        "2025",
        "Fri, 16 May 2025 12:00:00 XYZQ",
        None,
        True,
        [],
        {},
        float("nan"),
        1e300,
        "9" * 400,
        "0001-01-01",
        "2999-01-01T00:00:00Z",
    ],
)
def test_what_is_unclear_is_left_open(told: object) -> None:
    assert published_at(told) is None


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.datetimes(), st.dates()))
def test_whatever_is_told_it_is_an_aware_time_or_none(told: object) -> None:
    when = published_at(told)
    assert when is None or when.utcoffset() == timedelta(0)
