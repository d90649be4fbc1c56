"""English verb forms: what a question is taken apart and rebuilt with.

Invariant: every form that `base_of` maps to a base is one that the base makes by the regular rules or by the
irregular verbs of `lexicon/verbs.txt` (the closed list that any grammar of English prints). The regular bases are the
verbs that news questions use; a verb that is not there is left alone by whoever asks, never guessed at.
"""

from __future__ import annotations

from functools import cache

from handlers.answering.language.lexicon import rows, vocabulary

AUXILIARIES = vocabulary("questions", "auxiliary")
NEGATED = {
    "isn't": "is",
    "aren't": "are",
    "wasn't": "was",
    "weren't": "were",
    "don't": "do",
    "doesn't": "does",
    "didn't": "did",
    "hasn't": "has",
    "haven't": "have",
    "hadn't": "had",
    "can't": "can",
    "couldn't": "could",
    "won't": "will",
    "wouldn't": "would",
    "shouldn't": "should",
    "mightn't": "might",
    "mustn't": "must",
}
_VOWELS = frozenset("aeiou")
_DOUBLING = vocabulary("questions", "doubling")


def _doubles(base: str) -> bool:
    if base in _DOUBLING:
        return True
    syllables = sum(c in _VOWELS and (i == 0 or base[i - 1] not in _VOWELS) for i, c in enumerate(base))
    return (
        syllables == 1
        and len(base) > 2
        and base[-1] not in "aeiouwxy"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
    )


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + base[-1] + "ed" if _doubles(base) else base + "ed"


def third(base: str) -> str:
    """The third person of a base: fly → flies, push → pushes."""
    if base in {"be", "have"}:
        return {"be": "is", "have": "has"}[base]
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else base + "s"


def gerund(base: str) -> str:
    """The -ing form of a base: pull → pulling, make → making, run → running, die → dying."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return base + base[-1] + "ing" if _doubles(base) else base + "ing"


@cache
def _table() -> dict[str, tuple[str, str]]:
    """Past and participle of every base."""
    table = {base: (_regular_past(base), _regular_past(base)) for base in vocabulary("verbs", "regular")}
    table.update({row[0]: (row[1], row[2]) for row in rows("verbs") if not row[0].endswith(":")})
    return table


@cache
def _bases() -> dict[str, str]:
    found: dict[str, str] = {}
    for base, (past_form, participle_form) in _table().items():
        # a form that two verbs share goes to the one that is named first ("found" is find's, "wound" wind's)
        for form in (past_form, participle_form, third(base), gerund(base)):
            found.setdefault(form, base)
    found.update({base: base for base in _table()})
    found.update(
        {"found": "find", "left": "leave", "lay": "lie", "were": "be", "are": "be", "am": "be", "ground": "grind"}
    )
    return found


def past(base: str) -> str:
    """The past of a base that `is_base` knows; a base it does not know is made by the regular rules."""
    return _table().get(base, (_regular_past(base), ""))[0]


def participle(base: str) -> str:
    """The past participle of a base; unknown bases by the regular rules."""
    return _table().get(base, ("", _regular_past(base)))[1]


def base_of(word: str) -> str | None:
    """The base of a verb form, or None when the word is no form of a verb known here. Case is ignored."""
    return _bases().get(word.lower())


def is_base(word: str) -> bool:
    """Whether the word is the base form of a known verb."""
    return word.lower() in _table()


def is_finite(word: str) -> bool:
    """Whether the word can be a past or a third person: what follows a subject without an auxiliary."""
    low = word.lower()
    base = _bases().get(low)
    return base is not None and low != gerund(base) and (low != base or past(base) == base)


def is_past(word: str) -> bool:
    """Whether the word is the past of a known verb, or ends as regular pasts do."""
    low = word.lower()
    base = _bases().get(low)
    if base is not None:
        return low in {past(base), participle(base)}
    return low.endswith("ed") and len(low) > 4
