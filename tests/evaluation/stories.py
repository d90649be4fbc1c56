"""``python -m tests.evaluation.stories`` scores the stories an archive makes against the labelled ones.

Every article comes in the order of its time, through the program's own ingest, one file of them at a time, so that
stories grow, merge and split as they do in use. BCubed (Bagga and Baldwin 1998) is over articles, pairwise over pairs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from handlers.gathering.ingest import ingest
from handlers.stories.clusters import clusters
from handlers.stories.likeness import Matrix, likenesses, telling_first
from handlers.stories.terms import terms
from store.store import Store
from store.story import Telling
from tests.shared import SHARED

Record = Mapping[str, str]


@dataclass(frozen=True)
class Score:
    """How well clusters agree with labels: each a share, 0 to 1."""

    precision: float
    recall: float
    pair_precision: float
    pair_recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    @property
    def pair_f1(self) -> float:
        return 2 * self.pair_precision * self.pair_recall / max(1e-9, self.pair_precision + self.pair_recall)

    def __str__(self) -> str:
        return (
            f"BCubed P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f} | "
            f"pairwise P {self.pair_precision:.3f} R {self.pair_recall:.3f} F1 {self.pair_f1:.3f}"
        )


def score(found: Sequence[Hashable], labels: Sequence[Hashable]) -> Score:
    """Score clusters, one for each article in order, against its label."""
    in_found, in_labels = Counter(found), Counter(labels)
    both = Counter(zip(found, labels, strict=True))
    pairs = list(zip(found, labels, strict=True))
    hits = sum(n * (n - 1) // 2 for n in both.values())
    return Score(
        precision=sum(both[pair] / in_found[pair[0]] for pair in pairs) / len(pairs),
        recall=sum(both[pair] / in_labels[pair[1]] for pair in pairs) / len(pairs),
        pair_precision=hits / max(1, sum(n * (n - 1) // 2 for n in in_found.values())),
        pair_recall=hits / max(1, sum(n * (n - 1) // 2 for n in in_labels.values())),
    )


def records(path: Path) -> list[Record]:
    """The labelled articles in the order in which they were published."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return sorted(lines, key=lambda line: (line["published"] or "", line["id"]))


async def placed(articles: Sequence[Record], folder: Path, at_once: int, around: Sequence[Record] = ()) -> list[int]:
    """The story of each article, taken in `at_once` at a time; `around` are others, taken in first."""
    folder.mkdir(parents=True, exist_ok=True)
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}") as store:
        for number, start in enumerate(range(0, len(articles), at_once)):
            part = [*(around if start == 0 else ()), *articles[start : start + at_once]]
            lines = folder / f"{number}.jsonl"
            kept = [{k: r[k] for k in ("id", "outlet", "title", "url", "published", "text") if r.get(k)} for r in part]
            lines.write_text("".join(json.dumps(record) + "\n" for record in kept), encoding="utf-8")
            await ingest([lines], store)
        by_source = {article.source: article.id for article in await store.find_articles()}
        stories = await store.stories_of(by_source.values())
        return [stories[by_source[record["id"]]] if record["id"] in by_source else -1 for record in articles]


def by_headline(articles: Sequence[Record], least: float) -> list[int]:
    """A baseline: headlines that share so many of their words (Jaccard) are one story, and it passes on."""
    words = [frozenset(terms(article["title"], "")) for article in articles]
    root = list(range(len(articles)))

    def find(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    for one, other in combinations(range(len(articles)), 2):
        if len(words[one] & words[other]) >= least * max(1, len(words[one] | words[other])):
            root[find(one)] = find(other)
    return [find(at) for at in range(len(articles))]


def by_cosine(articles: Sequence[Record], least: float) -> list[int]:
    """A baseline: all articles known beforehand, no dates; cosines of TF-IDF this high are one story, and it passes on."""
    told = [terms(article["title"], article["text"]) for article in articles]
    counts = Counter(term for each in told for term in each)
    tellings = [Telling(at, None, telling_first(each, counts, len(told))) for at, each in enumerate(told)]
    alike = likenesses(tellings, counts, len(told))
    root = list(range(len(articles)))

    def find(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    for one, other in combinations(range(len(articles)), 2):
        if alike[one, other] >= least:
            root[find(one)] = find(other)
    return [find(at) for at in range(len(articles))]


def left_out(articles: Sequence[Record], labels: Sequence[str], folds: int = 4) -> float:
    """BCubed F1 where each story is clustered with a threshold chosen on the others."""
    fold = {name: at % folds for at, name in enumerate(sorted(set(labels)))}
    found: list[Hashable] = [None] * len(articles)
    for out in range(folds):
        outside = [at for at, label in enumerate(labels) if fold[label] != out]
        inside = [at for at, label in enumerate(labels) if fold[label] == out]
        alike, due = _alike([articles[at] for at in outside]), [labels[at] for at in outside]
        chosen = max((n / 100 for n in range(10, 40, 2)), key=lambda least: score(_numbered(alike, least), due).f1)
        for at, cluster in zip(inside, _numbered(_alike([articles[at] for at in inside]), chosen), strict=True):
            found[at] = (out, cluster)
    return score(found, labels).f1


def _alike(articles: Sequence[Record]) -> Matrix:
    told = [terms(article["title"], article["text"]) for article in articles]
    counts = Counter(term for each in told for term in each)
    times = [datetime.fromisoformat(article["published"]).replace(tzinfo=UTC) for article in articles]
    return likenesses([Telling(at, times[at], each) for at, each in enumerate(told)], counts, len(told))


def _numbered(alike: Matrix, least: float) -> list[int]:
    """The number of each article's cluster."""
    groups = clusters(alike, [None] * len(alike), [True] * len(alike), least)
    return [number for _, number in sorted((place, number) for number, group in enumerate(groups) for place in group)]


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.stories", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--errors", action="store_true", help="list stories that were split or joined")
    args = parser.parse_args()
    articles = records(args.data / "stories" / "dev.jsonl")
    labels = [article["story"] for article in articles]
    with tempfile.TemporaryDirectory() as name:
        for at_once in (1, 50, len(articles)):
            began = time.perf_counter()
            found = await placed(articles, Path(name) / str(at_once), at_once)
            seconds = time.perf_counter() - began
            print(
                f"stories, {at_once:3} at a time     {score(found, labels)} ({1000 * seconds / len(articles):.0f} ms an article)"
            )
            if args.errors and at_once == 1:
                _errors(articles, found)
    print(f"with a threshold from other stories: BCubed F1 {left_out(articles, labels):.3f}")
    for title, baseline in (("headline overlap", by_headline), ("TF-IDF cosine", by_cosine)):
        best = max((n / 50 for n in range(5, 40)), key=lambda least: score(baseline(articles, least), labels).f1)
        print(f"baseline, {title:17} {score(baseline(articles, best), labels)} (at its best threshold, {best:.2f})")


def _errors(articles: Sequence[Record], found: Sequence[int]) -> None:
    by_label: dict[str, Counter[int]] = defaultdict(Counter)
    by_story: dict[int, Counter[str]] = defaultdict(Counter)
    for article, story in zip(articles, found, strict=True):
        by_label[article["story"]][story] += 1
        by_story[story][article["story"]] += 1
    for label, parts in by_label.items():
        if len(parts) > 1:
            print("  split ", label, dict(parts))
    for story, parts_of in by_story.items():
        if len(parts_of) > 1:
            print("  joined", story, dict(parts_of))


if __name__ == "__main__":
    asyncio.run(main())
