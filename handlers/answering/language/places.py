"""Places: the words for one country, and whether two answers to "where" name one place."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz import fuzz

from handlers.answering.language.countries import Role, countries, key, province_of, roles
from handlers.answering.language.fold import fold, romanise
from handlers.answering.language.lexicon import rows, vocabulary

# Dolmabahce/Dolmabahçe 100, Zaporizhia/Zaporizhzhia 91, Teheran/Tehran 92; Iran/Iraq 75, Austria/Australia 88.
_SPELLING = 90

PLACE_NOUNS = vocabulary("places", "noun")
_DIRECTIONS = vocabulary("places", "direction")
_BEFORE = frozenset({"lake", "mount", "cape", "port", "gulf", "bay", "strait"})
_PARTS = re.compile(
    r"['’]s?\s+|\s*[,;()/–—]\s*"
    r"|\s+(?:in|at|on|near|outside|of|by|off|from|inside|around|within|to)\s+(?:the\s+|a\s+|an\s+|its\s+)?"
)
_PREPOSITION = re.compile(r"^(?:in|at|on|near|outside|off|by|from|inside|around|within|to|of)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, *names in rows("places"):
        if kind == "city:":
            spelled = tuple(name.replace("_", " ") for name in names)
            found.update({key(name): spelled for name in spelled})
    return found


@lru_cache(maxsize=4096)
def aliases(name: str) -> tuple[str, ...]:
    """Other words for a place: its spellings first, then a country's people, capital and seat of government.

    Works from any of them (Kyiv → Kiev, Ukraine, Ukrainian …); the name itself is left out; () if nothing is known.
    """
    found: list[str] = list(_cities().get(key(name), ()))
    for code, role in roles(name):
        country = countries()[code]
        groups = {
            Role.NAME: country.names,
            Role.DEMONYM: country.demonyms,
            Role.CAPITAL: country.capitals,
            Role.SEAT: country.seats,
        }
        found.extend(groups.pop(role))
        for group in groups.values():
            found.extend(group)
    return tuple(dict.fromkeys(other for other in found if fold(other) != fold(name).strip()))


def country_codes(name: str, *, demonyms: bool = True) -> frozenset[str]:
    """The codes of the countries that the name, demonym, capital or province belongs to."""
    codes = {code for code, role in roles(name) if demonyms or role is not Role.DEMONYM}
    province = province_of(name)
    return frozenset(codes | {province}) if province else frozenset(codes)


@lru_cache(maxsize=8192)
def is_demonym(word: str) -> bool:
    """Whether the word is a people's name or adjective (Turkish, Ukrainians)."""
    return any(role is Role.DEMONYM for _, role in roles(word))


@lru_cache(maxsize=8192)
def is_place(name: str) -> bool:
    """Whether the name is known as a place, or ends (or begins) like one: a palace, a beach, Lake, Mount."""
    plain = key(name)
    if any(role in (Role.NAME, Role.CAPITAL) for _, role in roles(name)):
        return True
    if plain in _cities() or province_of(name) is not None:
        return True
    words = plain.split()
    return len(words) > 1 and (
        words[-1] in PLACE_NOUNS or words[0] in ("lake", "mount", "cape", "port", "gulf", "bay", "strait")
    )


def same_country(a: str, b: str) -> bool:
    """Whether both are names (not peoples or capitals) of one country: US, U.S., United States."""
    first = {code for code, role in roles(a) if role is Role.NAME}
    return any(code in first for code, role in roles(b) if role is Role.NAME)


@lru_cache(maxsize=8192)
def _segments(place: str) -> tuple[str, ...]:
    """The names in an answer to "where", most precise first or last as written; small words fall away."""
    text = _PREPOSITION.sub("", place.strip())
    found = []
    for part in _PARTS.split(text):
        name = _ARTICLE.sub("", part.strip(" .\"'“”‘’"))
        kept = [word for word in name.split() if not word[:1].islower() or fold(word) in _DIRECTIONS]
        if kept and not all(fold(word) in _DIRECTIONS and word.islower() for word in kept):
            found.append(" ".join(kept))
        elif name and name == name.lower():
            found.append(name)  # typed in small letters, or described: "a beach"
    return tuple(found)


def _direction(place: str) -> frozenset[str]:
    return frozenset(word.removesuffix("ern") for word in fold(place).replace("-", "").split() if word in _DIRECTIONS)


def same_place_name(a: str, b: str) -> bool:
    """Whether two names are of one place, not one in the other: other spelling, other name, "Beach" left out."""
    one, other = key(romanise(a)), key(romanise(b))
    if one == other or same_country(a, b):
        return True
    if other in {key(name) for name in _cities().get(one, ())}:
        return True
    for longer, shorter in ((one, other), (other, one)):
        head, _, noun = longer.rpartition(" ")
        if head == shorter and noun in PLACE_NOUNS and noun != "city":
            return True
    return min(len(one), len(other)) > 5 and fuzz.ratio(one, other) >= _SPELLING and not (roles(a) and roles(b))


def same_place(a: str, b: str) -> bool:
    """Whether two answers to "where" can both be true of one place: the same, or one known to hold the other.

    Containment is known from the words themselves ("Davos" / "Davos, Switzerland") or from the country data (a capital
    or province in its country). Opposite directions, or names in different countries, are different places.
    """
    first, second = _segments(a), _segments(b)
    if not first or not second:
        return fold(a).strip() == fold(b).strip()
    directions = _direction(a), _direction(b)
    if directions[0] and directions[1] and directions[0] != directions[1]:
        return False
    shared = [(one, other) for one in first for other in second if same_place_name(one, other)]
    rest = (
        [part for part in first if part not in {one for one, _ in shared}],
        [part for part in second if part not in {other for _, other in shared}],
    )
    lands = [frozenset().union(*(country_codes(part) for part in parts)) for parts in rest]
    if lands[0] and lands[1] and lands[0].isdisjoint(lands[1]):
        return False
    if shared:
        return True
    return _holds(first, second) or _holds(second, first)


def _holds(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    """Whether `outer` is just a country and `inner` has a capital or province of it."""
    if len(outer) != 1 or not any(role is Role.NAME for _, role in roles(outer[0])):
        return False
    codes = {code for code, role in roles(outer[0]) if role is Role.NAME}
    return any(
        codes & ({code for code, role in roles(part) if role is Role.CAPITAL} | {province_of(part)}) for part in inner
    )
