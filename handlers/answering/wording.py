"""Do two sentences say the same in nearly the same words?"""

from __future__ import annotations

from handlers.answering.language.words import STOPWORDS
from handlers.answering.page import tokens

SHARED = 0.6
"""Share of the shorter sentence's content words that must stand in the other; two reports of one remark share more."""


def same_words(a: str, b: str) -> bool:
    """Whether most content words of the shorter sentence stand in the longer one."""
    first, second = ({t.stem for t in tokens(text)} - STOPWORDS for text in (a, b))
    shorter = min(len(first), len(second))
    return shorter > 0 and len(first & second) / shorter >= SHARED
