"""Invented quantities as news prints them: clock times, durations, money, counts, scores, shares."""

from __future__ import annotations

import random
from collections.abc import Callable

Make = Callable[[random.Random], str]


def clock(rng: random.Random) -> str:
    """A time of day."""
    hour, minute = rng.randint(1, 12), rng.choice(("00", "05", "10", "15", "20", "30", "40", "45", "55"))
    half = rng.choice(("a.m.", "p.m."))
    zone = rng.choice(("", "", "", " local time", " ET", " GMT"))
    return rng.choice(
        (
            f"{hour}:{minute} {half}{zone}",
            f"{hour}.{minute}{half.replace('.', '')}",
            f"{rng.randint(0, 23):02d}:{minute}{zone}",
            f"{rng.randint(0, 23):02d}{minute} GMT",
            f"{hour} {half}",
            f"{hour}{half.replace('.', '')}",
            rng.choice(("noon", "midnight", "just after midnight", "half past six", "a quarter to nine")),
        )
    )


def duration(rng: random.Random) -> str:
    """A stretch of time."""
    count = rng.choice(("two", "three", "four", "six", "nine", "12", "18", "40", "90", "nearly five", "about seven"))
    return f"{count} {rng.choice(('hours', 'days', 'weeks', 'minutes', 'months', 'hours', 'minutes'))}"


def money(rng: random.Random) -> str:
    """A sum."""
    sign = rng.choice(("$", "€", "£"))
    return rng.choice(
        (
            f"{sign}{rng.randint(2, 990)} million",
            f"{sign}{rng.randint(1, 30)}.{rng.randint(1, 9)}bn",
            f"{rng.randint(2, 900)} million euros",
            f"{sign}{rng.randint(20, 900)},000",
            f"{sign}{rng.randint(1, 9)}.{rng.randint(1, 9)} billion",
        )
    )


def count(rng: random.Random) -> str:
    """A number of people or things."""
    return rng.choice(
        (
            str(rng.randint(3, 99)),
            f"{rng.randint(1, 90)},{rng.randint(100, 999)}",
            f"about {rng.randint(2, 90) * 10}",
            f"more than {rng.randint(2, 9)}00",
            rng.choice(("three", "five", "seven", "eleven", "nineteen", "two dozen")),
        )
    )


def share(rng: random.Random) -> str:
    """A part of a whole."""
    return rng.choice(
        (
            f"{rng.randint(1, 60)}%",
            f"{rng.randint(1, 40)}.{rng.randint(1, 9)} percent",
            f"{rng.randint(2, 60)} per cent",
            rng.choice(("a third", "nearly half", "a fifth", "two-thirds", "a quarter")),
        )
    )


def date(rng: random.Random) -> str:
    """A day of the year."""
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    month, day = rng.choice(months), rng.randint(1, 28)
    short = month if len(month) < 5 else f"{month[:3]}."
    return rng.choice((f"{month} {day}", f"{day} {month}", f"{short} {day}"))


def score(rng: random.Random) -> str:
    """A result."""
    one, two = rng.randint(1, 6), rng.randint(0, 4)
    dash = rng.choice(("-", "–"))
    return rng.choice((f"{one + two}{dash}{two}", f"{20 + one * 4}{dash}{7 + two * 3}", f"{80 + one}{dash}{70 + two}"))


def two(rng: random.Random, make: Make) -> tuple[str, str]:
    """Two quantities of a kind, neither standing in the other."""
    first = make(rng)
    while True:
        second = make(rng)
        if second not in first and first not in second:
            return first, second
