"""``python -m tests.evaluation.differing`` measures the differences between outlets: precision and recall by kind.

Recall is over the disagreements that annotators noted (`conflict` in the newsdesk events, and the design's list for the
five articles): one is found if a difference has a side inside an evidence sentence of two of the outlets. Precision is
over `differences.tsv`, a verdict by hand on every difference found; one without a verdict is counted as not judged.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handlers.answering.page import Page
from handlers.comparing.contrasts import Contrast, Side
from handlers.comparing.differing import differing
from handlers.comparing.statements import statements
from store.article import Article
from store.store import Store
from tests.evaluation.archive import archive_of
from tests.evaluation.newsdesk import plain
from tests.shared import SHARED

JUDGED = Path(__file__).with_name("differences.tsv")
FIVE = "five"


@dataclass(frozen=True)
class Noted:
    """A disagreement that an annotator noted: the kind of question, and evidence sentences by outlet."""

    event: str
    sort: str
    evidence: Mapping[str, tuple[str, ...]]


@dataclass
class Found:
    """Every difference of every story, and which of those noted were found."""

    contrasts: list[tuple[str, Contrast]] = field(default_factory=list)
    noted: list[tuple[Noted, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def recall(self) -> dict[str, tuple[int, int]]:
        """(found, noted) by kind of question."""
        every = Counter(noted.sort for noted, _ in self.noted)
        hit = Counter(noted.sort for noted, found in self.noted if found)
        return {sort: (hit[sort], count) for sort, count in sorted(every.items())}

    def precision(self, judged: Mapping[str, bool], *, disagreeing: bool) -> dict[str, tuple[int, int, int]]:
        """(right, judged, not judged) by kind, of what is claimed as a disagreement or of the rest."""
        out: dict[str, tuple[int, int, int]] = {}
        for event, contrast in self.contrasts:
            if contrast.disagrees is not disagreeing:
                continue
            right, known, unknown = out.get(contrast.kind, (0, 0, 0))
            verdict = judged.get(key(event, contrast))
            if verdict is None:
                unknown += 1
            else:
                right, known = right + verdict, known + 1
            out[contrast.kind] = (right, known, unknown)
        return out


def key(event: str, contrast: Contrast) -> str:
    """What names a difference in the table of verdicts, without a word of an article."""
    places = sorted(f"{side.statement.page.article.source}:{side.start}" for side in contrast.sides)
    return "\t".join((event, contrast.kind.value, ",".join(places)))


def judged() -> dict[str, bool]:
    """The verdicts by hand."""
    out: dict[str, bool] = {}
    for line in JUDGED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, verdict = line.rpartition("\t")
            out[name] = verdict == "right"
    return out


def notes(path: Path) -> list[Noted]:
    """The disagreements noted in a newsdesk file."""
    out: list[Noted] = []
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        for question in raw["questions"]:
            if question["conflict"]:
                evidence = {
                    outlet: tuple(each["text"] for each in cell["evidence"])
                    for outlet, cell in question["outlets"].items()
                    if cell["stance"] == "says"
                }
                out.append(Noted(raw["event"], question["type"], evidence))
    return out


def shows(noted: Noted, contrast: Contrast) -> bool:
    """Whether the difference stands in evidence sentences of two of the outlets."""
    return len({side.outlet for side in contrast.sides if _evident(noted, side)}) > 1


def _evident(noted: Noted, side: Side) -> bool:
    shown = set(plain(side.statement.text))
    for sentence in noted.evidence.get(side.outlet, ()):
        due = set(plain(sentence))
        if shown and due and len(shown & due) >= 0.6 * min(len(shown), len(due)):
            return True
    return False


async def compare(store: Store) -> tuple[tuple[Contrast, ...], float]:
    """The differences between all texts of an archive, and how long it took."""
    return differences(await store.find_articles())


def differences(articles: Iterable[Article]) -> tuple[tuple[Contrast, ...], float]:
    """The differences between articles, and how long it took."""
    began = time.perf_counter()
    every = [s for article in articles for s in statements(article.outlet.name, Page(article))]
    return differing(every), time.perf_counter() - began


async def measure(data: Path, folder: Path, five: Path | None) -> Found:
    """Compare the texts of each story."""
    from handlers.gathering.ingest import ingest

    found = Found()
    path = data / "newsdesk" / "dev.jsonl"
    noted = notes(path)
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        raw = json.loads(line)
        records = [
            {k: a[k] for k in ("id", "outlet", "title", "url", "published", "text") if a.get(k)}
            for a in raw["articles"]
        ]
        async with archive_of(records, folder / str(number)) as store:
            contrasts, seconds = await compare(store)
        found.seconds.append(seconds)
        found.contrasts += [(raw["event"], contrast) for contrast in contrasts]
        found.noted += [(n, any(shows(n, c) for c in contrasts)) for n in noted if n.event == raw["event"]]
    if five is not None:
        async with Store.opened(f"sqlite:///{folder / 'five.db'}") as store:
            await ingest([five], store)
            contrasts, seconds = await compare(store)
        found.seconds.append(seconds)
        found.contrasts += [(FIVE, contrast) for contrast in contrasts]
    return found


def report(found: Found, verdicts: Mapping[str, bool]) -> None:
    """Print precision and recall by kind."""
    for disagreeing, title in ((True, "claimed as a disagreement"), (False, "told otherwise, nothing claimed")):
        rows = found.precision(verdicts, disagreeing=disagreeing)
        total = [sum(row[i] for row in rows.values()) for i in range(3)]
        print(f"\n{title}: {total[0]}/{total[1]} right, {total[2]} not judged")
        for kind, (right, known, unknown) in sorted(rows.items()):
            print(f"  {kind:10} {right}/{known} right" + (f", {unknown} not judged" if unknown else ""))
    recall = found.recall()
    print(f"\nnoted by annotators: {sum(a for a, _ in recall.values())}/{sum(b for _, b in recall.values())} found")
    for sort, (hit, count) in recall.items():
        print(f"  {sort:10} {hit}/{count}")
    ordered = sorted(found.seconds)
    print(f"\nseconds a story: p50 {ordered[len(ordered) // 2]:.2f}, max {ordered[-1]:.2f}")


def listing(found: Found, verdicts: Mapping[str, bool]) -> None:
    """Print every difference with its key, for judging by hand."""
    for event, contrast in found.contrasts:
        name = key(event, contrast)
        print(f"\n{name}\t{verdicts.get(name)}\t{'!' if contrast.disagrees else ''}")
        for side in contrast.sides:
            print(f"    {side.outlet[:16]:16} | {side.words[:60]} | {_around(side)}")


def _around(side: Side) -> str:
    text, at = side.statement.text.replace("\n", " "), side.start - side.statement.start
    return text[max(0, at - 90) : at + 90]


async def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.differing", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--list", action="store_true", help="list every difference with its key")
    args = parser.parse_args(arguments)
    five = args.data.parent / "articles"
    with tempfile.TemporaryDirectory() as folder:
        found = await measure(args.data, Path(folder), five if five.is_dir() else None)
    verdicts = judged()
    if args.list:
        listing(found, verdicts)
    report(found, verdicts)


if __name__ == "__main__":
    asyncio.run(main())
