"""What a question beginning with "how" asks for: a count, a share, money, a time, a size, a way or a reason."""

from __future__ import annotations

import re

from handlers.answering import nouns, verbs
from handlers.answering.kinds import Kind
from handlers.answering.patterns import AUX, BE, RATED, Asked, any_of, has, starts

_UNIT = r"(?:second|minute|hour|day|night|week|fortnight|month|year|decade|centur)(?:s|y|ies)?"
_COIN = any_of(
    """money cash dollars? euros? pounds? cents yen yuan roubles? rubles? rupees? compensation damages funding aid
    tax(?:es)? profits? revenues? debts? rent interest bail ransom pay income bonus(?:es)? sales savings? investment
    losses? salary wages"""
)
_CURRENCY = any_of("dollars euros pounds cents roubles rubles yen yuan rupees")
_METRE = any_of(
    """miles kilomet(?:re|er)s km met(?:re|er)s feet inches tons tonnes barrels lit(?:re|er)s gallons hectares acres
    degrees kilos kilograms kg megawatts light[\\s-]years"""
)
_MOVED = any_of(
    """rise rose fall fell grow grew drop dropped increase increased decrease decreased climb climbed decline declined
    shrink shrank jump jumped slip slipped surge surged plunge plunged slump slumped go\\s+up go\\s+down"""
)
_MOVED_AT_END = re.compile(rf"(?i)\b{_MOVED}(?:\s+(?:by|in|last|this|on|over|since|from|between|during)\b.*)?$")
_SIZED = any_of(
    """tall far fast quick quickly wide deep heavy hot cold strong warm loud thick close near steep powerful bright
    broad slow"""
)
_BIG = re.compile(
    r"(?i)(?P<size>big|large|small|high|low|great|substantial|sizeable|sizable|huge|bad)\b\s*(?:an?\b)?\s*"
)
_PHRASE_ENDS = re.compile(
    r"(?i)\s+(?:of|in|at|on|for|from|that|who|which|to|they|he|she|we|against|over|than|after|during|when|by)\b"
)


def how(rest: str) -> Asked:
    """The kind and focus of "how <rest>"."""
    if starts(r"come|so$", rest):
        return Kind.WHY, None
    if match := re.match(r"(?i)many\b\s*(?:(?:more|other|further)\s+)?(?:of\s+)?", rest):
        return _many(rest[match.end() :])
    if match := re.match(r"(?i)much\b\s*", rest):
        return _much(rest[match.end() :])
    if match := re.match(r"(?i)long\b\s*", rest):
        return _long(rest[match.end() :])
    if starts("old|young", rest):
        return Kind.AGE, None
    if starts(r"soon|late|early|recently|far\s+back", rest):
        return Kind.DATE, None
    if starts("often|frequently|regularly", rest):
        return Kind.HOW_MANY, "times"
    if starts("likely|probable", rest):
        return Kind.SHARE, None
    if match := _BIG.match(rest):
        return _big(match.group("size").lower(), rest[match.end() :])
    if starts("expensive|pricey|costly|cheap|valuable|rich|wealthy", rest):
        return Kind.MONEY, None
    if starts(_SIZED, rest):
        return Kind.MEASURE, None
    return (Kind.ABOUT, None) if starts("about", rest) else _manner(rest)


def _manner(rest: str) -> Asked:
    """ "How does the company explain", "how did he react", "how did it end", and plain ways of doing."""
    if starts(rf"{AUX}\b.*\b(?:explain|justify|account\s+for|excuse|rationali[sz]e)", rest):
        return Kind.WHY, None
    if starts(rf"{AUX}\b.*\b(?:react|respond|describe|comment|characteri[sz]e|reply|view|feel|sum\s+up|answer)", rest):
        return Kind.SAID, None
    if starts(rf"{AUX}\b.*\b(?:called|named|spell|spelled|spelt|nicknamed)$", rest):
        return Kind.WHAT, None
    if starts(rf"{AUX}\b.*\b(?:finish|end|turn\s+out|score)$", rest) and has("match|game|final|derby|tie|cup", rest):
        return Kind.SCORE, None
    return Kind.HOW, None


def _many(tail: str) -> Asked:
    focus = nouns.phrase_at_start(tail) or None
    if starts(rf"{_UNIT}\s+(?:ago|earlier|before|back)", tail):
        return Kind.DATE, None
    if starts(r"years\s+old", tail):
        return Kind.AGE, None
    # "how many days did it last" is how long; "how many days were dry" is a count
    if starts(rf"{_UNIT}(?!\s+(?:of|were|are)\b)", tail):
        return Kind.DURATION, focus
    if starts(r"per\s?cent|percent|percentage\s+points", tail):
        return Kind.SHARE, None
    if starts(_CURRENCY, tail):
        return (Kind.MEASURE, focus) if has("weigh|weight|heavy", tail) else (Kind.MONEY, None)
    return (Kind.MEASURE, focus) if starts(_METRE, tail) else (Kind.HOW_MANY, focus)


def _much(tail: str) -> Asked:
    if match := re.match(r"(?i)of\s+", tail):
        return Kind.SHARE, nouns.phrase_at_start(tail[match.end() :]) or None
    if starts("time|longer", tail):
        return Kind.DURATION, None
    if starts("older|younger", tail):
        return Kind.AGE, None
    pays = r"(?:more|less)\b.*\b(?:cost|pay|paid|charge|spend|spent|earn)"
    if starts(rf"(?:\w+\s+)?{_COIN}", tail) or starts(pays, tail):
        return Kind.MONEY, nouns.phrase_at_start(tail) or None
    if match := re.match(r"(?i)(?:more|less|\w{3,}er)\s+", tail):
        return Kind.MEASURE, nouns.phrase_at_start(tail[match.end() :]) or None
    if starts(AUX, tail):
        if has("weigh|weighed|weight", tail):
            return Kind.MEASURE, None
        # "how much did prices rise" wants a share; "how much did it raise" wants money
        return (Kind.SHARE, None) if _MOVED_AT_END.search(tail) else (Kind.MONEY, None)
    focus = nouns.phrase_at_start(tail)
    return (Kind.MEASURE, focus) if focus else (Kind.MONEY, None)


def _long(tail: str) -> Asked:
    """A time, unless a long thing is asked about and nothing after it makes it a state ("was the road closed")."""
    if starts("ago|before", tail):
        return Kind.DATE, None
    match = re.match(rf"(?i){BE}\s+", tail)
    thing = nouns.owned(nouns.phrase_at_start(tail[match.end() :], longest=7)) if match else ""
    if not thing or not nouns.is_a("long", nouns.head(thing)):
        return Kind.DURATION, None
    bare_thing = tail.rstrip().lower().endswith(thing.lower())
    placed = has(rf"{re.escape(thing)}\s+(?:that|which|in|at|on|of|from|to|between)", tail)
    return (Kind.MEASURE if bare_thing or placed else Kind.DURATION), None


def _big(size: str, tail: str) -> Asked:
    """The size of a crowd is a count, of a hit money, of a majority a share; of anything else a measure."""
    thing = nouns.owned(re.sub(rf"(?i)^{BE}\s+(?:the\s+|an?\s+)?", "", tail))
    thing = _PHRASE_ENDS.split(thing, maxsplit=1)[0]
    words = [word.lower() for word in thing.split()[-2:] if word.lower() not in verbs.AUXILIARIES]

    def any_is(*classes: str) -> bool:
        return any(nouns.is_a(name, word) for name in classes for word in words)

    if any_is("gathering", "count"):
        return Kind.HOW_MANY, thing
    if has(RATED, thing) or any_is("share", "moved"):
        return Kind.SHARE, None
    if any_is("money") or "deal" in words or "hole" in words:
        return Kind.MONEY, None
    return (Kind.HOW, None) if size == "bad" else (Kind.MEASURE, None)
