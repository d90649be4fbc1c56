"""Fits the two stages of the decision and its polarity, and judges questions with what was learnt.

The second stage is fitted on what the first says of the same questions, so nothing is read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.answering.account import accounts_of
from handlers.answering.answer_type import SENTENCES
from handlers.answering.candidates import Weighed
from handlers.answering.corroboration import weigh
from handlers.answering.decision import Decision, parse
from handlers.answering.engine import account
from handlers.answering.features import NAMES
from handlers.answering.polarity import CUES, cues
from tests.evaluation.measure import Judged, Measured
from tests.evaluation.newsdesk import right
from training.decision.examples import Posed
from training.decision.logistic import Fitted, fit
from training.decision.start import BOTH, flat

PENALTY = 10.0


@dataclass(frozen=True)
class Thresholds:
    """Where `says` and `unsure` begin, and the measurement that says so."""

    says: float
    unsure: float
    measured: str


def learn(posed: Sequence[Posed], thresholds: Thresholds) -> str:
    """The decision learnt from these questions, as the JSON of `decision.json`."""
    data: dict[str, object] = {
        "span": _alone(posed, sentence=False).as_json(),
        "sentence": _alone(posed, sentence=True).as_json(),
        "polarity": _polarity(posed).as_json(),
        "span_with_others": flat(BOTH),
        "sentence_with_others": flat(BOTH),
        "thresholds": {
            "says": {"value": thresholds.says, "measured": thresholds.measured},
            "unsure": {"value": thresholds.unsure, "measured": thresholds.measured},
        },
    }
    first = parse(json.dumps(data))
    weighed = [(each, weigh(each.question, each.proposed, first)) for each in posed]
    data["span_with_others"] = _beside(weighed, sentence=False).as_json()
    data["sentence_with_others"] = _beside(weighed, sentence=True).as_json()
    return json.dumps(data, indent=1)


def _fit(names: Sequence[str], found: Iterator[tuple[tuple[float, ...], int]]) -> Fitted:
    rows, labels = zip(*found, strict=True)
    return fit(names, np.array(rows), np.array(labels, dtype=float), np.ones(len(labels)), PENALTY)


def _alone(posed: Sequence[Posed], *, sentence: bool) -> Fitted:
    return _fit(
        NAMES,
        (
            (values, known)
            for each in posed
            if (each.question.kind in SENTENCES) == sentence
            for n, row in enumerate(each.proposed)
            for candidate, values in row
            if (known := each.label(n, candidate)) is not None
        ),
    )


def _beside(weighed: Sequence[tuple[Posed, Sequence[Sequence[Weighed]]]], *, sentence: bool) -> Fitted:
    return _fit(
        BOTH,
        (
            (w.features, known)
            for each, rows in weighed
            if (each.question.kind in SENTENCES) == sentence
            for n, row in enumerate(rows)
            for w in row
            if (known := each.label(n, w.candidate)) is not None
        ),
    )


def _polarity(posed: Sequence[Posed]) -> Fitted:
    def found() -> Iterator[tuple[tuple[float, ...], int]]:
        for each in posed:
            for n, row in enumerate(each.proposed):
                cell = each.cell(n)
                if each.asked.type == "yesno" and cell is not None and cell.says and len(set(cell.answers)) == 1:
                    for candidate, _ in row:
                        if each.label(n, candidate) == 1:
                            yield tuple(cues(each.question, candidate)), int(cell.answers[0] == "yes")

    return _fit(CUES, found())


def judge(posed: Sequence[Posed], decision: Decision, into: Measured) -> None:
    """Add to `into` what the engine would say to each question with this decision."""
    for each in posed:
        rows = weigh(each.question, each.proposed, decision)
        said = {v.outlet.name: account(v) for v in accounts_of(each.question, each.retrieved, rows, decision)}
        for outlet, cell in each.asked.cells.items():
            into.cells.append(
                Judged(each.asked, outlet, said.get(outlet), right(each.asked.type, cell, said.get(outlet)))
            )
