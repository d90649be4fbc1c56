"""Everything in which the texts of a story differ: found kind by kind, put together, what disagrees first.

Invariant: of each difference every side is a stretch of a stored text; sides that say the same are kept once an outlet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from handlers.answering.language.fold import fold
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.figures import figures
from handlers.comparing.harm import unharmed
from handlers.comparing.longer import longer_names
from handlers.comparing.moments import clocks, dates, planned
from handlers.comparing.people import spellings, titles
from handlers.comparing.places import places
from handlers.comparing.polarity import denials
from handlers.comparing.refusals import refusals
from handlers.comparing.remarks import attributed, wordings
from handlers.comparing.statements import Statement, Telling

Finder = Callable[[Sequence[Statement], Telling], Iterator[Contrast]]

FINDERS: tuple[Finder, ...] = (
    figures,
    unharmed,
    clocks,
    dates,
    places,
    attributed,
    denials,
    planned,
    titles,
    refusals,
    wordings,
    longer_names,
    spellings,
)
_ORDER = (
    Kind.FIGURE,
    Kind.TIME,
    Kind.PLACE,
    Kind.SPEAKER,
    Kind.POLARITY,
    Kind.NAME,
    Kind.TITLE,
    Kind.DATE,
    Kind.PLANNED,
    Kind.VERB,
    Kind.REMARK,
    Kind.WORDING,
    Kind.SPELLING,
)


def differing(every: Sequence[Statement], story: Sequence[Statement] | None = None) -> tuple[Contrast, ...]:
    """The differences between the statements, disagreements first, then by kind, then the surest.

    `story` are all statements of the story, where `every` are only some of them: what tells two apart is told by all.
    """
    if not every:
        return ()
    telling = Telling(every if story is None else story)
    found = chain.from_iterable(finder(every, telling) for finder in FINDERS)
    together = _together(found)
    return tuple(sorted(together, key=lambda c: (not c.disagrees, _ORDER.index(c.kind), -c.score)))


def _together(found: Iterator[Contrast]) -> list[Contrast]:
    """Differences of one kind that share a side are one, told once: 27 here and there, 25 elsewhere."""
    groups: list[list[Contrast]] = []
    for contrast in found:
        touching = [g for g in groups if any(_shares(contrast, other) for other in g)]
        merged = [contrast]
        for group in touching:
            merged = group + merged
            groups.remove(group)
        groups.append(merged)
    return [_one(group) for group in groups]


def _shares(one: Contrast, other: Contrast) -> bool:
    if one.kind is not other.kind or one.disagrees is not other.disagrees or one.kind in (Kind.PLANNED, Kind.POLARITY):
        return False
    return any(
        a.statement.page is b.statement.page and a.start < b.end and b.start < a.end
        for a in one.sides
        for b in other.sides
    )


def _one(group: Sequence[Contrast]) -> Contrast:
    kept: dict[tuple[str, str], Side] = {}
    for side in chain.from_iterable(contrast.sides for contrast in group):
        kept.setdefault((side.outlet, fold(side.words).strip()), side)
    sides = sorted(kept.values(), key=lambda side: fold(side.words))
    first = group[0]
    return Contrast(
        first.kind, tuple(sides) if len(group) > 1 else first.sides, first.disagrees, max(c.score for c in group)
    )
