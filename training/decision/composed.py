"""Events composed of the project's own held-out passages, which the reader was never trained on.

A passage stands among its neighbours in one article of one outlet, so that the answer must be found and the
neighbours' facts refused; other outlets carry other passages of the same file and are silent.
"""

from __future__ import annotations

import random
from collections import defaultdict

from tests.evaluation.newsdesk import Asked, Cell, Event
from training import corpora
from training.example import Example

OUTLETS = ("Outlet One", "Outlet Two")


def composed(seed: int = 7) -> tuple[Event, ...]:
    """One event for each pair of held-out passages."""
    by_passage: dict[str, list[Example]] = defaultdict(list)
    for example in corpora.written()[1]:
        by_passage[example.passage].append(example)
    passages = sorted(by_passage)
    rng = random.Random(seed)
    rng.shuffle(passages)
    padding = sorted({example.passage for example in corpora.written()[0]})
    events = []
    for number, passage in enumerate(passages):
        rest = rng.sample(padding, 4)
        at = rng.randint(0, 2)
        first = [*rest[:at], passage, *rest[at:2]]
        records = (
            {"id": f"{number}-a", "outlet": OUTLETS[0], "title": f"Report {number}", "text": "\n\n".join(first)},
        )
        questions = tuple(
            Asked(f"written {number}", n, e.question, _type(e), (), e.question, {OUTLETS[0]: _cell(e)}, ())
            for n, e in enumerate(by_passage[passage])
        )
        events.append(Event(f"written {number}", records, questions))
    return tuple(events)


def _type(example: Example) -> str:
    return example.kind if example.kind in ("yesno", "why", "said") else example.kind or "what"


def _cell(example: Example) -> Cell:
    if not example.answered:
        return Cell((), ())
    begin = max(example.passage.rfind(stop, 0, example.start) for stop in (". ", "? ", "! ")) + 1
    ends = [example.passage.find(stop, example.end - 1) for stop in (". ", "? ", "! ")]
    end = min((e + 1 for e in ends if e >= 0), default=len(example.passage))
    evidence = example.passage[begin:end].strip()
    if example.polarity >= 0:
        return Cell(("yes" if example.polarity else "no",), (evidence,))
    return Cell((example.answer,), (evidence,))
