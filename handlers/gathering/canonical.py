"""The one form in which a text is stored, so that an offset means the same for ever."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\v\f]")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HALVES = re.compile("[\ud800-\udfff]")
_C1 = re.compile("[\x80-\x9f]")


def canonical(text: str) -> str:
    """The text in NFC with ``\\n`` line ends, without control characters except newline and tab.

    Idempotent, and a text that is canonical already comes back as it is, so offsets into it hold. Spaces, quotation
    marks, zero-width and directional marks stay: they are the source's own. C1 controls stand for what browsers show
    for them (windows-1252, as in the HTML standard, "numeric character reference end state"); half a surrogate pair
    becomes U+FFFD.
    """
    if text.isascii():
        return _DROPPED.sub("", _LINE_ENDS.sub("\n", text))
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    text = _C1.sub(_as_windows_shows, text)
    text = _HALVES.sub("\ufffd", _DROPPED.sub("", text))
    return unicodedata.normalize("NFC", text)


def _as_windows_shows(match: re.Match[str]) -> str:
    return match.group().encode("latin-1").decode("cp1252", errors="ignore")
