"""Words made harmless where they are shown: nothing in them can move a cursor, change colours or turn the line.

The replacement is one code point for one, so that offsets into the shown text are offsets into the stored one.
"""

from __future__ import annotations

import unicodedata

# U+2400 and on are the pictures of the control characters; U+2421 is that of DEL.
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_JOINERS = frozenset("\u200c\u200d")  # these belong to the spelling of Persian, Hindi and emoji


def harmless(text: str) -> str:
    """The text with each control, bidi, private or otherwise unseen character replaced by a visible one.

    Line ends and tabs become spaces: what is shown inside a line stays inside it.
    """
    return "".join(map(_seen, text))


def harmless_lines(text: str) -> str:
    """The same, for a whole text that keeps its line ends."""
    return "\n".join(harmless(each) for each in text.split("\n"))


def _seen(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    if char in "\n\t\r\u2028\u2029\x85" or unicodedata.category(char) == "Zs":
        # A no-break space stays what it is; anything else that separates becomes a space.
        return char if unicodedata.category(char) == "Zs" else " "
    return chr(_PICTURES[ord(char)]) if ord(char) in _PICTURES else "\ufffd"
