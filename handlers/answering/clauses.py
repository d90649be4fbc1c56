"""A question taken apart into question phrase, auxiliary, subject and predicate.

Invariant: the parts are runs of the question's words, in order, and nothing but a leading "and" or "but" is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from handlers.answering import nouns, verbs
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import find_names
from handlers.answering.patterns import PREPOSITION

DO = frozenset(["do", "does", "did"])
BE = frozenset(["is", "are", "was", "were", "am"])
HAVE = frozenset(["has", "have", "had"])
_PRONOUNS = vocabulary("questions", "pronoun")
_DETERMINERS = vocabulary("questions", "determiner")
_AFTER_BE = vocabulary("questions", "after_be")
_AMOUNT = re.compile(
    r"(?i)how\s+(?:many|much|long|old|big|large|far|tall|high|fast|often|soon|late|early|deep|heavy|hot)\b"
)
_ADVERBIAL = re.compile(
    r"(?i)^(?:when|where|why|how)$|^how\s+(?!many\b|much\b(?!\s+longer\b))|^what\s+time\b"
    r"|^(?:in|on|at|for|to|from|by|with|about|against|since|until|during|under)\s"
    r"|^(?:what|which)\s+(?:day|date|year|month|week|time)\b"
)
_SMALL = vocabulary("nouns", "ends") | vocabulary("nouns", "adjective")
_OPENS_PREDICATE = re.compile(rf"(?i){PREPOSITION}")


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question, each as typed; "" where there is none.

    `phrase` is the question phrase ("How many people", "Who"; "" for yes/no). `aux` is an auxiliary before the
    subject, or within the predicate of a question about the subject (then `about_subject`). `subject` is "" where it
    cannot be told from the predicate, and then `predicate` holds both.
    """

    phrase: str
    aux: str
    subject: str
    predicate: str
    about_subject: bool

    @property
    def yes_no(self) -> bool:
        """Whether it is a question to be answered yes or no."""
        return not self.phrase

    @property
    def adverbial(self) -> bool:
        """Whether the question phrase asks for a circumstance, so that the rest is a whole clause."""
        return _ADVERBIAL.match(self.phrase) is not None

    @property
    def remainder(self) -> str:
        """Subject and predicate."""
        return f"{self.subject} {self.predicate}".strip()

    @property
    def noun(self) -> str:
        """The noun phrase within the question phrase: "people" of "how many people"; "" where there is none."""
        match = re.match(rf"(?i){PREPOSITION}?(?:how\s+(?:many|much)|which|what|whose)\s+(?:of\s+)?(.+)$", self.phrase)
        return match.group(1) if match else ""


def parse(asking: str) -> Clause | None:
    """The parts of a bare question; None for words that are no question by form."""
    text = re.sub(r"(?i)^(?:(?:and|but|so|or|then)[\s,]+)+", "", asking.strip().rstrip("?!. "))
    words = text.split()
    if not words:
        return None
    if words[0].lower() in verbs.AUXILIARIES | set(verbs.NEGATED) and len(words) > 1:
        return _inverted("", words[0], " ".join(words[1:]))
    phrase, rest = _split_phrase(text)
    if not phrase or not rest:
        return None
    first, _, tail = rest.partition(" ")
    if first.lower() not in verbs.AUXILIARIES | set(verbs.NEGATED):
        return Clause(phrase, "", "", rest, about_subject=True)
    if not tail:
        return None
    if phrase.lower() in {"who", "what", "which"} and first.lower() in BE and _names_a_thing(tail):
        return Clause(phrase, first, tail, "", about_subject=False)
    if _ADVERBIAL.match(phrase) or _inverts(first.lower(), tail):
        return _inverted(phrase, first, tail)
    return Clause(phrase, first, "", tail, about_subject=True)


def _split_phrase(text: str) -> tuple[str, str]:
    """The question phrase and what follows it."""
    match = re.match(rf"(?i)({PREPOSITION}?)(whose|whom|who|what|which|when|where|why|how)\b\s*", text)
    if not match:
        return "", ""
    word, end = match.group(2).lower(), match.end()
    if word == "how":
        if amount := _AMOUNT.match(text, match.start(2)):
            end = amount.end()
            counted = amount.group().lower().endswith(("many", "much", "old", "big", "large"))
            if counted:
                end += _noun_length(text[end:])
    elif word in {"which", "whose"} or (word == "what" and text[end:].split(" ")[0].lower() not in verbs.AUXILIARIES):
        end += _noun_length(text[end:])
    return text[:end].strip(), text[end:].strip()


def _noun_length(rest: str) -> int:
    """How far the noun phrase at the start of `rest` reaches, with the determiners before it."""
    phrase = nouns.phrase_at_start(re.sub(r"(?i)^\s*(?:else|more|other)\b", "", rest).strip(), longest=6)
    if not phrase or (verbs.is_finite(phrase.split()[0]) and not phrase.split()[0].endswith("s")):
        return 0
    at = rest.find(phrase)
    return at + len(phrase) if at >= 0 else 0


def _inverts(aux: str, tail: str) -> bool:
    """Whether a subject follows the auxiliary ("who did Philly beat"), or the predicate ("who was named MVP")."""
    base = aux if aux in verbs.AUXILIARIES else verbs.NEGATED.get(aux, aux)
    first = tail.split()[0]
    low = first.lower().strip(",")
    if base in DO:
        return True
    if low in _PRONOUNS | _DETERMINERS or first[0].isupper() or first[0] in "'\"“":
        return True
    if base in BE:
        return not (
            verbs.is_past(low) or low.endswith("ing") or re.match(rf"(?i){PREPOSITION}", tail) or low in {"to", "not"}
        )
    if base in HAVE:
        return not verbs.is_past(low) and low not in {"been", "to", "not"}
    return not verbs.is_base(low) and low not in {"be", "have", "not", "also"}


def _names_a_thing(tail: str) -> bool:
    """Whether all that follows "who is" is one thing's name, and not a subject with a verb of its own."""
    words = tail.lower().split()
    if words[0] not in _PRONOUNS | _DETERMINERS and not tail[0].isupper() and "'s" not in tail:
        return False
    acting = any(
        word.endswith("ing")
        and verbs.base_of(word)
        and before not in _DETERMINERS
        and not _OPENS_PREDICATE.match(before + " ")
        for before, word in pairwise(words)
    )
    return not (acting or verbs.is_past(words[-1]) or _OPENS_PREDICATE.fullmatch(words[-1] + " "))


def _inverted(phrase: str, aux: str, tail: str) -> Clause:
    subject = _subject(aux.lower(), tail)
    return Clause(phrase, aux, subject, tail[len(subject) :].strip(), about_subject=False)


def _subject(aux: str, tail: str) -> str:
    """The subject at the start of what follows an auxiliary; "" if its end cannot be seen."""
    words = tail.split()
    base = verbs.NEGATED.get(aux, aux)
    if words[0].lower() in _PRONOUNS:
        return words[0]
    at = _after_name(tail)
    start = tail[:at].count(" ") + 1 if at else 1
    for index in range(start, len(words)):
        word, before = words[index].strip(",").lower(), words[index - 1].strip(",").lower()
        if before in _DETERMINERS or before.endswith(("'s", "s'")):
            continue
        if _begins_predicate(base, word, words[index]) and not (
            index + 1 < len(words) and base in DO and verbs.is_base(words[index + 1]) and not at
        ):
            return "" if _holds_clause(words[:index]) else " ".join(words[:index])
        if base in BE and index == start and at and words[0].lower() != "the":
            return " ".join(words[:index])
    whole = base in BE | HAVE and (at >= len(tail) or (len(words) < 4 and not at))
    return tail if whole else ""


def _holds_clause(words: list[str]) -> bool:
    """Whether a determiner or name inside the words begins a clause: "the bridge | the ship hit"."""
    if any(before.islower() and before not in _SMALL and word[0].isupper() for before, word in pairwise(words)):
        return True
    return any(
        word.lower() in _DETERMINERS
        and not _OPENS_PREDICATE.match(f"{before.lower()} ")
        and before.lower() not in {"and", "or"}
        for before, word in pairwise(words)
    )


def _after_name(tail: str) -> int:
    """Where a name that opens the tail ends; 0 if it opens with something else or the name owns what follows."""
    opening = re.match(r"(?i)(?:the\s+)?", tail)
    at = opening.end() if opening else 0
    for mention in find_names(f"Did {tail}"):
        if mention.start - 4 in (0, at):
            end = mention.end - 4
            return 0 if tail[end : end + 2] in ("'s", "’s") else end
    return 0


def _begins_predicate(aux: str, word: str, typed: str) -> bool:
    if typed[:1].isupper():
        return False
    if word in {"not", "still", "already", "ever", "also", "really", "actually", "just"}:
        return True
    if aux in DO:
        return verbs.is_base(word) or word == "be"
    if aux in BE:
        return word.endswith("ing") or verbs.is_past(word) or word in _AFTER_BE
    if aux in HAVE:
        return verbs.is_past(word) or word == "been"
    return verbs.is_base(word) or word in {"be", "have"}
