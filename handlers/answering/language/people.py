"""Persons and organisations by name: the parts of a name, and whether two wordings name one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from handlers.answering.language.fold import fold, romanise
from handlers.answering.language.lexicon import rows, vocabulary
from handlers.answering.language.places import is_demonym, is_place, same_country, same_place_name

HEADS = vocabulary("names", "head")
STRONG_HEADS = vocabulary("names", "strong")
MODIFIERS = vocabulary("names", "modifier")
PORTFOLIOS = vocabulary("names", "portfolio")
ORGANISATIONS = vocabulary("names", "organisation")
INSTITUTIONS = vocabulary("names", "institution")
PARTICLES = vocabulary("names", "particle")
SUFFIXES = vocabulary("names", "suffix")
FAMILY_FIRST = vocabulary("names", "family-first")

# Surnames beside one given name may differ so far (Medinsky/Medinskiy 94, Gaddafi/Kadhafi 77 after `_skeleton`,
# Umerov/Umierov 92); others stay below (Putin/Medinsky 31, Bush/Obama 22, Johnson/Jackson 57).
_SURNAME = 76
# Given names that differ only in spelling: Mohammed/Muhammad 75, Volodymyr/Volodymir 89; Ivan/Igor 50, Anna/Anne 75.
_GIVEN = 75
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{1,9}s?|(?:[A-Z]\.){2,}[A-Z]?")
_TOKEN = re.compile(r"[^\s,;()\[\]“”\"]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in parts, as written; any part may be empty. A single word is taken for the surname."""

    given: str
    surname: str
    title: str


@lru_cache(maxsize=8192)
def person_parts(name: str) -> PersonName:
    """The title, given names and surname of a name as written; particles (van der, al-) go with the surname."""
    tokens = [token.strip(".,") + ("." if _is_initial(token) else "") for token in _TOKEN.findall(name)]
    tokens = [token for token in tokens if token.strip(".")]
    if tokens:
        tokens[-1] = re.sub(r"['’]s?$", "", tokens[-1])
    cut = title_length(tokens)
    title, rest = tokens[:cut], tokens[cut:]
    while len(rest) > 1 and fold(rest[-1]).strip(".") in SUFFIXES:
        rest.pop()
    if not rest:
        return PersonName("", "", " ".join(title))
    if len(rest) in (2, 3) and fold(rest[0]) in FAMILY_FIRST and not (len(rest) == 2 and _is_initial(rest[1])):
        return PersonName(" ".join(rest[1:]), rest[0], " ".join(title))
    at = len(rest) - 1
    while at > 1 and fold(rest[at - 1]).strip(".") in PARTICLES:
        at -= 1
    if at == 1 and len(rest) > 2 and fold(rest[0]) in PARTICLES:
        at = 0
    return PersonName(" ".join(rest[:at]), " ".join(rest[at:]), " ".join(title))


def title_length(tokens: list[str]) -> int:
    """How many of the leading words are a title of the name that follows; never all of them unless none is a name."""
    plain = [fold(token).strip(".,'") for token in tokens]
    if not plain or (plain[-1] in ORGANISATIONS and plain[-1] not in HEADS):
        return 0
    best = at = 0
    while at < len(plain):
        word = plain[at].removesuffix("'s").removeprefix("ex-")
        if word in HEADS or (at + 1 < len(plain) and " ".join(plain[at : at + 2]) in HEADS):
            at += 1 if word in HEADS else 2
            best = at
            if plain[at : at + 1] == ["of"] or plain[at : at + 1] == ["for"]:
                at = best = _portfolio_end(plain, at)
        elif word in MODIFIERS or word in ("and", "of", "the", "for") or is_demonym(word) or is_place(word):
            at += 1
        elif "-" in word and word.split("-")[-1] in HEADS:
            at = best = at + 1
        else:
            break
    if best == 1 and plain[0] in _AMBIGUOUS and plain[1:] and plain[1] in ORGANISATIONS:
        return 0  # General Motors, Major League Baseball
    return best


_AMBIGUOUS = frozenset(
    ["major", "general", "prince", "princess", "king", "queen", "private", "count", "captain", "dean"]
)


def _portfolio_end(plain: list[str], at: int) -> int:
    """The end of "of State", "of the Interior", "for Foreign Affairs" that begins at `at`, or `at` if none does."""
    for length in (4, 3, 2):
        words = plain[at + 1 : at + length]
        if len(words) == length - 1 and " ".join(words) in PORTFOLIOS:
            return at + length
    return at


def _is_initial(token: str) -> bool:
    return bool(re.fullmatch(r"(?:[^\W\d_]\.)+|[^\W\d_]", token))


@lru_cache(maxsize=16384)
def skeleton(surname: str) -> str:
    """The surname without what transliterations differ in: Zelenskyy, Zelensky and Zelenskiy become one."""
    plain = re.sub(r"[^a-z0-9]", "", romanise(surname))
    plain = re.sub(r"^(?:al|el|as|ash|ad|an|ar|at|az)(?=[a-z]{4})", "", plain) if "-" in surname else plain
    for pattern, substitute in _TRANSLITERATIONS:
        plain = pattern.sub(substitute, plain)
    return plain


_TRANSLITERATIONS = tuple(
    (re.compile(pattern), substitute)
    for pattern, substitute in (
        (r"shch|sch|sh", "s"),
        (r"tch|tsch|ch", "c"),
        (r"kh|gh|q|ck", "k"),
        (r"ph", "f"),
        (r"dh", "d"),
        (r"th", "t"),
        (r"zh", "z"),
        (r"ts|tz", "z"),
        (r"ks", "x"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"w", "v"),
        (r"(?<=[aeiou])v$|(?<=[aeo])ff?$", "v"),
        (r"[yj]", "i"),
        (r"ie(?!$)|io(?!$)", "e"),
        (r"(.)\1+", r"\1"),
        (r"i+$", "i"),
    )
)


@lru_cache(maxsize=16384)
def similar_surname(a: str, b: str) -> bool:
    """Whether two surnames are one name spelled differently, without a given name: only transliteration may differ."""
    one, other = skeleton(a), skeleton(b)
    return bool(one) and one == other


def surname_score(a: str, b: str) -> float:
    """How alike two surnames are, 0–100, after forgetting what transliterations differ in."""
    return fuzz.ratio(skeleton(a), skeleton(b))


@cache
def _nicknames() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for index, (kind, *names) in enumerate(rows("names")):
        if kind == "nickname:":
            for name in names:
                found.setdefault(name, set()).add(index)
    return {name: frozenset(indices) for name, indices in found.items()}


@lru_cache(maxsize=16384)
def compatible_given(a: str, b: str) -> bool:
    """Whether two given names can be one person's: equal, initial, short form, another spelling, or one missing."""
    first = [word for word in re.split(r"[\s.\-]+", romanise(a)) if word]
    second = [word for word in re.split(r"[\s.\-]+", romanise(b)) if word]
    if not first or not second or "".join(first) == "".join(second):
        return True
    return any(_same_given(one, other) for one in first[:2] for other in second[:2])


def _same_given(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    if one == other or skeleton(one) == skeleton(other):
        return True
    if _nicknames().get(one, frozenset()) & _nicknames().get(other, frozenset()):
        return True
    return one[0] == other[0] and min(len(one), len(other)) > 4 and fuzz.ratio(one, other) >= _GIVEN


def is_acronym(name: str) -> bool:
    """Whether the name is written in capitals as an abbreviation (ICRC, U.N.)."""
    return bool(_ACRONYM.fullmatch(name.strip()))


def stands_for(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym are the initials of the name, small words counted or not."""
    letters = re.sub(r"[^a-z0-9]", "", fold(acronym)).removesuffix("s" if acronym.endswith("s") else "\0")
    tokens = [token for token in re.split(r"[\s\-/]+", re.sub(r"['’]s\b|[.,]", "", name)) if token]
    if len(tokens) < 2 or len(letters) < 2:
        return False
    every = "".join(fold(token)[:1] for token in tokens)
    named = "".join(fold(token)[:1] for token in tokens if not token[:1].islower())
    return letters in (every, named)


def is_organisation(name: str) -> bool:
    """Whether the name is built like an organisation's: it ends or begins with such a noun, or has "of" or "for"."""
    return _organisation(name.split())


def _organisation(tokens: list[str]) -> bool:
    plain = [fold(token) for token in tokens]
    return len(plain) > 1 and (
        plain[-1] in ORGANISATIONS or plain[0] in INSTITUTIONS or "of" in plain or "for" in plain
    )


def _same_organisation(a: list[str], b: list[str]) -> bool:
    """One token run equals or holds the other (of at least two words), spelling aside."""
    drop = {"the", "of", "for", "and", "&"}
    one = [skeleton(token) for token in a if fold(token) not in drop]
    other = [skeleton(token) for token in b if fold(token) not in drop]
    if sorted(one) == sorted(other):
        return True
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if len(shorter) < 2:
        return False
    width = len(shorter)
    return any(longer[at : at + width] == shorter for at in range(len(longer) - width + 1))


@lru_cache(maxsize=65536)
def same_name(a: str, b: str) -> bool:
    """Whether two wordings name one person, organisation or country.

    People: surnames alike after transliteration and given names that can be one person's (a missing one can be any).
    Organisations: the same words, or one's initials. Countries: any of their names, not their people or capital.
    """
    one, other = re.sub(r"['’]s?$", "", fold(a).strip()), re.sub(r"['’]s?$", "", fold(b).strip())
    one, other = one.removeprefix("the "), other.removeprefix("the ")
    if not one or not other:
        return False
    if one == other or same_country(a, b):
        return True
    for acronym, name in ((a, b), (b, a)):
        if is_acronym(acronym) and stands_for(acronym, name):
            return True
    if is_acronym(a) and is_acronym(b):
        return one.replace(".", "") == other.replace(".", "")
    first, second = person_parts(a.strip()), person_parts(b.strip())
    tokens = [[t for t in f"{p.given} {p.surname}".split() if t] for p in (first, second)]
    if _organisation(tokens[0]) or _organisation(tokens[1]):
        return _same_organisation(*tokens)
    if is_place(a) or is_place(b):
        return is_place(a) and is_place(b) and same_place_name(a, b)
    if not first.surname or not second.surname:
        return bool(first.title and fold(first.title) == fold(second.title))
    return _same_person(first, second)


def _same_person(a: PersonName, b: PersonName) -> bool:
    if bool(a.given) != bool(b.given):
        full, alone = (a, b) if a.given else (b, a)
        if similar_surname(full.surname, alone.surname):
            return True
        words = f"{full.given} {full.surname}".split()
        if " " in alone.surname or fold(full.surname).split()[0] in PARTICLES:
            return similar_surname(words[-1], alone.surname.split()[-1])
        return len(words) > 2 and similar_surname(words[-2], alone.surname) and len(alone.surname) > 2
    if similar_surname(a.surname, b.surname):
        return compatible_given(a.given, b.given)
    if not a.given:
        return False
    if compatible_given(a.given, b.given) and not _is_initial(a.given) and not _is_initial(b.given):
        return surname_score(a.surname, b.surname) >= _SURNAME
    return similar_surname(a.given, b.surname) and similar_surname(a.surname, b.given)
