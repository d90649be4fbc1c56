"""What might answer: spans the reader found, spans whose form is asked for, sentences that speak of the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.answering.answer_type import SENTENCES, fits, forms, widen
from handlers.answering.concepts import Bound
from handlers.answering.kinds import Kind
from handlers.answering.page import Page
from handlers.answering.question import Question
from handlers.answering.reading import Reading
from store.article import Passage

_DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,40}(?:, [A-Z][\w .,]{1,20})? ?\([^()\n]{2,30}\)\s*[-–—:]")
"""The head of a paragraph that says where a report was filed: ``GENEVA, May 3 (Concord Wire) —``."""

UNREAD = -6.0
"""The score of a span only a rule proposed: about where the reader's fifth-best spans of a passage end."""

RULE_SENTENCES = 4
"""Sentences of an article, best covered first, in which rules look for spans."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that might answer, with the sentences that hold it.

    `first`/`last` are sentence numbers (inclusive); `inner` is what the reader chose in a whole sentence; `score` is
    the reader's log-odds over no answer; `read` says a reader proposed it; `bm25` is the passage's share of the best
    score; `yes` the reader's P(yes) and `answered` its log-odds that the passage answers at all, None if unknown.
    """

    bound: Bound
    start: int
    end: int
    first: int
    last: int
    inner: tuple[int, int]
    score: float
    read: bool
    bm25: float
    yes: float | None
    answered: float | None

    @property
    def text(self) -> str:
        """The words of the span."""
        return self.bound.page.text[self.start : self.end]

    @property
    def quote(self) -> tuple[int, int]:
        """Offsets of the whole sentences that hold the span."""
        found = self.bound.page.sentences
        return found[self.first][0], found[self.last][1]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its features and its probability before and after the other outlets are heard."""

    candidate: Candidate
    features: tuple[float, ...]
    alone: float
    together: float = 0.0


def propose(
    question: Question,
    bounds: dict[int, Bound],
    passages: Sequence[tuple[Passage, float]],
    readings: Sequence[Reading],
    weights: Sequence[float],
) -> tuple[Candidate, ...]:
    """All candidates of one outlet; a span proposed twice keeps its better score.

    `readings` are one for each passage, their spans placed in the article.
    """
    found: dict[tuple[int, int, int], Candidate] = {}

    def offer(candidate: Candidate) -> None:
        key = (candidate.bound.page.article.id, candidate.start, candidate.end)
        kept = found.get(key)
        if kept is None or candidate.score > kept.score:
            found[key] = candidate

    for (passage, bm25), reading in zip(passages, readings, strict=True):
        bound = bounds[passage.article]
        for span in reading.spans:
            made = _candidate(question, bound, span.start, span.end, span.score, bm25, reading)
            if made:
                offer(made)
    for bound in bounds.values():
        for start, end, bm25 in _by_rule(question, bound, passages, weights):
            made = _candidate(question, bound, start, end, UNREAD, bm25, None)
            if made:
                offer(made)
    return tuple(found.values())


def _candidate(
    question: Question, bound: Bound, start: int, end: int, score: float, bm25: float, reading: Reading | None
) -> Candidate | None:
    page = bound.page
    yes, answered = (reading.yes, reading.answered) if reading else (None, None)
    words = page.text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if start >= end:
        return None
    dateline = _DATELINE.match(page.text, page.text.rfind("\n", 0, start) + 1)
    if dateline and end <= dateline.end():
        return None  # where a report was filed is not what it says
    if question.kind in SENTENCES:
        first = _sentence_of(page, start, end)
        last, inner = first, (max(start, page.sentences[first][0]), min(end, page.sentences[first][1]))
        start, end = page.sentences[first]
    else:
        start, end = widen(page, question.kind, *_within_one(page, start, end))
        first, last = page.sentence_at(start), page.sentence_at(end - 1)
        inner = (start, end)
        if question.kind is Kind.CLOCK and fits(page, question.kind, start, end) < 0:
            return None  # "what time" has no other form: a date or a duration is not even a near miss
    return Candidate(bound, start, end, first, max(first, last), inner, score, reading is not None, bm25, yes, answered)


def _sentence_of(page: Page, start: int, end: int) -> int:
    """The sentence in which most of a span lies."""
    return max(
        range(page.sentence_at(start), page.sentence_at(end - 1) + 1),
        key=lambda n: min(end, page.sentences[n][1]) - max(start, page.sentences[n][0]),
    )


def _within_one(page: Page, start: int, end: int) -> tuple[int, int]:
    """A span without what it has of other sentences than its own; white space at the cut is left out."""
    first, last = page.sentences[_sentence_of(page, start, end)]
    return (max(start, first), min(end, last)) if max(start, first) < min(end, last) else (start, end)


def _by_rule(
    question: Question, bound: Bound, passages: Sequence[tuple[Passage, float]], weights: Sequence[float]
) -> list[tuple[int, int, float]]:
    page = bound.page
    mine = [(p, b) for p, b in passages if p.article == page.article.id]
    covered: list[tuple[float, int]] = []
    for number, (start, _) in enumerate(page.sentences):
        if any(p.start <= start < p.end for p, _ in mine):
            share = sum(w * bound.holds(n, number) for n, w in enumerate(weights))
            if share > 0:
                covered.append((share, number))
    out = []
    for _, number in sorted(covered, key=lambda pair: (-pair[0], pair[1]))[:RULE_SENTENCES]:
        start, end = page.sentences[number]
        bm25 = next(b for p, b in mine if p.start <= start < p.end)
        if question.kind in SENTENCES:
            out.append((start, end, bm25))
        else:
            out.extend((a, b, bm25) for a, b in forms(page, question.kind, start, end))
    return out
