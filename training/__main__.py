"""`python -m training`: data → weights → shipped folder → figures, or one of these steps."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "handlers" / "answering" / "model"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "steps", nargs="*", default=["train", "export", "evaluate"], help="train, export, evaluate (all three)"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("../shared/data"),
        help="the folder that holds reader/ (default ../shared/data)",
    )
    parser.add_argument("--minutes", type=float, default=100.0, help="wall-clock budget of the whole run (default 100)")
    parser.add_argument(
        "--run",
        type=Path,
        default=ROOT / "training" / "runs" / "reader",
        help="where the checkpoint is kept; a run found there is resumed",
    )
    parser.add_argument("--model", type=Path, default=MODEL, help="where the shipped folder is made")
    parser.add_argument("--processes", type=int, default=0, help="0: one per core without a GPU, one with")
    parser.add_argument("--rate", type=float, default=2e-4, help="the highest learning rate (default 2e-4)")
    parser.add_argument("--from", dest="begin", type=Path, help="a reader folder, whose weights a new run begins from")
    parser.add_argument(
        "--mixed",
        type=float,
        default=1.0,
        help="with --from: the share of the trained weights in what is exported; the rest stays as it was (default 1)",
    )
    parser.add_argument("--freeze", type=int, default=0, help="how many layers, from the first, stay as they are")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--batch", type=int, default=32, help="examples of a step (default 32; 128 suits a GPU)")
    parser.add_argument("--loaders", type=int, default=0, help="processes that make batches ahead, for a GPU")
    parser.add_argument(
        "--teachers", type=Path, nargs="*", default=[], help="checkpoints whose mean is learnt beside the answers"
    )
    parser.add_argument(
        "--phases",
        type=float,
        nargs=3,
        help="shares of the budget at which the phases of the mixture begin (default 0 0.5 0.85; 0 0 0 with --from)",
    )
    parser.add_argument(
        "--rounded-from",
        type=float,
        default=1.0,
        help="the share of the budget from which on training rounds as the int8 graph does (default 1: never)",
    )
    parser.add_argument(
        "--share", type=float, default=1.0, help="the share of each measuring set to evaluate on (default all)"
    )
    chosen = parser.parse_args()
    unknown = set(chosen.steps) - {"train", "export", "evaluate"}
    if unknown:
        parser.error(f"unknown step {', '.join(sorted(unknown))}: choose from train, export, evaluate")
    return chosen


def main() -> int:
    """Runs the chosen steps; what is missing is one line on stderr and exit code 2."""
    chosen = _arguments()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    from training import cloze, corpora, reported, reports
    from training.train import Plan, base_folder, processes_for, train

    try:
        base = base_folder()
        corpora.check(chosen.data)
        kept = chosen.run / "checkpoint.pt"
        if "train" in chosen.steps:
            kept = train(
                Plan(
                    chosen.data,
                    chosen.run,
                    chosen.minutes,
                    base,
                    chosen.processes or processes_for(),
                    chosen.rate,
                    batch=chosen.batch,
                    seed=chosen.seed,
                    loaders=chosen.loaders,
                    teachers=tuple(chosen.teachers),
                    rounded_from=chosen.rounded_from,
                    # a reader that ships has been through the first phases
                    phases_at=tuple(chosen.phases or ((0.0, 0.0, 0.0) if chosen.begin else Plan.phases_at)),
                    frozen=chosen.freeze,
                    begin=chosen.begin,
                )
            )
        full = chosen.run / "fp32"
        logging.getLogger().setLevel(logging.WARNING)  # the quantiser tells of every matrix
        if "export" in chosen.steps:
            from training.export import export
            from training.reference import write_reference

            begun = (chosen.begin, chosen.mixed) if chosen.begin and chosen.mixed < 1 else None
            print("null thresholds", export(kept, base, chosen.data, chosen.model, full, begun))
            write_reference(chosen.model, ROOT / "tests" / "handlers" / "answering" / "reader_reference.json")
        if "evaluate" in chosen.steps:
            from training.card import write_card
            from training.evaluate import figures

            measured = {
                name: figures(folder, chosen.data, chosen.share)
                for name, folder in (("fp32", full), ("int8", chosen.model))
            }
            print(json.dumps(measured, indent=2))
            if chosen.share == 1.0:
                counts = {
                    "written": sum(len(side) for side in corpora.written()),
                    "events": len(reports.examples(reports.for_reader())),
                    "reported": len(reports.examples(reported.for_reader(chosen.data))),
                    "cloze": len(cloze.examples(chosen.data)),
                }
                write_card(chosen.model, measured, counts)
    except (corpora.MissingData, reported.Changed, FileNotFoundError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
