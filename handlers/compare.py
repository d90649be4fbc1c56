"""`compare`: one row an outlet, with what it says, when it was published and whose text it is; then what differs."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from handlers.accounts import ROWS, Numbered, limited, ordered, outlet_names, says, words
from handlers.answering.answer import Account, Answer, Answered, NotFound, Quote, Stance
from handlers.ask import headlines, nearest, not_found, outcome, read_as
from handlers.comparing.contrasts import Contrast
from handlers.comparing.scope import story
from handlers.context import Desk, Outcome, Refused, Request
from handlers.contract import Json, freshness_json, quote_json
from handlers.contrasted import contrast_blocks, contrasted, contrasts_json, quote, quotes_in
from handlers.freshness import freshness_hints
from handlers.layout import Layout, laid_out, lay_out, outlet_quotes, quotes_of
from handlers.message import Turn
from handlers.parse import asks
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, source
from handlers.reply import Block, Button, Buttons, Cell, Reply, Table, hint, line
from handlers.stories.carrying import whose_words
from store.article import Article


async def compare(desk: Desk, request: Request) -> Outcome:
    """Set the outlets' accounts of a question or a story side by side. Raises `Refused` if neither is named."""
    if not request.argument and not request.turns:
        raise Refused(Phrase.COMPARE_WHAT)
    if not request.argument or not asks(request.argument):
        return await lay_story_out(desk, request)
    answer = await desk.engine.answer(request.argument, request.turns)
    if isinstance(answer, NotFound):
        shown = nearest(answer)
    else:
        shown = tuple(account.quotes[0] for account in ordered(answer) if account.quotes)
    contrasts = await contrasted(desk, answer)
    every = shown + quotes_in(contrasts)
    articles = await desk.store.articles({quote.article for quote in every})
    numbered = Numbered.of(every, articles, desk.now(), request.zone(desk))
    if isinstance(answer, Answered):
        blocks = compared(answer, contrasts, numbered, await _shared(answer, articles))
    else:
        blocks = not_found(answer, numbered)
    fresh = freshness_hints(answer.freshness, now=numbered.now, zone=numbered.zone)
    buttons = (Button(Phrase.BUTTON_SOURCES, "sources"), Button(Phrase.BUTTON_HELP, "help"))
    return outcome(answer, Reply((*read_as(answer), *blocks, *fresh, Buttons(buttons))), desk, contrasts)


async def lay_story_out(desk: Desk, request: Request) -> Outcome:
    """Lay a story out side by side: the one of the topic, or, without a topic, the one this thread speaks of."""
    began = time.monotonic()
    topic = request.argument or request.turns[-1].read_as
    thread = () if request.argument else request.turns[-1].articles
    told = await story(desk.store, topic, desk.pages, thread)
    freshness = await desk.store.freshness()
    now, zone = desk.now(), request.zone(desk)
    fresh = tuple(freshness_hints(freshness, now=now, zone=zone))
    record: Json = {"question": request.argument, "read_as": topic, "verdict": "answered", "answer": None, "groups": []}
    end: Json = {"freshness": freshness_json(freshness)}
    if not told:
        empty = Phrase.NOT_FOUND if freshness.articles else Phrase.ARCHIVE_EMPTY
        reply = Reply((line(empty), hint(Phrase.TRY_OTHERWISE), *fresh))
        return Outcome(reply, {**record, "verdict": "not_found", "outlets": [], "differences": [], **end}, found=False)
    layout = await asyncio.to_thread(lay_out, told)
    quotes = quotes_of(layout)
    articles = await desk.store.articles({each.article for each in quotes})
    numbered = Numbered.of(quotes, articles, now, zone)
    buttons = Buttons((Button(Phrase.BUTTON_SOURCES, "sources"), Button(Phrase.BUTTON_HELP, "help")))
    record |= {"outlets": _outlets(layout), "differences": _contrasts(layout), **end}
    record["elapsed_ms"] = round((time.monotonic() - began) * 1000)
    shown = tuple(dict.fromkeys(each.article for each in quotes))
    turn = Turn(asked=topic, read_as=topic, articles=shown, asked_at=now)
    return Outcome(Reply((*laid_out(layout, numbered), *fresh, buttons)), record, quotes, True, turn)


def _outlets(layout: Layout) -> list[Json]:
    out: list[Json] = []
    for outlet in layout.outlets:
        own = layout.facts[outlet]
        article = layout.leads[outlet].page.article
        out.append(
            {
                "outlet": outlet,
                "stance": "says",
                "answer": None,
                "confidence": 1.0,
                "quotes": [quote_json(each) for each in outlet_quotes(layout, outlet)],
                "who": [fact.words for fact in own.who],
                "when": [fact.words for fact in own.when],
                "where": [fact.words for fact in own.where],
                "how_many": [fact.words for fact in own.how_many],
                "credit": article.credit,
                "distributor": article.distributor,
                "shares_words_with": list(layout.shared.get(outlet, ())),
                "only": [each.text for each in layout.alone.get(outlet, ())],
            }
        )
    return out


def _contrasts(layout: Layout) -> list[Json]:
    positions: dict[Quote, int] = {}
    for outlet in layout.outlets:
        for each in outlet_quotes(layout, outlet):
            positions[each] = len(positions)
    return [
        {**made, "quotes": [positions[quote(side)] for side in contrast.sides]}
        for contrast, made in zip(layout.contrasts, contrasts_json(layout.contrasts), strict=True)
    ]


def compared(
    answer: Answered, contrasts: Sequence[Contrast], numbered: Numbered, shared: Mapping[str, Pieces]
) -> Iterator[Block]:
    """The count, the table of every outlet, then every difference with its quotes, or that none was found.

    `contrasts` are the differences between the texts that bear on the answer; what sets the answers apart is told by
    the groups. `shared` says of an outlet whose words it carries, or who carries its words.
    """
    yield from headlines(answer)
    yield from limited(
        Table(_HEAD, tuple(_row(account, numbered, shared.get(account.outlet)) for account in _all(answer)))
    )
    rows = [account.quotes[0] for account in ordered(answer) if account.quotes]
    yield from contrast_blocks(contrasts, numbered, above=rows[:ROWS])
    if not answer.differences and not contrasts:
        yield line(Phrase.NO_DIFFERENCES)
    yield numbered.source_list([*rows, *quotes_in(contrasts)])


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
