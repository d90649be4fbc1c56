"""Time zones as written in the news: the offsets from UTC that a zone's name can mean."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handlers.answering.language.fold import romanise
from handlers.answering.language.lexicon import rows

_REGIONS = ("Europe", "Asia", "America", "Africa", "Australia", "Pacific", "Atlantic", "Indian")
_SEASONS = (datetime(2024, 1, 15), datetime(2024, 7, 15))  # noqa: DTZ001 - wall clock times, to ask a zone for both


@cache
def written_zones() -> dict[str, str]:
    """Zone names that stand alone after a time, with an IANA zone or minutes from UTC."""
    return {row[0]: row[1] for row in rows("zones")}


@cache
def offsets(zone: str) -> frozenset[int]:
    """The minutes east of UTC that a zone as written can mean; empty for "local" and for what is not known.

    "Kyiv time" is asked of the IANA time zone database; without one on the machine it is not known.
    """
    words = zone.replace(".", "").split()
    if not words:
        return frozenset()
    meaning = written_zones().get(words[0]) or written_zones().get(words[0].upper())
    if meaning and (len(words) == 1 or words[0][0].isupper()):
        return _of_database(meaning) if "/" in meaning else frozenset({int(meaning)})
    place = "_".join(
        word for word in words if word.casefold() not in ("time", "standard", "daylight", "summer", "local")
    )
    name = "_".join(part.capitalize() for part in romanise(place).split("_"))
    for region in _REGIONS if name else ():
        found = _of_database(f"{region}/{name}")
        if found:
            return found
    return frozenset()


def _of_database(key: str) -> frozenset[int]:
    try:
        zone = ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return frozenset()
    shifts = (zone.utcoffset(season) or timedelta() for season in _SEASONS)
    return frozenset(int(shift.total_seconds() // 60) for shift in shifts)
