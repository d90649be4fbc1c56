"""What a paragraph is by its own words, before its place on the page is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from handlers.gathering.captions import is_caption, is_credit_alone
from handlers.gathering.credits import credit_line
from handlers.gathering.furniture import Effect, appeals, effect_of
from handlers.gathering.headmatter import byline_of, is_date_line
from handlers.gathering.passages import count_words


class Part(StrEnum):
    """What a paragraph is to the article."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"
    DATE = "date"
    FURNITURE = "furniture"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a paragraph is by its own words; `part` None: it may be body. `effect` is furniture's."""

    part: Part | None
    effect: Effect | None = None


TERMINAL = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$|[”»]\s*$")
# A sentence does not end on one of these: what stops there was cut.
HANGING = re.compile(
    r"(?:,|;|\b(?:a|an|the|of|to|in|on|at|by|for|with|from|and|or|but|nor|that|which|who|whose|whom|as|than|if|when|"
    r"while|because|into|onto|its|their|his|her|"
    r"our|your|my|is|are|was|were|be|been|has|have|had|will|would|could|should|may|might|must|not|said|says|told|"
    r"according|between|against|about|after|before|"
    r"during|over|under|through|without|within|since|until|per|via|mr|mrs|ms|dr))\s*$",
    re.IGNORECASE,
)
# A paragraph of the body is a sentence of at least this many words; shorter ones are slogans as often as not.
_PROSE = 12
# Without a full stop, only a paragraph that no headline, caption or link reaches in length is taken for prose: the
# longest headline of the labelled stories has 29 words.
UNSTOPPED = 35
_FRAGMENT = re.compile(r"[\"'“‘]?[^\W\d_][^:/@|\[\]()]*\s[^\W\d_A-Z][^:/@|\[\]()]*")

_KEY = re.compile(r"\w+")
# A paragraph of prose that holds none of these can be no caption, credit or furniture: most of a news text, told fast.
_SUSPICIOUS = (
    "©", "@", "http", "photo", "image", "picture", "caption", "copyright", "rights reserved", "contribut", "newsletter",
    "subscri", "cookie", "donat", "journalism", "inbox", "privacy", "read more", "read the", "reporting by", "agency",
    "editing by", "compiled by", "sign up", "signing up", "log in", "your ", "you have", "we use", "transcript",
    "file ", "updates from", "website", "comments", "material", "via ", "/afp", "/ap", "/reuters", "getty", "source:",
    "frame ", "related:", "video:", "grab taken",
)  # fmt: skip
_PLAIN = Mark(None)


def mark(words: str) -> Mark:
    """What the paragraph is by its own words."""
    count = words.count(" ") + 1
    ended = TERMINAL.search(words) is not None
    if count >= 20 and ended and _is_plain(words):
        return _PLAIN
    if credit_line(words) is not None:
        return Mark(Part.CREDIT)
    if is_date_line(words):
        return Mark(Part.DATE)
    if is_caption(words) or is_credit_alone(words):
        return Mark(Part.CAPTION)
    effect = effect_of(words)
    if effect is not None:
        return Mark(Part.FURNITURE, effect)
    if not ended and count <= 30 and byline_of(words) is not None:
        return Mark(Part.BYLINE)
    if appeals(words):
        return Mark(Part.FURNITURE, Effect.LINE)
    return _PLAIN


def _is_plain(words: str) -> bool:
    folded = words.lower()
    return folded.rstrip(". ")[-1:] not in "])" and not any(sign in folded for sign in _SUSPICIOUS)


def is_prose(words: str) -> bool:
    """Whether the paragraph is as long as one of a body: a sentence of twelve words, or more without its end."""
    count = count_words(words)
    return count >= UNSTOPPED or (count >= _PROSE and TERMINAL.search(words) is not None)


def unfinished(words: str) -> bool:
    """Whether a line without a full stop reads as the beginning of a sentence rather than as a label or link.

    Long lines do, and short ones in which a word after the first begins small. Of 345 news texts pasted whole 4 end in
    such a line (2 of them were cut); of the same texts cut at random in mid-sentence 8 in 10 do.
    """
    return (
        count_words(words) >= 8 or HANGING.search(words) is not None or _FRAGMENT.fullmatch(words.strip()) is not None
    )


def key(words: str) -> str:
    """The words of a paragraph for comparing: without case and punctuation."""
    return " ".join(_KEY.findall(words.casefold()))
