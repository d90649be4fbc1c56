"""What a question beginning with "what", or a bare noun phrase, asks for: decided by the noun that is asked about."""

from __future__ import annotations

import re

from handlers.answering import nouns, verbs
from handlers.answering.kinds import Kind
from handlers.answering.patterns import AUX, BE, RATED, SAYING, Asked, has, starts

_NAME_OF = (
    r"(?:(?:full|real|first|last|official|new|old|given|code|maiden|middle)\s+)*(?:code\s?name|names?|surname|nickname)"
)
_CAUSED = (
    r"(?:caused?|causes|led\s+to|triggered|prompted|sparked|set\s+(?:\w+\s+){0,3}(?:off|alight|ablaze)|is\s+behind|"
    r"was\s+behind|lies\s+behind|lay\s+behind|drove|made|brought\s+about|forced|motivated|provoked|explains|"
    r"(?:is|was|are|were)\s+to\s+blame)"
)
_TIME_OF_DAY = (
    r"(?:start|starting|kick-?off|departure|arrival|opening|closing|launch|landing|lift-?off|take-?off|local|exact|"
    r"planned|scheduled)\s+time|time\s+of\s+day|hour"
)
_NEWS = (
    rf"{BE}\s+(?:(?:the\s+)?(?:latest|news|story|situation|status)|new$|new\s+(?:on|in|with|about)|going|happening|up)"
)
_PAID_AT_END = re.compile(
    r"(?i)\b(?:cost|earn|charge|spend|owe|sell\s+for|go\s+for|pay|close\s+at|be\s+(?:paid|fined|charged|awarded|worth)|"
    r"make\s+(?:a|per)\s+(?:year|month|week))(?:\s+(?:for|to|on|in|at|per|a|each|now|today|from)\b.*)?$"
)
_WORTH_AT_END = re.compile(r"(?i)\b(?:worth|costing|paid|earning|fined|owed|pay|owe|spend|estimated\s+at)$")
_CONTEST = "match|game|v|vs|final|versus|derby|against|semi-final"
_BY_CLASS = (
    ("date", Kind.DATE),
    ("role", Kind.ROLE),
    ("measure", Kind.MEASURE),
    ("count", Kind.HOW_MANY),
    ("money", Kind.MONEY),
    ("reason", Kind.WHY),
    ("speech", Kind.SAID),
    ("whereabouts", Kind.WHERE),
)
_FOCUSED = frozenset({Kind.MEASURE, Kind.HOW_MANY, Kind.MONEY})


def what(rest: str) -> Asked:
    """The kind and focus of "what <rest>"."""
    if starts(rf"about|of\s+\w+$|{_NEWS}", rest):
        return Kind.ABOUT, None
    if starts(r"(?:else\s+)?(?:happened|happens|happen|occurred|went\s+(?:on|wrong))", rest):
        return Kind.ABOUT, None
    if starts(r"(?:do|does|did)\s+(?:we|the\s+archive)\s+know", rest):
        return Kind.ABOUT, None
    if starts(r"(?:time|hour|o'clock)(?!\s+(?:period|span|zone|frame|of\s+year))|local\s+time", rest):
        return Kind.CLOCK, None
    if starts(rf"(?:else\s+|exactly\s+)?{_CAUSED}|for$|{AUX}\b.*\sfor$|{AUX}\b.*\bdie\s+of$", rest):
        return Kind.WHY, None
    if match := re.match(r"(?i)(?:kinds?|types?|sorts?|forms?)\s+of\s+", rest):
        return Kind.WHICH, nouns.phrase_at_start(rest[match.end() :]) or None
    if match := re.match(rf"(?i){BE}\s+", rest):
        return what_is(rest[match.end() :])
    if match := re.match(rf"(?i){AUX}\s+", rest):
        return _what_did(rest[match.end() :])
    focus = nouns.phrase_at_start(rest)
    first = focus.split()[0] if focus else ""
    if not focus or first.lower() in {"else", "exactly"} or _acts(first):
        return Kind.WHAT, None
    return by_noun(focus, rest[len(focus) :].strip()) or which(rest)


def _acts(word: str) -> bool:
    """Whether the word after "what" is its verb ("what hit the bridge") and not its noun ("what raise")."""
    return verbs.is_finite(word) and not any(nouns.is_a(name, word) for name in ("date", "money", "role", "count"))


def which(rest: str) -> Asked:
    """The kind and focus of "which <rest>", or of "what <noun> ..."."""
    focus = nouns.phrase_at_start(re.sub(r"(?i)^(?:one\s+)?of\s+(?:the\s+)?", "", rest))
    if not focus or starts("ones?|side|way", focus):
        return Kind.WHICH, None
    if nouns.is_person(focus):
        return Kind.WHO, focus
    if nouns.is_a("date", nouns.head(focus)):
        return Kind.DATE, None
    return (Kind.WHERE if nouns.is_place(focus) else Kind.WHICH), focus


def asks_for_name(text: str) -> bool:
    """Whether the text begins with "(the) name of"."""
    return starts(rf"(?:the\s+)?{_NAME_OF}\s+of", text)


def what_is(rest: str) -> Asked:
    """The kind and focus of "what is <rest>"."""
    named = (
        re.match(rf"(?i)(?:the\s+)?{_NAME_OF}\s+of\s+(?P<thing>.+)", rest)
        or re.match(r"(?i)(?P<thing>.+?)\s+(?:called|named|known\s+as|nicknamed)(?:\s+now|\s+again)?$", rest)
        or re.match(rf"(?i)(?P<thing>.+?)(?:'s|s')\s+{_NAME_OF}$", rest)
    )
    if named:
        if coded := re.search(r"(?i)\b(?:code\s?name|nickname)\b", rest):
            return Kind.WHICH, coded.group()
        focus = nouns.owned(nouns.phrase_at_start(named.group("thing"), longest=7)) or None
        return (Kind.WHO if focus and nouns.is_person(focus) else Kind.WHICH), focus
    if re.search(rf"(?i)\b{SAYING}$", rest) and rest.lower().endswith("ing"):
        return Kind.SAID, None
    if _WORTH_AT_END.search(rest):
        return Kind.MONEY, None
    return by_noun_phrase(rest) or (Kind.WHAT, nouns.owned(nouns.phrase_at_start(rest, longest=7)) or None)


def _what_did(rest: str) -> Asked:
    """The kind of "what did <rest>"."""
    if has(SAYING, rest) or has(r"make\s+of|have\s+to\s+say|stand\s+on|feel\s+about", rest):
        return Kind.SAID, None
    if _PAID_AT_END.search(rest):
        return Kind.MONEY, None
    if re.search(r"(?i)\b(?:weigh|measure)$", rest):
        return Kind.MEASURE, None
    return (Kind.ROLE if re.search(r"(?i)\bdo\s+for\s+(?:a\s+living|work)$", rest) else Kind.WHAT), None


def by_noun_phrase(text: str) -> Asked | None:
    """The kind that the noun phrase at the start of the text decides, seen without who owns it."""
    phrase = nouns.phrase_at_start(text, longest=7)
    after = text[text.find(phrase) + len(phrase) :].strip() if phrase else ""
    return by_noun(nouns.owned(phrase), after)


def by_noun(phrase: str, after: str) -> Asked | None:
    """The kind that a noun alone decides ("final score", "price", "age"), None where it decides nothing.

    `after` is what follows the phrase: "number of dead" is a count, "number of the flight" is not.
    """
    last = nouns.head(phrase)
    if not last:
        return None
    match last:
        case "score" | "scores" | "scoreline":
            return Kind.SCORE, None
        case "result" if has(_CONTEST, f"{phrase} {after}"):
            return Kind.SCORE, None
        case "time":
            clock = has(_TIME_OF_DAY, phrase) or starts("of", after)
            return (Kind.CLOCK if clock else Kind.DURATION), None
        case "age":
            return Kind.AGE, None
        case "number" | "figure" if starts("of|for", after):
            things = nouns.phrase_at_start(re.sub(r"(?i)^(?:of|for)\s+", "", after))
            things = re.split(r"\s+\w+ing\b", things)[0]
            last = nouns.head(nouns.owned(things))
            plural = nouns.is_plural(last) or last in ("dead", "injured")
            return (Kind.HOW_MANY, things) if plural else (Kind.WHAT, phrase)
        case "number" | "figure":
            return Kind.WHAT, phrase
        case "title" if any(nouns.is_a("work", word) for word in after.split()):
            return Kind.WHICH, next(word for word in after.split() if nouns.is_a("work", word))
        case "sentence":
            return Kind.DURATION, None
        case "term" if has("prison|jail", phrase):
            return Kind.DURATION, None
    if has(RATED, phrase) or nouns.is_a("share", last):
        return Kind.SHARE, phrase
    if nouns.is_a("duration", last) or (
        last == "length" and any(nouns.is_a("lasting", word) for word in after.split())
    ):
        return Kind.DURATION, None
    for name, kind in _BY_CLASS:
        if nouns.is_a(name, last):
            return kind, phrase if kind in _FOCUSED else None
    return None
