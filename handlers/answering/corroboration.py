"""What the outlets' candidates are worth beside one another: the second stage of the decision.

Two outlets that give the same answer to one question are seldom both wrong, and an outlet whose best words nobody
shares often is. The features here carry that; how much each counts is learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

from handlers.answering.answer_type import SENTENCES
from handlers.answering.candidates import Candidate, Weighed
from handlers.answering.decision import Decision, Logistic
from handlers.answering.features import NAMES
from handlers.answering.kinds import Kind
from handlers.answering.question import Question
from handlers.answering.sameness import same_answer
from handlers.answering.wording import same_words

HEARD = 5
"""Candidates of each outlet that may back another's: the best few hold the answer where the outlet has one."""

KEPT = 12
"""Candidates of an outlet that are weighed again; the others are not shown."""

_WORDS_NEAR = NAMES.index("words_near")
_SAME_BREATH = 0.7  # how near a candidate must come to its outlet's best to speak for it
_LIKELY = 0.2  # the probability from which an agreeing candidate counts as a backer


Proposed = tuple[Candidate, tuple[float, ...]]
"""A candidate with its features of the first stage."""


def weigh(
    question: Question, proposed: Sequence[Sequence[Proposed]], decision: Decision
) -> tuple[tuple[Weighed, ...], ...]:
    """Both stages of the decision for the candidates of each outlet; an outlet's best first."""
    sentence = question.kind in SENTENCES
    alone, beside = (
        (decision.sentence, decision.sentence_with_others) if sentence else (decision.span, decision.span_with_others)
    )
    rows = [
        sorted((Weighed(c, values, alone.probability(values)) for c, values in row), key=lambda w: -w.alone)
        for row in proposed
    ]
    return together(question, rows, beside)


def together(question: Question, rows: Sequence[Sequence[Weighed]], model: Logistic) -> tuple[tuple[Weighed, ...], ...]:
    """The best candidates of each outlet with their probability beside the others' candidates, best first.

    `rows` hold each outlet's candidates by their probability alone, best first.
    """
    out = []
    for mine, row in enumerate(rows):
        others = [other[:HEARD] for n, other in enumerate(rows) if n != mine]
        done = []
        for rank, weighed in enumerate(row[:KEPT]):
            values = weighed.features + tuple(_heard(question, row, rank, others))
            done.append(replace(weighed, features=values, together=model.probability(values)))
        out.append(tuple(sorted(done, key=lambda w: -w.together)))
    return tuple(out)


def _heard(
    question: Question, row: Sequence[Weighed], rank: int, others: Sequence[Sequence[Weighed]]
) -> tuple[float, ...]:
    """The features of `features.BESIDE` for the candidate at `rank` of its row, in their order."""
    mine = row[rank]
    odds = log(max(mine.alone, 1e-6) / max(1 - mine.alone, 1e-6))
    again = sum(w.alone for n, w in enumerate(row[:HEARD]) if n != rank and _agree(question, mine, w))
    heads = [head[0].alone if head else 0.0 for head in others]
    held = [max((w.alone for w in head if _agree(question, mine, w)), default=0.0) for head in others]
    # an outlet speaks for one answer: what it gives far behind another is no word for it
    agreeing = [agreed if agreed >= _SAME_BREATH * best else 0.0 for best, agreed in zip(heads, held, strict=True)]
    rivals = [best for best, agreed in zip(heads, agreeing, strict=True) if not agreed]
    count = max(1, len(others))
    outvoted = sum(max(0.0, best - agreed) for best, agreed in zip(heads, held, strict=True)) / count
    unbound = 1 - mine.features[_WORDS_NEAR]
    return (
        max(-1.0, min(1.0, odds / 6)),
        1 / (1 + rank),
        min(1.0, again),
        max(agreeing, default=0.0),
        sum(agreed > _LIKELY for agreed in agreeing) / count,
        sum(agreeing) / count,
        max(rivals, default=0.0),
        outvoted,
        outvoted * unbound,
        (mine.alone + sum(agreeing)) / (max(mine.alone, row[0].alone) + sum(heads) + 0.05),
        max(heads, default=0.0),
    )


def _agree(question: Question, a: Weighed, b: Weighed) -> bool:
    one, other = a.candidate, b.candidate
    if question.kind is Kind.YESNO:
        return _says_yes(one) is not None and _says_yes(one) == _says_yes(other)
    if question.kind in SENTENCES:
        return same_words(one.text, other.text)
    return same_answer(question.kind, one.text, other.text)


def _says_yes(candidate: Candidate) -> bool | None:
    return None if candidate.yes is None else candidate.yes >= 0.5
