"""Which differences between the outlets' texts bear on an answer.

A difference bears on it if one of its sides stands in a sentence that the answer quotes, or in one that speaks
of nearly all that the question speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answering.answer import Answered
from handlers.answering.language.fold import fold
from handlers.answering.question import analyse
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import sense

_ASKED = 0.7  # share of the question's own words that a sentence must speak of
_FEWEST = 2
# How a name is spelled or titled bears only on an answer or a question that has the name.
_OF_NAMES = (Kind.SPELLING, Kind.TITLE, Kind.NAME)
_NAME = 24  # characters


def bearing(contrasts: Sequence[Contrast], answer: Answered) -> tuple[Contrast, ...]:
    """Those that bear on the answer, in their order."""
    quoted: dict[int, list[tuple[int, int]]] = {}
    for quote in answer.quotes:
        quoted.setdefault(quote.article, []).append((quote.start, quote.end))
    asked = _asked(answer.read_as)

    named = {
        fold(word) for text in (answer.read_as, *(group.answer for group in answer.groups)) for word in text.split()
    }

    def bears(contrast: Contrast, side: Side) -> bool:
        if contrast.kind in _OF_NAMES and not named & _beside(side):
            return False
        spans = quoted.get(side.statement.page.article.id, ())
        if any(start < side.end and side.start < end for start, end in spans):
            return True
        return len(asked) >= _FEWEST and len(asked & side.statement.senses) >= _ASKED * len(asked)

    return tuple(contrast for contrast in contrasts if any(bears(contrast, side) for side in contrast.sides))


def _beside(side: Side) -> set[str]:
    """The words of a name or title, and those that follow it: a title's name."""
    after = side.statement.page.text[side.start : min(side.statement.end, side.end + _NAME)]
    return {fold(word).strip(',.;:”"') for word in after.split()}


def _asked(question: str) -> frozenset[str]:
    """What the question speaks of, in the senses of statements."""
    read = analyse(question)
    words = [word for text in (*read.entities, *read.keywords) for word in text.split()]
    return frozenset(of for word in words if (of := sense(word)) is not None)
