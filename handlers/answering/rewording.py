"""A question put into another shape: asked with "when", denied, made a noun phrase or a statement.

Invariant: what is built holds the question's own words in their order; only auxiliaries, question words, the answer
and the inflection of one verb are added or changed. Where the parts cannot be told apart a builder returns None.
"""

from __future__ import annotations

import re

from handlers.answering import nouns, verbs
from handlers.answering.clauses import BE, HAVE, Clause
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.patterns import PREPOSITION

_CONTRACTED = {aux: short for short, aux in verbs.NEGATED.items()}
_STATIVE = vocabulary("questions", "stative")
_PREPOSITION = re.compile(rf"(?i){PREPOSITION}")
_MODALS = frozenset(["will", "would", "can", "could", "should", "may", "might", "must"])


def with_phrase(clause: Clause, phrase: str, answer: str | None = None) -> str | None:
    """The clause asked with another question phrase that asks for a circumstance: "when", "why", "by whom".

    `answer` is the name that answered the clause; it, or "someone", stands where the question phrase stood.
    """
    aux = clause.aux.lower()
    if clause.yes_no or clause.adverbial:
        return f"{phrase} {aux} {clause.remainder}"
    if clause.about_subject:
        who = answer or _stand_in(clause)
        if clause.aux:
            return f"{phrase} {clause.aux} {who} {clause.predicate}"
        verb, _, rest = clause.predicate.partition(" ")
        base = verbs.base_of(verb)
        if base is None:
            return None
        present = verb.lower() in {base, verbs.third(base)} and verbs.past(base) != verb.lower()
        plural = " and " in who or (answer is None and nouns.head(clause.noun).endswith("s"))
        do = ("do" if plural else "does") if present else "did"
        return f"{phrase} {do} {who} {base} {rest}".strip()
    if not clause.predicate:  # "who is the ambassador": the answer is its subject
        return f"{phrase} {aux} {answer} {clause.subject}" if answer else f"{phrase} {aux} {clause.subject}"
    return _with_object(clause, phrase, answer)


def _with_object(clause: Clause, phrase: str, answer: str | None) -> str | None:
    """What the question phrase asked for goes back behind its verb: "what did Trump sign" → "... sign the order"."""
    if not clause.subject or not clause.predicate:
        return f"{phrase} {clause.aux} {clause.remainder}"
    thing = answer or (f"the {_without_number(clause.noun)}" if clause.noun else "that")
    if _PREPOSITION.fullmatch(clause.predicate.split()[-1] + " "):  # stranded: "who was he booked with"
        return f"{phrase} {clause.aux} {clause.remainder} {thing}"
    verb, _, rest = clause.predicate.partition(" ")
    return f"{phrase} {clause.aux} {clause.subject} {verb} {thing} {rest}".strip()


def _without_number(noun: str) -> str:
    return re.sub(r"(?i)^(?:of\s+)?(?:the\s+|these\s+|those\s+)?", "", noun)


def _stand_in(clause: Clause) -> str:
    if clause.noun:
        return clause.noun if clause.phrase.lower().startswith("how") else f"the {_without_number(clause.noun)}"
    return "something" if clause.phrase.lower() in {"what", "which"} else "someone"


def negated(clause: Clause, phrase: str = "Why") -> str | None:
    """The clause asked with "not": "Did Putin attend" → "Why did Putin not attend"."""
    if not clause.aux:
        return None
    aux = verbs.NEGATED.get(clause.aux.lower(), clause.aux.lower())
    if not (clause.yes_no or clause.adverbial):
        return None
    predicate = re.sub(r"(?i)^(?:not|ever|actually|really)\s+", "", clause.predicate)
    if clause.subject and predicate:
        return f"{phrase} {aux} {clause.subject} not {predicate}"
    short = _CONTRACTED.get(aux)
    return f"{phrase} {short} {clause.remainder}" if short else None


def event(clause: Clause) -> str | None:
    """The clause as a noun: "Why did Apple pull Telegram" → "Apple pulling Telegram"; None for states."""
    if clause.about_subject:
        words = (f"{clause.aux} " if clause.aux else "") + clause.predicate
        return _as_gerund("", words)
    whole = clause.yes_no or clause.adverbial or clause.phrase.lower() == "how much"
    if not clause.subject or not whole:
        return None
    if clause.aux.lower() in BE | HAVE:
        return _as_gerund(clause.subject, f"{clause.aux} {clause.predicate}")
    return _as_gerund(clause.subject, clause.predicate)


def _as_gerund(subject: str, predicate: str) -> str | None:
    words = re.sub(r"(?i)^(?:not|ever|also|still|already)\s+", "", predicate).split()
    if not words:
        return None
    first = words[0].lower()
    if first in BE and len(words) > 1:
        if words[1].lower().endswith("ing") and verbs.base_of(words[1]):
            return f"{subject} {' '.join(words[1:])}".strip()
        return f"{subject} being {' '.join(words[1:])}".strip() if verbs.is_past(words[1]) else None
    if first == "got" and len(words) > 1 and verbs.is_past(words[1]):
        return f"{subject} being {' '.join(words[1:])}".strip()
    base = verbs.base_of(first)
    if base is None or base in _STATIVE or first in verbs.AUXILIARIES:
        return None
    return f"{subject} {verbs.gerund(base)} {' '.join(words[1:])}".strip()


def described(clause: Clause) -> str | None:
    """What a question asks for as a noun phrase: "which players were sent off" → "the players who were sent off"."""
    noun = _without_number(clause.noun)
    if clause.about_subject:
        words = f"{clause.aux} {clause.predicate}".strip()
        if noun:
            if clause.aux.lower() in BE and _PREPOSITION.match(clause.predicate):
                return f"the {noun} {clause.predicate}"
            return f"the {noun} {'who' if nouns.is_person(noun) else 'that'} {words}"
        if clause.phrase.lower() == "who":
            return f"the person who {words}"
        return f"what {words}" if clause.phrase.lower() == "what" else None
    if clause.aux.lower() in BE and clause.phrase.lower() in {"who", "what", "which"}:
        return _named_thing(clause.remainder)
    if noun and clause.subject and clause.aux.lower() == "did" and clause.predicate and not clause.adverbial:
        verb, _, rest = clause.predicate.partition(" ")
        if verbs.is_base(verb):
            return f"the {noun} {clause.subject} {verbs.past(verb)} {rest}".strip()
    return None


def _named_thing(complement: str) -> str:
    """The thing whose name was asked for: "the name of the ship that sank" → "the ship that sank"."""
    text = re.sub(r"(?i)^the\s+(?:\w+\s+)?(?:name|codename|surname|nickname|identity)s?\s+of\s+", "", complement)
    return re.sub(r"(?i)\s+(?:called|named|known\s+as)$|'s\s+(?:full\s+|real\s+|first\s+)?name$", "", text)


def statement(clause: Clause, answer: str | None) -> str | None:
    """The clause as it is said to be answered: "who led the talks", "Umerov" → "Umerov led the talks"."""
    if clause.about_subject and answer:
        return f"{answer} {clause.aux} {clause.predicate}".replace("  ", " ")
    if not clause.subject:
        return None
    if clause.yes_no or clause.adverbial:
        if clause.aux.lower() == "did":
            verb, _, rest = clause.predicate.partition(" ")
            return f"{clause.subject} {verbs.past(verb)} {rest}".strip() if verbs.is_base(verb) else None
        if clause.aux.lower() in BE | HAVE | _MODALS:
            return f"{clause.subject} {clause.aux.lower()} {clause.predicate}"
    return None
