"""The differences between texts as they are shown: what disagrees, what is told otherwise, each with its quotes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from handlers.accounts import ANSWER_LENGTH, Numbered, outlet_names
from handlers.answering.answer import Answer, Answered, Difference, NotFound, Quote
from handlers.answering.cite import cite
from handlers.answering.language.fold import fold
from handlers.answering.page import Page
from handlers.comparing.bearing import bearing
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.scope import PAGES, story
from handlers.comparing.statements import statements
from handlers.context import Desk
from handlers.contract import Json, quote_json
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, source
from handlers.reply import Block, Line, Quoted, line

# In a chat nobody reads more; the JSON object has them all.
_DISAGREEMENTS = 8
_OTHERWISE = 12
_SIDES = 4
_LINES = 4  # under an answer
MATTERS = {
    Kind.FIGURE: Phrase.MATTER_FIGURE,
    Kind.TIME: Phrase.MATTER_TIME,
    Kind.DATE: Phrase.MATTER_DATE,
    Kind.NAME: Phrase.MATTER_NAME,
    Kind.PLACE: Phrase.MATTER_PLACE,
    Kind.TITLE: Phrase.MATTER_TITLE,
    Kind.SPEAKER: Phrase.MATTER_SPEAKER,
    Kind.POLARITY: Phrase.MATTER_POLARITY,
    Kind.SPELLING: Phrase.MATTER_SPELLING,
    Kind.WORDING: Phrase.MATTER_WORDING,
    Kind.REMARK: Phrase.MATTER_REMARK,
    Kind.VERB: Phrase.MATTER_VERB,
    Kind.PLANNED: Phrase.MATTER_PLANNED,
}


async def contrasted(desk: Desk, answer: Answer) -> tuple[Contrast, ...]:
    """The differences between the outlets' texts that bear on an answer; none where nobody says."""
    if isinstance(answer, NotFound):
        return ()
    told = await story(desk.store, answer.read_as, desk.pages, tuple(dict.fromkeys(q.article for q in answer.quotes)))
    pages = [(each.outlet, page) for each in told for page in each.pages[:PAGES]]
    return await asyncio.to_thread(_found, pages, answer)


def _found(pages: Sequence[tuple[str, Page]], answer: Answered) -> tuple[Contrast, ...]:
    return bearing([s for outlet, page in pages for s in statements(outlet, page)], answer)


def between_quotes(contrasts: Sequence[Contrast], answer: Answered) -> tuple[Difference, ...]:
    """The differences that the answer's own quotes show, with the positions of those quotes."""
    out: list[Difference] = []
    for contrast in contrasts:
        shown = [(side, at) for side in contrast.sides if (at := _position(side, answer.quotes)) is not None]
        values = values_of(replace(contrast, sides=tuple(side for side, _ in shown)))
        if len(values) > 1 and not any(_told(contrast.kind, values, each) for each in answer.differences):
            out.append(Difference(contrast.kind.value, values, tuple(sorted({at for _, at in shown}))))
    return tuple(out)


def _told(kind: Kind, values: Collection[str], by: Difference) -> bool:
    """Whether what sets the groups apart tells it already."""
    return kind.value == by.kind and {fold(words) for words in values} <= {fold(words) for words in by.values}


def _position(side: Side, quotes: Sequence[Quote]) -> int | None:
    article = side.statement.page.article.id
    places = (at for at, q in enumerate(quotes) if q.article == article and q.start <= side.start and side.end <= q.end)
    return next(places, None)


def difference_lines(contrasts: Sequence[Contrast]) -> Iterator[Line]:
    """One line for each difference, its wordings with the outlets that have them; those of many words are left out."""
    brief = [c for c in contrasts if all(len(side.words) <= ANSWER_LENGTH for side in c.sides)]
    for contrast in brief[:_LINES]:
        yield line(Phrase.DIFFER_ON, matter=fill(MATTERS[contrast.kind]), values=_values(contrast))


def contrasts_json(contrasts: Sequence[Contrast]) -> list[Json]:
    """The differences with the quotes that show them."""
    return [
        {
            "kind": contrast.kind.value,
            "values": {words: list(outlets) for words, outlets in values_of(contrast).items()},
            "disagrees": contrast.disagrees,
            "quotes": [quote_json(quote(side)) for side in contrast.sides],
        }
        for contrast in contrasts
    ]


def quote(side: Side) -> Quote:
    """The whole sentence of a side, its words marked."""
    statement = side.statement
    return cite(statement.page.article, statement.start, max(statement.end, side.end), (side.start, side.end))


def quotes_in(contrasts: Sequence[Contrast]) -> tuple[Quote, ...]:
    """Every quote that shows a difference, once."""
    return tuple(dict.fromkeys(quote(side) for contrast in contrasts for side in contrast.sides))


def contrast_blocks(
    contrasts: Sequence[Contrast],
    numbered: Numbered,
    above: Iterable[Quote] = (),
    evidence: Collection[Kind] = tuple(Kind),
) -> Iterator[Block]:
    """What disagrees, with its quotes; then what is told otherwise, with those of the kinds in `evidence`.

    A disagreement always has its quotes beside it. What is told otherwise does not show again what the reply has
    shown by then: `above` are the quotes that stand before these blocks.
    """
    seen = [numbered.quoted(each).quote for each in above]
    for block in _disagreements([c for c in contrasts if c.disagrees], numbered):
        seen += [block.quote] if isinstance(block, Quoted) else []
        yield block
    yield from _otherwise([c for c in contrasts if not c.disagrees], numbered, seen, evidence)


def _disagreements(contrasts: Sequence[Contrast], numbered: Numbered) -> Iterator[Block]:
    if contrasts:
        yield line(Phrase.DISAGREE)
    for contrast in contrasts[:_DISAGREEMENTS]:
        yield line(Phrase.DISAGREE_ON, matter=fill(MATTERS[contrast.kind]), values=_values(contrast))
        yield from _evidence(contrast, numbered)


def _otherwise(
    contrasts: Sequence[Contrast], numbered: Numbered, seen: list[Quote], evidence: Collection[Kind]
) -> Iterator[Block]:
    if contrasts:
        yield line(Phrase.OTHERWISE)
    for contrast in contrasts[:_OTHERWISE]:
        matter = fill(MATTERS[contrast.kind])
        yield line(Phrase.OTHERWISE_ON, matter=matter, values=_values(contrast))
        if contrast.kind in evidence:
            shown = list(_evidence(contrast, numbered, seen))
            seen += [each.quote for each in shown]
            yield from shown


def _evidence(contrast: Contrast, numbered: Numbered, seen: Sequence[Quote] = ()) -> Iterator[Quoted]:
    """One quote for each wording, the words that differ marked; none for words that a quote in `seen` has."""
    shown: dict[Quote, list[tuple[int, int]]] = {}
    wordings = {fold(side.words): side for side in reversed(contrast.sides)}
    first = [side for side in contrast.sides if wordings[fold(side.words)] is side]
    for side in first[:_SIDES]:
        if any(_position(side, (each,)) is not None for each in seen):
            continue
        bare = replace(quote(side), answer_start=None, answer_end=None)
        shown.setdefault(bare, []).append((side.start, side.end))
    for bare, marks in shown.items():
        made = numbered.quoted(bare)
        inside = [m for m in sorted(set(marks)) if made.quote.start <= m[0] and m[1] <= made.quote.end]
        apart = tuple(m for at, m in enumerate(inside) if at == 0 or m[0] >= inside[at - 1][1])
        yield replace(made, marks=apart)


def values_of(contrast: Contrast) -> dict[str, tuple[str, ...]]:
    """Each wording with the outlets that have it."""
    found: dict[str, dict[str, None]] = {}
    for side in contrast.sides:
        found.setdefault(side.words, {})[side.outlet] = None
    return {words: tuple(outlets) for words, outlets in found.items()}


def _values(contrast: Contrast) -> Pieces:
    own = defaultdict[str, dict[int, None]](dict)
    for side in contrast.sides:
        own[side.words][side.statement.page.article.id] = None
    return listed(
        tuple(
            fill(Phrase.DIFFER_VALUE, value=source(words, of=own[words]), outlets=outlet_names(outlets))
            for words, outlets in values_of(contrast).items()
        ),
        between=Phrase.SLASH,
    )
