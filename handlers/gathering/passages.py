"""Cutting the body of an article into the stretches that are indexed and read.

Measured: the archive's speed and agreement figures, and the reader's training, are for passages of 80–125 words of
real news text; the answer of a question stands in an outlet's best five such passages for 84% of the cells that
have one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from handlers.answering.language.sentences import sentences

SHORT, LONG = 80, 125
# What it costs to end a passage inside a paragraph, in the unit of `_cost`: as much as being a quarter too long.
_TORN = 0.25
_WORD = re.compile(r"\S+")
# Scripts that put no spaces between words are counted two characters to a word.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff]")


def passages(text: str, body: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Offsets of the passages of a body given as the offsets of its paragraphs, in order, not overlapping.

    Passages hold whole paragraphs where they can: short ones are joined, long ones are cut at the ends of sentences.
    Two paragraphs are joined only when nothing but space stands between them, so what is left out of `body` (a
    caption, a button) is never inside a passage. Trimmed of space, none empty; together they hold the whole body.
    """
    out: list[tuple[int, int]] = []
    for run in _runs(text, body):
        out.extend(_divide(text, run))
    return tuple(out)


def count_words(text: str) -> int:
    """Words by white space; in scripts that have none between words, two characters count as one."""
    if text.isascii():
        return len(text.split())
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _runs(text: str, body: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    runs: list[list[tuple[int, int]]] = []
    for start, end in body:
        whole = text[start:end]
        stripped = whole.strip()
        if not stripped:
            continue
        start += len(whole) - len(whole.lstrip())
        end = start + len(stripped)
        if runs and not text[runs[-1][-1][1] : start].strip():
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    return runs


def _divide(text: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cheapest division by dynamic programming; the window is bounded, so it is linear in the text."""
    units: list[tuple[int, int]] = []
    words: list[int] = []
    torn: list[float] = []  # what ending a passage after this unit costs
    for start, end in run:
        for first, last in _units(text, start, end):
            units.append((first, last))
            words.append(count_words(text[first:last]))
            torn.append(0.0 if last == end else _TORN)
    best = [0.0] + [float("inf")] * len(units)
    origin = [0] * (len(units) + 1)
    for to in range(1, len(units) + 1):
        total = 0
        for since in range(to - 1, -1, -1):
            total += words[since]
            cost = best[since] + _cost(total) + torn[to - 1]
            if cost < best[to]:
                best[to], origin[to] = cost, since
            if total > 2 * LONG:
                break
    cuts = [len(units)]
    while cuts[-1]:
        cuts.append(origin[cuts[-1]])
    cuts.reverse()
    return [(units[a][0], units[b - 1][1]) for a, b in pairwise(cuts)]


def _cost(words: int) -> float:
    if words < SHORT:
        return (SHORT - words) / SHORT
    return max(0, words - LONG) / (LONG - SHORT)


def _units(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph whole, or its sentences when it is long, or stretches of words when a sentence is."""
    paragraph = text[start:end]
    if count_words(paragraph) <= LONG:
        return [(start, end)]
    units: list[tuple[int, int]] = []
    for first, last in sentences(paragraph):
        if count_words(paragraph[first:last]) <= LONG:
            units.append((start + first, start + last))
            continue
        units.extend((start + first + a, start + first + b) for a, b in _stretches(paragraph[first:last]))
    return units


def _stretches(sentence: str) -> list[tuple[int, int]]:
    """A sentence longer than a passage (a table, a list, an unspaced script), cut between words, or evenly without."""
    pieces: list[tuple[int, int]] = []
    for start, end in (match.span() for match in _WORD.finditer(sentence)):
        if end - start > 2 * LONG:
            pieces.extend((at, min(at + 2 * SHORT, end)) for at in range(start, end, 2 * SHORT))
        else:
            pieces.append((start, end))
    out: list[tuple[int, int]] = []
    total = 0
    for start, end in pieces:
        words = count_words(sentence[start:end])
        if out and total + words <= LONG:
            out[-1] = (out[-1][0], end)
            total += words
        else:
            out.append((start, end))
            total = words
    return out
