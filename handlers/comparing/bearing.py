"""Which differences between the outlets' texts bear on an answer.

A difference bears on it if one of its sides stands in a sentence that the answer quotes, or in one that speaks
of nearly all that the question speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.answering.answer import Answered
from handlers.answering.language.fold import fold
from handlers.answering.language.words import STOPWORDS
from handlers.answering.question import analyse
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.differing import differing
from handlers.comparing.statements import Statement, sense

_ASKED = 0.7  # share of the question's own words that a sentence must speak of
_NEAR = 0.5  # of one that may be held against it
_FEWEST = 2
# How a name is spelled or titled bears only on an answer or a question that has the name.
_OF_NAMES = (Kind.SPELLING, Kind.TITLE, Kind.NAME)
_NAME = 24  # characters


def bearing(every: Sequence[Statement], answer: Answered) -> tuple[Contrast, ...]:
    """Those between the statements of a story that bear on the answer, disagreements first.

    Only statements near the answer are held against one another: those it quotes, those that speak of half of what is
    asked, and those with a name of it. A whole story takes a second of processor time for ten outlets, these a tenth.
    """
    asked, named = _asked(answer.read_as), _named(answer)
    spans = _spans(answer)
    near = [s for s in every if _is_near(s, spans, asked, named)]
    return tuple(c for c in differing(near, every) if any(_bears(c, side, spans, asked, named) for side in c.sides))


Spans = Mapping[int, Sequence[tuple[int, int]]]


def _spans(answer: Answered) -> Spans:
    quoted: dict[int, list[tuple[int, int]]] = {}
    for quote in answer.quotes:
        quoted.setdefault(quote.article, []).append((quote.start, quote.end))
    return quoted


def _named(answer: Answered) -> frozenset[str]:
    """The words of the question and of its answers, any of which may be a name."""
    texts = (answer.read_as, *(group.answer for group in answer.groups))
    words = (fold(word).strip("?,.") for text in texts for word in text.split())
    return frozenset(word for word in words if word not in STOPWORDS)  # "an aide who" is not near "Who led …?"


def _is_near(statement: Statement, spans: Spans, asked: frozenset[str], named: frozenset[str]) -> bool:
    if _is_quoted(statement, statement.start, statement.end, spans):
        return True
    if len(asked) >= _FEWEST and len(asked & statement.senses) >= _NEAR * len(asked):
        return True
    names = (m for m in statement.page.names if statement.start <= m.start < statement.end)
    return any(fold(word) in named for mention in names for word in mention.text.split())


def _is_quoted(statement: Statement, start: int, end: int, spans: Spans) -> bool:
    return any(first < end and start < last for first, last in spans.get(statement.page.article.id, ()))


def _bears(contrast: Contrast, side: Side, spans: Spans, asked: frozenset[str], named: frozenset[str]) -> bool:
    if contrast.kind in _OF_NAMES and not named & _beside(side):
        return False
    if _is_quoted(side.statement, side.start, side.end, spans):
        return True
    return len(asked) >= _FEWEST and len(asked & side.statement.senses) >= _ASKED * len(asked)


def _beside(side: Side) -> set[str]:
    """The words of a name or title, and those that follow it: a title's name."""
    after = side.statement.page.text[side.start : min(side.statement.end, side.end + _NAME)]
    return {fold(word).strip(',.;:”"') for word in after.split()}


def _asked(question: str) -> frozenset[str]:
    """What the question speaks of, in the senses of statements."""
    read = analyse(question)
    words = [word for text in (*read.entities, *read.keywords) for word in text.split()]
    return frozenset(of for word in words if (of := sense(word)) is not None)
