"""What stands on a news page beside the article: buttons, boxes, lists, appeals, walls.

The patterns are in `furniture.txt`, each under the place it is met in. A pattern must match the *whole* line, so a
sentence of the body that begins with such words stays. They are of the open web at large, not of any one article.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files

from handlers.answering.language.fold import fold


class Effect(StrEnum):
    """What a matching line says about the page around it."""

    LINE = "line"  # only itself is furniture; the body may go on behind it
    TAIL = "tail"  # lists, appeals and boxes follow, unless the body plainly goes on
    COMMENTS = "comments"  # readers' words follow, which are never the article's
    WALL = "wall"  # the rest of the article is withheld


# No button, label or notice met is longer than this; longer lines are prose, whatever they begin with.
_MOST_WORDS, _MOST_CHARACTERS = 40, 400
_NAMED = re.compile(r"(\{[a-z]+\}) = (.+)")
_SECTION = re.compile(r"\[([a-z]+)\] .+")


@cache
def patterns() -> dict[Effect, tuple[str, ...]]:
    """The regular expressions of `furniture.txt`, by effect, in its order."""
    named: dict[str, str] = {}
    found: dict[Effect, list[str]] = {effect: [] for effect in Effect}
    effect: Effect | None = None
    for row in (files("handlers.gathering") / "furniture.txt").read_text(encoding="utf-8").splitlines():
        section = _SECTION.fullmatch(row)
        alias = _NAMED.fullmatch(row)
        if section:
            effect = Effect(section.group(1))
        elif alias:
            named[alias.group(1)] = alias.group(2)
        elif effect is not None and row:
            for name, meaning in named.items():
                row = row.replace(name, meaning)
            found[effect].append(row)
    return {one: tuple(lines) for one, lines in found.items()}


@cache
def _matchers() -> tuple[tuple[Effect, re.Pattern[str]], ...]:
    """One alternation an effect; the effects that say most come first."""
    order = (Effect.WALL, Effect.COMMENTS, Effect.TAIL, Effect.LINE)
    return tuple((effect, re.compile("|".join(f"(?:{line})" for line in patterns()[effect]))) for effect in order)


# A line that ends as a sentence is furniture only if the page itself speaks in it: to the reader, about the reader's
# account, or in the words of the law. "The most popular minister resigned." matches a list's heading and is none.
_SENTENCE = re.compile(r"[^.…]\.[\"')\]]*$|[!?][\"')\]]*$")
_PAGE_SPEAKS = re.compile(
    r"\b(?:you|your|you're|we|our|us|copyright|rights reserved|cookies?|may not be|e-?mail|inbox|read more|contact|"
    r"required)\b|©"
)
_ORDERS = re.compile(
    r"(?:please |click here to )?(?:subscribe|sign|log ?in|register|create|upgrade|unlock|download|get|start|support|"
    r"donate|follow"
    r"|join|share|read|scroll|accept|allow|enable|become|buy|try|enter|leave|post|add|do not|by|100'?s|one app)\b"
)
_TELLS = re.compile(r"\b(?:was|were|is|are|has|had|have|said|says|told|will|would|could|did|does|been|became)\b")


def effect_of(words: str) -> Effect | None:
    """What kind of furniture the line is, or None when it is not known as furniture."""
    if len(words) > _MOST_CHARACTERS or len(words.split()) > _MOST_WORDS:
        return None
    key = fold(words).strip().strip("·•|*–—- \t")
    line = key.rstrip(" .…:»›>→▶!")
    if not line:
        return Effect.LINE
    for effect, pattern in _matchers():
        if pattern.fullmatch(line):
            return None if _tells(key) else effect
    return None


def _tells(key: str) -> bool:
    """Whether the line is a sentence about the world rather than one of the page's own."""
    if key.count(" ") < 4 or not _SENTENCE.search(key) or _PAGE_SPEAKS.search(key):
        return False
    return not _ORDERS.match(key) or _TELLS.search(key) is not None


_ASKS = re.compile(
    r"donat|contribut|support us|support our|supporting us|your support|independent journalism|quality journalism|"
    r"our journalism|"
    r"our reporting|our work\b|our newsroom|our readers|readers like you|reader-funded|reader-supported|"
    r"become a member|subscri|"
    r"paywall|newsletter|bring you|help us|keep (?:us|our)|fund (?:us|our)|free from (?:corporate|political|"
    r"commercial)|"
    r"tax-deductible|non-?profit newsroom"
)
_PAGE_VOICE = re.compile(r"\b(?:we|us|our)\b.*|\byou(?:r)?\b")


def appeals(words: str) -> bool:
    """Whether a paragraph is the page's own appeal to its readers: it says we or you, and asks twice.

    A quoted appeal is news; the page's own stands outside quotation marks.
    """
    if len(words) > 900 or words.lstrip()[:1] in "\"“‘'«":
        return False
    folded = fold(words)
    if '"' in folded:
        return False
    asked = {match.group() for match in _ASKS.finditer(folded)}
    return len(asked) >= 2 and _PAGE_VOICE.search(folded) is not None
