"""The smallest picture there is, for tests of what becomes of pictures."""

from __future__ import annotations

from handlers.pieces import Piece
from handlers.reply import Picture

# One dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cf00000003000100018d3a3a000000000049454e44ae426082"
)
ALT = "One dot, told in words"


def dot(*articles: int) -> Picture:
    """The dot, with the headlines of articles in it."""
    return Picture(DOT, (Piece(ALT),), "dot.png", articles)
