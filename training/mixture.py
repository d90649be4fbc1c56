"""What is trained on, in which shares, in which order: two phases, each an endless, seeded stream of chunks.

A chunk is a pure function of (seed, phase, number), so a run resumed at a chunk sees exactly what the unbroken run
would have seen.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

from training import corpora, qamr
from training.chat import chat
from training.example import Example
from training.invented import story_examples
from training.negatives import NamePool, negative

CHUNK = 2048  # examples drawn at a time, sorted by length into batches


@dataclass(frozen=True)
class Phase:
    """Shares of each source (normalised), share of its answered questions made unanswerable, crop in tokens."""

    shares: dict[str, float]
    negatives: dict[str, float]
    limit: int


PHASES = (
    Phase(
        {"new_wiki": 22, "reddit": 10, "amazon_reviews": 8, "qamr": 17, "squad2": 9, "written": 16, "invented": 18},
        {
            "new_wiki": 0.33,
            "reddit": 0.3,
            "amazon_reviews": 0.3,
            "qamr": 0.3,
            "squad2": 0.0,
            "written": 0.18,
            "invented": 0.06,
        },
        192,
    ),
    Phase(
        {"new_wiki": 20, "reddit": 4, "amazon_reviews": 4, "qamr": 9, "squad2": 14, "written": 33, "invented": 16},
        {
            "new_wiki": 0.33,
            "reddit": 0.35,
            "amazon_reviews": 0.35,
            "qamr": 0.35,
            "squad2": 0.0,
            "written": 0.18,
            "invented": 0.06,
        },
        256,
    ),
)
CHAT_SHARE = {"written": 0.4, "invented": 0.4, "squad2": 0.15}  # the rest: .25


class Mixture:
    """Reads every corpus once and deals chunks of examples."""

    def __init__(self, data: Path, seed: int) -> None:
        self.seed = seed
        known = qamr.sentences(data)
        self.padding = qamr.Padding(known)
        self.sources: dict[str, list[Example]] = {name: corpora.shifts(data, name) for name in corpora.SHIFTS}
        self.sources["qamr"] = qamr.questions(data, known)
        self.sources["squad2"] = corpora.squad2(data)[0]
        self.sources["written"] = corpora.written()[0]
        self.pools = {name: NamePool(examples) for name, examples in self.sources.items()}
        self.passages = {name: sorted({e.passage for e in examples}) for name, examples in self.sources.items()}
        self._orders: dict[tuple[str, int], list[int]] = {}

    def chunk(self, phase: int, number: int) -> list[Example]:
        """The examples of one chunk, in no particular order."""
        plan = PHASES[phase]
        rng = random.Random(f"{self.seed}/{phase}/{number}")
        total = sum(plan.shares.values())
        out: list[Example] = []
        for name, share in plan.shares.items():
            count = round(CHUNK * share / total)
            if name == "invented":
                drawn = story_examples(rng, count)
            else:
                drawn = [self._nth(name, phase, number * count + n) for n in range(count)]
            out.extend(self._vary(example, name, plan.negatives[name], rng) for example in drawn)
        return out

    def _nth(self, name: str, phase: int, n: int) -> Example:
        """The n-th example of a source that is shuffled anew in every epoch."""
        examples = self.sources[name]
        epoch, at = divmod(n, len(examples))
        key = (name, phase * 1000 + epoch)
        if key not in self._orders:
            order = list(range(len(examples)))
            random.Random(f"{self.seed}/{key}").shuffle(order)
            self._orders[key] = order
        return examples[self._orders[key][at]]

    def _vary(self, example: Example, name: str, negatives: float, rng: random.Random) -> Example:
        if name == "qamr":
            example = self.padding.pad(example, rng)
        if name in self.pools and example.answered and rng.random() < negatives:
            example = negative(example, self.pools[name], self.passages[name], rng) or example
        if rng.random() < CHAT_SHARE.get(name, 0.25):
            example = replace(example, question=chat(example.question, rng))
        return example
