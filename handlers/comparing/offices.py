"""The offices that stand beside a name: which words they are, without the land and without forms of address."""

from __future__ import annotations

import re

from handlers.answering.language.fold import fold
from handlers.answering.language.people import HEADS, PORTFOLIOS
from handlers.answering.language.places import is_demonym, is_place
from handlers.answering.language.words import STOPWORDS

_LONGEST = 6  # words
_APPOSITION = re.compile(r"(?:['’]s)?,\s(?P<words>[^,.;:()“”\"–—]{3,80})")
_DETERMINER = re.compile(r"^(?:the|a|an|his|her|its|their|who\sis|[^\s]+['’]s)\s+", re.IGNORECASE)


def after_name(text: str, at: int) -> tuple[int, int] | None:
    """Where a title in apposition stands: "Rustem Umerov, the defence minister", "Ann Lee, a hawkish aide"."""
    match = _APPOSITION.match(text, at)
    if not match or match["words"].startswith(("and ", "or ")):
        return None  # one more of a list: "Lee, Moss, and a coach"
    determiner = _DETERMINER.match(match["words"])
    start = match.start("words") + (determiner.end() if determiner else 0)
    words = text[start : match.end()].split()
    if not words or words[0].casefold() in STOPWORDS:
        return None  # "Lee, is to sentence Mr. Marsh": a clause goes on; "Lee, the “captain”": nothing before the mark
    for length, word in enumerate(re.finditer(r"\S+", text[start : match.end()]), 1):
        if length > _LONGEST:
            return None
        if fold(word.group()).strip("'") in HEADS:
            named = re.match(r"\s[^\W\d_]", text[start + word.end() :])  # "Lee, campaign chair Bo Marsh"
            follows = named is not None and named.group()[-1].isupper()
            return None if follows else (start, _with_portfolio(text, start + word.end()))
    return None


def _with_portfolio(text: str, at: int) -> int:
    """Where a title that ends at `at` ends with what it is of: "secretary | of state", not "president | of Ukraine"."""
    match = _OF.match(text, at)
    return match.end() if match and fold(match["what"]) in PORTFOLIOS else at


_OF = re.compile(r"\s(?:of|for)\s(?:the\s)?(?P<what>[^\W\d_]+)")


def office(title: str) -> str:
    """The title without the land it belongs to and without mere forms of address."""
    words = title.split()
    while words and (
        is_demonym(words[0].strip(".,")) or is_place(words[0].strip(".,")) or words[0].endswith(("'s", "’s"))
    ):
        words.pop(0)
    return "" if len(words) == 1 and fold(words[0]).strip(".") in _ADDRESSES else " ".join(words)


_ADDRESSES = frozenset(["mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "dr", "rev"])
