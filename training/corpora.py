"""Reads every corpus of the data folder into examples, and says which side (training or measuring) each belongs to.

Sources and licences: SQuADShifts (CC BY 4.0), half of SQuAD 2.0 dev (CC BY-SA 4.0), QAMR (MIT), XQuAD-en (CC BY-SA
4.0, measuring only), and the project's own `training/written/*.txt`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from training.example import Example

SHIFTS = ("new_wiki", "reddit", "amazon_reviews")
HELD_OUT_TITLES = frozenset(
    [
        "1973_oil_crisis",
        "European_Union_law",
        "Harvard_University",
        "Scottish_Parliament",
        "Warsaw",
        "Imperialism",
        "Islamism",
        "French_and_Indian_War",
    ]
)
BODIES = Path("news-text") / "fnc1-bodies.csv"
WRITTEN = Path(__file__).parent / "written"


class MissingData(Exception):
    """A file of the recipe is not where it was said to be; the message is one line for the person who started it."""


def text_of(path: Path) -> str:
    """The text of a file of the data folder. Raises MissingData."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise MissingData(f"cannot read {path}: {error.strerror}; give the data folder with --data") from error


def check(data: Path) -> None:
    """Raises MissingData naming the first file that is not there."""
    names = [f"{n}_v1.0.json" for n in SHIFTS] + [
        "squad2-dev-half.json",
        "dev.tsv",
        "test.tsv",
        "wiki-sentences.tsv",
        "xquad.en.json",
    ]
    for path in (*(data / "reader" / name for name in names), data / BODIES):
        if not path.is_file():
            raise MissingData(f"cannot read {path}: no such file; give the data folder with --data")


def _agreed(answers: list[dict[str, object]]) -> tuple[str, int]:
    """The answer most annotators gave; among equals the shortest."""
    counted = Counter((str(a["text"]), int(str(a["answer_start"]))) for a in answers)
    best = max(counted.items(), key=lambda item: (item[1], -len(item[0][0])))
    return best[0]


def squad(path: Path, prefix: str) -> Iterator[Example]:
    """Every question of a file in SQuAD format, the unanswerable ones with start -1."""
    for title in json.loads(text_of(path))["data"]:
        for n, paragraph in enumerate(title["paragraphs"]):
            passage = paragraph["context"]
            for qa in paragraph["qas"]:
                question, group = qa["question"].strip(), f"{prefix}/{title.get('title', '')}/{n}"
                answers = [a for a in qa["answers"] if a["text"].strip()]
                if qa.get("is_impossible") or not answers:
                    yield Example(question, passage, group=group)
                    continue
                text, start = _agreed(answers)
                if passage[start : start + len(text)] != text:
                    continue
                stripped = text.strip()
                start += len(text) - len(text.lstrip())
                accepted = tuple(sorted({a["text"] for a in answers}))
                yield Example(question, passage, start, start + len(stripped), group=group, accepted=accepted)


def xquad(data: Path) -> list[Example]:
    """XQuAD-en: for measuring only."""
    return list(squad(data / "reader" / "xquad.en.json", "xquad"))


def title_of(example: Example) -> str:
    """The article a SQuAD-style example comes from."""
    return example.group.split("/")[1]


def squad2(data: Path) -> tuple[list[Example], list[Example]]:
    """(training, held out) of the SQuAD 2.0 half.

    All sixteen titles share some paragraphs with XQuAD, so leaving out whole titles would leave nothing: the shared
    paragraphs are left out of training, and XQuAD is also reported without these titles.
    """
    measured = {fingerprint(e.passage) for e in xquad(data)}
    everything = list(squad(data / "reader" / "squad2-dev-half.json", "squad2"))
    training = [e for e in everything if title_of(e) not in HELD_OUT_TITLES and fingerprint(e.passage) not in measured]
    return training, [e for e in everything if title_of(e) in HELD_OUT_TITLES]


def shifts(data: Path, name: str) -> list[Example]:
    """One of the SQuADShifts sets, without any paragraph of XQuAD."""
    measured = {fingerprint(e.passage) for e in xquad(data)}
    return [e for e in squad(data / "reader" / f"{name}_v1.0.json", name) if fingerprint(e.passage) not in measured]


def fingerprint(passage: str) -> str:
    """The first twelve words in lower case: the same paragraph, whatever its edition did to spaces."""
    return " ".join(re.findall(r"\w+", passage.lower())[:12])


def _place(passage: str) -> int:
    """A number that belongs to a passage for ever."""
    return int(hashlib.sha256(passage.encode()).hexdigest(), 16)


def held_out(passage: str) -> bool:
    """One passage in ten of the written ones, for ever the same ones, is measured on and never trained on."""
    return _place(passage) % 10 == 0


def tunes(passage: str) -> bool:
    """One passage in twenty is kept from training to choose the null threshold on; none of these is measured on."""
    return _place(passage) % 20 == 11


def parse_written(text: str, name: str) -> Iterator[Example]:
    """Examples of one file in the written format (see `training/written/README.md`); a bad line is an error."""
    for n, block in enumerate(re.split(r"\n\s*\n", text.strip())):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if not lines or not lines[0].startswith("P:"):
            raise ValueError(f"{name}, block {n}: does not start with 'P:'")
        passage, group = lines[0][2:].strip(), f"written/{name}/{n}"
        for line in lines[1:]:
            cells = [cell.strip() for cell in line.split("|")]
            if cells[0] == "N" and len(cells) == 3:
                yield Example(cells[2], passage, kind=cells[1], group=group)
                continue
            if cells[0] not in ("Q", "S", "Y") or len(cells) != 4 or not cells[3]:
                raise ValueError(f"{name}, block {n}: cannot read {line!r}")
            start = passage.find(cells[3])
            if start < 0:
                raise ValueError(f"{name}, block {n}: not verbatim: {cells[3]!r}")
            polarity = {"yes": 1, "no": 0}[cells[1]] if cells[0] == "Y" else -1
            kind = "yesno" if cells[0] == "Y" else cells[1]
            yield Example(cells[2], passage, start, start + len(cells[3]), polarity, kind, group, (cells[3],))


def written(folder: Path = WRITTEN) -> tuple[list[Example], list[Example]]:
    """(training, held out) of the project's own passages."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise MissingData(f"no passages in {folder}")
    everything = [e for path in files for e in parse_written(text_of(path), path.stem)]
    return [e for e in everything if not held_out(e.passage)], [e for e in everything if held_out(e.passage)]


def digest(data: Path) -> str:
    """SHA-256 over the names and bytes of every file trained on."""
    total = hashlib.sha256()
    reader = data / "reader"
    files = [reader / f"{n}_v1.0.json" for n in SHIFTS] + [
        reader / n for n in ("squad2-dev-half.json", "dev.tsv", "test.tsv", "wiki-sentences.tsv")
    ]
    for path in files + sorted(WRITTEN.glob("*.txt")):
        total.update(path.name.encode() + b"\0")
        total.update(path.read_bytes())
    return total.hexdigest()
