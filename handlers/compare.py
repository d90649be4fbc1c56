"""`compare`: one row an outlet, with what it says, when it was published and whose text it is; then what differs."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping

from handlers.accounts import ROWS, Numbered, difference_lines, limited, ordered, outlet_names, says, words
from handlers.answering.answer import Account, Answer, Answered, NotFound, Stance
from handlers.ask import headlines, nearest, not_found, outcome, read_as
from handlers.context import Desk, Outcome, Refused, Request
from handlers.freshness import freshness_hints
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, source
from handlers.reply import Block, Button, Buttons, Cell, Reply, Table, line
from handlers.stories.carrying import whose_words
from store.article import Article


async def compare(desk: Desk, request: Request) -> Outcome:
    """Set the outlets' accounts of a question or a story side by side. Raises `Refused` if neither is named."""
    if not request.argument:
        raise Refused(Phrase.COMPARE_WHAT)
    answer = await desk.engine.answer(request.argument, request.turns)
    if isinstance(answer, NotFound):
        shown = nearest(answer)
    else:
        shown = tuple(account.quotes[0] for account in ordered(answer) if account.quotes)
    articles = await desk.store.articles({quote.article for quote in shown})
    numbered = Numbered.of(shown, articles, desk.now(), request.zone(desk))
    if isinstance(answer, Answered):
        blocks = compared(answer, numbered, await _shared(answer, articles))
    else:
        blocks = not_found(answer, numbered)
    fresh = freshness_hints(answer.freshness, now=numbered.now, zone=numbered.zone)
    buttons = (Button(Phrase.BUTTON_SOURCES, "sources"), Button(Phrase.BUTTON_HELP, "help"))
    return outcome(answer, Reply((*read_as(answer), *blocks, *fresh, Buttons(buttons))), desk)


def compared(answer: Answered, numbered: Numbered, shared: Mapping[str, Pieces]) -> Iterator[Block]:
    """The count, the table of every outlet, then every difference, or that none was found.

    `shared` says of an outlet whose words it carries, or who carries its words.
    """
    yield from headlines(answer)
    yield from limited(
        Table(_HEAD, tuple(_row(account, numbered, shared.get(account.outlet)) for account in _all(answer)))
    )
    if answer.differences:
        yield from difference_lines(answer)
    else:
        yield line(Phrase.NO_DIFFERENCES)
    yield numbered.source_list(account.quotes[0] for account in ordered(answer) if account.quotes)


_HEAD = (Phrase.HEAD_OUTLET, Phrase.HEAD_SAYS, Phrase.HEAD_WORDS, Phrase.HEAD_PUBLISHED, Phrase.HEAD_TEXT)


def _all(answer: Answer) -> tuple[Account, ...]:
    quiet = (Stance.SILENT, Stance.CUT_SHORT)
    return ordered(answer) + tuple(account for account in answer.accounts if account.stance in quiet)


def _row(account: Account, numbered: Numbered, shared: Pieces | None) -> tuple[Cell, ...]:
    outlet = fill(Phrase.CELL_OUTLET, outlet=source(account.outlet))
    if not account.quotes:
        nothing = fill(Phrase.CELL_NOTHING)
        return (outlet, says(account), nothing, nothing, nothing)
    quote = account.quotes[0]
    return (
        outlet,
        says(account),
        words(account, numbered),
        numbered.published(quote),
        _whose(account, numbered, shared),
    )


async def _shared(answer: Answered, articles: Mapping[int, Article]) -> dict[str, Pieces]:
    """For each outlet with a quote, whose words its quoted text carries, and who carries its words."""
    quoted = {a.outlet: articles[a.quotes[0].article] for a in ordered(answer)[:ROWS] if a.quotes}
    carryings = await asyncio.to_thread(whose_words, tuple(quoted.values()))
    told: dict[str, list[Pieces]] = defaultdict(list)
    carriers: dict[str, list[str]] = defaultdict(list)
    for each in carryings:
        carrier, origin = each.carrier.outlet.name, each.origin.outlet.name
        if each.sure:
            told[carrier].append(fill(Phrase.CELL_CARRIES, share=each.percent, outlet=source(origin)))
            carriers[origin].append(carrier)
        else:
            told[carrier].append(fill(Phrase.CELL_SHARED, outlets=outlet_names((origin,))))
            told[origin].append(fill(Phrase.CELL_SHARED, outlets=outlet_names((carrier,))))
    for origin, names in carriers.items():
        told[origin].append(fill(Phrase.CELL_CARRIED, outlets=outlet_names(names)))
    return {outlet: listed(tuple(parts)) for outlet, parts in told.items()}


def _whose(account: Account, numbered: Numbered, shared: Pieces | None) -> Pieces:
    """Whose text it is: the outlet's own, an agency's by its credit, a carrier's, or one that others have too."""
    article = numbered.articles.get(account.quotes[0].article)
    parts: list[Pieces] = []
    if article is not None and article.credit:
        parts.append(fill(Phrase.CELL_CREDIT, credit=source(article.credit)))
    if article is not None and article.distributor:
        parts.append(fill(Phrase.CELL_VIA, distributor=source(article.distributor)))
    if shared is not None:
        parts.append(shared)
    return listed(tuple(parts)) if parts else fill(Phrase.CELL_INDEPENDENT)
