"""What somebody said, as blocks and as JSON: remark by remark, each outlet's wording beside the others'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.accounts import Numbered, limited
from handlers.answering.answer import Quote
from handlers.contract import Json, quote_json
from handlers.freshness import outlet_count
from handlers.phrases import Phrase, fill
from handlers.pieces import Pieces, source
from handlers.quotations.remarks import Manner, Remark
from handlers.quotations.speaking import Uttered
from handlers.reply import Block, Cell, Table, line
from handlers.verify import remark_json

_HEAD = (Phrase.HEAD_OUTLET, Phrase.HEAD_MANNER, Phrase.HEAD_WORDS, Phrase.HEAD_PUBLISHED)
_MANNERS = {
    Manner.DIRECT: Phrase.MANNER_DIRECT,
    Manner.INDIRECT: Phrase.MANNER_INDIRECT,
    Manner.ACCORDING: Phrase.MANNER_ACCORDING,
}


def quotes_of(groups: Sequence[Sequence[Uttered]]) -> tuple[Quote, ...]:
    """Every quote of a listing."""
    return tuple(dict.fromkeys(each.quote for group in groups for each in group))


def listed_remarks(who: str, groups: Sequence[Sequence[Uttered]], numbered: Numbered) -> Iterator[Block]:
    """The count, then the remarks; the wordings of one remark follow one another."""
    outlets = {each.quote.outlet for group in groups for each in group}
    speaker = next((e.remark.speaker.who for g in groups for e in g if e.remark.speaker is not None), who)
    yield line(Phrase.REMARKS, speaker=source(speaker), remarks=_count(len(groups)), outlets=outlet_count(len(outlets)))
    rows = [_row(each, numbered) for group in groups for each in group]
    yield from limited(Table(_HEAD, tuple(rows)))
    yield numbered.source_list(quotes_of(groups))


def _count(count: int) -> Pieces:
    return fill(Phrase.REMARK_COUNT_ONE) if count == 1 else fill(Phrase.REMARK_COUNT, count=count)


def _row(each: Uttered, numbered: Numbered) -> tuple[Cell, ...]:
    outlet = fill(Phrase.CELL_OUTLET, outlet=source(each.quote.outlet))
    return outlet, manner(each.remark), numbered.quoted(each.quote), numbered.published(each.quote)


def manner(remark: Remark) -> Pieces:
    """How the outlet gives it: quoted or reported, to whom, by way of whom."""
    parts = fill(_MANNERS[remark.manner])
    if remark.verb:
        parts += fill(Phrase.MANNER_VERB, verb=source(remark.verb))
    if remark.hearer:
        parts += fill(Phrase.MANNER_TO, hearer=source(remark.hearer))
    if remark.through:
        parts += fill(Phrase.MANNER_THROUGH, through=source(remark.through))
    return parts


def remarks_json(groups: Sequence[Sequence[Uttered]]) -> list[Json]:
    """The remarks, each with its wordings."""
    return [
        {
            "outlets": list(dict.fromkeys(each.quote.outlet for each in group)),
            "wordings": [
                {"outlet": each.quote.outlet, "said": remark_json(each.remark), "quote": quote_json(each.quote)}
                for each in group
            ],
        }
        for group in groups
    ]
