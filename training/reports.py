"""Turns the invented events into examples for the reader: each passage as the engine would have it read.

Where an outlet says, the passage with its evidence answers; every passage of an outlet that covers the event and does
not say is a question without an answer, and the likest of them teach most. Which events are whose is settled by name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from handlers.answering.excerpts import CONTEXT, cut
from handlers.answering.language.sentences import sentences
from handlers.answering.language.words import STOPWORDS, stem
from handlers.gathering.passages import passages
from tests.evaluation.newsdesk import Asked, Cell, Event
from training.example import Example
from training.newsroom import all_events

# events in the register of agencies
PLAIN = ("affairs-", "courts-", "diplomacy-", "disasters-", "economy-", "mixed-", "public-", "society-", "sport-")
SILENT = 2  # passages of a silent outlet dealt for a question, those that share most words with it
BESIDE = 1  # passages of an outlet that says, other than the one that answers


def part_of(name: str) -> int:
    """Which of the ten parts an event of this name belongs to: 0 to 9; nothing learns from those of part 0."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10


def for_reader() -> tuple[Event, ...]:
    """Six events in ten, which only the reader learns from."""
    return tuple(event for event in all_events() if part_of(event.name) >= 4)


def for_decision() -> tuple[Event, ...]:
    """Three events in ten of the many voices, which the decision learns from; the reader never saw them, so its scores
    are honest.

    Those in the plain register are left out: with them fewer real cells were right and more claims wrong, also with
    those where an outlet says as often as in real ones (left out, at .66: 435 right and 21 of 177 claims wrong with
    them, 447 and 16 of 183 without).
    """
    return tuple(e for e in all_events() if 1 <= part_of(e.name) < 4 and not e.name.startswith(PLAIN))


def for_measuring() -> tuple[Event, ...]:
    """One event in ten, which nothing learns from."""
    return tuple(event for event in all_events() if part_of(event.name) == 0)


def examples(events: Sequence[Event]) -> list[Example]:
    """Every example of these events; `group` names the event."""
    return [example for event in events for example in _of_event(event)]


def _of_event(event: Event) -> Iterator[Example]:
    for record in event.records:
        article = _Article(str(record["title"]), str(record["text"]))
        for asked in event.questions:
            cell = asked.cells[str(record["outlet"])]
            yield from article.asked(event.name, asked, cell)


class _Article:
    def __init__(self, title: str, text: str) -> None:
        self.title, self.text = title, text
        self.sentences = sentences(text)
        body = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
        self.passages = passages(text, body)

    def asked(self, group: str, asked: Asked, cell: Cell) -> Iterator[Example]:
        """The examples of one question."""
        answer = self._answer(asked, cell)
        if cell.says and answer is None:
            return
        mine = [p for p in self.passages if answer and p[0] <= answer[0] and answer[1] <= p[1]]
        words = _stems(asked.rewrite)
        rest = sorted(
            (p for p in self.passages if p not in mine and not _tells(self.text[slice(*p)], cell)),
            key=lambda p: -len(words & _stems(self.text[slice(*p)])),
        )
        for place in mine:
            yield self._example(group, asked, cell, place, answer)
        for place in rest[: BESIDE if cell.says else SILENT]:
            yield self._example(group, asked, cell, place, None)

    def _answer(self, asked: Asked, cell: Cell) -> tuple[int, int] | None:
        """Where the outlet says it: the first accepted wording in its evidence; for yes and no the evidence itself."""
        for evidence in cell.evidence:
            at = self.text.find(evidence)
            if at < 0:
                continue
            for answer in cell.answers if asked.type != "yesno" else ():
                found = re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", evidence, re.IGNORECASE)
                if found:
                    return at + found.start(), at + found.end()
            if asked.type in ("yesno", "why", "said"):
                return at, at + len(evidence)
        return None

    def _example(
        self, group: str, asked: Asked, cell: Cell, place: tuple[int, int], answer: tuple[int, int] | None
    ) -> Example:
        """One passage with what stands before it; one in three alone, as the first passage of a report is read."""
        bare = int(hashlib.sha256(f"{asked.rewrite}{place}".encode()).hexdigest(), 16) % 3 == 0
        made = cut(self.title, self.text, self.sentences, *place, context=0 if bare else CONTEXT)
        if answer is None and _tells(made.text[made.head :], cell):
            made = cut(self.title, self.text, self.sentences, *place, context=0)
        kind, group = ("" if asked.type == "unanswerable" else asked.type), f"events/{group}"
        if answer is None:
            return Example(asked.rewrite, made.text, kind=kind, group=group)
        start, end = (at - made.start + made.head for at in answer)
        polarity = int(cell.answers[0] == "yes") if asked.type == "yesno" else -1
        return Example(asked.rewrite, made.text, start, end, polarity, kind, group, cell.answers)


def _tells(text: str, cell: Cell) -> bool:
    """Whether a text may say it (again): in words that are accepted, or, for yes and no, in any of its own."""
    if cell.answers[:1] in (("yes",), ("no",)):
        return any(evidence in text for evidence in cell.evidence)
    return any(answer.lower() in text.lower() for answer in cell.answers)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[^\W_]+", text.lower()) if word not in STOPWORDS}
