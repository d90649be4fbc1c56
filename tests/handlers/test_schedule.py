"""Each local date has one moment, in every zone, across every change of its clock from 2026 to 2028."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from handlers.context import Refused
from handlers.schedule import EVERY_DAY, Schedule, days_named, moment, read_schedule

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())
HOUR = timedelta(hours=1)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Every moment of three years, to the hour, at which the zone's clock is changed."""
    clock = ZoneInfo(zone)
    found, at = [], FIRST
    while at < LAST:
        if at.astimezone(clock).utcoffset() != (at + timedelta(days=1)).astimezone(clock).utcoffset():
            found += [h for n in range(24) if _differs(h := at + n * HOUR, clock)]
        at += timedelta(days=1)
    return tuple(found)


def _differs(at: datetime, clock: ZoneInfo) -> bool:
    return at.astimezone(clock).utcoffset() != (at + HOUR).astimezone(clock).utcoffset()


def around(zone: str) -> Iterator[tuple[date, int]]:
    """The dates next to each change, with every quarter of an hour within three hours of it."""
    for change in changes(zone):
        wall = change.astimezone(ZoneInfo(zone))
        for days in (-1, 0, 1):
            for quarter in range(-12, 13):
                at = wall.replace(tzinfo=None) + timedelta(minutes=15 * quarter)
                yield at.date() + timedelta(days=days), at.hour * 60 + at.minute


def test_there_are_zones_that_change_their_clocks() -> None:
    assert len(ZONES) > 500
    assert sum(bool(changes(zone)) for zone in ZONES) > 150


@pytest.mark.parametrize("letter", sorted({zone[0] for zone in ZONES}))
def test_each_date_is_due_once_at_its_minute_or_the_first_that_exists(letter: str) -> None:
    for zone in (zone for zone in ZONES if zone[0] == letter):
        clock = ZoneInfo(zone)
        for on, minute in around(zone):
            due = moment(on, minute, zone)
            assert due is not None, (zone, on, minute)
            wall = due.astimezone(clock).replace(tzinfo=None)
            wanted = datetime.combine(on, time()) + timedelta(minutes=minute)
            assert wall >= wanted
            if wall != wanted:  # the minute was skipped: the one before the first valid one does not exist
                before = (wall - timedelta(minutes=1)).replace(tzinfo=clock)
                assert before.astimezone(UTC).astimezone(clock).replace(tzinfo=None) != wall - timedelta(minutes=1)
            else:  # of two such minutes the first
                earlier = due - HOUR
                assert earlier.astimezone(clock).replace(tzinfo=None) != wanted or earlier == due


@pytest.mark.parametrize("letter", sorted({zone[0] for zone in ZONES}))
def test_a_process_that_sleeps_posts_each_date_it_should_once_and_in_order(letter: str) -> None:
    """The clock looks again after five minutes, or after downtime of up to two days; then the latest date comes once."""
    for zone in (zone for zone in ZONES if zone[0] == letter):
        for change in changes(zone)[:6:2]:
            schedule = Schedule(change.astimezone(ZoneInfo(zone)).hour * 60 + 30, EVERY_DAY, zone)
            for pause in (timedelta(minutes=5), timedelta(hours=7), timedelta(hours=49)):
                made: list[date] = []
                now = change - timedelta(days=3)
                after = set_at = now
                while now < change + timedelta(days=3):
                    now += pause
                    found = schedule.latest(after, now)
                    if found is not None:
                        made.append(found[0])
                        after = found[1]
                assert made == sorted(set(made)), (zone, change, pause)
                wanted = {on for on, due in _all(schedule, set_at, now)}
                assert set(made) <= wanted
                if pause < timedelta(hours=1):
                    assert set(made) == wanted, (zone, change)


def _all(schedule: Schedule, after: datetime, until: datetime) -> Iterator[tuple[date, datetime]]:
    on = after.date() - timedelta(days=2)
    while on <= until.date() + timedelta(days=2):
        due = schedule.moment(on)
        if due is not None and after < due <= until:
            yield on, due
        on += timedelta(days=1)


def test_a_skipped_minute_is_due_at_the_first_valid_one() -> None:
    due = moment(date(2027, 3, 28), 3 * 60 + 30, "Europe/Kyiv")
    assert due is not None
    assert due.astimezone(ZoneInfo("Europe/Kyiv")).strftime("%H:%M") == "04:00"


def test_a_minute_that_comes_twice_is_due_the_first_time() -> None:
    due = moment(date(2026, 10, 25), 3 * 60 + 30, "Europe/Kyiv")
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_date_that_a_zone_skipped_is_never_due() -> None:
    assert moment(date(2011, 12, 30), 8 * 60, "Pacific/Apia") is None
    assert moment(date(2011, 12, 29), 8 * 60, "Pacific/Apia") is not None


def test_a_digest_missed_long_ago_is_not_made_up_for() -> None:
    schedule = Schedule(480, frozenset({1}), "UTC")
    assert schedule.latest(FIRST, datetime(2026, 2, 11, 9, tzinfo=UTC)) is not None
    assert Schedule(480, frozenset(), "UTC").latest(FIRST, LAST) is None


@pytest.mark.parametrize(
    ("words", "minute", "days", "zone"),
    [
        ("08:00", 480, "1234567", "Asia/Tokyo"),
        ("8", 480, "1234567", "Asia/Tokyo"),
        ("7.45 mon-fri", 465, "12345", "Asia/Tokyo"),
        ("23:59 sat,sun europe/kyiv", 1439, "67", "Europe/Kyiv"),
        ("00:00 Europe/Kyiv weekdays", 0, "12345", "Europe/Kyiv"),
        ("08:00 fri-mon", 480, "1567", "Asia/Tokyo"),
        ("08:00 Monday,Wednesday-Friday utc", 480, "1345", "UTC"),
    ],
)
def test_a_schedule_is_read_as_people_write_it(words: str, minute: int, days: str, zone: str) -> None:
    read = read_schedule(words, "Asia/Tokyo")
    assert read == Schedule(minute, frozenset(map(int, days)), zone)


@pytest.mark.parametrize("words", ["", "noon", "24:00", "8:60", "08:00 someday", "08:00 mon-", "08:00 Europe/Nowhere"])
def test_what_is_no_schedule_is_refused_with_a_line(words: str) -> None:
    with pytest.raises(Refused):
        read_schedule(words, "UTC")


@pytest.mark.parametrize(
    ("days", "named"), [("12345", "Mon–Fri"), ("67", "Sat, Sun"), ("1", "Mon"), ("1567", "Mon, Fri–Sun")]
)
def test_days_are_named_shortly(days: str, named: str) -> None:
    assert days_named(frozenset(map(int, days))) == named
