"""Words: which carry meaning, their stems, and the families a newsroom uses for one act."""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache

import snowballstemmer

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import rows, vocabulary

STOPWORDS: frozenset[str] = vocabulary("stopwords")

_WORD = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*", re.UNICODE)
# A stemmer holds the word it works on: two threads in it at once break it, or give each other's stems.
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = threading.Lock()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text in order; a hyphenated word or one with an apostrophe is one word."""
    return tuple(_WORD.findall(fold(text)))


@cache
def _irregular() -> dict[str, str]:
    bases: dict[str, str] = {}
    for base, *forms in rows("irregular"):
        for form in forms:
            bases.setdefault(form, base)
    return bases


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The folded word without its English inflection: led and leads → lead, negotiations → negoti.

    Irregular forms go to their base first, then Snowball's English stemmer (Porter 2).
    """
    plain = fold(word).strip().removesuffix("'s").strip("'.")
    base = _irregular().get(plain, plain)
    with _STEMMING:
        return str(_STEMMER.stemWord(base))


@lru_cache(maxsize=8192)
def family(word: str) -> tuple[str, ...]:
    """The words a newsroom uses for the same act or thing, the word's own family first; () where there is none.

    Families are general vocabulary (lead, head, chair), looked up by stem, so any inflection finds its family.
    """
    found: dict[str, None] = {}
    for index in _families().get(stem(word), ()):
        found.update(dict.fromkeys(rows("families")[index]))
    return tuple(found)


@cache
def _families() -> dict[str, tuple[int, ...]]:
    by_stem: dict[str, list[int]] = {}
    for index, members in enumerate(rows("families")):
        for key in dict.fromkeys(stem(member) for member in members):
            by_stem.setdefault(key, []).append(index)
    return {key: tuple(indices) for key, indices in by_stem.items()}


def same_family(a: str, b: str) -> bool:
    """Whether two words have one stem or share a family."""
    if stem(a) == stem(b):
        return True
    families = _families()
    return not set(families.get(stem(a), ())).isdisjoint(families.get(stem(b), ()))


def content_words(text: str) -> tuple[str, ...]:
    """The folded words that carry meaning, in order, each once."""
    kept = (word.removesuffix("'s") for word in words(text))
    return tuple(dict.fromkeys(word for word in kept if word not in STOPWORDS and word != "s"))
