"""Questions about published news reports: what an annotator asked of real events and where each report answers.

Nothing of a report is kept in the project: `reported/*.jsonl` hold the questions and, for each outlet, offsets into the
report as `training.news` gives it; the reports are in the data folder. `reported/README.md` tells the format.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.evaluation.newsdesk import Asked, Cell, Event
from training.news import Report, bodies, stories
from training.newsroom import overall
from training.reports import part_of

FOLDER = Path(__file__).parent / "reported"


class Changed(Exception):
    """A report of the data folder is not the text that the offsets were counted in."""


def digest(text: str) -> str:
    """The first sixteen hex digits of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def for_reader(data: Path) -> tuple[Event, ...]:
    """The events that the reader learns from: the bodies of the Fake News Challenge. Raises MissingData, Changed."""
    return tuple(event for event in _events("fnc1", bodies(data)) if part_of(event.name) != 0)


def for_measuring(data: Path) -> tuple[Event, ...]:
    """One in ten of those, which nothing learns from. Raises MissingData, Changed."""
    return tuple(event for event in _events("fnc1", bodies(data)) if part_of(event.name) == 0)


def only_measured() -> frozenset[str]:
    """The numbers of the bodies that `for_measuring` asks about."""
    return frozenset(a["id"] for event in _kept("fnc1") if part_of(event["event"]) == 0 for a in event["articles"])


def of_stories(data: Path) -> tuple[Event, ...]:
    """The events of the labelled stories, each told by several named outlets. Raises MissingData, Changed."""
    return _events("stories", stories(data))


def _kept(name: str) -> list[dict[str, Any]]:
    """The events of a file as they are kept, without the reports' words."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _events(name: str, reports: Mapping[str, Report]) -> tuple[Event, ...]:
    return tuple(_event(raw, reports) for raw in _kept(name))


def _event(raw: dict[str, Any], reports: Mapping[str, Report]) -> Event:
    name = str(raw["event"])
    texts: dict[str, str] = {}
    records = []
    for article in raw["articles"]:
        report = reports.get(article["id"])
        text = report.text[: article["length"]] if report else ""
        if report is None or digest(text) != article["sha256"]:
            raise Changed(
                f"{name}: report {article['id']} of the data folder is not the one the questions were asked of"
            )
        texts[report.outlet] = text
        records.append(
            {
                "id": report.number,
                "outlet": report.outlet,
                "title": report.title,
                "published": report.published,
                "text": text,
            }
        )
    questions = []
    for number, q in enumerate(raw["questions"]):
        told = {outlet: _cell(texts[outlet], verdict) for outlet, verdict in q["outlets"].items()}
        cells = {outlet: told.get(outlet, Cell((), ())) for outlet in texts}
        questions.append(
            Asked(
                name,
                number,
                q["q"],
                q["type"],
                tuple(q.get("thread", ())),
                q.get("rewrite") or q["q"],
                cells,
                overall(told.values()),
            )
        )
    return Event(name, tuple(records), tuple(questions))


def _cell(text: str, verdict: Mapping[str, list[Any]]) -> Cell:
    """What an outlet says: an answer is a pair of offsets, or words that are not the report's own ("yes")."""
    answers = tuple(a if isinstance(a, str) else text[slice(*a)] for a in verdict["answers"])
    return Cell(answers, tuple(text[slice(*e)] for e in verdict["evidence"]))
