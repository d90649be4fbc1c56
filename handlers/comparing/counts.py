"""How many, as the texts of a story write it: each figure with its qualifier and with what it counts.

Two figures are of one thing if they are one value of one unit, or if what stands around them says so although the
values differ: a table of "27 people" and "25 people" is what a reader compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.answering.language.fold import fold
from handlers.answering.language.numbers import Figure, same_value
from handlers.answering.language.times import find_clocks
from handlers.answering.nouns import is_person, phrase_at_start
from handlers.comparing.figures import Place, places, same_thing, with_qualifier
from handlers.comparing.statements import Statement, Telling

_COUNTED = ("count", "share", "money", "duration", "measure", "score")
_NOUN_WORDS = 3
_WORDS = re.compile(r"[\w’'\s-]*")
# "two killed" tells something; "two sides", and "four" without a noun, seldom what a reader wants to know.
_FEWEST = 2.0
_THINGS = 3.0
_BARE = 4.0


def counts(every: Sequence[Statement]) -> Iterator[tuple[Place, int, int]]:
    """Every figure that counts, with the offsets of its words."""
    for place in places(every, _COUNTED, None):
        if _counts(place):
            yield place, with_qualifier(place.statement, place.figure), _with_noun(place.statement, place.figure)


def _counts(place: Place) -> bool:
    figure, text = place.figure, place.statement.page.text
    if any(m.start < figure.end and figure.start < m.end for m in place.statement.page.names):
        return False  # a number in a name
    following = text[figure.end : figure.end + 2]
    if figure.kind == "count":
        bare = not figure.unit or not following[:1].isspace()
        named = following[1:2].isupper() and figure.start > place.statement.start and figure.text[:1].isupper()
        least = _BARE if bare else _FEWEST if is_person(figure.unit) else _THINGS
        return not named and figure.high >= least and not _is_clock(place)
    return not (figure.kind == "share" and not any(map(str.isdigit, figure.text)) and not figure.unit and _idle(figure))


def _is_clock(place: Place) -> bool:
    """Whether the number is part of a time of day: "10 in the morning"."""
    statement, figure = place.statement, place.figure
    at = (figure.start - statement.start, figure.end - statement.start)
    return any(clock.start < at[1] and at[0] < clock.end for clock in find_clocks(statement.text))


def _idle(figure: Figure) -> bool:
    return fold(figure.text) in ("half", "a half", "one half")


def _with_noun(statement: Statement, figure: Figure) -> int:
    """The end of the figure with the words that say what it counts."""
    if figure.kind != "count":
        return figure.end
    rest = statement.page.text[figure.end : min(statement.end, figure.end + 60)]
    if not re.match(r"\s[^\W\d_]", rest):
        return figure.end
    phrase = phrase_at_start(_WORDS.match(rest[1:])[0], _NOUN_WORDS)  # type: ignore[index]
    return figure.end + 1 + len(phrase) if phrase and rest[1:].startswith(phrase) else figure.end


def same_count(one: Place, other: Place, telling: Telling) -> bool:
    """Whether two figures are of one thing."""
    first, second = one.figure, other.figure
    if first.kind != second.kind:
        return False
    if same_value(first, second):
        return first.unit == second.unit or not (first.unit and second.unit)
    return one.statement.outlet != other.statement.outlet and same_thing(one, other, telling) > 0
