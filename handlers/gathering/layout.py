"""What each paragraph of a page is: headline, body, caption, credit, or furniture.

The same reading serves a text pasted from a page, whose body alone is kept, and a record's text, which is kept
whole and only indexed by its body; for the latter (`pasted` False) nothing is concluded from a line's place alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from handlers.answering.language.fold import fold
from handlers.gathering.captions import is_caption, is_credit_alone, is_posed
from handlers.gathering.credits import credit_line
from handlers.gathering.furniture import Effect, appeals, effect_of
from handlers.gathering.headmatter import byline_of, is_date_line, is_role
from handlers.gathering.outlets import split_headline
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
class Layout:
    """The part of each paragraph, in order. `headline` is the headline's index; `walled`: a paywall ends the body."""

    parts: tuple[Part, ...]
    headline: int | None
    walled: bool

    def of(self, part: Part) -> tuple[int, ...]:
        """The indexes of the paragraphs that are this part."""
        return tuple(at for at, one in enumerate(self.parts) if one is part)


TERMINAL = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$|[”»]\s*$")
# A paragraph of the body is a sentence of at least this many words; shorter ones are slogans as often as not.
_PROSE = 12
# Without a full stop, only a paragraph that no headline, caption or link reaches in length is taken for prose.
_UNSTOPPED = 25
# A line without a full stop between headline and body: captions and labels are short, a standfirst is longer.
_LABEL = 12
_KEY = re.compile(r"\w+")
_NAME_OR_LONG = re.compile(r"\b[^\W\d_]{6,}\b")


def read_layout(texts: Sequence[str], *, title: str | None = None, pasted: bool) -> Layout:
    """The layout of a page's paragraphs. `title` is the headline where it is known from elsewhere."""
    marks = [_mark(words) for words in texts]
    first = _first_of_body(texts, marks)
    headline = _headline(texts, marks, first, title, pasted=pasted)
    parts = [
        _part(words, mark, at, first=first, headline=headline, pasted=pasted)
        for at, (words, mark) in enumerate(zip(texts, marks, strict=True))
    ]
    if headline is not None:
        parts[headline] = Part.HEADLINE
    walled = _close(texts, marks, parts, first)
    _drop_links(texts, parts)
    if pasted:
        _drop_trailing_links(texts, parts, walled=walled)
    _drop_repeats(texts, parts, headline, title, first)
    return Layout(tuple(parts), headline, walled)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a paragraph is by its own words, before its place is looked at; `part` None: it may be body."""

    part: Part | None
    effect: Effect | None = None


_PLAIN = _Mark(None)
# A paragraph of prose that holds none of these can be no caption, credit or furniture: most of a news text, told fast.
_SUSPICIOUS = (
    "©", "@", "http", "photo", "image", "picture", "caption", "copyright", "rights reserved", "contribut", "newsletter",
    "subscri", "cookie", "donat", "journalism", "inbox", "privacy", "read more", "read the", "reporting by",
    "editing by", "compiled by", "sign up", "signing up", "log in", "your ", "you have", "we use", "transcript", "updates from",
    "website", "comments", "material", "via ", "/afp", "/ap", "/reuters", "getty", "source:", "file ", "frame ",
    "agency", "related:", "video:", "grab taken",
)  # fmt: skip


def _is_plain(words: str) -> bool:
    folded = words.lower()
    return folded.rstrip(". ")[-1:] not in "])" and not any(sign in folded for sign in _SUSPICIOUS)


def _mark(words: str) -> _Mark:
    count = words.count(" ") + 1
    ended = TERMINAL.search(words) is not None
    if count >= 20 and ended and _is_plain(words):
        return _PLAIN
    if credit_line(words) is not None:
        return _Mark(Part.CREDIT)
    if is_date_line(words):
        return _Mark(Part.DATE)
    if is_caption(words) or is_credit_alone(words):
        return _Mark(Part.CAPTION)
    effect = effect_of(words)
    if effect is not None:
        return _Mark(Part.FURNITURE, effect)
    if not ended and count <= 30 and byline_of(words) is not None:
        return _Mark(Part.BYLINE)
    if appeals(words):
        return _Mark(Part.FURNITURE, Effect.LINE)
    return _PLAIN


def _is_prose(words: str) -> bool:
    count = count_words(words)
    return count >= _UNSTOPPED or (count >= _PROSE and TERMINAL.search(words) is not None)


def _first_of_body(texts: Sequence[str], marks: Sequence[_Mark]) -> int:
    """Where the body begins: at prose that is followed by prose, else at the first prose, else the first sentence."""
    open_lines = [at for at, mark in enumerate(marks) if mark.part is None]
    first_prose: int | None = None
    for at, following in zip(open_lines, [*open_lines[1:], None], strict=False):
        if _is_prose(texts[at]):
            first_prose = at if first_prose is None else first_prose
            if following is None or _is_prose(texts[following]):
                return at
    if first_prose is not None:
        return first_prose
    return next((at for at in open_lines if TERMINAL.search(texts[at])), len(texts))


def _headline(
    texts: Sequence[str], marks: Sequence[_Mark], first: int, title: str | None, *, pasted: bool
) -> int | None:
    if title is not None:
        wanted = key(title)
        for at in range(min(len(texts), first + 1)):
            if key(texts[at]) == wanted or key(split_headline(texts[at])[0]) == wanted:
                return at
        return None
    if not pasted:
        return None
    body = " ".join(texts[first : first + 40])
    stems = {word[:5] for word in re.findall(r"\w{4,}", fold(body))}
    candidates = [at for at in range(first) if marks[at].part is None and _may_be_headline(texts[at])]
    for share in (0.34, 0.0):
        for at in candidates:
            words = re.findall(r"\w{4,}", fold(split_headline(texts[at])[0]))
            shared = sum(word[:5] in stems for word in words)
            if count_words(texts[at]) >= 3 and shared >= share * max(len(words), 1) and (share or len(words) >= 3):
                return at
    return None


def _may_be_headline(words: str) -> bool:
    text = words.strip()
    return len(text) <= 300 and count_words(text) <= 40 and (not text.endswith(".") or text.endswith("..."))


def _part(words: str, mark: _Mark, at: int, *, first: int, headline: int | None, pasted: bool) -> Part:
    if mark.part is not None:
        return mark.part
    if at >= first or not pasted:
        return Part.BODY
    count = count_words(words)
    sentence = TERMINAL.search(words) is not None and count >= 5
    if headline is not None and at < headline:
        return Part.FURNITURE
    if headline is None:
        return Part.BODY if sentence else Part.FURNITURE
    if is_role(words):
        return Part.BYLINE
    if sentence or (count > _LABEL and not is_posed(words)):
        return Part.BODY
    return Part.CAPTION


def _close(texts: Sequence[str], marks: Sequence[_Mark], parts: list[Part], first: int) -> bool:
    """End the body where the page's tail begins, unless it plainly goes on; whether a paywall ended it."""
    ends = (Effect.TAIL, Effect.COMMENTS, Effect.WALL)
    breaks = [at for at in range(first, len(texts)) if marks[at].effect in ends]
    walled = closed = False
    for at, until in pairwise([*breaks, len(texts)]):
        before = [texts[one] for one in range(at) if parts[one] is Part.BODY]
        if not before:
            continue
        effect = marks[at].effect
        goes_on = _goes_on(texts, parts, range(at + 1, until), before, walled=walled or effect is Effect.WALL)
        if effect is Effect.COMMENTS and (len(before) > 2 or not goes_on):
            closed = True
        if goes_on and not closed:
            walled = False
            continue
        walled = walled or effect is Effect.WALL
        for one in range(at + 1, until):
            if parts[one] is Part.BODY:
                parts[one] = Part.FURNITURE
        if closed:
            for one in range(at + 1, len(texts)):
                parts[one] = Part.FURNITURE if parts[one] is Part.BODY else parts[one]
            break
    return walled


def _goes_on(texts: Sequence[str], parts: Sequence[Part], span: range, before: Sequence[str], *, walled: bool) -> bool:
    """Whether the article goes on behind a box: there is prose on the same matter, and no list of headlines.

    A list of other articles alternates headlines and teasers, so half of its lines stop without a full stop; in a body
    with subheadings it is at most one in three (the most in the labelled stories: 16 of 50).
    """
    lines = [texts[at] for at in span if parts[at] is Part.BODY]
    known = set(_NAME_OR_LONG.findall(fold(" ".join(before))))
    same = labels = 0
    for line in lines:
        words = set(_NAME_OR_LONG.findall(fold(line)))
        same += _is_prose(line) and len(words & known) >= 2
        labels += not TERMINAL.search(line) and not line.rstrip().endswith((":", ","))
    return same >= (2 if walled else 1) and same >= 0.4 * len(lines) and labels <= len(lines) / 3


_LINKS_FOLLOW = re.compile(
    r"(?:read|see|more|related|also|recommended|watch|don't miss|links?)\b[^.]{0,30}", re.IGNORECASE
)


def _drop_links(texts: Sequence[str], parts: list[Part]) -> None:
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


def _drop_trailing_links(texts: Sequence[str], parts: list[Part], *, walled: bool) -> None:
    """Behind the last full stop a list of lines is a list of links; a single long line is a text cut short."""
    trailing: list[int] = []
    for at in range(len(parts) - 1, -1, -1):
        if parts[at] is Part.BODY:
            if TERMINAL.search(texts[at]):
                break
            trailing.append(at)
    else:
        return  # no full stop anywhere: a list, a table or verse, not a tail
    keep = trailing[-1:] if trailing and (walled or len(trailing) == 1) and _unfinished(texts[trailing[-1]]) else []
    for at in trailing:
        if at not in keep:
            parts[at] = Part.FURNITURE


def _unfinished(words: str) -> bool:
    return count_words(words) >= 8 or HANGING.search(words) is not None


# A sentence does not end on one of these: what stops there was cut.
HANGING = re.compile(
    r"(?:,|;|\b(?:a|an|the|of|to|in|on|at|by|for|with|from|and|or|but|nor|that|which|who|whose|whom|as|than|if|when|"
    r"while|because|into|onto|its|their|his|her|"
    r"our|your|my|is|are|was|were|be|been|has|have|had|will|would|could|should|may|might|must|not|said|says|told|"
    r"according|between|against|about|after|before|"
    r"during|over|under|through|without|within|since|until|per|via|mr|mrs|ms|dr))\s*$",
    re.IGNORECASE,
)


def _drop_repeats(texts: Sequence[str], parts: list[Part], headline: int | None, title: str | None, first: int) -> None:
    """Keep each paragraph of the body once: a standfirst that the body repeats goes, else the later one."""
    seen: dict[str, int] = {
        key(words): -1 for words in ([texts[headline]] if headline is not None else []) + ([title] if title else [])
    }
    body = [at for at, part in enumerate(parts) if part is Part.BODY]
    keys = {at: key(texts[at]) for at in body}
    for at, folded in keys.items():
        if folded.count(" ") < 3 and seen.get(folded) != -1:
            continue
        earlier = seen.get(folded)
        if earlier is None:
            seen[folded] = at
        elif earlier == body[0] and earlier <= first:
            parts[earlier] = Part.REPEATED
            seen[folded] = at
        else:
            parts[at] = Part.REPEATED
    _drop_pulled(keys, parts)


# Above this many paragraphs a text is no news report, and looking for each in all would take quadratic time.
_MOST_FOR_PULLED = 400


def _drop_pulled(keys: Mapping[int, str], parts: list[Part]) -> None:
    """A pull quote is a short paragraph whose words stand again, all of them, inside a longer one."""
    kept = {at: folded for at, folded in keys.items() if parts[at] is Part.BODY}
    if len(kept) > _MOST_FOR_PULLED:
        return
    whole = "\n".join(f" {folded} " for folded in kept.values())
    for at, folded in kept.items():
        if 7 <= folded.count(" ") < 40 and whole.count(f" {folded} ") > 1:
            parts[at] = Part.REPEATED


def key(words: str) -> str:
    """The words of a paragraph for comparing: without case and punctuation."""
    return " ".join(_KEY.findall(words.casefold()))
