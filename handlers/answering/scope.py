"""What a question restricts itself to: outlets it names as the ones to ask, and when their articles were published.

Invariant: only words that speak of reporting restrict ("according to X", "published since Monday", "in today's
papers"); the day on which something happened ("did he attend on Friday") never does. What restricts is taken out of
the question, what is left is what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rapidfuzz.distance import OSA

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.patterns import AUX, any_of
from handlers.answering.periods import PERIOD, Period, period

OUTLET_SPELLING = 0.82
"""Optimal string alignment similarity from which typed words are an outlet's name.

On the 85 outlet names of the data at hand it keeps 99.4 % of all single slips (a letter dropped, doubled, swapped or
changed), and takes 2 of the 57,898 word runs of the 9,820 written questions for an outlet.
"""

_SHORTEST = 5  # letters of a name in which a slip is looked for
_SAYS = any_of(" ".join(vocabulary("questions", "says")))
_WORK = any_of(" ".join(vocabulary("questions", "work")))
_BEFORE_OUTLET = re.compile(
    rf"(?i)(?:\baccording\s+to|\bper|\bvia|\bas\s+(?:reported|told|said|covered)\s+(?:by|in|on|to)"
    rf"|\b(?:reported|published|written|covered|carried)\s+(?:by|in|on)"
    rf"|\b{_WORK}\s+(?:from|by|in|of|on)|\b(?:only|just)?\s*(?:in|on|from|by))\s+(?:the\s+)?$"
)
_ASKED = re.compile(rf"(?i)\b(?:{AUX})\s+(?:the\s+)?$")
_SAYS_AFTER = re.compile(rf"(?i)^(?:'s)?\s+(?:also\s+|even\s+|actually\s+)?{_SAYS}\b")
_WORK_AFTER = re.compile(rf"(?i)^(?:'s?)?\s+{_WORK}\b")
_PLAIN_IN = re.compile(r"(?i)(?:^|\s)(?:in|on|from|by)\s+(?:the\s+)?$")
_BEFORE_WORK = re.compile(r"(?i)(?:in|on|from|by)?\s*(?:the)?\s*$")
_GOES_ON = re.compile(
    r"\s+(?!(?:and|or|say|said|about|on|since|that|who|what|when|where|why|how|did|does|is|was|the)\b)\w"
)
_EMBEDDED = re.compile(
    rf"(?i)^(?:and\s+|but\s+)?(?:what|how|does|do|did|has|have)\b[^,]*?\b{_SAYS}\b\s*(?:us\s+)?(?P<rest>.*)$"
)
_WORK_ASKED = re.compile(r"(?i)^what\s+(?:is|was|does|did)\s+(?:in|say|there)?\s*(?=(?:about|on|regarding)\b|$)")
_TOPIC = re.compile(r"(?i)^(?:about|on|regarding|of|as\s+to|concerning)\s+")
_TOKEN = re.compile(r"[^\s,;:?!\"“”()]+")


@dataclass(frozen=True, slots=True)
class Restricted:
    """A question and its restrictions: `asking` is what is left, `topical` that only a topic is left of it."""

    asking: str
    outlets: tuple[str, ...] = ()
    topical: bool = False


_HOST = re.compile(
    r"(?i)^(?:https?://)?(?:(?:www|edition|[a-z]{2}|money|africa|m)\.)*(?P<name>[\w-]+)\.(?:[\w-]+\.)?[a-z]{2,4}/?$"
)


@lru_cache(maxsize=1024)
def _spellings(outlet: str) -> tuple[str, ...]:
    named = _HOST.sub(lambda match: match.group("name"), outlet.strip())
    plain = " ".join(re.sub(r"[^\w\s&'-]", " ", fold(named)).split())
    spellings = [plain.removeprefix("the ")]
    words = [word for word in spellings[0].split() if word not in {"the", "of", "and", "&"}]
    every = ["the", *words] if plain.startswith("the ") else words
    if len(words) > 1:
        spellings.append("".join(words))
        spellings.extend("".join(word[0] for word in initials) for initials in (words, every) if len(initials) > 2)
        if words[-1] in {"news", "online", "media", "newspaper", "magazine"}:
            spellings.append(" ".join(words[:-1]))
    return tuple(dict.fromkeys(spellings))


def outlet_named(words: str, outlets: Sequence[str]) -> str | None:
    """The outlet whose name the words are, spelling aside; None if they are no outlet's or two outlets' alike."""
    plain = re.sub(r"['’]s?$", "", fold(words).strip()).removeprefix("the ").strip(" .'")
    plain = re.sub(r"\.(?:com|org|net|co\.uk)$", "", plain)
    if len(plain) < 2:
        return None
    best = sorted(
        (-score, len(outlet), outlet) for outlet in outlets if (score := _likeness(plain, outlet)) >= OUTLET_SPELLING
    )
    if not best or (len(best) > 1 and -1 < best[0][0] == best[1][0]):
        return None
    return best[0][2]


def _likeness(plain: str, outlet: str) -> float:
    """How like the words are to the likest spelling of the outlet's name, 0 to 1; short names only as they are."""
    return max(
        float(plain == spelling)
        if min(len(plain), len(spelling)) < _SHORTEST
        else OSA.normalized_similarity(plain, spelling, score_cutoff=OUTLET_SPELLING)
        for spelling in _spellings(outlet)
    )


def _stands(asking: str, outlets: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where an outlet's name stands, the longest first, never overlapping."""
    tokens = list(_TOKEN.finditer(asking))
    found: list[tuple[int, int, str]] = []
    for size in range(min(6, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            start, end = tokens[at].start(), tokens[at + size - 1].end()
            if asking[start:end].lower().startswith("the ") or any(start < e and s < end for s, e, _ in found):
                continue
            if name := outlet_named(asking[start:end], outlets):
                typed = re.sub(r"['’]s?$", "", asking[start:end])
                found.append((start, start + len(typed), name))
    return sorted(found)


def restricted_to_outlets(asking: str, outlets: Sequence[str]) -> Restricted:
    """Take the outlets a question asks out of it: "according to X", "what does X say about ...", "in X's report"."""
    if not outlets:
        return Restricted(asking)
    named: list[str] = []
    text, topical = asking, False
    for start, end, outlet in reversed(_joined(asking, _stands(asking, outlets))):
        left, right = asking[:start], asking[end:]
        if _ASKED.search(left) and _SAYS_AFTER.match(right):
            embedded = _EMBEDDED.match(text)
            text = embedded.group("rest") if embedded else text[:start] + text[end:]
            topical = embedded is not None
            named.extend(reversed(outlet))
        elif (match := _BEFORE_OUTLET.search(left)) and not (_PLAIN_IN.search(match.group()) and _is_object(right)):
            work = _WORK_AFTER.match(right)
            text = f"{text[: match.start()].rstrip(' ,')} {text[end + (work.end() if work else 0) :].lstrip(' ,')}"
            named.extend(reversed(outlet))
        elif _SAYS_AFTER.match(right) and not left.strip():
            text = re.sub(rf"(?i)^(?:'s)?\s+{_SAYS}\s*", "", right)
            topical = True
            named.extend(reversed(outlet))
        elif work := _WORK_AFTER.match(right):
            text = f"{_BEFORE_WORK.sub('', text[:start])} {text[end + work.end() :]}"
            named.extend(reversed(outlet))
    if work_asked := _WORK_ASKED.match(text.strip()) if named else None:
        text, topical = text.strip()[work_asked.end() :], True
    if topical:
        text = _TOPIC.sub("", text)
    return Restricted(re.sub(r"\s+", " ", text).strip(" ,"), tuple(dict.fromkeys(reversed(named))), topical)


def _is_object(right: str) -> bool:
    """Whether the words after an outlet's name go on with a longer phrase ("on Fox Street", "by Reuters staff")."""
    return (
        re.match(
            r"\s+(?!(?:and|or|say|said|about|on|since|that|who|what|when|where|why|how|did|does|is|was|the)\b)\w", right
        )
        is not None
    )


def _joined(asking: str, stands: list[tuple[int, int, str]]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Names joined by "and", "or" or a comma are one stand: "what do Reuters and the BBC say"."""
    out: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, name in stands:
        if out and re.fullmatch(r"(?i)\s*(?:,|and|or|&|,\s*and)\s*(?:the\s+)?", asking[out[-1][1] : start]):
            out[-1] = (out[-1][0], end, (*out[-1][2], name))
        else:
            out.append((start, end, (name,)))
    return out


_PUBLISHED = any_of(" ".join(vocabulary("questions", "published")))
_COVERAGE = any_of(" ".join(vocabulary("questions", "coverage")))
_HOW = r"(?:since|from|after|before|until|till|up\s+to|on|in|during|within|over|between|for)"
_LEAD = r"(?:(?:and|only|but|just|what\s+about|how\s+about)\s+)*"
_SCOPES = (
    re.compile(
        rf"(?i)[,\s]*\b(?:{_COVERAGE}\s+)?(?:that\s+(?:were|was)\s+)?{_PUBLISHED}\s+"
        rf"(?P<how>{_HOW})?\s*(?P<when>{PERIOD})"
    ),
    re.compile(rf"(?i)[,\s]*\b(?:in|from|of|by|with)?\s*(?:the\s+)?{_COVERAGE}\s+(?P<how>{_HOW})\s+(?P<when>{PERIOD})"),
    re.compile(rf"(?i)[,\s]*\b(?:in|from|of|according\s+to)\s+(?P<how>)(?P<when>{PERIOD})(?:'s|')\s+{_COVERAGE}"),
)
_BARE_SCOPE = re.compile(rf"(?i)^{_LEAD}(?P<how>since|after|before|until|from)\s+(?P<when>{PERIOD})$")
_AT_END = re.compile(rf"(?i)[,\s]*\b(?P<how>since|after|before|until)\s+(?P<when>{PERIOD})$")
_REPORTED = re.compile(
    r"(?i)^(?:what(?:'s|\s+is|\s+has\s+been|\s+was)?\s+(?:the\s+)?(?:new|latest|said|reported|written|published|changed)"
    r"|anything\s+new|any\s+(?:news|updates?|word)|(?:the\s+)?latest|news\b)"
)


@dataclass(frozen=True, slots=True)
class Published:
    """A question and the span of publication it restricts itself to (aware UTC, half-open)."""

    asking: str
    since: datetime | None = None
    until: datetime | None = None


def _bounds(how: str, found: Period) -> tuple[datetime | None, datetime | None]:
    match re.sub(r"\s+", " ", how.lower()):
        case "since" | "from":
            return found.start, None
        case "after":
            return found.end, None
        case "before":
            return None, found.start
        case "until" | "till" | "up to":
            return None, found.end
        case _:
            return found.start, found.end


def published_within(asking: str, now: datetime, zone: str | None = None, *, outlet_asked: bool = False) -> Published:
    """Take a span of publication out of a question; `outlet_asked` lets a bare "since Monday" at the end be one."""
    patterns = list(_SCOPES)
    if outlet_asked or _REPORTED.match(asking):
        patterns.append(_AT_END)
    for pattern in patterns:
        if (match := pattern.search(asking)) and (found := period(match.group("when"), now, zone)):
            since, until = _bounds(match.group("how") or "", found)
            rest = re.sub(r"\s+", " ", f"{asking[: match.start()]} {asking[match.end() :]}").strip(" ,")
            return Published(rest, since, until)
    return Published(asking)


def bare_scope(asking: str, now: datetime, zone: str | None = None) -> Published | None:
    """The span of a text that is nothing else ("since Monday", "in today's papers"); None if it is something else."""
    if (match := _BARE_SCOPE.match(asking)) and (found := period(match.group("when"), now, zone)):
        return Published("", *_bounds(match.group("how"), found))
    scoped = published_within(
        re.sub(r"(?i)^(?:(?:and|only|just|but|what\s+about|how\s+about)\s+)+", "", asking), now, zone
    )
    return scoped if (scoped.since or scoped.until) and not re.search(r"\w", scoped.asking) else None
