"""QAMR: questions on single sentences, half of them Wikinews, padded into paragraphs with their neighbours.

Source: Michael et al. 2018 (MIT licence).  Columns of dev.tsv/test.tsv: sentence id, target words, worker, two indices,
target index, question, answer token indices, and further annotators' answers as `worker:indices`.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from training.corpora import MissingData
from training.example import Example

_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"', "-LCB-": "{", "-RCB-": "}"}
_NO_SPACE_BEFORE = {".", ",", "?", "!", ":", ";", "'s", "n't", "'", "'re", "'ve", "'ll", "'d", "'m", ")", "]", "%", "}"}
_OPENED = "\0"  # stands for a quotation mark that opens, after which no space goes
_NO_SPACE_AFTER = {"(", "[", "$", "£", "€", "{"}


@dataclass(frozen=True)
class Sentence:
    """A sentence as people write it, with the place of each of its tokens in `text` (code points)."""

    text: str
    places: tuple[tuple[int, int], ...]
    document: str


def join(tokens: list[str], document: str = "") -> Sentence:
    """Undo the treebank's tokenisation."""
    text, places, quoted = "", [], False
    previous = ""
    for raw in tokens:
        mark = _BRACKETS.get(raw, raw)
        opening = mark == '"' and not quoted
        closing = mark == '"' and quoted
        if mark == '"':
            quoted = not quoted
        glue = not text or mark in _NO_SPACE_BEFORE or previous in _NO_SPACE_AFTER or closing or previous == _OPENED
        if not glue:
            text += " "
        places.append((len(text), len(text) + len(mark)))
        text += mark
        previous = _OPENED if opening else mark
    return Sentence(text, tuple(places), document)


def sentences(data: Path) -> dict[str, Sentence]:
    """Every sentence of the corpus by its id."""
    path = data / "reader" / "wiki-sentences.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise MissingData(f"cannot read {path}: {error.strerror}; give the data folder with --data") from error
    found = {}
    for line in lines:
        name, _, text = line.partition("\t")
        found[name] = join(text.split(" "), name.split(":")[2])
    return found


def questions(data: Path, known: dict[str, Sentence]) -> list[Example]:
    """One example per question on its bare sentence; answers that are not one run of tokens are left out."""
    out, seen = [], set()
    for name in ("dev.tsv", "test.tsv"):
        for line in (data / "reader" / name).read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) < 8 or cells[0] not in known:
                continue
            sentence, question = known[cells[0]], cells[6 - 1].strip()
            indices = sorted({int(i) for i in cells[6].split()}) if re.fullmatch(r"[\d ]+", cells[6]) else []
            if not indices or indices[-1] - indices[0] + 1 > len(indices) + 1 or indices[-1] >= len(sentence.places):
                continue
            if (cells[0], question.lower()) in seen or len(question.split()) < 3:
                continue
            seen.add((cells[0], question.lower()))
            start, end = sentence.places[indices[0]][0], sentence.places[indices[-1]][1]
            out.append(Example(question, sentence.text, start, end, group=f"qamr/{cells[0]}"))
    return out


class Padding:
    """Puts a sentence among others, first of its own document, so that the passage reads like a paragraph."""

    def __init__(self, known: dict[str, Sentence]) -> None:
        self.by_document: dict[str, list[str]] = {}
        for sentence in known.values():
            self.by_document.setdefault(sentence.document, []).append(sentence.text)
        self.all = [s.text for s in known.values() if len(s.text) > 40]

    def pad(self, example: Example, rng: random.Random) -> Example:
        """The example with one to five sentences around it; a question that names nothing keeps its bare sentence."""
        named = re.search(r"(?<!^)\b[A-Z0-9]", example.question) is not None
        if not named and rng.random() < 0.6:
            return example
        document = example.group.split(":")[2]
        own = [t for t in self.by_document.get(document, []) if t != example.passage]
        rng.shuffle(own)
        others = own[: rng.randint(0, 4)]
        while len(others) < rng.randint(1, 5):
            others.append(rng.choice(self.all))
        before = others[: rng.randint(0, len(others))]
        after = others[len(before) :]
        lead = "".join(t + " " for t in before)
        passage = lead + example.passage + "".join(" " + t for t in after)
        return Example(
            example.question, passage, example.start + len(lead), example.end + len(lead), group=example.group
        )
