"""Numbers and times as a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from handlers.pieces import moment, number

NOW = datetime(2025, 5, 16, 14, 30, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("at", "zone", "shown"),
    [
        (datetime(2025, 5, 16, 9, 5, tzinfo=UTC), UTC, "09:05"),
        (datetime(2025, 5, 16, 9, 5, tzinfo=UTC), KYIV, "12:05"),
        (datetime(2025, 5, 15, 22, 0, tzinfo=UTC), UTC, "15 May 2025, 22:00"),
        (datetime(2025, 5, 15, 22, 0, tzinfo=UTC), KYIV, "01:00"),  # in Kyiv it is the 16th already: today
        (datetime(2024, 12, 1, 8, 30, tzinfo=UTC), UTC, "1 December 2024, 08:30"),
        (datetime(2025, 5, 16, tzinfo=UTC), UTC, "16 May 2025"),
        (datetime(2025, 5, 16, tzinfo=UTC), KYIV, "16 May 2025"),  # a day without a time is that day everywhere
        (datetime(2025, 5, 16, tzinfo=timezone(timedelta(hours=3))), UTC, "15 May 2025, 21:00"),
    ],
)
def test_a_time_is_the_clock_today_and_the_day_otherwise(at: datetime, zone: ZoneInfo, shown: str) -> None:
    assert moment(at, now=NOW, zone=zone).text == shown


def test_a_number_has_commas_between_thousands() -> None:
    assert [number(n).text for n in (0, 999, 1000, 1234567)] == ["0", "999", "1,000", "1,234,567"]
