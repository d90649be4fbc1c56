"""The newsdesk questions: real events, a verdict for every outlet, and the rule by which a cell is right."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.answering.answer import Account, Stance

SPARE_WORDS = 4  # an answer may hold an accepted one with at most this many words more (the data's README)
BY_EVIDENCE = frozenset({"why", "said", "yesno"})


@dataclass(frozen=True)
class Cell:
    """What one outlet says of one question: accepted answers (empty: silent) and its evidence sentences."""

    answers: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def says(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True)
class Asked:
    """A question of an event, with the turns before it and its stand-alone form."""

    event: str
    number: int
    text: str
    type: str
    thread: tuple[str, ...]
    rewrite: str
    cells: Mapping[str, Cell]
    overall: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """An event: its articles as records to ingest, and its questions."""

    name: str
    records: tuple[Mapping[str, object], ...]
    questions: tuple[Asked, ...]


def events(path: Path) -> tuple[Event, ...]:
    """Read the events of a newsdesk file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        questions = tuple(
            Asked(
                raw["event"],
                number,
                q["q"],
                q["type"],
                tuple(q["thread"]),
                q["rewrite"] or q["q"],
                {
                    outlet: Cell(
                        tuple(cell["answers"]) if cell["stance"] == "says" else (),
                        tuple(e["text"] for e in cell.get("evidence") or ()),
                    )
                    for outlet, cell in q["outlets"].items()
                },
                tuple(q["overall"]),
            )
            for number, q in enumerate(raw["questions"])
        )
        records = tuple(
            {k: a[k] for k in ("id", "outlet", "title", "url", "published", "text") if a.get(k)}
            for a in raw["articles"]
        )
        found.append(Event(raw["event"], records, questions))
    return tuple(found)


def plain(text: str) -> tuple[str, ...]:
    """Lower-cased words without articles and punctuation."""
    words = re.findall(r"[^\W_]+", text.lower().replace("’", "'"))
    return tuple(word for word in words if word not in ("a", "an", "the"))


def accepts(accepted: Sequence[str], answer: str) -> bool:
    """Whether an answer equals an accepted one, or one holds the other as whole words with at most 4 to spare."""
    given = plain(answer)
    for option in accepted:
        due = plain(option)
        if given == due:
            return True
        short, long = sorted((given, due), key=len)
        if short and len(long) - len(short) <= SPARE_WORDS:
            width = len(short)
            if any(long[i : i + width] == short for i in range(len(long) - width + 1)):
                return True
    return False


def overlaps(cell: Cell, account: Account) -> bool:
    """Whether a quote of the account overlaps an evidence sentence of the cell (by words: half of the shorter)."""
    for quote in account.quotes:
        shown = set(plain(quote.text))
        for sentence in cell.evidence:
            due = set(plain(sentence))
            if shown and due and len(shown & due) >= 0.6 * min(len(shown), len(due)):
                return True
    return False


def right(kind: str, cell: Cell, account: Account | None) -> bool:
    """Whether a cell is right; an outlet that is not listed, or is unsure, counts as not saying."""
    claims = account is not None and account.stance is Stance.SAYS
    if not cell.says or not claims:
        return not cell.says and not claims
    assert account is not None
    if kind == "yesno":  # stricter than the data's rule: the polarity must be right as well
        return overlaps(cell, account) and account.answer in cell.answers
    if kind in BY_EVIDENCE and overlaps(cell, account):
        return True
    return accepts(cell.answers, account.answer or "")
