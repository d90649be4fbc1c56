"""From text to the words of an index: the same words that SQLite's index finds in it, so that all find the same.

FTS5's ``porter unicode61 remove_diacritics 2``, for indexes that cut words otherwise: runs of letters and digits, lower
case, without Latin diacritics, stemmed by Porter's algorithm.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
# FTS5 takes them from Latin letters alone.
_DIACRITIC = re.compile("(?<=[a-z\u00df-\u024f\u1e00-\u1eff])[\u0300-\u036f]+")
# As in FTS5: no word is stemmed that is shorter or longer.
_STEMMED = range(3, 65)
# A word of PostgreSQL's index takes 2,046 bytes; nobody asks for a longer one.
_LONGEST = 500
_stemmer = snowballstemmer.stemmer("porter")
_stemming = threading.Lock()


def words(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return [_stem(word) for word in _WORD.findall(_plain(text))]


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
