"""`make bench`: builds archives, measures them side by side and prints the table; the plot goes beside it."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.corpus import Corpus
from tests.benchmarks.measuring import measure
from tests.benchmarks.report import plot, table
from tests.shared import ROOT
from tests.store.postgres_server import Server


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "news-text")
    options.add_argument("--sizes", default="10000,100000", help="passages, with commas")
    options.add_argument("--questions", type=int, default=100)
    options.add_argument("--postgres-up-to", type=int, default=100_000, help="passages; PostgreSQL is left out above")
    options.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    given = options.parse_args()
    corpus = Corpus.read(given.data)
    if not corpus.sentences:
        options.error(f"there is no .csv with texts in {given.data}; name another folder with --data")
    given.out.mkdir(parents=True, exist_ok=True)
    server = Server(durable=True)
    sizes = []
    try:
        for passages in sorted(int(each) for each in given.sizes.split(",")):
            postgres = server.archive() if passages <= given.postgres_up_to else None
            with tempfile.TemporaryDirectory(prefix="copydesk-bench-") as folder:
                sizes.append(measure(corpus, passages, Path(folder), given.questions, postgres))
            (given.out / "bench.md").write_text(table(sizes) + "\n", "utf-8")
            (given.out / "bench.svg").write_text(plot(sizes) + "\n", "utf-8")
    finally:
        server.stop()
    print(table(sizes))
    print(f"\nWritten to {given.out}/bench.md and bench.svg.")


if __name__ == "__main__":
    main()
