"""``python -m tests.evaluation.speaking`` measures whom remarks are given to, over the newsdesk events.

For each question for what somebody said, a cell that says is *reached* if a remark listed under that person stands in
its evidence. Whom each question means stands in `MEANT`, for some say "the vice president". Then all quotations, by how
their speaker is known.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from handlers.answering.page import Page
from handlers.quotations.credits import same_speaker
from handlers.quotations.remarks import Manner, Remark, remarks
from store.article import Article, Outlet
from tests.shared import SHARED

MEANT = {
    "durov": "Pavel Durov",
    "vice president": "Yemi Osinbajo",
    "tamimi": "Bassem",
    "teigen": "Chrissy Teigen",
    "obama": "Barack Obama",
    "parscale": "Brad Parscale",
    "araghchi": "Abbas Araghchi",
}


@dataclass
class Heard:
    """The cells reached and all, and the quotations by how their speaker is known."""

    reached: int = 0
    cells: int = 0
    missed: list[str] = field(default_factory=list)
    known: Counter[str] = field(default_factory=Counter)


def page_of(number: int, raw: dict[str, str]) -> Page:
    """An article as a page, its text as the evidence counts it."""
    made = Article(number, Outlet(1, raw["outlet"]), raw["id"], raw["title"], raw["text"], "", datetime.now(UTC))
    return Page(made)


def measure(path: Path) -> Heard:
    """Go through the events."""
    heard = Heard()
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        pages = {each["id"]: page_of(number, each) for number, each in enumerate(raw["articles"], 1)}
        told = {key: remarks(page) for key, page in pages.items()}
        for own in told.values():
            heard.known.update(_known(remark) for remark in own if remark.manner is Manner.DIRECT)
        for question in raw["questions"]:
            if question["type"] == "said":
                _cells(question, told, heard)
    return heard


def _known(remark: Remark) -> str:
    speaker = remark.speaker
    if speaker is None:
        return "nobody"
    if not speaker.sure:
        return "a pronoun, unnamed"
    if not speaker.named:
        return "without a name"
    return "by name" if speaker.written else "by a pronoun or an office"


def _cells(question: dict[str, object], told: dict[str, tuple[Remark, ...]], heard: Heard) -> None:
    asked = str(question["rewrite"] or question["q"])
    who = next(name for words, name in MEANT.items() if words in asked.lower())
    outlets = question["outlets"]
    assert isinstance(outlets, dict)
    for outlet, cell in outlets.items():
        if cell["stance"] != "says":
            continue
        heard.cells += 1
        if any(_reaches(each, told.get(each["article"], ()), who) for each in cell["evidence"]):
            heard.reached += 1
        else:
            heard.missed.append(f"{asked}  ({outlet})")


def _reaches(evidence: dict[str, int], own: tuple[Remark, ...], who: str) -> bool:
    inside = [r for r in own if r.start < evidence["end"] and evidence["start"] < r.end]
    return any(r.speaker is not None and same_speaker(who, r.speaker) for r in inside)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.speaking", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    args = parser.parse_args()
    heard = measure(args.data / "newsdesk" / "dev.jsonl")
    print(f"cells of what somebody said reached under their name: {heard.reached}/{heard.cells}")
    for missed in heard.missed:
        print(f"  missed: {missed}")
    total = heard.known.total()
    for sort, count in heard.known.most_common():
        print(f"{sort:28} {count:4} of {total} quotations")


if __name__ == "__main__":
    main()
