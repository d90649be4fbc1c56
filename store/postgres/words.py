"""From text to the words of the index: the same words that SQLite's index finds in it, so that both find the same.

PostgreSQL's own parser makes one token of an address, a path or a hyphenated name, and its dictionaries drop common
words; FTS5's ``porter unicode61 remove_diacritics 2`` does neither. So the words are cut and stemmed here: runs of
letters and digits, lower case, without Latin diacritics, stemmed by Porter's algorithm.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
# FTS5 takes them from Latin letters alone.
_DIACRITIC = re.compile("(?<=[a-z\u00df-\u024f\u1e00-\u1eff])[\u0300-\u036f]+")
# As in FTS5: no word is stemmed that is shorter or longer.
_STEMMED = range(3, 65)
# A lexeme of PostgreSQL takes 2,046 bytes; nobody asks for a longer word.
_LONGEST = 500
# PostgreSQL keeps no place past this one.
_LAST_PLACE = 16_383

_stemmer = snowballstemmer.stemmer("porter")
_stemming = threading.Lock()


def words(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return [_stem(word) for word in _WORD.findall(_plain(text))]


def vector(title: str, text: str) -> tuple[str, int]:
    """Return the ``tsvector`` of a passage under its headline, as a literal, and how many words both have.

    A place is left free between the two: no phrase reaches from one into the other.
    """
    places: dict[str, list[int]] = {}
    heading, body = words(title), words(text)
    for first, found in ((1, heading), (len(heading) + 2, body)):
        for place, word in enumerate(found, first):
            places.setdefault(word, []).append(min(place, _LAST_PLACE))
    literal = " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())
    return literal, len(heading) + len(body)


def phrase(term: str) -> str | None:
    """Return a term as a ``tsquery``, several words as a phrase, or None if there is nothing in it to look for."""
    found = words(term)
    return " <-> ".join(f"'{word}'" for word in found) if found else None


def any_of(phrases: Iterable[str]) -> str:
    """Return the ``tsquery`` that any of the phrases satisfies."""
    return " | ".join(f"({each})" for each in dict.fromkeys(phrases))


def _plain(text: str) -> str:
    lower = text.lower()
    if lower.isascii():
        return lower
    return unicodedata.normalize("NFC", _DIACRITIC.sub("", unicodedata.normalize("NFD", lower)))


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    if len(word) not in _STEMMED:
        return word[:_LONGEST]
    with _stemming:
        stem: str = _stemmer.stemWord(word)
    return stem
