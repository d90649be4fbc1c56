"""Where things happen in a story, as its texts write it: "the village of Grabova", "a petrol station in Brask".

A name counts as a place if it is known as one, is built like one, or if the story itself uses it as one ("in Brask",
"outside Grabova") and never as a person or as somebody who speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.answering.language.capitals import DAYS, MONTHS
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import Mention, person_parts
from handlers.answering.language.people import is_acronym, is_organisation
from handlers.answering.language.places import PLACE_NOUNS, is_demonym, is_place
from handlers.answering.language.quantities import alternatives
from handlers.answering.language.words import STOPWORDS
from handlers.comparing.statements import Statement

_NOUNS = (PLACE_NOUNS | vocabulary("places", "setting")) - {"house", "point", "force"}
_INSIDE = r"in|near|outside|inside|off|across|around"
_TO = rf"{_INSIDE}|at|on|beside|beneath|behind|above|into|to|from|toward|towards|aboard"
_LINK = r"(?:\s(?:of|in|near|outside|on|at|off|above)\s(?:the\s)?)"
_SMALL = r"(?:[a-zé][\w’'-]*\s)"
# "in", "near the village of" before a name: what it holds besides the preposition is part of the place.
_BEFORE_NAME = re.compile(
    rf"(?<![\w-])(?P<how>{_TO})\s+(?P<rest>(?:the\s+|a\s+|an\s+)?{_SMALL}{{0,4}})$", re.IGNORECASE
)
_SETTING = re.compile(
    rf"(?<![\w-])(?P<how>{_TO})\s(?P<phrase>(?:the|a|an|its|their|his|her)\s(?:[\w’'-]+\s){{0,4}}?"
    rf"(?:{alternatives(_NOUNS)}))(?![\w’'-])",
    re.IGNORECASE,
)
_NOUN_AFTER = re.compile(
    rf"\s(?:(?!(?:the|an?|and|or|of|in|to|on|at|for|from|by|with|was|is|as|its|her|his)\s)[a-z-]+\s)?(?:{alternatives(_NOUNS)})(?![\w’'-])"
)
_SPEAKS = re.compile(r",?\s(?:said|says|told|added|warned|insisted|announced|argued|has\s|had\s|will\s|is\s|was\s)")


@dataclass(frozen=True)
class Whereabouts:
    """A stretch that says where; `about` is what it is compared by: the name, or the noun of what has none."""

    statement: Statement
    start: int
    end: int
    about: str
    named: bool


def whereabouts(every: Sequence[Statement]) -> Iterator[Whereabouts]:
    """Every stretch of a story's texts that says where."""
    known, people = _uses(every)
    for statement in every:
        yield from _named(statement, known, people)
        yield from _settings(statement, known)


def _names(statement: Statement) -> list[Mention]:
    return [m for m in statement.page.names if statement.start <= m.start and m.end <= statement.end]


def used_as_places(every: Sequence[Statement]) -> frozenset[str]:
    """The names, folded, that the story uses as places."""
    return _uses(every)[0]


def _uses(every: Sequence[Statement]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that are used as places, and the surnames that are people's; both folded."""
    inside: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    people: set[str] = set()
    for statement in every:
        for mention in _names(statement):
            name, text = fold(mention.text), statement.page.text
            parts = person_parts(mention.text)
            if parts.given and not is_place(mention.text) and (mention.title or _SPEAKS.match(text, mention.end)):
                people.add(fold(parts.surname))
            before = text[max(statement.start, mention.start - 40) : mention.start]
            if re.search(rf"(?<![\w-])(?:{_INSIDE})\s$", before, re.IGNORECASE):
                inside[name] += 1
            elif mention.title is not None or _SPEAKS.match(text, mention.end):
                acting[name] += 1
    used = frozenset(name for name, count in inside.items() if count > acting[name] and name not in people)
    return used, frozenset(people)


def _is_place_here(mention: Mention, known: frozenset[str]) -> bool:
    name = mention.text
    words = fold(name).split()
    if is_demonym(words[-1]) or is_acronym(name) or mention.title is not None or set(words) & (DAYS | MONTHS):
        return False
    if is_place(name) or (len(words) > 1 and words[-1] in _NOUNS):
        return True
    return fold(name) in known and not is_organisation(name)


def _named(statement: Statement, known: frozenset[str], people: frozenset[str]) -> Iterator[Whereabouts]:
    text = statement.page.text
    for mention in _names(statement):
        noun = _NOUN_AFTER.match(text, mention.end, statement.end)
        held = _BEFORE_NAME.search(text, max(statement.start, mention.start - 60), mention.start)
        if held is None or not (_is_place_here(mention, known) or (noun and _is_nobody(mention, people))):
            continue
        rest = held["rest"].split()
        start = mention.start
        if rest and (set(rest) & _NOUNS or rest[0].lower() == "the") and len(rest) < 5 and _one_phrase(rest):
            start = held.start("rest")
        end = noun.end() if noun else mention.end
        yield Whereabouts(statement, start, end, text[mention.start : end], named=True)


def _is_nobody(mention: Mention, people: frozenset[str]) -> bool:
    return mention.title is None and fold(person_parts(mention.text).surname) not in people


def _one_phrase(words: Sequence[str]) -> bool:
    """Whether the small words before a name are one phrase: "the village of", not "the day of the vote in"."""
    small = [word for word in words if word.lower() in STOPWORDS and word.lower() not in ("the", "a", "an", "of")]
    return not small


def _settings(statement: Statement, known: frozenset[str]) -> Iterator[Whereabouts]:
    text = statement.page.text
    names = _names(statement)
    for match in _SETTING.finditer(text, statement.start, statement.end):
        start, end = match.span("phrase")
        words = match["phrase"].split()
        if any(fold(word) in STOPWORDS for word in words[1:]) or any(m.start < end and start < m.end for m in names):
            continue
        after = next((m for m in names if m.start >= end), None)
        if after is not None and _is_place_here(after, known) and re.fullmatch(_LINK, text[end : after.start]):
            continue  # told with the name
        yield Whereabouts(statement, start, end, fold(words[-1]), named=False)
