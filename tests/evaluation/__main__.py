"""``python -m tests.evaluation`` prints how good the answers are, beside baselines, with every wrong cell on request.

The invented events kept from all learning are always measured; with the data folder also the real ones: the newsdesk
events and the published stories. The shipped decision has learnt from the newsdesk events: the honest figures for those
are the left-out ones of `training.decision`.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from handlers.answering.engine import Engine
from handlers.answering.reader import MODEL, OnnxReader, ReaderConfig
from tests.evaluation.archive import RememberingReader, archive_of
from tests.evaluation.baselines import baselines
from tests.evaluation.five import TABLE, run_five
from tests.evaluation.measure import Judged, Measured, measure
from tests.evaluation.newsdesk import Event, events
from tests.evaluation.picture import reliability
from tests.shared import SHARED
from training.reported import of_stories
from training.reports import for_measuring


def share(pair: tuple[int, int]) -> str:
    """``12/20 60.0%``."""
    return f"{pair[0]}/{pair[1]} {100 * pair[0] / max(1, pair[1]):.1f}%"


async def newsdesk(
    every: Sequence[Event], reader: RememberingReader, folder: Path, *, together: bool = False, beside: bool = False
) -> Measured:
    """Measure the shipped engine, one archive an event, or all events in one archive; `beside`: tantivy searches it."""
    measured = Measured()
    if together:
        records = {str(r["id"]): r for event in every for r in event.records}
        async with archive_of(records.values(), folder / "all", beside=beside) as store:
            engine = Engine(store, reader)
            for event in every:
                await measure(engine, event.questions, measured)
        return measured
    for number, event in enumerate(every):
        async with archive_of(event.records, folder / str(number), beside=beside) as store:
            await measure(Engine(store, reader), event.questions, measured)
    return measured


def report(title: str, measured: Measured, *, wrong: bool = False) -> None:
    """Print the figures of one run; `wrong`: and every wrong cell."""
    print(f"\n## {title}")
    print("cells right             ", share(measured.share_right()))
    print("evidence on the screen  ", share(measured.shown()))
    print("claims that are wrong   ", share(measured.claimed_wrong()))
    print("unanswerable, answered  ", share(measured.unanswerable_answered()))
    print("overall answer right    ", share((sum(ok for _, ok in measured.overall), len(measured.overall))))
    print("follow-ups as stand-alone", share((sum(ok for _, _, ok in measured.followups), len(measured.followups))))
    for kind, pair in measured.by_kind().items():
        print(f"  {kind:14}", share(pair))
    for mean, right, count in measured.calibration():
        print(f"  said with {mean:.2f}: right {right:.2f} of {count}")
    stances = Counter(c.account.stance.value if c.account else "not listed" for c in measured.cells)
    print("cells", ", ".join(f"{stance} {count}" for stance, count in stances.most_common()))
    if ordered := sorted(measured.seconds):
        middle = ordered[len(ordered) // 2]
        print(f"seconds a question: p50 {middle:.2f}, max {ordered[-1]:.2f} (readings may be remembered)")
    if wrong:
        _errors(measured.cells)


def _errors(cells: Sequence[Judged]) -> None:
    """Print each wrong cell: what was shown and what was due."""
    for cell in cells:
        if cell.right:
            continue
        due = cell.asked.cells[cell.outlet]
        got = cell.account
        words = "not listed" if got is None else f"{got.stance.value} {got.answer!r} {got.confidence:.2f}"
        print(f"\n[{cell.asked.type}] {cell.asked.rewrite}  ({cell.outlet})")
        print("   due :", " / ".join(due.answers) or "silent", "|", *(e[:160] for e in due.evidence[:1]))
        print("   was :", words, "|", *(q.text[:160] for q in (got.quotes[:1] if got else ())))


async def main() -> None:
    """Run the evaluation."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--errors", action="store_true", help="list every wrong cell")
    parser.add_argument("--together", action="store_true", help="also with all events in one archive")
    parser.add_argument("--tantivy", action="store_true", help="also with an index of tantivy beside the archive")
    parser.add_argument("--picture", type=Path, help="draw the reliability curve of all claims there, as SVG")
    parser.add_argument("--memory", type=Path, default=Path("training/runs/readings.db"))
    args = parser.parse_args()
    args.memory.parent.mkdir(parents=True, exist_ok=True)
    model = ReaderConfig.of(args.model).sha256 or str(args.model)
    reader = RememberingReader(OnnxReader.open(args.model), model, args.memory)
    curves = Measured()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = await newsdesk(for_measuring(), reader, folder / "own")
        report("invented events nothing has learnt from", own, wrong=args.errors)
        curves.cells.extend(own.cells)
        if (args.data / "newsdesk").is_dir():
            curves.cells.extend((await _shared(args, reader, folder)).cells)
        else:
            print(f"\nNOT MEASURED: the real articles; there is no {args.data / 'newsdesk'}")
    if args.picture:
        reliability(curves.calibration(10), f"{sum(n for *_, n in curves.calibration())} claims", args.picture)
    await reader.close()


async def _shared(args: argparse.Namespace, reader: RememberingReader, folder: Path) -> Measured:
    """The five reports and the newsdesk events, beside the baselines; the published stories."""
    every = events(args.data / "newsdesk" / "dev.jsonl")
    five = await run_five(args.data.parent / "articles", reader, folder / "five")
    good = sum(ok for row in five for ok, _ in row)
    print("\n## the five articles", f"{good}/{sum(len(row) for row in five)}")
    for due, row in zip(TABLE, five, strict=True):
        print("  ", due.question, "|", *(f"{'' if ok else '✗ '}{shown}" for ok, shown in row), sep="  ")
    for title, pair in (await baselines(every, reader, folder / "baselines")).items():
        print(f"baseline, {title}: cells right {share(pair)}")
    apart = await newsdesk(every, reader, folder / "apart")
    report("newsdesk dev, one archive an event", apart, wrong=args.errors)
    told = await newsdesk(of_stories(args.data), reader, folder / "stories")
    report("published stories, one archive an event", told, wrong=args.errors)
    if args.together:
        report("newsdesk dev, all events in one archive", await newsdesk(every, reader, folder, together=True))
    if args.tantivy:
        title = "newsdesk dev, tantivy beside the archive"
        report(title, await newsdesk(every, reader, folder / "beside", together=args.together, beside=True))
    return apart


if __name__ == "__main__":
    asyncio.run(main())
