"""Labelled candidates: what the engine proposes for questions whose answers are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.answering.answer_type import SENTENCES
from handlers.answering.candidates import Candidate, Weighed
from handlers.answering.engine import Engine
from handlers.answering.polarity import cues
from handlers.answering.question import Question, analyse
from handlers.answering.reading import Reader
from tests.evaluation.archive import archive_of
from tests.evaluation.newsdesk import Asked, Cell, Event, accepts, plain


@dataclass(frozen=True)
class Labelled:
    """A candidate with its features; `label` is 1, 0 or None (it cannot be told: left out of the fit)."""

    weighed: Weighed
    label: int | None


@dataclass(frozen=True)
class Row:
    """The candidates of one cell, and for yes/no the cues of its right evidence with the true polarity."""

    event: str
    question: Question
    cell: Cell
    candidates: tuple[Labelled, ...]
    polarity: tuple[tuple[tuple[float, ...], int], ...]


def label(question: Question, type_: str, cell: Cell, candidate: Candidate) -> int | None:
    """Whether a candidate is what its outlet says."""
    if not cell.says:
        return 0
    start, end = candidate.quote
    on_evidence = _overlaps(candidate.bound.page.text[start:end], cell.evidence)
    if question.kind in SENTENCES:
        if on_evidence:
            return 1
        return None if type_ not in ("yesno", "why", "said") and accepts(cell.answers, candidate.text) else 0
    if accepts(cell.answers, candidate.text):
        return 1 if on_evidence or not cell.evidence else None
    return None if type_ in ("why", "said") and on_evidence else 0


def _overlaps(sentence: str, evidence: Sequence[str]) -> bool:
    shown = set(plain(sentence))
    return any(
        shown and due and len(shown & due) >= 0.6 * min(len(shown), len(due))
        for due in (set(plain(e)) for e in evidence)
    )


async def rows_of(event: Event, reader: Reader, decision: object, folder: Path) -> list[Row]:
    """Every cell of an event with its labelled candidates, weighed with the given decision."""
    out: list[Row] = []
    async with archive_of(event.records, folder) as store:
        engine = Engine(store, reader, decision)  # type: ignore[arg-type]
        for asked in event.questions:
            question = analyse(asked.rewrite)
            retrieved = await engine.gather(question)
            weighed = await engine.weigh(question, retrieved)
            for sheet, candidates in zip(retrieved.sheets, weighed, strict=True):
                cell = asked.cells.get(sheet.outlet.name)
                if cell is not None:
                    out.append(_row(event.name, asked, question, cell, candidates))
    return out


def _row(event: str, asked: Asked, question: Question, cell: Cell, candidates: Iterable[Weighed]) -> Row:
    labelled = tuple(Labelled(w, label(question, asked.type, cell, w.candidate)) for w in candidates)
    polarity: tuple[tuple[tuple[float, ...], int], ...] = ()
    if asked.type == "yesno" and cell.says and len(set(cell.answers)) == 1:
        truth = int(cell.answers[0] == "yes")
        polarity = tuple((tuple(cues(question, x.weighed.candidate)), truth) for x in labelled if x.label == 1)
    return Row(event, question, cell, labelled, polarity)
