"""``python -m training.decision --data ../shared/data`` learns `handlers/answering/model/decision.json`.

The reader reads every question once; each candidate it and the rules propose is labelled; logistic models for spans and
for sentences (alone, and beside the other outlets) and one for polarity are fitted on the newsdesk events and on the
invented events that the reader has not seen. The honest figures come from leaving out a sixth of the newsdesk events at
a time; the shipped weights are fitted on all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from handlers.answering.decision import parse
from handlers.answering.reader import MODEL, OnnxReader, ReaderConfig
from tests.evaluation.__main__ import report
from tests.evaluation.archive import RememberingReader
from tests.evaluation.measure import Measured
from tests.evaluation.newsdesk import Event, events
from training.decision.examples import Posed, pose
from training.decision.learning import Thresholds, judge, learn
from training.reports import for_decision


async def _posed(every: Sequence[Event], reader: RememberingReader, folder: Path) -> list[list[Posed]]:
    return [await pose(event, reader, folder / str(number)) for number, event in enumerate(every)]


def left_out(
    real: Sequence[Sequence[Posed]], own: Sequence[Sequence[Posed]], thresholds: Thresholds, folds: int
) -> Measured:
    """The cells of every real event, judged with weights that were learnt without it."""
    measured = Measured()
    for fold in range(folds):
        kept = [posed for n, event in enumerate(real) if n % folds != fold for posed in event]
        learnt = parse(learn([*kept, *(posed for event in own for posed in event)], thresholds))
        for n, event in enumerate(real):
            if n % folds == fold:
                judge(event, learnt, measured)
    return measured


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
    model = ReaderConfig.of(args.model).sha256 or str(args.model)
    reader = RememberingReader(OnnxReader.open(args.model), model, args.memory)
    with tempfile.TemporaryDirectory() as name:
        real = await _posed(events(args.data / "newsdesk" / "dev.jsonl"), reader, Path(name) / "real")
        own = await _posed(for_decision(), reader, Path(name) / "own")
    await reader.close()
    thresholds = Thresholds(args.says, args.unsure, "not measured: python -m training.decision --folds 6")
    if args.folds:
        measured = left_out(real, own, thresholds, args.folds)
        right, cells = measured.share_right()
        wrong, claimed = measured.claimed_wrong()
        note = f"{args.folds} folds over events: {right}/{cells} cells right, {wrong}/{claimed} claims wrong"
        report(note, measured, wrong=args.errors)
        thresholds = Thresholds(args.says, args.unsure, note)
    everything = [posed for event in (*real, *own) for posed in event]
    args.out.write_text(learn(everything, thresholds) + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
