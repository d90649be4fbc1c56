"""Whether a text is whole, and the marks that are left where one was cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.gathering.marks import HANGING, TERMINAL, unfinished
from handlers.gathering.passages import count_words

# "[+1234 chars]" is what news APIs put where they cut; the others stand on pages that show a beginning only.
_COUNTED = re.compile(r"\s*\[\s?\+?\d[\d,]*\s+(?:chars?|characters|more words|words)\s?\]\s*$", re.IGNORECASE)
_CONTINUES = re.compile(
    r"(?P<dots>…|\.\.\.|\[…\]|\[\.\.\.\])?\s*[\[(]?"
    r"(?:continue reading|read more|read the (?:full|rest of the) (?:story|article)|keep reading|more (?:»|→|>>)|"
    r"\(more\)|click here to read more)[^.!?\n]{0,80}$",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")
# A full stop, whatever sign stands behind it ("µ", "■"), or a closed bracket or quotation.
_STOPPED = re.compile(r"[.!?。！？][\"'”’»)\]]*(?:\s+\S)?\s*$|[\])”»]\s*$")
# The signature of an embedded post, or of an author.
_SIGNED = re.compile(r"\(@\w+\)[^.!?]{0,40}$|\b(?:author|by|source|editor):[^.!?]{0,60}$", re.IGNORECASE)
# Fewer words without a full stop are a signature, a link or a place as often as the beginning of a sentence.
_LEAST = 8
# One paragraph in this many may be a label or a caption that was taken for body, and still say nothing about the last.
_FEW = 10


def strip_mark(paragraph: str) -> tuple[str, bool]:
    """The last paragraph without a mark such as "[+1234 chars]" or "… Continue reading", and whether it said a cut."""
    counted = _COUNTED.search(paragraph)
    if counted:
        return paragraph[: counted.start()], True
    continued = _CONTINUES.search(paragraph)
    if continued and continued.start() > 0:
        before = paragraph[: continued.start()]
        if continued.group("dots") or TERMINAL.search(before):
            kept = before + (continued.group("dots") or "") if not TERMINAL.search(before) else before
            return kept.rstrip(), bool(continued.group("dots")) or not TERMINAL.search(before)
    return paragraph, False


def stops_short(body: Sequence[str], *, pasted: bool) -> bool:
    """Whether the last paragraph of a body stops in mid-sentence.

    A text ends where its page or record did, so a line without a full stop was cut, unless other lines of the same text
    do without one too: in a pasted text more than a few, in a record (whose last line may be a bullet or a label) any.
    """
    text = body[-1].strip()
    if _DOTS.search(text):
        return True
    if _STOPPED.search(text) or _SIGNED.search(text) or text.endswith(":"):
        return False
    if HANGING.search(text):
        return count_words(text) >= 3
    unstopped = sum(count_words(words) >= _LEAST and not TERMINAL.search(words) for words in body[:-1])
    if pasted:
        return unfinished(text) and unstopped <= max(1, len(body) // _FEW)
    return count_words(text) >= _LEAST and unstopped == 0
