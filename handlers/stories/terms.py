"""The words by which an article's event is recognised, whatever the outlet and its spelling.

A name counts under what transliterations leave of it (Zelensky, Zelenskiy), a country under its code (Germany,
German), any other word under its stem.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from handlers.answering.language.fold import fold, fold_word
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.people import skeleton
from handlers.answering.language.places import country_codes
from handlers.answering.language.words import STOPWORDS, stem

# News tells its event first. Best of 1,000, 1,500, 2,500 and 5,000 code points, and of a headline that counts once to
# four times, on the labelled stories with and without 5,600 other articles around them.
LEDE = 1500
HEADLINE = 3

_WORD = re.compile(r"[^\W_]+(?:[.’'][^\W_]+)*")
_LONGEST_WORD = 40


def terms(title: str, text: str) -> dict[str, int]:
    """The terms of a headline and a lede with how often they stand there, the headline's counted three times."""
    read = _words(text[: LEDE + _LONGEST_WORD])
    # Headlines capitalise what is no name; what the lede writes small is none either.
    small = frozenset(fold_word(word) for word, _ in read if word[0].islower())
    headline, lede = ([word for word, start in words if start < LEDE] for words in (_words(title), read))
    counted: Counter[str] = Counter()
    for words, times in ((headline, HEADLINE), (lede, 1)):
        for word, count in Counter(words).items():
            bare = word.removesuffix("'s").removesuffix("’s")
            key = _key(bare, named=bare[:1].isupper() and fold_word(bare) not in small)
            if key:
                counted[key] += times * count
    return dict(counted)


def _words(text: str) -> list[tuple[str, int]]:
    """Every word with where it begins."""
    return [(match.group(), match.start()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=65536)
def _key(word: str, *, named: bool) -> str | None:
    plain = fold(word)
    if len(plain) < 2 or plain in STOPWORDS:
        return None
    if named and plain not in vocabulary("common"):
        codes = country_codes(word)
        return f"@{min(codes)}" if codes else f"^{skeleton(word)}"
    found = stem(word)
    return found if len(found) > 2 or found.isdigit() else None
