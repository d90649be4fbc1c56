"""Does a span have the form the question asks for, and what is its whole form?

"What time" wants a clock time, "how many" a count: a span of another form is not an answer however well it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from handlers.answering.kinds import Kind
from handlers.answering.language.numbers import Figure
from handlers.answering.language.places import aliases, is_place
from handlers.answering.language.times import find_clocks, find_dates
from handlers.answering.language.words import same_family, words
from handlers.answering.page import Page

FIGURES: dict[Kind, frozenset[str]] = {
    Kind.HOW_MANY: frozenset({"count", "plain", "ordinal"}),
    Kind.SHARE: frozenset({"share"}),
    Kind.MONEY: frozenset({"money"}),
    Kind.AGE: frozenset({"age"}),
    Kind.DURATION: frozenset({"duration"}),
    Kind.MEASURE: frozenset({"measure", "count", "plain", "share"}),
    Kind.SCORE: frozenset({"score"}),
}
"""The kinds of `Figure` that have the form each kind of question asks for."""

NAMES = frozenset({Kind.WHO, Kind.WHERE})
SENTENCES = frozenset({Kind.WHY, Kind.HOW, Kind.SAID, Kind.ABOUT, Kind.YESNO})
"""Kinds answered by a sentence, not by a span."""

_VAGUE = re.compile(
    r"\b(?:dozens?|scores|hundreds|thousands|millions|billions|several|many|most|few|none|no|majority|half|handful|all)\b",
    re.IGNORECASE,
)


class _Found(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_TOWN = -0.5  # how a town fits "who": less than a word that is no name


def _over(found: Iterable[_Found], start: int, end: int) -> list[_Found]:
    return [item for item in found if item.start < end and start < item.end]


def _counts(figure: Figure, focus: str | None) -> float:
    """Whether a figure counts what is asked for: 1 if its unit is the focus, less if it has none, little if another."""
    if not focus:
        return 1.0 if figure.kind in FIGURES[Kind.HOW_MANY] else 0.0
    wanted, unit = words(focus)[-1:], words(figure.unit)[-1:]
    if wanted and unit and same_family(wanted[0], unit[0]):
        return 1.0
    if figure.kind not in FIGURES[Kind.HOW_MANY]:
        return 0.0
    return 0.4 if unit else 0.7


def forms(page: Page, kind: Kind, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches inside ``start:end`` that have the form of the kind, as offsets into the page."""
    if kind in FIGURES:
        kinds = FIGURES[kind] | ({"measure", "duration"} if kind is Kind.HOW_MANY else set())
        return [(f.start, f.end) for f in page.figures if start <= f.start < end and f.kind in kinds]
    if kind is Kind.CLOCK:
        return [(start + c.start, start + c.end) for c in find_clocks(page.text[start:end])]
    if kind is Kind.DATE:
        return [(start + d.start, start + d.end) for d in find_dates(page.text[start:end])]
    if kind in NAMES:
        return [(m.start, m.end) for m in page.names if start <= m.start < end]
    return []


def fits(page: Page, kind: Kind, start: int, end: int, focus: str | None = None) -> float:
    """1 if the span has the form asked for, −1 if it has another, 0 if that cannot be told."""
    span = page.text[start:end]
    if kind in FIGURES:
        over = [f for f in page.figures if f.start < end and start < f.end]
        if kind is Kind.HOW_MANY and over:
            return max(_counts(figure, focus) for figure in over) or -1.0
        if any(f.kind in FIGURES[kind] for f in over):
            return 1.0
        if kind is Kind.HOW_MANY and _VAGUE.search(span):
            return 0.5
        return -1.0
    if kind is Kind.CLOCK:
        return 1.0 if find_clocks(page.text[max(0, start - 3) : end + 12]) else -1.0
    if kind is Kind.DATE:
        around = page.text[start:end]
        return 1.0 if find_dates(around) or find_clocks(around) else -0.5
    if kind in NAMES:
        if _over(page.names, start, end):
            # a country may act ("who won?"), a town seldom
            town = kind is Kind.WHO and is_place(span) and not aliases(span)
            return _TOWN if town else 1.0
        return -1.0 if not any(c.isalpha() for c in span) else 0.0
    if kind is Kind.WHICH:
        return 0.5 if _over(page.names, start, end) else 0.0
    return 0.0


def _with_qualifier(text: str, figure: Figure) -> int:
    """Where the figure begins with the word that qualifies it: "nearly 20%", "at least 30 days"."""
    if figure.qualifier:
        at = text.lower().rfind(
            figure.qualifier.lower(), max(0, figure.start - len(figure.qualifier) - 5), figure.start
        )
        return at if at >= 0 else figure.start
    return figure.start


def widen(page: Page, kind: Kind, start: int, end: int) -> tuple[int, int]:
    """The whole form a span is part of: "Umerov" → the name it ends, "20%" → "nearly 20%"; never past its sentence."""
    if kind in FIGURES:
        for figure in page.figures:
            counted = figure.kind in FIGURES[kind] or (kind is Kind.HOW_MANY and figure.kind in ("measure", "duration"))
            if figure.start < end and start < figure.end and counted:
                return _with_qualifier(page.text, figure), figure.end
    elif kind is Kind.CLOCK:
        lowest, highest = page.sentences[page.sentence_at(start)]
        for clock in find_clocks(page.text[lowest:highest]):
            if lowest + clock.start < end and start < lowest + clock.end:
                return lowest + clock.start, lowest + clock.end
    elif kind in NAMES or kind is Kind.WHICH:
        over = _over(page.names, start, end)
        if len(over) == 1 and ((over[0].start <= start and end <= over[0].end) or kind is Kind.WHO):
            inside = page.text[start : over[0].start] + page.text[over[0].end : end]
            # a name with its title around it is answered by the name; "the X of Y" keeps what the reader chose
            if kind is not Kind.WHO or over[0].start <= start or not re.search(r"\b(?:of|and|for)\b", inside):
                return over[0].start, over[0].end
    return start, end
