"""From a question to what the index is asked: each name and word with the other words a newsroom uses for it.

Invariant: at most `GROUPS` groups of at most `TERMS` terms; a group's first term is the question's own word; names come
before quoted words, these before figures, these before other words, and the thread's names last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from handlers.answering.language.fold import fold
from handlers.answering.language.people import is_acronym, person_parts, similar_surname
from handlers.answering.language.places import aliases
from handlers.answering.language.quantities import values
from handlers.answering.language.words import STOPWORDS, content_words, family, stem
from handlers.answering.question import Question
from store.search import Query, TermGroup

_INFLECTIONS = ("", "s", "es", "d", "ed", "ing")
GROUPS = 12
TERMS = 12

Vocabulary = Callable[[str], tuple[str, ...]]
"""The words of the archive that may be spellings of a word (by prefix or trigram; they are compared here)."""

# One Slavic or Arabic name, many romanisations: the endings newsrooms differ in, as (pattern, spellings).
_ENDINGS = (
    (re.compile(r"(?<=[a-z]{3}[sz]k)(?:yy|iy|ij|yi|y|i)$"), ("y", "i", "yy", "iy")),
    (re.compile(r"(?<=[a-z]{3})(?:ey|ei|ej|ay|ai|aj)$"), ("ey", "ei", "ay", "ai")),
    (re.compile(r"(?<=[a-z]{3})(?:ov|ow|off)$"), ("ov", "off", "ow")),
)
_ATLANTIC = (
    (re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|ing|ation|ations|er|ers)$)"), "iz"),
    (re.compile(r"(?<=\w{3})iz(?=(?:e|ed|es|ing|ation|ations|er|ers)$)"), "is"),
    (re.compile(r"(?<=\w{3})our(?=s?$|ed$|ing$|able$)"), "or"),
    (re.compile(r"(?<=(?:def|off|lic))ence(?=s?$)"), "ense"),
    (re.compile(r"(?<=(?:def|off|lic))ense(?=s?$)"), "ence"),
    (re.compile(r"(?<=\w{3})tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=adv)iser"), "isor"),
    (re.compile(r"(?<=adv)isor"), "iser"),
)


def expand(question: Question, vocabulary: Vocabulary | None = None) -> Query:
    """What to look for; empty only if the question holds no word that carries meaning."""
    groups = [_name(entity, vocabulary) for entity in question.entities]
    groups.extend((phrase,) for phrase in question.quoted if " " in phrase and phrase not in question.entities)
    figures = [word for word in question.keywords if _figure(word)]
    groups.extend((word, *_figure(word)) for word in figures)
    groups.extend(_word(word) for word in question.keywords if word not in figures)
    groups.extend(_name(name, vocabulary) for name in question.context)
    if not groups:
        groups.extend((word,) for word in content_words(question.asking) or question.asking.lower().split())
    kept: list[TermGroup] = []
    seen: set[str] = set()
    for group in groups:
        terms = _distinct(group)
        if terms and (key := " ".join(stem(word) for word in terms[0].split())) not in seen:
            seen.add(key)
            kept.append(TermGroup(terms[:TERMS]))
    return Query(tuple(kept[:GROUPS]))


def _distinct(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms without the regular inflections of those before them, which an index with stemming finds anyway."""
    kept: dict[str, str] = {}
    for term in terms:
        plain = fold(term).strip()
        if any(c.isalnum() for c in plain) and not any(plain.removesuffix(ending) in kept for ending in _INFLECTIONS):
            kept[plain] = term.strip()
    return tuple(kept.values())


def _name(name: str, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """A name, its surname, its country's other words, and the spellings that the archive or the rules have for it."""
    others = aliases(name)
    if others:
        return (name, *others)
    person = person_parts(name)
    found = [name]
    if person.surname and fold(person.surname) != fold(name) and not is_acronym(name):
        found.append(person.surname)
    own = [word for word in (person.surname or name).split() if len(word) > 3 and fold(word) not in STOPWORDS]
    for word in own if len(own) < 3 else ():
        if vocabulary is not None:
            found.extend(near for near in vocabulary(word) if similar_surname(near, word))
        found.extend(spellings(word))
    return tuple(found)


def spellings(surname: str) -> tuple[str, ...]:
    """The other romanisations of a surname by its ending: Zelensky, Zelenskyy, Zelenskiy, Zelenski."""
    plain = fold(surname)
    found: list[str] = []
    for pattern, endings in _ENDINGS:
        if match := pattern.search(plain):
            found.extend(plain[: match.start()] + ending for ending in endings)
    return tuple(dict.fromkeys(spelling for spelling in found if spelling != plain))


def _word(word: str) -> tuple[str, ...]:
    atlantic = [pattern.sub(other, word) for pattern, other in _ATLANTIC if pattern.search(word)]
    return (word, *atlantic, *family(word))


@cache
def _number_words() -> tuple[dict[str, float], dict[float, str]]:
    cardinals = values("cardinal")
    return cardinals, {value: word for word, value in reversed(cardinals.items())}


def _figure(word: str) -> tuple[str, ...]:
    """A number the other way round: "two" for 2, "2" for two; () for what is no number."""
    cardinals, spelled = _number_words()
    if word in cardinals:
        value = cardinals[word]
        return (str(int(value)),) if value == int(value) else ()
    if re.fullmatch(r"\d+", word):
        return (spelled[float(word)],) if float(word) in spelled else ()
    return ()
