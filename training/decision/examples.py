"""Questions whose answers are known, with what the engine proposes for them and whether each proposal is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.answering.answer_type import SENTENCES
from handlers.answering.candidates import Candidate
from handlers.answering.corroboration import Proposed
from handlers.answering.engine import Engine
from handlers.answering.question import Question, analyse
from handlers.answering.reading import Reader
from handlers.answering.retriever import Retrieved
from tests.evaluation.archive import archive_of
from tests.evaluation.newsdesk import Asked, Cell, Event, accepts, plain
from training.decision.start import start


@dataclass(frozen=True)
class Posed:
    """A question put to an archive: the candidates of each outlet, in the order of the sheets."""

    asked: Asked
    question: Question
    retrieved: Retrieved
    proposed: tuple[tuple[Proposed, ...], ...]

    def cell(self, row: int) -> Cell | None:
        """What is known of the outlet of a row; None where the data does not say."""
        return self.asked.cells.get(self.retrieved.sheets[row].outlet.name)

    def label(self, row: int, candidate: Candidate) -> int | None:
        """1 if a candidate is what its outlet says, 0 if not, None if it cannot be told: left out of the fit."""
        cell = self.cell(row)
        return None if cell is None else label(self.question, self.asked.type, cell, candidate)


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


async def pose(event: Event, reader: Reader, folder: Path) -> list[Posed]:
    """Every question of an event, put to an archive of its articles as the engine puts it."""
    out: list[Posed] = []
    async with archive_of(event.records, folder) as store:
        engine = Engine(store, reader, start())
        for asked in event.questions:
            question = analyse(asked.rewrite)
            retrieved = await engine.gather(question)
            out.append(Posed(asked, question, retrieved, await engine.propose(question, retrieved)))
    return out
