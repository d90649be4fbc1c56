"""What a post becomes when an article in it is killed or taken down."""

from __future__ import annotations

from handlers.phrases import Phrase
from handlers.reply import Reply, SourceList, line

WITHDRAWN = Reply((line(Phrase.WITHDRAWN),))


def articles_in(reply: Reply) -> tuple[int, ...]:
    """The ids of every article that a reply quotes or names as a source, each once."""
    named = (each.article for block in reply.blocks if isinstance(block, SourceList) for each in block.sources)
    return tuple(dict.fromkeys([*(quote.article for quote in reply.quotes), *named]))
