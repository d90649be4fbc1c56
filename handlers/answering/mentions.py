"""The names in a question: capitalised, quoted as a title, or typed in small letters and known to the archive.

Invariant: a name found by its capitals or as a place is given as typed; one found through `known_names` (small
letters, a slip of the keyboard) is given in the archive's spelling. Mentions are in order and never overlap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from handlers.answering import nouns, verbs
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import find_names
from handlers.answering.language.people import person_parts
from handlers.answering.language.places import aliases, is_demonym, is_place
from handlers.answering.language.words import STOPWORDS

SLIP = 86
"""Ratio of a typed word to a known name from which it is taken for a slip."""

_SHORTEST_SLIP = 6  # letters; shorter names have too many neighbours one letter away (Iran/Iraq, Mali/Bali)
_LONGEST = 5  # words of a name typed in small letters
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*", re.UNICODE)
_QUOTED = re.compile(
    r"""\"([^\"]{1,200})\"|“([^”]{1,200})”|«([^»]{1,200})»"""
    r"""|(?<!\w)['‘]([^'’]{2,200}(?:['’]\w[^'’]*)*)['’](?!\w)"""
)
_COMMON = vocabulary("common")
_EVERYDAY = vocabulary("questions", "everyday")
_BEFORE_NAME = vocabulary("questions", "before_name")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a question: `text` as it is to be looked for; the offsets are of the typed words."""

    start: int
    end: int
    text: str


def quoted_in(text: str) -> tuple[str, ...]:
    """The words the person put between quotation marks, in order, without the marks."""
    return tuple(next(filter(None, match.groups())).strip() for match in _QUOTED.finditer(text))


def names_in(asking: str, known_names: frozenset[str] = frozenset()) -> tuple[Named, ...]:
    """The names in a bare question."""
    if not asking.strip():
        return ()
    found = _titles(asking)
    for mention in find_names(asking):
        if _free(found, mention.start, mention.end) and not _shouting(asking):
            found.append(Named(mention.start, mention.end, mention.text))
    found.extend(_small(asking, found, known_names))
    return tuple(sorted(found, key=lambda named: named.start))


def _shouting(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.9 * len(letters)


def _free(found: list[Named], start: int, end: int) -> bool:
    return all(end <= named.start or named.end <= start for named in found)


def _titles(asking: str) -> list[Named]:
    """Quoted words that are a name: each word of more than three letters has a capital."""
    titles: list[Named] = []
    for match in _QUOTED.finditer(asking):
        inner = next(filter(None, match.groups())).strip()
        words = inner.split()
        if (
            words
            and words[0][0].isupper()
            and all(word[0].isupper() or len(word) < 4 for word in words)
            and len(words) < 9
        ):
            start = asking.index(inner, match.start())
            titles.append(Named(start, start + len(inner), inner))
    return titles


def _small(asking: str, found: list[Named], known_names: frozenset[str]) -> list[Named]:
    """Names typed in small letters: the longest run of words that is a known name, a place, or a slip of one."""
    index = _index(known_names)
    shouting = _shouting(asking)
    words = [m for m in _WORD.finditer(asking) if _free(found, m.start(), m.end())]
    out: list[Named] = []
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            run = words[at : at + size]
            start, end = run[0].start(), run[-1].end()
            typed = re.sub(r"(?i)['’]s?$", "", asking[start:end])
            opens_small = size > 1 and run[0].group().lower() in STOPWORDS
            if (asking[start].isupper() and not shouting) or (opens_small and fold(typed) not in index):
                continue
            words_before = asking[:start].split()
            before = words_before[-1].lower() if words_before else ""
            name = _known(typed, before, index)
            if name:
                out.append(Named(start, start + len(typed), name))
                at += size
                break
        else:
            at += 1
    return out


def _known(typed: str, before: str, index: Mapping[str, str]) -> str | None:
    """The name that words typed in small letters stand for, None if they are ordinary words."""
    plain = fold(typed).strip()
    single = " " not in plain
    ordinary = plain in STOPWORDS or plain in _COMMON or verbs.base_of(plain) is not None or nouns.is_person(plain)
    if single and plain == "us":
        return "US" if before == "the" else None
    if single and (len(plain) < 2 or plain in STOPWORDS or plain.isdigit()):
        return None
    if plain in index and not (single and (ordinary or (plain in _EVERYDAY and before not in _BEFORE_NAME))):
        return index[plain]
    # "the boat that hit the bridge" ends like a place: of several words only a known country or city counts
    if is_demonym(typed) or (is_place(typed) and (single or aliases(typed))):
        everyday = single and (plain in _EVERYDAY or ordinary) and before not in _BEFORE_NAME
        return None if everyday or (not single and all(w in _COMMON for w in plain.split())) else _cased(typed)
    if (
        not index
        or ordinary
        or len(plain) < _SHORTEST_SLIP
        or (not single and any(w in STOPWORDS for w in plain.split()))
    ):
        return None
    close = process.extract(plain, index.keys(), scorer=fuzz.ratio, score_cutoff=SLIP, limit=2)
    close = [match for match in close if match[0].count(" ") == plain.count(" ")]
    return index[close[0][0]] if close and close[0][0][0] == plain[0] else None


def _cased(typed: str) -> str:
    if typed.isupper() and len(typed) < 5:
        return typed
    small = STOPWORDS | {"of", "and", "the"}
    return " ".join(word if word in small else word[:1].upper() + word[1:].lower() for word in typed.split())


@lru_cache(maxsize=4)
def _index(known_names: frozenset[str]) -> Mapping[str, str]:
    """Folded name → the archive's spelling; of a person's full name the surname alone counts too."""
    index: dict[str, str] = {}
    for name in sorted(known_names):
        index.setdefault(fold(name).strip(), name)
    for name in sorted(known_names):
        person = person_parts(name)
        if person.given and person.surname and fold(person.surname) not in _COMMON:
            index.setdefault(fold(person.surname).strip(), person.surname)
    return index
