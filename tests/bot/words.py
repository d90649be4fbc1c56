"""The words of a reply, in order, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.pieces import Pieces
from handlers.reply import Block, Buttons, Hint, Line, Picture, Quoted, Reply, SourceList, Table


def said(reply: Reply | None) -> str:
    """Every word of a reply but those of its buttons."""
    assert reply is not None
    return "\n".join("".join(piece.text for piece in pieces) for block in reply.blocks for pieces in _runs(block))


def _runs(block: Block) -> Iterable[Pieces]:
    match block:
        case Line() | Hint() | Quoted():
            yield block.pieces
        case Table():
            yield from (cell.pieces if isinstance(cell, Quoted) else cell for row in block.rows for cell in row)
        case SourceList():
            yield from (source.published for source in block.sources)
        case Buttons() | Picture():
            return
