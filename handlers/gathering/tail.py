"""Where the body ends and the tail of the page begins: lists of other articles, appeals, comments, walls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from handlers.answering.language.fold import fold
from handlers.gathering.furniture import Effect
from handlers.gathering.marks import TERMINAL, UNSTOPPED, Mark, Part, is_prose, unfinished
from handlers.gathering.passages import count_words

_NAME_OR_LONG = re.compile(r"\b[^\W\d_]{6,}\b")

# What a lede holds of words of six letters and more; after less there is little to share.
_FEW_WORDS = 40
# The longest list of links met inside a body has six.
_MOST_LINKS = 12

_LINKS_FOLLOW = re.compile(
    r"(?:read|see|more|related|also|recommended|watch|don't miss|links?)\b[^.:]{0,30}:?", re.IGNORECASE
)


def close(texts: Sequence[str], marks: Sequence[Mark], parts: list[Part], first: int) -> bool:
    """End the body where the page's tail begins, unless it plainly goes on; whether a paywall ended it."""
    breaks = [at for at in range(first, len(texts)) if _breaks(texts[at], marks[at])]
    walled = commented = False
    for at, until in pairwise([*breaks, len(texts)]):
        before = [texts[one] for one in range(at) if parts[one] is Part.BODY]
        if not before:
            continue
        effect = marks[at].effect
        walled = walled or effect is Effect.WALL
        # Two of a comment form's lines make it one; a lone "Comments" may be a button beside the text.
        commented = effect is Effect.COMMENTS and (commented or (until < len(texts) and marks[until].effect is effect))
        resumed = until
        if not commented:
            paragraphs = 3 if effect is Effect.COMMENTS else 2 if walled else 1
            resumed = _resumes(texts, parts, range(at + 1, until), before, least=paragraphs)
        if resumed < until:
            walled = False
        for one in range(at + 1, resumed):
            if parts[one] is Part.BODY:
                parts[one] = Part.FURNITURE
        if commented:
            for one in range(at + 1, len(texts)):
                parts[one] = Part.FURNITURE if parts[one] is Part.BODY else parts[one]
            break
    return walled


def _breaks(words: str, mark: Mark) -> bool:
    if mark.effect is Effect.LINE:
        return words.rstrip().endswith(":") and _LINKS_FOLLOW.fullmatch(words.strip()) is not None
    return mark.effect is not None


def _resumes(texts: Sequence[str], parts: Sequence[Part], span: range, before: Sequence[str], *, least: int) -> int:
    """Where in the span behind a box the article goes on; the end of the span where it does not.

    It goes on where prose on the same matter follows and no list of headlines: `least` paragraphs of it, one more
    behind a few links. A list of other articles alternates headlines and teasers, so half of its lines stop without a
    full stop, and so do readers' names between their comments; in a body with subheadings at most one in three does
    (the most in the labelled stories: 16 of 50).
    """
    lines = [at for at in span if parts[at] is Part.BODY]
    known = set(_NAME_OR_LONG.findall(fold(" ".join(before))))
    shared = 2 if len(known) > _FEW_WORDS else 1
    same = {
        at
        for at in lines
        if is_prose(texts[at]) and len(known.intersection(_NAME_OR_LONG.findall(fold(texts[at])))) >= shared
    }
    labels = {at for at in lines if not TERMINAL.search(texts[at]) and not texts[at].rstrip().endswith((":", ","))}
    for start, at in enumerate(lines[:_MOST_LINKS]):
        rest = lines[start:]
        on, off = len(same.intersection(rest)), len(labels.intersection(rest))
        enough = on >= max(least, 2 if start else 1) and on >= 0.4 * len(rest)
        # A label right behind the box is its first link sooner than a subheading, and little is lost with either.
        if (at in same or (not start and at not in labels)) and enough and off <= len(rest) / 3:
            return at
    return span.stop


def drop_links(texts: Sequence[str], parts: list[Part]) -> None:
    """Lines without a full stop behind "Read more:" are its links."""
    linked = False
    for at, words in enumerate(texts):
        label = words.strip()
        if parts[at] is Part.FURNITURE:
            linked = _LINKS_FOLLOW.fullmatch(label) is not None or (linked and not TERMINAL.search(label))
        elif parts[at] is Part.BODY and linked and not TERMINAL.search(label) and not label.endswith(":"):
            parts[at] = Part.FURNITURE
        else:
            linked = False


def drop_trailing_links(texts: Sequence[str], parts: list[Part], *, walled: bool) -> None:
    """Behind the last full stop a list of lines is a list of links; a single long line is a text cut short."""
    trailing: list[int] = []
    for at in range(len(parts) - 1, -1, -1):
        if parts[at] is Part.BODY:
            if TERMINAL.search(texts[at]) or count_words(texts[at]) >= UNSTOPPED:
                if not trailing:
                    return
                break
            trailing.append(at)
    else:
        return  # no full stop anywhere: a list, a table or verse, not a tail
    keep = trailing[-1:] if trailing and (walled or len(trailing) == 1) and unfinished(texts[trailing[-1]]) else []
    for at in trailing:
        if at not in keep:
            parts[at] = Part.FURNITURE
