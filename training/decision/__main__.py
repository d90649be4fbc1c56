"""``python -m training.decision --data ../shared/data`` learns `handlers/answering/model/decision.json`.

The reader reads every question; each candidate it and the rules propose is labelled; two logistic models for each of
spans and sentences (alone, and beside the other outlets) and one for polarity are fitted. The honest figures come from
leaving out one event at a time; the shipped weights are fitted on all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from handlers.answering.answer_type import SENTENCES
from handlers.answering.decision import Decision, parse
from handlers.answering.engine import Engine
from handlers.answering.features import BESIDE, NAMES
from handlers.answering.polarity import CUES
from handlers.answering.reader import MODEL, OnnxReader, ReaderConfig
from tests.evaluation.__main__ import errors, report
from tests.evaluation.archive import RememberingReader, archive_of
from tests.evaluation.measure import Measured, measure
from tests.evaluation.newsdesk import Event, events
from training.decision.composed import composed
from training.decision.examples import Row, rows_of
from training.decision.logistic import Fitted, fit

PENALTY = 3.0
COMPOSED_WEIGHT = 0.35  # a composed cell counts less than a real one: its article has no echo of its subject elsewhere
BOTH = (*NAMES, *BESIDE)


def _flat(names: Sequence[str]) -> dict[str, object]:
    """A model that prefers what the reader prefers: the start of the first stage."""
    weights = [0.0] * len(names)
    weights[0] = 6.0
    return {
        "features": list(names),
        "bias": -1.0,
        "weights": weights,
        "mean": [0.0] * len(names),
        "scale": [1.0] * len(names),
    }


def start() -> Decision:
    """The decision before anything is learnt: the reader's score alone."""
    data: dict[str, object] = {"span": _flat(NAMES), "sentence": _flat(NAMES)}
    data |= {"span_with_others": _flat(BOTH), "sentence_with_others": _flat(BOTH), "polarity": _flat(CUES)}
    data["thresholds"] = {"says": {"value": 0.5}, "unsure": {"value": 0.1}}
    return parse(json.dumps(data))


def _fit(rows: Sequence[Row], sentence: bool, width: int, names: Sequence[str]) -> Fitted:
    xs, ys, counts = [], [], []
    for row in rows:
        if (row.question.kind in SENTENCES) != sentence:
            continue
        weight = COMPOSED_WEIGHT if row.event.startswith("written") else 1.0
        for each in row.candidates:
            if each.label is not None:
                xs.append(each.weighed.features[:width])
                ys.append(each.label)
                counts.append(weight)
    return fit(names, np.array(xs), np.array(ys, dtype=float), np.array(counts), PENALTY)


def _polarity(rows: Sequence[Row]) -> Fitted:
    pairs = [
        (x, y, COMPOSED_WEIGHT if row.event.startswith("written") else 1.0) for row in rows for x, y in row.polarity
    ]
    xs, ys, counts = zip(*pairs, strict=True)
    return fit(CUES, np.array(xs), np.array(ys, dtype=float), np.array(counts), PENALTY)


@dataclass(frozen=True)
class Thresholds:
    """Where `says` and `unsure` begin, and the measurement that says so."""

    says: float
    unsure: float
    measured: str


def stage(rows: Sequence[Row], thresholds: Thresholds, alone: dict[str, object] | None = None) -> str:
    """The decision file: with `alone` given, the first stage is kept and the second is fitted beside it."""
    data: dict[str, object] = (
        dict(alone)
        if alone
        else {
            "span": _fit(rows, False, len(NAMES), NAMES).as_json(),
            "sentence": _fit(rows, True, len(NAMES), NAMES).as_json(),
            "polarity": _polarity(rows).as_json(),
        }
    )
    data["span_with_others"] = _fit(rows, False, len(BOTH), BOTH).as_json() if alone else _flat(BOTH)
    data["sentence_with_others"] = _fit(rows, True, len(BOTH), BOTH).as_json() if alone else _flat(BOTH)
    data["thresholds"] = {
        "says": {"value": thresholds.says, "measured": thresholds.measured},
        "unsure": {"value": thresholds.unsure, "measured": thresholds.measured},
    }
    return json.dumps(data, indent=1)


async def _all_rows(every: Sequence[Event], reader: RememberingReader, decision: Decision, folder: Path) -> list[Row]:
    out: list[Row] = []
    for number, event in enumerate(every):
        out.extend(await rows_of(event, reader, decision, folder / f"{len(out)}-{number}"))
    return out


async def learn(
    real: Sequence[Event], first: Sequence[Row], reader: RememberingReader, folder: Path, thresholds: Thresholds
) -> str:
    """Fit both stages. `first` are the rows of the real and of the composed events, weighed by the reader alone.

    A composed event has one outlet: its second-stage features are zero, so its rows serve both stages.
    """
    names = {event.name for event in real}
    mine = [row for row in first if row.event in names or row.event.startswith("written")]
    alone = stage(mine, thresholds)
    rows = await _all_rows(real, reader, parse(alone), folder)
    rows.extend(row for row in mine if row.event.startswith("written"))
    kept = {k: v for k, v in json.loads(alone).items() if k in ("span", "sentence", "polarity")}
    return stage(rows, thresholds, kept)


async def main() -> None:
    """Learn, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m training.decision", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder (newsdesk/dev.jsonl in it)")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the reader")
    parser.add_argument("--out", type=Path, default=MODEL / "decision.json")
    parser.add_argument("--says", type=float, default=0.5)
    parser.add_argument("--unsure", type=float, default=0.08)
    parser.add_argument("--memory", type=Path, default=Path("training/runs/readings.db"))
    parser.add_argument("--errors", action="store_true", help="list every wrong cell of the left-out events")
    parser.add_argument("--folds", type=int, default=6, help="0: only fit")
    args = parser.parse_args()
    args.memory.parent.mkdir(parents=True, exist_ok=True)
    real = events(args.data / "newsdesk" / "dev.jsonl")
    own = composed()
    model = ReaderConfig.of(args.model).sha256 or str(args.model)
    reader = RememberingReader(OnnxReader.open(args.model), model, args.memory)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = await _all_rows([*real, *own], reader, start(), folder / "first")
        thresholds = Thresholds(args.says, args.unsure, "not measured: python -m training.decision --folds 0")
        if args.folds:
            measured = await left_out(real, first, reader, folder, thresholds, args.folds)
            right, cells = measured.share_right()
            wrong, claimed = measured.claimed_wrong()
            note = f"{args.folds} folds over events: {right}/{cells} cells right, {wrong}/{claimed} claims wrong"
            report(note, measured)
            if args.errors:
                errors(measured.cells)
            thresholds = Thresholds(args.says, args.unsure, note)
        args.out.write_text(await learn(real, first, reader, folder / "all", thresholds) + "\n", "utf-8")
    await reader.close()


async def left_out(
    real: Sequence[Event],
    first: Sequence[Row],
    reader: RememberingReader,
    folder: Path,
    thresholds: Thresholds,
    folds: int,
) -> Measured:
    """Measure every event with weights that were learnt without it."""
    measured = Measured()
    for fold in range(folds):
        kept = [e for n, e in enumerate(real) if n % folds != fold]
        learnt = parse(await learn(kept, first, reader, folder / f"fold{fold}", thresholds))
        for n, event in enumerate(real):
            if n % folds == fold:
                async with archive_of(event.records, folder / f"test{n}") as store:
                    await measure(Engine(store, reader, learnt), event.questions, measured)
    return measured


if __name__ == "__main__":
    asyncio.run(main())
