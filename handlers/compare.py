"""`compare`: one row an outlet, with what it says, when it was published and whose text it is; then what differs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from handlers.accounts import ROWS, Numbered, difference_lines, limited, ordered, outlet_names, says, words
from handlers.answering.answer import Account, Answer, Answered, NotFound, Stance
from handlers.answering.independence import repeats
from handlers.ask import headlines, nearest, not_found, outcome, read_as
from handlers.context import Desk, Outcome, Refused, Request
from handlers.freshness import freshness_hints
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, source
from handlers.reply import Block, Button, Buttons, Cell, Reply, Table, line
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
        blocks = compared(answer, numbered, await asyncio.to_thread(_shared, answer, articles))
    else:
        blocks = not_found(answer, numbered)
    fresh = freshness_hints(answer.freshness, now=numbered.now, zone=numbered.zone)
    buttons = (Button(Phrase.BUTTON_SOURCES, "sources"), Button(Phrase.BUTTON_HELP, "help"))
    return outcome(answer, Reply((*read_as(answer), *blocks, *fresh, Buttons(buttons))), desk)


def compared(answer: Answered, numbered: Numbered, shared: Mapping[str, tuple[str, ...]]) -> Iterator[Block]:
    """The count, the table of every outlet, then every difference, or that none was found.

    `shared` names, for an outlet, those whose text its own repeats or that repeat it.
    """
    yield from headlines(answer)
    yield from limited(
        Table(_HEAD, tuple(_row(account, numbered, shared.get(account.outlet, ())) for account in _all(answer)))
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


def _row(account: Account, numbered: Numbered, shared: tuple[str, ...]) -> tuple[Cell, ...]:
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


def _shared(answer: Answered, articles: Mapping[int, Article]) -> dict[str, tuple[str, ...]]:
    """For each outlet with a quote, the others whose quoted text shares more with it than chance would."""
    texts = {a.outlet: articles[a.quotes[0].article].text for a in ordered(answer)[:ROWS] if a.quotes}
    return {one: tuple(other for other in texts if other != one and repeats(texts[one], texts[other])) for one in texts}


def _whose(account: Account, numbered: Numbered, shared: tuple[str, ...]) -> Pieces:
    """Whose text it is: the outlet's own, an agency's by its credit, a carrier's, or one that others have too."""
    article = numbered.articles.get(account.quotes[0].article)
    parts: list[Pieces] = []
    if article is not None and article.credit:
        parts.append(fill(Phrase.CELL_CREDIT, credit=source(article.credit)))
    if article is not None and article.distributor:
        parts.append(fill(Phrase.CELL_VIA, distributor=source(article.distributor)))
    if shared:
        parts.append(fill(Phrase.CELL_SHARED, outlets=outlet_names(shared)))
    return listed(tuple(parts)) if parts else fill(Phrase.CELL_INDEPENDENT)
