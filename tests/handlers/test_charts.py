"""A picture shows every article in the bar of its time, whatever the outlets are called."""

from __future__ import annotations

import struct
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers import charts
from handlers.charts import Row, Step, over_time, step_of
from store.errors import UsageError

NOON = datetime(2026, 5, 16, 12, 30, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


def test_a_picture_is_a_png_that_grows_with_its_rows() -> None:
    rows = [Row(f"Outlet {at}", tuple(NOON + timedelta(hours=hour) for hour in range(at + 1))) for at in range(3)]
    one = size(over_time(rows[:1], title="Coverage", below="Articles an hour", zone=UTC))
    three = size(over_time(rows, title="Coverage", below="Articles an hour", zone=UTC))
    assert one[0] == three[0] == charts.WIDE * charts.DENSITY
    assert three[1] > one[1]


def test_names_are_never_formulas_and_missing_letters_are_no_error() -> None:
    rows = [Row(name, (NOON,)) for name in ("$\\frac{1}{0$", "𐎀𐎁 朝日", "", "a\u202eb\nc", "n" * 500)]
    assert size(over_time(rows, title="$x_{$", below="100 % {x} $", zone=UTC))


@pytest.mark.parametrize(
    ("spent", "step"),
    [
        (timedelta(0), Step.HOUR),
        (timedelta(days=2), Step.HOUR),
        (timedelta(days=3), Step.DAY),
        (timedelta(days=62), Step.DAY),
        (timedelta(days=63), Step.WEEK),
        (timedelta(days=3000), Step.MONTH),
    ],
)
def test_bars_are_as_wide_as_the_time_asks(spent: timedelta, step: Step) -> None:
    assert step_of([NOON, NOON + spent]) is step
    assert size(over_time([Row("A", (NOON, NOON + spent))], title="t", below="b", zone=NEW_YORK))


def test_a_day_without_a_clock_stays_that_day_west_of_greenwich() -> None:
    midnight = datetime(2026, 5, 16, tzinfo=UTC)
    assert step_of([midnight, NOON]) is Step.DAY
    assert charts._local(midnight, NEW_YORK).date() == midnight.date()


@pytest.mark.parametrize("step", list(Step))
def test_bars_follow_one_another_and_hold_every_moment_over_a_change_of_the_clock(step: Step) -> None:
    moments = [
        (datetime(2025, 10, 26, tzinfo=UTC) + timedelta(minutes=47 * each)).astimezone(NEW_YORK) for each in range(400)
    ]
    edges = [edge.timestamp() for edge in charts._edges(moments[0], moments[-1], step)]
    assert edges == sorted(set(edges))
    assert len(edges) > 7
    assert sum(charts._counted(moments, edges)) == len(moments)


def test_no_article_is_no_picture() -> None:
    with pytest.raises(ValueError, match="no articles"):
        over_time([Row("A", ())], title="t", below="b", zone=UTC)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UsageError, match=r"copydesk\[charts\]"):
        over_time([Row("A", (NOON,))], title="t", below="b", zone=UTC)
