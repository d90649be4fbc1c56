"""Who of those that a story's sentences name is surely a person: "who" tells of nobody else.

A name may be a party's, a rocket's or a bank's. It is a person's where some text of the story gives a title with it, a
common given name, an age or "who" behind it, or lets its last word alone say something. What stands beside a name is
judged by one rule here and in tables (`tells_person`); a table also takes weaker signs (`handlers.comparing.actors`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from handlers.answering.language.capitals import COMMON
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import Mention, find_names, person_parts, same_name
from handlers.answering.language.people import is_acronym, is_organisation
from handlers.answering.language.places import is_demonym, is_place

_GIVEN = (vocabulary("given", "he") | vocabulary("given", "she")) - vocabulary("given", "doubtful")
_TOLD = re.compile(r",\s(?:who\s|\d{1,2}[,.])|\s\(\d{1,2}\)")
_SAYS = re.compile(r"\s(?:said|says|told|tweeted|wrote|added|warned|insisted|testified|argued)\b")


def who(sentences: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """The persons named in sentences, in their words, each once and by the fullest name; those in most texts first.

    `texts` are the whole texts of the story.
    """
    known = _surnames(texts)
    found: list[str] = []
    for mention in (mention for sentence in sentences for mention in find_names(sentence)):
        bare = " " not in mention.text and fold(mention.text) in _GIVEN
        if bare or not may_be_person(mention) or _key(mention) not in known:
            continue
        at = next((at for at, other in enumerate(found) if same_name(mention.text, other)), None)
        if at is None:
            found.append(mention.text)
        elif len(mention.text) > len(found[at]):
            found[at] = mention.text
    return tuple(sorted(found, key=lambda name: -sum(person_parts(name).surname in text for text in texts)))


def may_be_person(mention: Mention) -> bool:
    """Whether a name is built like a person's, and is no place's, people's or organisation's."""
    plain = is_place(mention.text) or is_demonym(mention.text.split()[-1]) or is_organisation(mention.text)
    return not plain and not is_acronym(mention.text)


def _surnames(texts: Iterable[str]) -> frozenset[str]:
    """The surnames, folded, of those who are surely persons."""
    found: set[str] = set()
    for text in texts:
        names = find_names(text)
        speaking = {mention.text for mention in names if _SAYS.match(text, mention.end)}
        for mention in (mention for mention in names if may_be_person(mention)):
            words = mention.text.split()
            if tells_person(text, mention) or (len(words) > 1 and words[-1] in speaking):
                found.add(_key(mention))
    return frozenset(found)


def tells_person(text: str, mention: Mention) -> bool:
    """Whether what stands with a name says that a person bears it: a title, a given name, an age, "who"."""
    words = mention.text.split()
    full = len(words) > 1
    given = full and fold(words[0]) in _GIVEN and fold(words[-1]) not in COMMON
    office = mention.title is not None and (full or mention.title.text[:1].isupper())  # not "major Internet companies"
    return given or office or (full and _TOLD.match(text, mention.end) is not None)


def _key(mention: Mention) -> str:
    return fold(person_parts(mention.text).surname or mention.text).split()[-1]
