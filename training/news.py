"""The published news texts of the data folder, in the one form that offsets into them count.

`news-text/fnc1-bodies.csv`: 1,683 bodies of the Fake News Challenge (Apache-2.0), no headlines.  `stories/dev.jsonl`:
labelled stories with their outlets (see the folder's README for their licences), which are only measured on.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from training.corpora import BODIES, text_of

STORIES = Path("stories") / "dev.jsonl"


@dataclass(frozen=True)
class Report:
    """A published report: `text` has a paragraph a line, single spaces and no empty lines."""

    number: str
    outlet: str
    title: str
    published: str
    text: str


def tidy(text: str) -> str:
    """A text with a paragraph a line, single spaces, no empty lines."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def bodies(data: Path) -> dict[str, Report]:
    """The bodies by their number; no outlet, title or day is known of them. Raises MissingData."""
    csv.field_size_limit(sys.maxsize)
    table = csv.DictReader(io.StringIO(text_of(data / BODIES)))
    rows = [(row["Body ID"], tidy(row["articleBody"])) for row in table]
    return {number: Report(number, f"report {number}", "", "", text) for number, text in rows}


def stories(data: Path) -> dict[str, Report]:
    """The reports of the labelled stories by their id. Raises MissingData."""
    return {
        raw["id"]: Report(raw["id"], raw["outlet"], raw["title"], raw["published"] or "", tidy(raw["text"]))
        for raw in map(json.loads, text_of(data / STORIES).splitlines())
    }
