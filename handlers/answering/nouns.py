"""The nouns that decide what kind of answer is asked for, and the noun phrase that a question begins with.

Invariant: the classes are general English and newsroom vocabulary; a word stands in the class of its usual sense as
the thing asked for ("price" asks for money, "toll" for a count). Plurals in -s, -es, -ies and -men are understood.
"""

from __future__ import annotations

import re

from handlers.answering import verbs
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.places import is_demonym

_SUFFIXED_PERSON = re.compile(r"(?:[a-z]{3,}(?:ologist|ist|ists|cian|cians|woman|women|sman|smen|eer|eers)|mp|mps)$")


_NO_PERSON = frozenset(
    ["assist", "career", "consist", "enlist", "insist", "persist", "resist", "veneer"]
    + [f"{kind}list" for kind in ("black", "check", "long", "play", "set", "short", "wait", "watch", "white", "wish")]
)
_PLURAL = frozenset(["children", "men", "people", "police", "troops"])


def _singulars(word: str) -> tuple[str, ...]:
    if word.endswith("ies"):
        return word, word[:-3] + "y"
    if word.endswith("men"):
        return word, word[:-3] + "man"
    if word.endswith("es"):
        return word, word[:-1], word[:-2]
    return (word, word[:-1]) if word.endswith("s") else (word,)


def is_plural(word: str) -> bool:
    """Whether the word looks like the plural of a noun: "mayors", "women", "people", but not "boss" or "series"."""
    low = word.lower()
    if low in _PLURAL or low.endswith(("women", "smen", "emen")):
        return True
    return low.endswith("s") and not low.endswith(("ss", "us", "is", "ics", "gas", "chaos", "series", "species"))


def is_a(name: str, word: str) -> bool:
    """Whether the word, in singular or plural, belongs to the class ("person", "place", "money" ...)."""
    return not vocabulary("nouns", name).isdisjoint(_singulars(word.lower()))


def head(phrase: str) -> str:
    """The last word of a noun phrase, lower-cased; empty for an empty phrase."""
    words = phrase.split()
    return words[-1].lower() if words else ""


def is_person(phrase: str) -> bool:
    """Whether the head of the phrase is a noun for persons: "power company" no, "Apple exec", "the Germans" yes."""
    last = phrase.split()[-1] if phrase else ""
    suffixed = _SUFFIXED_PERSON.search(last.lower()) is not None and last.lower() not in _NO_PERSON
    return is_a("person", last) or suffixed or is_demonym(last)


def is_place(phrase: str) -> bool:
    """Whether the head of the phrase is a noun for places on a map."""
    return is_a("place", head(phrase))


def owned(phrase: str) -> str:
    """What a possessive owns: "Ahed Tamimi's lawyer" → "lawyer"; the phrase itself where nothing is owned."""
    return re.split(r"(?:'s|s')\s+", phrase)[-1]


_DETERMINERS = re.compile(
    r"(?i)^(?:the|a|an|all|some|any|every|each|both|of|these|those|this|that|other|more|exactly"
    r"|(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)(?=\s))\s+"
)
# the words that end a noun phrase, besides auxiliaries and finite verbs
_ENDS = vocabulary("nouns", "ends")
_ADJECTIVES = vocabulary("nouns", "adjective")


def phrase_at_start(text: str, longest: int = 4) -> str:
    """The noun phrase that begins a text, without its determiners: up to the first preposition, pronoun or verb.

    Empty when there is none, or when it would be longer than `longest` words (then it is no phrase but a clause).
    """
    while (shorter := _DETERMINERS.sub("", text, count=1)) != text:
        text = shorter
    kept: list[str] = []
    for match in re.finditer(r"\S+", text):
        word = match.group().strip(',.?!;:"()')
        low = word.lower()
        if low in _ENDS or low in verbs.AUXILIARIES or low in verbs.NEGATED:
            break
        if kept and (_is_verb_after(kept[-1], word) or _starts_clause(kept, word)):
            break
        if word:
            kept.append(word)
        if match.group()[-1] in ",;:?!" or len(kept) > longest:
            break
    return " ".join(kept) if len(kept) <= longest else ""


def _starts_clause(kept: list[str], word: str) -> bool:
    """Whether a name begins a clause of its own: "the ship | South Korea seized" (but "the new UN envoy")."""
    before = kept[-1]
    return word[:1].isupper() and before.islower() and before not in _ADJECTIVES and not before.endswith("'s")


def _is_verb_after(before: str, word: str) -> bool:
    if word[:1].isupper() or word.lower().endswith("ing") or before.lower().endswith(("'s", "s'")):
        return False
    if before.lower() in _ADJECTIVES:
        return False
    if verbs.is_past(word) or word.lower() == "gets":
        return True
    plural = before.lower().endswith("s") and not before.lower().endswith("ss")
    return verbs.is_base(word) if plural else verbs.is_finite(word)
