"""Countries as newsrooms name them: name, people, capital and seat of government, as one lookup.

The data is `countryinfo`'s (MIT), the one maintained package on PyPI that has demonyms beside capitals;
`lexicon/places.txt` adds what it lacks. Provinces that it lists under two countries are left out, and South Sudan's,
under which it lists Spain's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from countryinfo import all_countries

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import rows

_NOT_ITS_OWN = frozenset({"SS"})  # countryinfo 1.0.1 gives South Sudan the provinces of Spain
_MIN_LETTERS = 4  # shorter alternative spellings in the data are ISO codes
_NOT_NAMES = frozenset(
    [
        "island",
        "thai",
        "togolese",
        "mann",
        "mannin",
        "guiana",
        "montenegrin",
        "prathet",
        "mexicanos",
        "portuguesa",
        "pleasant",
    ]
)


class Role(StrEnum):
    """What a word is to a country."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class Country:
    """One country's words, each tuple best known first, as written. `code` is ISO 3166-1 alpha-2 (XK for Kosovo)."""

    code: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]
    provinces: tuple[str, ...]


def key(name: str) -> str:
    """The form under which a place is looked up: folded, without points, "the" or a possessive."""
    plain = fold(name).strip().removesuffix("'s").removesuffix("s'" if name.endswith("s's") else "\0")
    return plain.replace(".", "").removeprefix("the ").strip()


@cache
def countries() -> dict[str, Country]:
    """Every country by its code."""
    extra: dict[tuple[str, str], list[str]] = {}
    for kind, *words in rows("places"):
        if kind in ("names:", "demonym:", "seat:", "capital:", "province:"):
            extra.setdefault((words[0], kind), []).extend(word.replace("_", " ") for word in words[1:])
    data: dict[str, dict[str, object]] = {}
    for info in (dict(country.info()) for country in all_countries()):
        iso = info.get("ISO")
        code = iso.get("alpha2") if isinstance(iso, dict) else None
        if code and "Serbia and" not in str(info.get("name")):
            data.setdefault(str(code), info)
    for code, _ in extra:
        data.setdefault(code, {})
    return {code: _country(code, info, extra) for code, info in data.items()}


def _country(code: str, info: dict[str, object], extra: dict[tuple[str, str], list[str]]) -> Country:
    def more(kind: str) -> list[str]:
        return extra.get((code, kind), [])

    alternatives = (
        name
        for name in _strings(info.get("altSpellings"))
        if len(name) >= _MIN_LETTERS and "," not in name and name == name.strip() and name.casefold() not in _NOT_NAMES
    )
    demonyms = [part.strip() for part in re.split(r"[,/]| and ", str(info.get("demonym") or ""))]
    demonyms = [word for word in demonyms if word]
    plurals = [word + "s" for word in demonyms if word.endswith(("an", "i", "ian"))]
    capitals = [part.strip() for name in _strings(info.get("capital")) for part in name.split(" / ")]
    return Country(
        code=code,
        names=_unique([*_strings(info.get("name")), *more("names:"), *alternatives]),
        demonyms=_unique([*demonyms, *plurals, *more("demonym:")]),
        capitals=_unique([*capitals, *more("capital:")]),
        seats=_unique(more("seat:")),
        provinces=_unique([*(_strings(info.get("provinces")) if code not in _NOT_ITS_OWN else ()), *more("province:")]),
    )


def _strings(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else [str(value)] if value else []


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in order; names that fold alike (U.S. and US do not) are one."""
    kept: dict[str, str] = {}
    for name in names:
        if key(name):
            kept.setdefault(fold(name).strip(), name)
    return tuple(kept.values())


@cache
def _index() -> dict[str, tuple[tuple[str, Role], ...]]:
    found: dict[str, dict[tuple[str, Role], None]] = {}
    for country in countries().values():
        for role, names in (
            (Role.NAME, country.names),
            (Role.DEMONYM, country.demonyms),
            (Role.CAPITAL, country.capitals),
            (Role.SEAT, country.seats),
        ):
            for name in names:
                found.setdefault(key(name), {})[country.code, role] = None
    return {name: tuple(roles) for name, roles in found.items()}


@cache
def _provinces() -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for country in countries().values():
        for province in country.provinces:
            for name in _province_names(province):
                owners.setdefault(key(name), set()).add(country.code)
    return {name: next(iter(codes)) for name, codes in owners.items() if len(codes) == 1 and name not in _index()}


def _province_names(province: str) -> Iterator[str]:
    """ "Cherkas'ka (Cherkasy)" is written either way."""
    outside, _, inside = province.partition("(")
    yield outside.strip()
    if inside:
        yield inside.rstrip(") ")


def roles(name: str) -> tuple[tuple[str, Role], ...]:
    """What the name is to which countries (by code); () if it is no country's word."""
    return () if name == "us" else _index().get(key(name), ())  # "us" in small letters is a pronoun


def province_of(name: str) -> str | None:
    """The code of the one country that has a province (or state) of this name; None if none or several have."""
    return _provinces().get(key(name))
