"""What each paragraph of a page is: headline, body, caption, credit, or furniture.

The same reading serves a text pasted from a page, whose body alone is kept, and a record's text, which is kept
whole and only indexed by its body; for the latter (`pasted` False) nothing is concluded from a line's place alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.answering.language.fold import fold
from handlers.gathering.captions import is_posed
from handlers.gathering.headmatter import is_role
from handlers.gathering.marks import TERMINAL, Mark, Part, is_prose, key, mark
from handlers.gathering.outlets import looks_like_outlet, split_headline
from handlers.gathering.passages import count_words
from handlers.gathering.repeats import drop_repeats
from handlers.gathering.tail import close, drop_links, drop_trailing_links


@dataclass(frozen=True, slots=True)
class Layout:
    """The part of each paragraph, in order. `headline` is the headline's index; `walled`: a paywall ends the body."""

    parts: tuple[Part, ...]
    headline: int | None
    walled: bool

    def of(self, part: Part) -> tuple[int, ...]:
        """The indexes of the paragraphs that are this part."""
        return tuple(at for at, one in enumerate(self.parts) if one is part)


# A line without a full stop between headline and body: captions and labels are short, a standfirst is longer.
_LABEL = 12
# A site's slogan or a standfirst has fewer words than this, or no full stop.
_LEDE = 20


def read_layout(texts: Sequence[str], *, title: str | None = None, pasted: bool) -> Layout:
    """The layout of a page's paragraphs. `title` is the headline where it is known from elsewhere."""
    marks = [mark(words) for words in texts]
    first = _first_of_body(texts, marks)
    headline = _headline(texts, marks, first, title, pasted=pasted)
    parts = [
        _part(words, one, at, first=first, headline=headline, pasted=pasted)
        for at, (words, one) in enumerate(zip(texts, marks, strict=True))
    ]
    if headline is not None:
        parts[headline] = Part.HEADLINE
    walled = close(texts, marks, parts, first)
    drop_links(texts, parts)
    if pasted:
        drop_trailing_links(texts, parts, walled=walled)
    drop_repeats(texts, parts, headline, title, first)
    return Layout(tuple(parts), headline, walled)


def _first_of_body(texts: Sequence[str], marks: Sequence[Mark]) -> int:
    """Where the body begins: at prose that is followed by prose, else at the first prose, else the first sentence."""
    open_lines = [at for at, one in enumerate(marks) if one.part is None]
    first_prose: int | None = None
    for at, following in zip(open_lines, [*open_lines[1:], None], strict=False):
        if is_prose(texts[at]):
            first_prose = at if first_prose is None else first_prose
            if following is None or is_prose(texts[following]):
                return at
    if first_prose is not None:
        return first_prose
    return next((at for at in open_lines if TERMINAL.search(texts[at])), len(texts))


def _headline(
    texts: Sequence[str], marks: Sequence[Mark], first: int, title: str | None, *, pasted: bool
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
    lede = next((at for at in range(first) if marks[at].part is None and _is_lede(texts[at])), first)
    candidates = [at for at in range(lede) if marks[at].part is None and _may_be_headline(texts[at])]
    words = {at: re.findall(r"\w{4,}", fold(split_headline(texts[at])[0])) for at in candidates}
    shared = {at: sum(word[:5] in stems for word in words[at]) for at in candidates}
    for share in (0.34, 0.0):
        fit = [at for at in candidates if count_words(texts[at]) >= 3 and (share or len(words[at]) >= 3)]
        fit = [at for at in fit if shared[at] >= share * max(len(words[at]), 1)]
        if fit and _is_name(texts[fit[0]]):
            # A paper named for its town shares a word with what happens there; the headline shares more.
            more = (at for at in fit if shared[at] > shared[fit[0]] + 1 and not _is_name(texts[at]))
            return next(more, fit[0])
        if fit:
            return fit[0]
    return None


def _is_name(words: str) -> bool:
    """A line that is set as a name and may be an outlet's."""
    return looks_like_outlet(words) and all(not word[:1].islower() for word in words.split())


def _is_lede(words: str) -> bool:
    """A sentence too long for a site's slogan or a standfirst: what stands behind it is not the headline."""
    return count_words(words) >= _LEDE and TERMINAL.search(words) is not None


def _may_be_headline(words: str) -> bool:
    text = words.strip()
    return len(text) <= 300 and count_words(text) <= 40 and (not text.endswith(".") or text.endswith("..."))


def _part(words: str, found: Mark, at: int, *, first: int, headline: int | None, pasted: bool) -> Part:
    if found.part is not None:
        return found.part
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
