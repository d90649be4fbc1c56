"""Whether a text is whole, and the marks that are left where one was cut."""

from __future__ import annotations

import re

from handlers.gathering.layout import HANGING, TERMINAL
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
# Fewer words without a full stop are a signature, a link or a place as often as the beginning of a sentence.
_LEAST = 8


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


def stops_short(paragraph: str, *, pasted: bool) -> bool:
    """Whether the last paragraph of a body stops in mid-sentence.

    A pasted text ends where the page did, so any long line without a full stop was cut. A record's last line may be a
    bullet or a label; there only a mark or a sentence that cannot end so is evidence.
    """
    text = paragraph.strip()
    if _DOTS.search(text):
        return True
    if TERMINAL.search(text):
        return False
    if HANGING.search(text):
        return count_words(text) >= 3
    return pasted and count_words(text) >= _LEAST
