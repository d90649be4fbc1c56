"""Measures a reader folder, the shipped way: through `handlers.answering.reader`, window by window.

Sets: XQuAD-en (and its part whose titles were not trained on), the held-out SQuAD 2.0 titles, the held-out written
passages, the held-out published reports.
The null threshold is chosen on training-side questions only (`tuning_set`), never on what is measured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.answering.reader import OnnxReader
from training import corpora, reported, reports
from training.example import Example
from training.scoring import auc, exact, f1


@dataclass(frozen=True)
class Outcome:
    """What the reader said to one question: its best span, the score above the network's null, and P(yes)."""

    example: Example
    text: str
    start: int
    end: int
    score: float
    yes: float | None


def read_all(reader: OnnxReader, examples: Sequence[Example]) -> list[Outcome]:
    """One outcome per example."""
    out = []
    for example in examples:
        reading = reader.read_now(example.question, [example.passage])[0]
        if not reading.spans:
            out.append(Outcome(example, "", 0, 0, float("-inf"), None))
            continue
        best = reading.spans[0]
        out.append(
            Outcome(example, example.passage[best.start : best.end], best.start, best.end, best.score, reading.yes)
        )
    return out


def sample(examples: Sequence[Example], share: float) -> list[Example]:
    """A share of the examples, always the same ones."""

    def place(e: Example) -> float:
        return int(hashlib.sha256(f"{e.passage}\0{e.question}".encode()).hexdigest()[:8], 16) / 16**8

    return [e for e in examples if place(e) < share]


def tuning_set(data: Path) -> list[Example]:
    """Questions of the training side that were kept from training, to choose the threshold on."""
    return [e for side in (corpora.squad2(data)[0], corpora.written()[0]) for e in side if corpora.tunes(e.passage)]


def best_threshold(outcomes: Sequence[Outcome]) -> float:
    """The score below which silence gives the better mean F1 (an unanswerable question scores 1 when refused)."""
    ranked = sorted(outcomes, key=lambda o: o.score)
    gains = [f1(o.text, o.example.accepted) if o.example.answered else 0.0 for o in ranked]
    total = best = sum(gains)
    threshold = ranked[0].score - 1.0
    for n, outcome in enumerate(ranked):
        total += (0.0 if outcome.example.answered else 1.0) - gains[n]
        if total > best:
            after = ranked[n + 1].score if n + 1 < len(ranked) else outcome.score + 1.0
            best, threshold = total, (outcome.score + after) / 2
    return threshold


def _percent(values: Sequence[float]) -> float:
    return round(100 * sum(values) / len(values), 1) if values else float("nan")


def squad_figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """EM and F1 of the answered when forced; F1 overall and right refusals at score 0 (the tuned threshold)."""
    answered = [o for o in outcomes if o.example.answered]
    silent = [o for o in outcomes if not o.example.answered]
    figures = {
        "questions": float(len(outcomes)),
        "exact": _percent([exact(o.text, o.example.accepted) for o in answered]),
        "f1": _percent([f1(o.text, o.example.accepted) for o in answered]),
    }
    if silent:
        kept = [f1(o.text, o.example.accepted) if o.score >= 0 else 0.0 for o in answered]
        refused = [float(o.score < 0) for o in silent]
        figures |= {
            "f1_overall": _percent(kept + refused),
            "f1_overall_best": _best_overall(outcomes),
            "refused": _percent(refused),
            "kept": _percent([float(o.score >= 0) for o in answered]),
            "auc": round(100 * auc([o.score for o in outcomes], [o.example.answered for o in outcomes]), 1),
        }
    return figures


def _best_overall(outcomes: Sequence[Outcome]) -> float:
    threshold = best_threshold(outcomes)
    return _percent(
        [
            (f1(o.text, o.example.accepted) if o.score >= threshold else 0.0)
            if o.example.answered
            else float(o.score < threshold)
            for o in outcomes
        ]
    )


def written_figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """As for SQuAD on span questions; for yes/no polarity and evidence found; for why and said the clause found."""
    spans = [o for o in outcomes if o.example.kind not in ("yesno", "why", "said") or not o.example.answered]
    polar = [o for o in outcomes if o.example.polarity >= 0]
    clauses = [o for o in outcomes if o.example.kind in ("why", "said") and o.example.answered]
    return squad_figures(spans) | {
        "f1_all_answered": _percent([f1(o.text, o.example.accepted) for o in outcomes if o.example.answered]),
        "polarity": _percent([float((o.yes or 0.0) >= 0.5) == float(o.example.polarity == 1) for o in polar]),
        "polarity_no": _percent([float((o.yes or 0.0) < 0.5) for o in polar if o.example.polarity == 0]),
        "evidence_found": _percent([float(_overlaps(o)) for o in polar]),
        "clause_found": _percent([float(_overlaps(o)) for o in clauses]),
        "clause_f1": _percent([f1(o.text, o.example.accepted) for o in clauses]),
    }


def _overlaps(o: Outcome) -> bool:
    return o.start < o.example.end and o.end > o.example.start


def figures(folder: Path, data: Path, share: float = 1.0) -> dict[str, Any]:
    """Every figure of a reader folder, on all or a share of each set."""
    reader = OnnxReader.open(folder)
    x = sample(corpora.xquad(data), share)
    trained = {corpora.title_of(e) for e in corpora.squad2(data)[0]}
    x_out = read_all(reader, x)
    unseen = [o for o in x_out if corpora.title_of(o.example) not in trained]
    squad2 = read_all(reader, sample(corpora.squad2(data)[1], share))
    written = read_all(reader, sample(corpora.written()[1], share))
    published = read_all(reader, sample(reports.examples(reported.for_measuring(data)), share))
    return {
        "xquad": squad_figures(x_out),
        "xquad_unseen_titles": squad_figures(unseen),
        "squad2_held_out": squad_figures(squad2),
        "written_held_out": written_figures(written),
        "reported_held_out": written_figures(published),
    }
