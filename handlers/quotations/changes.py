"""What a difference of words is: a figure, a denial, a name, a spelling, words left out or put in."""

from __future__ import annotations

from enum import StrEnum

from rapidfuzz import fuzz

from handlers.answering.language.fold import fold
from handlers.answering.language.numbers import find_figures
from handlers.answering.language.people import similar_surname
from handlers.answering.language.words import STOPWORDS
from handlers.quotations.alignment import is_denial, words_of

# "Defence" / "Defense" 86, "organised" / "organized" 89; "expect" / "except" 67; "unwilling" begins otherwise.
_SPELLING = 80


class ChangeKind(StrEnum):
    """What differs at a place."""

    FIGURE = "figure"
    DENIAL = "denial"
    NAME = "name"
    SPELLING = "spelling"
    LEFT_OUT = "left_out"
    PUT_IN = "put_in"
    WORD = "word"


def kind_of(yours: str, theirs: str) -> ChangeKind:
    """What the person's words and the source's differ in; either may be empty, not both."""
    if _denials(yours) != _denials(theirs):
        return ChangeKind.DENIAL
    if not yours.strip():
        return ChangeKind.LEFT_OUT
    if not theirs.strip():
        return ChangeKind.PUT_IN
    if _is_figure(yours) or _is_figure(theirs):
        return ChangeKind.FIGURE
    if _is_spelling(yours, theirs):
        return ChangeKind.SPELLING
    return ChangeKind.NAME if _is_name(yours) and _is_name(theirs) else ChangeKind.WORD


def _denials(text: str) -> int:
    return sum(is_denial(word.plain) for word in words_of(text)) % 2


def _is_figure(text: str) -> bool:
    return any(map(str.isdigit, text)) or bool(find_figures(text))


def _is_spelling(yours: str, theirs: str) -> bool:
    one, other = [w.plain for w in words_of(yours)], [w.plain for w in words_of(theirs)]
    if "".join(one) == "".join(other):
        return True
    return len(one) == len(other) and all(a == b or _spelled_alike(a, b) for a, b in zip(one, other, strict=True))


def _spelled_alike(a: str, b: str) -> bool:
    if min(len(a), len(b)) < 4 or a[0] != b[0] or fold(a) in STOPWORDS or fold(b) in STOPWORDS:
        return False
    return similar_surname(a, b) or (a[-1] == b[-1] and fuzz.ratio(a, b) >= _SPELLING)


def _is_name(text: str) -> bool:
    longer = [word for word in text.split() if fold(word) not in STOPWORDS]
    return bool(longer) and all(word.strip("“”\"'’(").istitle() or word.isupper() for word in longer)
