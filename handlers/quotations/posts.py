"""Posts of social networks as articles embed them: the words, then "— Ann Lee (@annlee) May 5, 2025".

Invariant: a post is a stretch of one line, without the pictures and links at its end; who posted it stands after it.
A picture's "A post shared by" is none: what stands before it is as often the article's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """``text[start:end]`` are its words, ``text[name_start:name_end]`` who posted them, `handle` is their account."""

    start: int
    end: int
    name_start: int
    name_end: int
    handle: str


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\s\d{{1,2}},\s\d{{4}}|\d{{1,2}}\s{_MONTH}\s\d{{4}})"
_SIGNED = re.compile(
    rf"\s[—–-]\s(?P<name>[^\n()—–]{{2,60}}?)"
    rf"\s\(@(?P<handle>\w{{1,30}}(?:\.\w+)*)\)\s{_DAY}"
    r"(?:\sat\s\d{1,2}:\d\d\s?[ap]m(?:\s[A-Z]{2,4})?)?",
)
_LEAD = re.compile(r"(?:Skip\s(?:Twitter|X|Instagram|Facebook)\spost\sby\s@?\S+|View\sthis\spost\son\s\w+)\s*")
_LINKS = re.compile(r"(?:\s*+(?:https?://\S++|pic\.(?:twitter|x)\.com/\S++))++$")


def posts(text: str) -> tuple[Post, ...]:
    """The posts of a text, in order."""
    found: list[Post] = []
    before = 0
    for signed in _SIGNED.finditer(text):
        start = max(text.rfind("\n", 0, signed.start()) + 1, before)
        start = next((lead.end() for lead in _LEAD.finditer(text, start, signed.start())), start)
        before = signed.end()
        words = _LINKS.sub("", text[start : signed.start()])
        start += len(words) - len(words.lstrip())
        if words.strip():
            found.append(Post(start, start + len(words.strip()), *signed.span("name"), signed["handle"]))
    return tuple(found)


def named_with(text: str, handle: str) -> int | None:
    """Where the name ends that stands before an account in brackets: "Ann Lee | (@annlee)"; None where none does."""
    found = re.search(rf"\s\({re.escape(handle)}\)", text)
    return found.start() if found else None
