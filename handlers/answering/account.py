"""Each outlet's stance: the three bands of the one probability, and the sentences that are shown for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.answering.answer import Stance
from handlers.answering.answer_type import SENTENCES
from handlers.answering.candidates import Candidate, Weighed
from handlers.answering.decision import Decision
from handlers.answering.kinds import Kind
from handlers.answering.polarity import cues
from handlers.answering.question import Question
from handlers.answering.retriever import Retrieved, Sheet
from store.article import Article, Outlet

QUOTES_SAID = 2
"""Sentences shown for an outlet that says: its answer's own and at most one more on the matter."""

QUOTES_UNSURE = 3
"""Nearest words shown for an outlet that may say."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is concluded of one outlet. `shown` are candidates to quote with the stretch to mark."""

    outlet: Outlet
    articles: tuple[Article, ...]
    stance: Stance
    answer: str | None
    confidence: float
    shown: tuple[tuple[Candidate, tuple[int, int] | None], ...]
    nearest: Candidate | None


def accounts_of(
    question: Question, retrieved: Retrieved, weighed: Sequence[Sequence[Weighed]], decision: Decision
) -> tuple[Verdict, ...]:
    """One verdict for each outlet of the story, in the order of the sheets."""
    return tuple(_verdict(question, sheet, row, decision) for sheet, row in zip(retrieved.sheets, weighed, strict=True))


def _verdict(question: Question, sheet: Sheet, row: Sequence[Weighed], decision: Decision) -> Verdict:
    silent = Stance.CUT_SHORT if any(article.cut_short for article in sheet.articles) else Stance.SILENT
    if not row:
        return Verdict(sheet.outlet, sheet.articles, silent, None, 0.0, (), None)
    best = row[0]
    confidence = best.together
    mark = _mark(question.kind, best.candidate)
    answer: str | None = best.candidate.bound.page.text[slice(*mark)] if mark else best.candidate.text
    if question.kind is Kind.YESNO:
        yes = decision.polarity.probability(cues(question, best.candidate))
        answer = "yes" if yes >= 0.5 else "no"
    if confidence >= decision.says:
        shown = _distinct(row, decision.unsure, QUOTES_SAID)
        return Verdict(
            sheet.outlet,
            sheet.articles,
            Stance.SAYS,
            answer,
            confidence,
            tuple((w.candidate, mark if n == 0 else None) for n, w in enumerate(shown)),
            best.candidate,
        )
    if confidence >= decision.unsure:
        shown = _distinct(row, decision.unsure / 2, QUOTES_UNSURE)
        return Verdict(
            sheet.outlet,
            sheet.articles,
            Stance.UNSURE,
            None,
            confidence,
            tuple((w.candidate, None) for w in shown),
            best.candidate,
        )
    return Verdict(sheet.outlet, sheet.articles, silent, None, confidence, (), best.candidate)


def _mark(kind: Kind, candidate: Candidate) -> tuple[int, int] | None:
    """The stretch of the sentence that answers; None where the whole sentence does."""
    if kind not in SENTENCES:
        return candidate.start, candidate.end
    if kind in (Kind.WHY, Kind.HOW) and candidate.read and candidate.inner != (candidate.start, candidate.end):
        return candidate.inner
    return None


def _distinct(row: Sequence[Weighed], least: float, most: int) -> list[Weighed]:
    """The best candidates that show different sentences, the first always."""
    kept: list[Weighed] = []
    for weighed in row:
        if kept and weighed.together < least:
            break
        page = weighed.candidate.bound.page.article.id
        if all(
            page != k.candidate.bound.page.article.id
            or weighed.candidate.last < k.candidate.first
            or weighed.candidate.first > k.candidate.last
            for k in kept
        ):
            kept.append(weighed)
        if len(kept) == most:
            break
    return kept
