"""Questions a passage does not answer, made from questions it does: they teach the reader to bind and to refuse.

Four ways: another name in the question, the answer's sentence taken out, another passage of the same corpus, the
opposite relation.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from training.example import Example
from training.names import COUNTRIES, MONTHS, NOT_NAMES, WEEKDAYS

_NAME = re.compile(r"(?:[A-Z][\w'’.-]*[\w])(?:\s+(?:(?:of|the|de|van|al|bin)\s+)?[A-Z][\w'’.-]*[\w])*")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_SENTENCE = re.compile(r"(?<=[.!?…]['\"”’)\]])\s+|(?<=[.!?…])\s+(?=[\"“‘'(\[]?[A-Z0-9À-Þ])")
_OPPOSITES = (
    ("first", "last"),
    ("largest", "smallest"),
    ("biggest", "smallest"),
    ("highest", "lowest"),
    ("oldest", "youngest"),
    ("most", "least"),
    ("more", "fewer"),
    ("before", "after"),
    ("won", "lost"),
    ("winner", "loser"),
    ("buyer", "seller"),
    ("bought", "sold"),
    ("buying", "selling"),
    ("rise", "fall"),
    ("rose", "fell"),
    ("increase", "decrease"),
    ("gained", "lost"),
    ("opened", "closed"),
    ("open", "close"),
    ("start", "end"),
    ("started", "ended"),
    ("began", "ended"),
    ("begin", "end"),
    ("former", "next"),
    ("earlier", "later"),
    ("killed", "rescued"),
    ("injured", "arrested"),
    ("male", "female"),
    ("men", "women"),
    ("president", "prime minister"),
    ("chairman", "treasurer"),
    ("north", "south"),
    ("east", "west"),
    ("second", "fourth"),
    ("export", "import"),
    ("enemy", "ally"),
    ("defence", "prosecution"),
    ("judge", "juror"),
    ("arrive", "leave"),
    ("above", "below"),
    ("support", "oppose"),
    ("supported", "opposed"),
    ("accepted", "rejected"),
    ("hired", "fired"),
    ("inside", "outside"),
)
_OPPOSITE = {a: b for pair in _OPPOSITES for a, b in (pair, pair[::-1])}


def sentence_spans(passage: str) -> list[tuple[int, int]]:
    """Where each sentence stands, roughly (code points, half-open)."""
    spans, start = [], 0
    for gap in _SENTENCE.finditer(passage):
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(passage)))
    return spans


def _kind_of(name: str) -> str:
    if name in COUNTRIES:
        return "country"
    if name in MONTHS:
        return "month"
    if name in WEEKDAYS:
        return "weekday"
    return f"name{min(3, len(name.split()))}"


def names_in(text: str) -> list[str]:
    """Capitalised runs that are not merely the first word of a sentence."""
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        first = name.split()[0]
        if first in NOT_NAMES:
            name = name[len(first) :].strip()
        if name and not (match.start() == 0 and " " not in name and name.lower() in NOT_NAMES):
            found.append(name)
    return found


class NamePool:
    """Names seen in questions, by kind, to put in place of others."""

    def __init__(self, examples: list[Example]) -> None:
        self.pool: dict[str, list[str]] = {"country": list(COUNTRIES), "month": list(MONTHS), "weekday": list(WEEKDAYS)}
        seen: set[str] = set()
        for example in examples:
            for name in names_in(example.question):
                kind = _kind_of(name)
                if name not in seen and kind.startswith("name"):
                    seen.add(name)
                    self.pool.setdefault(kind, []).append(name)

    def swap(self, example: Example, rng: random.Random) -> Example | None:
        """The question about something the passage never names; None when the question names nothing."""
        years = _YEAR.findall(example.question)
        candidates = [n for n in names_in(example.question) if len(n) > 2]
        lowered = example.passage.lower()
        if years and rng.random() < 0.5:
            other = str(int(years[0]) + rng.choice((-30, -11, -4, -2, -1, 1, 2, 3, 7, 15)))
            if other not in lowered:
                return unanswered(example, example.question.replace(years[0], other, 1))
        if not candidates:
            return None
        name = rng.choice(candidates)
        kind = _kind_of(name)
        possessive = re.search(r"['’]s$", name)
        for _ in range(8):
            other = rng.choice(self.pool.get(kind) or [""])
            plain = re.sub(r"['’]s$", "", other)
            if not plain or any(w in lowered for w in plain.lower().split() if len(w) > 3) or plain.lower() in lowered:
                continue
            if kind == "country":
                plain = other
            return unanswered(
                example, example.question.replace(name, plain + (possessive.group() if possessive else ""), 1)
            )
        return None


def unanswered(example: Example, question: str | None = None, passage: str | None = None) -> Example:
    """The example without its answer, with another question or passage if given."""
    return replace(
        example,
        question=question if question is not None else example.question,
        passage=passage if passage is not None else example.passage,
        start=-1,
        end=-1,
        polarity=-1,
        accepted=(),
    )


def without_answer(example: Example) -> Example | None:
    """The passage with the answer's sentence taken out; None when little is left or the answer stands elsewhere too."""
    spans = sentence_spans(example.passage)
    kept = [example.passage[a:b] for a, b in spans if b <= example.start or a >= example.end]
    passage = " ".join(kept)
    if len(kept) < 2 or example.answer.lower() in passage.lower():
        return None
    return unanswered(example, passage=passage)


def other_passage(example: Example, passages: list[str], rng: random.Random) -> Example | None:
    """The question put to a passage of the same corpus that does not hold the answer."""
    content = set(re.findall(r"\w{4,}", example.question.lower()))
    best, score = "", -1
    for _ in range(12):
        passage = rng.choice(passages)
        lowered = passage.lower()
        if passage == example.passage or example.answer.lower() in lowered:
            continue
        shared = sum(w in lowered for w in content)
        if shared > score and shared < max(2, len(content)):
            best, score = passage, shared
    return unanswered(example, passage=best) if best else None


def opposite(example: Example, rng: random.Random) -> Example | None:
    """The question with its relation turned round, where the passage does not speak of the opposite."""
    if example.polarity >= 0:  # turned round, it is still answered: the other way
        return None
    words = [w for w in re.findall(r"\w+", example.question) if w in _OPPOSITE]
    if not words:
        return None
    word = rng.choice(words)
    other = _OPPOSITE[word]
    if re.search(rf"\b{other}\b", example.passage.lower()):
        return None
    return unanswered(example, re.sub(rf"\b{word}\b", other, example.question, count=1))


def negative(example: Example, pool: NamePool, passages: list[str], rng: random.Random) -> Example | None:
    """One unanswerable question made from an answered one, or None when none of the ways applies."""
    ways = rng.choices(("swap", "remove", "other", "opposite"), (0.4, 0.3, 0.2, 0.1), k=3)
    for way in ways:
        made = {
            "swap": lambda: pool.swap(example, rng),
            "remove": lambda: without_answer(example),
            "other": lambda: other_passage(example, passages, rng),
            "opposite": lambda: opposite(example, rng),
        }[way]()
        if made is not None:
            return made
    return None
