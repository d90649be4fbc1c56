"""Whether two answers to one question mean the same, judged by what the question asks for."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import find_names, same_name
from handlers.answering.language.numbers import find_figures, same_figure
from handlers.answering.language.people import HEADS, person_parts
from handlers.answering.language.places import same_place
from handlers.answering.language.times import find_clocks, find_dates, same_clock, same_date
from handlers.answering.language.words import STOPWORDS, stem, words
from handlers.answering.question import Kind

_FIGURES = frozenset({Kind.HOW_MANY, Kind.SHARE, Kind.MONEY, Kind.AGE, Kind.DURATION, Kind.MEASURE, Kind.SCORE})
_SENTENCES = frozenset({Kind.WHY, Kind.SAID, Kind.HOW, Kind.ABOUT})
# Share of the shorter sentence's content stems that must stand in the other; two reports of one remark share more, two
# remarks by one speaker less (measured on the sentences of the newsdesk events: 0.6 splits them best).
_SHARED = 0.6
# Two wordings of at most this many content words are compared as phrases, longer ones as sentences.
_PHRASE = 8
# "Labour party" / "Labor party" 96, "adviser" / "advisor" 86, "culture minister" / "defence minister" 69.
_SPELLING = 85

_NEGATIONS = vocabulary("stances", "negation")
_CONJUNCTS = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|&|along\swith|as\swell\sas|with)\s+")
_EDGES = " \t\n\u00a0.,;:!?\"'“”‘’()[]–—-…"


@lru_cache(maxsize=65536)
def same_answer(kind: Kind, a: str, b: str) -> bool:
    """Whether two answers to a question of this kind mean the same.

    People and organisations by name, figures by value, places by containment, times by the clock or calendar; all
    else by folded words. An answer that denies never equals one that affirms. Symmetric; an empty answer is like none.
    """
    one, other = plain(a), plain(b)
    if not one or not other:
        return False
    if one == other:
        return True
    if kind is Kind.YESNO:
        return False
    if negated(a) != negated(b):
        return False
    return _by_kind(kind, a.strip(_EDGES), b.strip(_EDGES))


def plain(answer: str) -> str:
    """The folded answer without an article in front and punctuation around it."""
    return re.sub(r"^(?:the|a|an)\s+", "", fold(answer).strip(_EDGES))


def negated(text: str) -> bool:
    """Whether the words deny: an odd number of negations."""
    found = sum(word in _NEGATIONS or word.endswith("n't") for word in words(text))
    return found % 2 == 1


def _by_kind(kind: Kind, a: str, b: str) -> bool:
    if kind is Kind.WHO:
        return _same_people(a, b)
    if kind is Kind.WHERE:
        return same_place(a, b) or _same_phrase(a, b)
    if kind is Kind.CLOCK:
        return same_clock(a, b)
    if kind is Kind.DATE:
        return _same_when(a, b)
    if kind in _FIGURES and (find_figures(a) or find_figures(b)):
        return same_figure(a, b)
    if kind in _SENTENCES and min(len(_stems(a)), len(_stems(b))) > _PHRASE:
        return _same_sentence(a, b)
    return _same_phrase(a, b)


def _same_when(a: str, b: str) -> bool:
    clocks, dates = (find_clocks(a), find_clocks(b)), (find_dates(a), find_dates(b))
    if all(clocks) and not same_clock(a, b):
        return False
    if all(dates):
        return same_date(a, b)
    return bool(all(clocks)) or _same_phrase(a, b)


def named(answer: str) -> tuple[str, ...]:
    """The people and organisations an answer names, in order, without what it says about them ("Russia's leader")."""
    found: list[str] = []
    for part in _CONJUNCTS.split(answer):
        described = re.match(r"(?:the|a|an|his|her|their|[^\s]+['’]s)\s", part) and _describes(part)
        if found and described:
            continue
        mentions = find_names(part)
        if mentions:
            found.append(max(mentions, key=lambda mention: len(mention.text)).text)
        elif part[:1].isupper() and person_parts(part).surname:
            found.append(part)
    return tuple(found)


def _describes(part: str) -> bool:
    return any(word in HEADS for word in words(part))


def _same_people(a: str, b: str) -> bool:
    first, second = named(a), named(b)
    if max(len(first), len(second)) < 2 and same_name(a, b):
        return True
    if not first or not second:
        return _same_phrase(a, b)
    if len(first) != len(second):
        return False
    return all(any(same_name(one, other) for other in second) for one in first)


@lru_cache(maxsize=16384)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if word not in STOPWORDS)


def _same_phrase(a: str, b: str) -> bool:
    """The same words in the main: figures and names must not differ, and the shorter must stand in the longer."""
    if find_figures(a) and find_figures(b) and not same_figure(a, b):
        return False
    one, other = plain(a), plain(b)
    if min(len(one), len(other)) > 4 and fuzz.token_sort_ratio(one, other) >= _SPELLING:
        return not _differ_in_name(a, b)
    first, second = _stems(a), _stems(b)
    shorter, longer = (first, second) if len(first) <= len(second) else (second, first)
    if not shorter:
        return False
    if shorter <= longer:
        # One word inside a long answer is a mention of it, not the answer
        return len(longer) <= _PHRASE * len(shorter) / 2
    return same_name(a, b) if max(len(first), len(second)) <= 5 else False


def _differ_in_name(a: str, b: str) -> bool:
    """Near equal strings that are two names all the same: "North Korea" and "South Korea", "Iran" and "Iraq"."""
    differing = _stems(a) ^ _stems(b)
    return bool(differing) and len(differing) == 2 and not _spelled_alike(*sorted(differing))


def _spelled_alike(a: str, b: str) -> bool:
    return min(len(a), len(b)) > 4 and a[0] == b[0] and fuzz.ratio(a, b) >= _SPELLING - 10


def _same_sentence(a: str, b: str) -> bool:
    first, second = _stems(a), _stems(b)
    return len(first & second) / min(len(first), len(second)) >= _SHARED
