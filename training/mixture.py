"""What is trained on, in which shares, in which order: three phases, each an endless, seeded stream of chunks.

A chunk is a pure function of (seed, phase, number), so a run resumed at a chunk sees exactly what the unbroken run
would have seen.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

from training import cloze, corpora, qamr, reported, reports
from training.chat import chat
from training.example import Example
from training.invented import story_examples
from training.negatives import NamePool, negative

CHUNK = 2048  # examples drawn at a time, sorted by length into batches


@dataclass(frozen=True)
class Phase:
    """For each source its share (normalised) and that of its answered questions made unanswerable; crop in tokens."""

    sources: dict[str, tuple[float, float]]
    limit: int


PHASES = (
    Phase(
        {
            "new_wiki": (22, 0.38),
            "reddit": (10, 0.38),
            "amazon_reviews": (8, 0.38),
            "qamr": (17, 0.35),
            "squad2": (9, 0.0),  # half of it is unanswerable as published
            "written": (16, 0.22),
            "polar": (5, 0.06),
            "invented": (14, 0.08),
            "events": (16, 0.0),  # half of it is unanswerable as it stands
            "cloze": (60, 0.0),  # a third of it is unanswerable as it stands
        },
        192,
    ),
    Phase(
        {
            "new_wiki": (20, 0.42),
            "reddit": (4, 0.42),
            "amazon_reviews": (4, 0.42),
            "qamr": (9, 0.4),
            "squad2": (14, 0.0),
            "written": (31, 0.22),
            "polar": (8, 0.06),
            "invented": (10, 0.1),
            "events": (30, 0.0),
            "reported": (90, 0.0),
            "cloze": (12, 0.0),
        },
        256,
    ),
    # last, what the engine will ask it to read, and enough of the rest that nothing is forgotten
    Phase(
        {
            "new_wiki": (10, 0.42),
            "reddit": (3, 0.42),
            "qamr": (4, 0.4),
            "squad2": (12, 0.0),
            "written": (18, 0.3),
            "polar": (5, 0.06),
            "events": (48, 0.0),
            "reported": (110, 0.0),
        },
        256,
    ),
)
CHAT_SHARE = {"written": 0.4, "polar": 0.4, "invented": 0.4, "squad2": 0.15, "events": 0.15}  # the rest: .25


class Mixture:
    """Reads every corpus once and deals chunks of examples."""

    def __init__(self, data: Path, seed: int) -> None:
        self.seed = seed
        known = qamr.sentences(data)
        self.padding = qamr.Padding(known)
        self.sources: dict[str, list[Example]] = {name: corpora.shifts(data, name) for name in corpora.SHIFTS}
        self.sources["qamr"] = qamr.questions(data, known)
        self.sources["cloze"] = cloze.examples(data)
        for name, (examples, _) in (("squad2", corpora.squad2(data)), ("written", corpora.written())):
            self.sources[name] = [e for e in examples if not corpora.tunes(e.passage)]
        for name, events in (("events", reports.for_reader()), ("reported", reported.for_reader(data))):
            found = reports.examples(events)
            self.sources[name] = [e for e in found for _ in range(6 if e.answered else 1)]  # as written a fifth are
        # one in six of the written questions: dealt a second time, without which polarity is hardly learnt
        self.sources["polar"] = [e for e in self.sources["written"] if e.polarity >= 0]
        self.pools = {name: NamePool(examples) for name, examples in self.sources.items()}
        self.passages = {name: sorted({e.passage for e in examples}) for name, examples in self.sources.items()}
        self._orders: dict[tuple[str, int], list[int]] = {}

    def chunk(self, phase: int, number: int) -> list[Example]:
        """The examples of one chunk, in no particular order."""
        plan = PHASES[phase]
        rng = random.Random(f"{self.seed}/{phase}/{number}")
        total = sum(share for share, _ in plan.sources.values())
        out: list[Example] = []
        for name, (share, negatives) in plan.sources.items():
            count = round(CHUNK * share / total)
            if name == "invented":
                drawn = story_examples(rng, count)
            else:
                drawn = [self._nth(name, phase, number * count + n) for n in range(count)]
            out.extend(self._vary(example, name, negatives, rng) for example in drawn)
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
