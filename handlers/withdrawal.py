"""What a post becomes when an article in it is killed or taken down.

Invariant: what a reply shows of an article names that article: a quote, a source, a piece of words, a picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.edicts import Edict
from handlers.phrases import Phrase
from handlers.pieces import Pieces
from handlers.reply import Block, Hint, Line, Picture, Quoted, Reply, SourceList, Table, line

WITHDRAWN = Reply((line(Phrase.WITHDRAWN),))
# What still says something where the headlines are gone.
_STAYS = (Phrase.DIGEST, Phrase.DIGEST_THREAD)


def articles_in(reply: Reply) -> tuple[int, ...]:
    """The ids of every article of which a reply shows any words, each once."""
    return tuple(dict.fromkeys(article for block in reply.blocks for article in _articles(block)))


def notice(reply: Reply) -> Reply:
    """What a reply becomes: an answer asks to be asked again; a list of headlines says that one was taken back."""
    if reply.quotes or any(isinstance(block, SourceList) for block in reply.blocks):
        return WITHDRAWN
    stays = [block for block in reply.blocks if isinstance(block, Line | Hint) and block.phrase in _STAYS]
    return Reply((*stays[:1], line(Edict.NAMED_WITHDRAWN), *stays[1:]))


def _articles(block: Block) -> Iterator[int]:
    match block:
        case Quoted():
            yield block.quote.article
        case Line() | Hint():
            yield from _named(block.pieces)
        case SourceList():
            yield from (each.article for each in block.sources)
        case Picture():
            yield from block.articles
            yield from _named(block.alt)
        case Table():
            for row in block.rows:
                for cell in row:
                    yield from [cell.quote.article] if isinstance(cell, Quoted) else _named(cell)
        case _:
            return


def _named(pieces: Pieces) -> Iterator[int]:
    return (article for piece in pieces for article in piece.articles)
