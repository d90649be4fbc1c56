"""Quoted sentences that were altered since, as blocks: both wordings, or that nothing like it stands any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handlers.accounts import Numbered
from handlers.changes import Altered
from handlers.phrases import Phrase
from handlers.pieces import source
from handlers.reply import Block, line


def alterations(altered: Iterable[Altered], numbered: Numbered) -> Iterator[Block]:
    """The blocks of altered sentences, in order."""
    for each in altered:
        yield line(Phrase.WATCH_ALTERED, outlet=source(each.old.outlet))
        yield numbered.quoted(each.old)
        if each.new is None:
            yield line(Phrase.WATCH_GONE)
        else:
            yield line(Phrase.WATCH_NOW)
            yield numbered.quoted(each.new)
