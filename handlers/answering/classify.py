"""The kind of a bare question, from where its question word stands; the words after it are read elsewhere.

Invariant: every text has exactly one kind, and the focus is always a run of its own words. The rules are general
English.
"""

from __future__ import annotations

import re

from handlers.answering import nouns, verbs
from handlers.answering.amounts import how
from handlers.answering.asked import asks_for_name, by_noun_phrase, what, what_is, which
from handlers.answering.kinds import Kind
from handlers.answering.language.places import is_demonym
from handlers.answering.patterns import AND, AUX, NEGATED, PREPOSITION, SAYING, WH, Asked, starts

_START = re.compile(rf"(?i)^{AND}{PREPOSITION}?(?P<wh>{WH})\b")
_LATER = re.compile(rf"(?i)[,:;—–-]\s*(?:and\s+)?{PREPOSITION}?(?P<wh>{WH})\b(?=\s+\w)")
_LAST = re.compile(
    rf"(?i)\b{PREPOSITION}?(?P<wh>who|whom|what|when|where|why|how\s+(?:many|much|long|old|far|big)(?:\s+\w+)?"
    r"|(?:which|what)\s+[\w-]+(?:\s+[\w-]+)?)$"
)
_AUX_START = re.compile(rf"(?i)^{AND}(?:{AUX}|{NEGATED})\b(?=\s+\S)")
_AUX_LATER = re.compile(rf"(?i),\s*(?:{AUX}|{NEGATED})\s+\w")
_AUX_WH_LAST = re.compile(r"(?i)\b(?:by|with|to|for|from|against)\s+(who|whom|what|where|when)$")
_IF_START = re.compile(rf"(?i)^{AND}(?:if|whether|is\s+it\s+true)\b")
_IMPERATIVE = re.compile(
    r"(?i)^(?:please\s+)?(?P<verb>name|list|identify|give|find|show|quote|state)\s+(?:all\s+)?(?=\w)"
)
_TOPIC = re.compile(
    r"(?i)^(?:any\s+(?:word|news|updates?|more|information|info|details?)|(?:the\s+)?latest|news|about|regarding"
    r"|explain|summari[sz]e|summary|background)\b"
)
_OR = re.compile(r"(?P<left>[\w'.$€£%-]+),?\s+or\s+(?:(?:the|in|on|at|by|from)\s+)?(?P<right>[\w'.$€£%-]+)")
_NAME_LAST = re.compile(
    r"(?i)^(?P<thing>\S.*?)(?:'s|(?<=s)'|,|:)\s+(?:(?:his|her|its|their|the)\s+)?(?:full\s+)?names?$"
)
_RELATIVE = re.compile(
    rf"(?i)^(?:{PREPOSITION}?(?:that|which|whose|where|who|whom)|he|she|they|it|his|her|their|the)\b"
)
# what goes on after a person who is described, and of whom nothing is told
_DESCRIBED = re.compile(
    r"(?i)^(?:$|(?:of|for|who|whom|whose|that|he|she|they)\b"
    r"|(?:in|at|on|from|behind|with|to|\w+ing)\s+(?:the|a|an|his|her|its|their)\b)"
)
_PARTICIPLE = re.compile(rf"(?i)^(?P<verb>\w+)(?:$|\s+(?:{PREPOSITION}|as\b|dead\b|so\s+far\b|when\b|while\b))")
_MODIFIED = re.compile(r"(?i)^(?:that|which|who|he|she|they|it)\b")
_PARTICLES = frozenset(["de", "van", "der", "al", "bin", "von", "la", "el", "and", "du", "da", "di"])


def kind_of(asking: str, names: tuple[str, ...] = ()) -> Asked:
    """The kind and the focus of a bare question (`asking.bare`); `names` are those typed in lower case.

    A text that asks nothing in particular ("Putin Istanbul talks") is `ABOUT`.
    """
    text = _capitalised(asking.strip(), names)
    if start := _START.match(text):
        return _by_word(start.group("wh"), text[start.end() :].strip())
    if _AUX_START.match(text):
        if match := _AUX_WH_LAST.search(text):
            return _by_word(match.group(1), "")
        return (Kind.WHICH if _offers_choice(text) else Kind.YESNO), None
    if _IF_START.match(text):
        return Kind.YESNO, None
    if later := _LATER.search(text):
        return _by_word(later.group("wh"), text[later.end() :].strip())
    if _AUX_LATER.search(text):
        return Kind.YESNO, None
    if imperative := _IMPERATIVE.match(text):
        return _imperative(imperative.group("verb").lower(), text[imperative.end() :])
    if last := _LAST.search(text):
        word, _, rest = last.group("wh").partition(" ")
        return _by_word(word, rest)
    return _fragment(text)


def _capitalised(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = re.sub(rf"(?i)\b{re.escape(name)}\b", lambda match: match.group()[0].upper() + match.group()[1:], text)
    return text


def _offers_choice(text: str) -> bool:
    """Whether a yes/no form offers a choice of names or figures: "did Ukraine or Russia ...", "is it 3 or 4"."""
    for match in _OR.finditer(text):
        left, right = match.group("left")[0], match.group("right")[0]
        if (left.isupper() and right.isupper()) or (left.isdigit() and right.isdigit()):
            return True
    return False


def _by_word(word: str, rest: str) -> Asked:
    match word.lower():
        case "whose":
            return Kind.WHO, nouns.phrase_at_start(rest) or None
        case "who" | "whom" | "whoever":
            return _who(rest)
        case "when":
            return Kind.DATE, None
        case "where" | "whereabouts":
            return Kind.WHERE, None
        case "why":
            return Kind.WHY, None
        case "how":
            return how(rest)
        case "what":
            return what(rest)
        case _:
            return which(rest)


def _who(rest: str) -> Asked:
    """The kind of "who <rest>": "who is" and a person's bare name asks for the role."""
    match = re.match(r"(?i)(?:is|was|are|were)\s+(?=\S)", rest)
    if not match:
        return Kind.WHO, None
    tail = rest[match.end() :]
    if "'" not in tail and tail[0].isupper() and all(w[0].isupper() or w.lower() in _PARTICLES for w in tail.split()):
        return Kind.ROLE, None
    asked = nouns.owned(nouns.phrase_at_start(tail, longest=7))
    return Kind.WHO, asked if asked and nouns.is_person(asked) else None


def _imperative(verb: str, rest: str) -> Asked:
    """The kind of "name the <rest>", "give the <rest>", "quote <rest>"."""
    if verb == "quote":
        return Kind.SAID, None
    if asks_for_name(rest):
        return what_is(rest)
    if found := by_noun_phrase(rest):
        return found
    asked = nouns.owned(nouns.phrase_at_start(rest, longest=6))
    if asked and nouns.is_person(asked):
        return Kind.WHO, asked
    if asked and nouns.is_place(asked):
        return Kind.WHERE, asked
    return (Kind.WHICH, asked) if asked and verb in {"name", "list", "identify"} else (Kind.ABOUT, None)


def _by_description(text: str) -> Asked | None:
    """What a description asks for: "captain of the ferry" who, "town where they met" where, "paper that ran it" which,
    "miners rescued" how many.

    None for a topic or a headline: "teacher arrested in Leeds", "mayor resigns", "farmers and the ban".
    """
    text = _uncapitalised(text)
    phrase = nouns.phrase_at_start(text, longest=5)
    asked = nouns.owned(phrase)
    at, last = text.find(phrase), (asked.split() or [""])[-1]
    if at < 0 or not last or (last[0].isupper() and not last.isupper()):
        return None
    after = text[at + len(phrase) :].lstrip(" ,")
    person = nouns.is_person(asked)
    if nouns.is_plural(last):
        told = _MODIFIED.match(after) or _of_a_clause(after)
        counted = told or (person and len(phrase.split()) <= 2 and _undergone(after))
        return (Kind.HOW_MANY, asked) if counted else None
    if person and not is_demonym(last):
        return (Kind.WHO, asked) if _DESCRIBED.match(after) else None
    if last.isupper() or not (_RELATIVE.match(after) or _of_a_clause(after)):
        return None
    return (Kind.WHERE if nouns.is_place(asked) else Kind.WHICH), asked


def _uncapitalised(text: str) -> str:
    """The text with a small letter at its start if the first word is an ordinary one there: "Mayor of ..."."""
    first, _, rest = text.partition(" ")
    ordinary = nouns.is_person(first) or nouns.is_place(first) or _RELATIVE.match(rest) is not None
    return text[:1].lower() + text[1:] if first[1:].islower() and ordinary and not is_demonym(first) else text


def _of_a_clause(after: str) -> bool:
    """Whether a name and its verb follow, of which the noun before is the object: "the test | Adams singled out"."""
    words = after.split()
    named = next((n for n, word in enumerate(words) if not word[:1].isupper()), len(words))
    return 0 < named <= 3 and named < len(words) and verbs.is_finite(words[named].lower())


def _undergone(after: str) -> bool:
    """Whether what follows the nouns says what was done to them: "rescued", "hurt in the fire", not "said no"."""
    match = _PARTICIPLE.match(after)
    base = verbs.base_of(match.group("verb").lower()) if match else None
    if match is None or base is None or starts(SAYING, after):
        return False
    return verbs.participle(base) == match.group("verb").lower()


def _fragment(text: str) -> Asked:
    """The kind of words that are no question by form: "final score Steelers v Texans", "any arrests", a bare name."""
    if _TOPIC.match(text):
        return Kind.ABOUT, None
    if starts("any|anyone|anybody|anything|no one|nobody", text):
        return Kind.YESNO, None
    if asks_for_name(text):
        return what_is(text)
    if (last := _NAME_LAST.match(text)) and (named := what_is(f"the name of {last.group('thing')}"))[1]:
        return named
    if found := by_noun_phrase(text):
        return found
    if found := _by_description(text):
        return found
    words = text.split()
    # a statement put as a question: a subject, then a verb ("Putin didn't attend", "the talks have ended")
    if len(words) > 2 and any(w.lower() in verbs.AUXILIARIES or w.lower() in verbs.NEGATED for w in words[1:5]):
        return Kind.YESNO, None
    if len(words) > 2 and words[0][:1].isupper() and any(w.islower() and verbs.is_finite(w) for w in words[1:4]):
        return Kind.YESNO, None
    return Kind.ABOUT, None
