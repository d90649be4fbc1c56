"""Questions that nobody wrote: a sentence of one report with a name or figure taken out, put to others on the event.

What one reporter tells in a sentence another tells in other words; the name or figure that is missing in the one stands
in the other. So a reader learns from plain news text to find in foreign wording what is asked for, and to find nothing
where the other report leaves it out.  After span selection pre-training: Glass et al. 2020, *Span Selection
Pre-training for Question Answering*.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

from handlers.answering.excerpts import CONTEXT, cut
from handlers.answering.language.dates import find_dates
from handlers.answering.language.numbers import find_figures
from handlers.answering.language.sentences import sentences
from handlers.answering.language.words import STOPWORDS, stem
from handlers.gathering.passages import passages
from training import reported
from training.example import Example
from training.news import bodies

NEAR = 0.22  # cosine of two reports from which they are taken to tell of one event
COPIED = 0.35  # the share of a sentence's runs of four words from which it is the same sentence, not the same fact
SHARED = 3  # words besides the answer that a passage has with the sentence where it is taken to tell the same
SILENT = 2  # words that a passage without the answer has with it to teach anything
AROUND = 14  # words kept on each side of the gap

_NAME = re.compile(r"(?<!-)(?:[A-Z][\w'’.-]*[\w]\s+(?:(?:of|de|al|bin|van|von|the)\s+)?){0,3}[A-Z][\w'’-]*\w")
_PLACE = re.compile(r"\b(?:in|at|from|near|to)\s+$")
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "president", "minister", "secretary", "senator", "general", "judge"])


@dataclass(frozen=True)
class _Passage:
    place: tuple[int, int]
    text: str
    stems: frozenset[str]


@dataclass(frozen=True)
class _Report:
    text: str
    sentences: tuple[tuple[int, int], ...]
    passages: tuple[_Passage, ...]


def examples(data: Path, seed: int = 7) -> list[Example]:
    """Every example, in a fixed order; about half as many without an answer as with one.

    Reports on the events that are only measured on are left out.
    """
    rng = random.Random(seed)
    kept = reported.only_measured()
    texts = [
        report.text
        for number, report in sorted(bodies(data).items())
        if 500 <= len(report.text) <= 9000 and number not in kept
    ]
    near = _neighbours([_terms(text) for text in texts])
    reports = [_report(text) for text in texts]
    return [
        example
        for n, report in enumerate(reports)
        for example in _of_report(report, [reports[m] for m in near[n]], rng)
    ]


def _report(text: str) -> _Report:
    body = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    parts = [(place, text[slice(*place)]) for place in passages(text, body)]
    return _Report(text, tuple(sentences(text)), tuple(_Passage(place, part, _stems(part)) for place, part in parts))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _words(text) if word not in STOPWORDS)


def _terms(text: str) -> Counter[str]:
    return Counter(word for word in _words(text) if len(word) > 2 and word not in STOPWORDS)


def _neighbours(documents: Sequence[Counter[str]]) -> list[list[int]]:
    """For each document the likest others, by the cosine of their weighted words."""
    held = Counter(term for document in documents for term in document)
    rows: list[dict[str, float]] = []
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for n, document in enumerate(documents):
        row = {
            term: (1 + log(count)) * log(len(documents) / held[term])
            for term, count in document.items()
            if 1 < held[term] < len(documents) / 7
        }
        size = sqrt(sum(value * value for value in row.values())) or 1.0
        rows.append({term: value / size for term, value in row.items()})
        for term, value in rows[-1].items():
            index[term].append((n, value))
    out = []
    for n, row in enumerate(rows):
        scores: Counter[int] = Counter()
        for term, value in row.items():
            for other, theirs in index[term]:
                scores[other] += value * theirs  # type: ignore[assignment]
        out.append([other for other, score in scores.most_common(9) if other != n and score > NEAR])
    return out


def _of_report(report: _Report, others: Sequence[_Report], rng: random.Random) -> Iterator[Example]:
    for start, end in report.sentences:
        sentence = report.text[start:end]
        if not 8 <= len(_words(sentence)) <= 60 or not others:
            continue
        gaps = _gaps(sentence)
        rng.shuffle(gaps)
        for first, last, wh in gaps[:2]:
            yield from _asked(sentence, first, last, wh, others, rng)


def _gaps(sentence: str) -> list[tuple[int, int, str]]:
    """What can be taken out of a sentence, and stands in it once: start, end, and the word that asks for it."""
    found: list[tuple[int, int, str]] = []
    for figure in find_figures(sentence):
        words = sentence[figure.start : figure.end]
        if any(c.isdigit() for c in words) or len(words) > 5:
            much = re.search(r"[$£€%]|percent|per cent|million|billion", words)
            asks = {"duration": "how long", "age": "how old", "year": "when"}.get(figure.kind, "how many")
            found.append((figure.start, figure.end, "how much" if much else asks))
    for match in _NAME.finditer(sentence):
        words = match.group()
        if any(a < match.end() and match.start() < b for a, b, _ in found):
            continue
        if (match.start() == 0 and " " not in words) or words.lower() in STOPWORDS:
            continue  # a sentence begins with a capital, whatever its first word is
        before = sentence[: match.start()]
        if find_dates(words):
            asks = "when"
        elif _PLACE.search(before):
            asks = "where"
        elif words.split()[0].lower().rstrip(".") in _TITLES:
            asks = "who"
        else:
            asks = "what" if len(words.split()) > 2 else "who or what"
        found.append((match.start(), match.end(), asks))
    return [(a, b, asks) for a, b, asks in found if sentence.count(sentence[a:b]) == 1]


def _asked(
    sentence: str, first: int, last: int, wh: str, others: Sequence[_Report], rng: random.Random
) -> Iterator[Example]:
    answer = sentence[first:last]
    rest = _stems(sentence[:first] + " " + sentence[last:]) - _stems(answer)
    runs = _runs(sentence)
    pattern = re.compile(rf"(?<![\w.,-]){re.escape(answer)}(?![\w-]|[.,]\d)")
    question = _question(sentence, first, last, wh, rng)
    told: list[tuple[int, _Report, _Passage, int]] = []
    silent: list[tuple[int, _Report, _Passage]] = []
    for report in others:
        for passage in report.passages:
            shared = len(rest & passage.stems)
            if shared < SILENT:
                continue
            at = [match.start() for match in pattern.finditer(passage.text)] if answer in passage.text else []
            if not at:
                if not any(w in passage.text for w in answer.split() if w[:1].isupper() or w.isdigit()):
                    silent.append((shared, report, passage))
                continue
            if shared < SHARED:
                continue
            spot, beside = max(((n, _beside(passage.text, n, answer, rest)) for n in at), key=lambda found: found[1])
            around = passage.text[max(0, spot - 250) : spot + len(answer) + 250]
            if beside >= 2 and len(runs & _runs(around)) <= COPIED * len(runs):
                told.append((shared, report, passage, passage.place[0] + spot))
    if not told:
        return
    _, report, passage, at_text = max(told, key=lambda t: t[0])
    made = cut("", report.text, report.sentences, *passage.place, context=CONTEXT if rng.random() < 0.6 else 0)
    start = at_text - made.start
    yield Example(question, made.text, start, start + len(answer), group="cloze")
    if silent and rng.random() < 0.5:
        _, report, passage = max(silent, key=lambda t: t[0])
        made = cut("", report.text, report.sentences, *passage.place, context=0)
        yield Example(question, made.text, group="cloze")


def _beside(text: str, start: int, answer: str, rest: frozenset[str]) -> int:
    """How many words of the sentence stand near a place: in the 160 characters on each side."""
    end = start + len(answer)
    return len(rest & _stems(text[max(0, start - 160) : start] + " " + text[end : end + 160]))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[n : n + 4]) for n in range(len(words) - 3)}


def _question(sentence: str, first: int, last: int, wh: str, rng: random.Random) -> str:
    """The words around the gap with the word that asks in it; one in three in the order of a question."""
    before, after = sentence[:first].split(), sentence[last:].split()
    if wh == "where" and before:
        before = before[:-1]
    before, after = before[-AROUND:], after[:AROUND]
    words = [wh, *after, *before] if rng.random() < 0.35 else [*before, wh, *after]
    asked = re.sub(r"[\"“”‘’()\[\]]", "", " ".join(words)).strip(" ,.;:-–—")
    return asked if rng.random() < 0.5 else asked + "?"
