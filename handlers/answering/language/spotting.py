"""Every place where one name stands in a text, in whatever form the text gives it."""

from __future__ import annotations

from functools import lru_cache

from handlers.answering.language.capitals import COMMON, DAYS, MONTHS, Token, adjacent, capital, tokens_of
from handlers.answering.language.fold import Folded, fold
from handlers.answering.language.mention import Mention
from handlers.answering.language.people import (
    HEADS,
    MODIFIERS,
    ORGANISATIONS,
    PARTICLES,
    PersonName,
    compatible_given,
    is_acronym,
    is_organisation,
    person_parts,
    same_name,
    similar_surname,
)
from handlers.answering.language.places import aliases, is_demonym, is_place
from handlers.answering.language.runs import find_names
from handlers.answering.language.words import STOPWORDS


@lru_cache(maxsize=4096)
def name_in(name: str, text: str) -> tuple[Mention, ...]:
    """Every place where the name stands in the text, in order: whole, by surname, in another spelling, as an acronym,
    or for a country by any of its words (Ukraine: Ukrainian, Kyiv).

    A surname beside another person's given name does not count, nor a street or tower that bears it; nor does the bare
    surname where the text gives it only to another person.
    """
    found: dict[int, Mention] = {}
    others = aliases(name)
    folded = _folded(text)
    for words in (name, *others):
        exact = is_acronym(words) and len(words) < 5  # US is not us
        for start, end in folded.find_all(words):
            if not exact or text[start:end].isupper():
                found.setdefault(start, Mention(start, end, text[start:end]))
    person = person_parts(name.strip())
    if is_organisation(name) or is_acronym(name):
        for mention in find_names(text):
            if same_name(name, mention.text):
                found.setdefault(mention.start, mention)
    elif not others and person.surname and not is_place(name):
        for mention in _by_surname(text, tokens_of(text), person):
            found.setdefault(mention.start, mention)
    return _without_overlap(found)


def _without_overlap(found: dict[int, Mention]) -> tuple[Mention, ...]:
    out: list[Mention] = []
    for mention in sorted(found.values(), key=lambda m: (m.start, -m.end)):
        if out and mention.start < out[-1].end:
            continue
        out.append(mention)
    return tuple(out)


@lru_cache(maxsize=64)
def _folded(text: str) -> Folded:
    return Folded(text)


def _by_surname(text: str, tokens: tuple[Token, ...], person: PersonName) -> list[Mention]:
    """Where the surname stands, extended over the given name before it; not where another given name stands there."""
    full: list[Mention] = []
    bare: list[Mention] = []
    others = False
    words = person.surname.split()
    last = words[-1]
    if fold(last) in COMMON and not person.given:
        return []
    for at, token in enumerate(tokens):
        if not capital(token) or not similar_surname(token.text, last):
            continue
        if at + 1 < len(tokens) and adjacent(text, token, tokens[at + 1]) and not token.possessive:
            after = tokens[at + 1]
            if capital(after) and after.plain in ORGANISATIONS and not after.opens:
                continue  # a tower or a street that bears the name
        first = at
        while first > 0 and adjacent(text, tokens[first - 1], tokens[first]) and not tokens[first - 1].possessive:
            before = tokens[first - 1]
            if before.plain in PARTICLES and len(words) > 1:
                first -= 1
                continue
            if not capital(before) or before.plain in STOPWORDS | HEADS | MODIFIERS | DAYS | MONTHS:
                break
            if is_demonym(before.text) or is_place(before.text) or (before.opens and before.plain in COMMON):
                break
            first -= 1
        given = " ".join(t.text for t in tokens[first:at] if t.plain not in PARTICLES)
        mention = Mention(tokens[first].start, token.end, text[tokens[first].start : token.end])
        if not given or not person.given:
            bare.append(mention)
        elif compatible_given(given, person.given):
            full.append(mention)
        else:
            others = True
    return full if others and not full else full + bare
