"""`sources`: what the archive holds, outlet by outlet, and how fresh it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from handlers.accounts import limited, outlet_names
from handlers.charts import NoPictures
from handlers.context import Desk, Outcome, Refused, Request
from handlers.contract import freshness_json, listed_json, outlet_json
from handlers.coverage import coverage
from handlers.feeds import failing_hints, feed_json
from handlers.freshness import article_count, freshness_hints, outlet_count
from handlers.phrases import Phrase, fill
from handlers.pieces import moment, person, source, text_of
from handlers.reply import Block, Button, Buttons, Cell, Reply, Table, hint, line
from store.article import Article, OutletSummary
from store.feeds import Feeds

CHART = "chart"
# So many of an outlet's articles are listed, so many names told where none fits; how like a name must be to be meant.
NEWEST, NAMED, NEAR = 20, 10, 80.0


async def sources(desk: Desk, request: Request) -> Outcome:
    """List the outlets: how many articles each, the newest, and how many are cut short; or one outlet's articles; or
    draw when they were published.
    """
    if request.argument.casefold() == CHART:
        return await _chart(desk, request)
    if request.argument:
        return await _articles_of(desk, request)
    return await _table(desk, request)


async def _chart(desk: Desk, request: Request) -> Outcome:
    """The coverage over time as a picture; where none can be drawn here the table, and how to get the picture.

    Raises `Refused` where no article has a date.
    """
    freshness, now, zone = await desk.store.freshness(), desk.now(), request.zone(desk)
    if not freshness.articles:
        return await _table(desk, request)
    try:
        picture = await coverage(desk.store, zone)
    except NoPictures:
        table = await _table(desk, request)
        return replace(table, reply=replace(table.reply, blocks=(*table.reply.blocks, hint(Phrase.CHART_HOW))))
    counts = {"outlets": outlet_count(freshness.outlets), "articles": article_count(freshness.articles)}
    blocks: list[Block] = [line(Phrase.SOURCES, **counts), picture, *freshness_hints(freshness, now=now, zone=zone)]
    blocks.append(Buttons((Button(Phrase.BUTTON_SOURCES, "sources"),)))
    return Outcome(Reply(tuple(blocks)), {"chart": text_of(picture.alt), "freshness": freshness_json(freshness)})


async def _table(desk: Desk, request: Request) -> Outcome:
    outlets, freshness = await desk.store.outlets(), await desk.store.freshness()
    feeds = await Feeds(desk.store).all()
    record: dict[str, object] = {"outlets": [outlet_json(each) for each in outlets]}
    record |= {"freshness": freshness_json(freshness), "feeds": [feed_json(each) for each in feeds]}
    if not freshness.articles:
        return Outcome(Reply((line(Phrase.ARCHIVE_EMPTY),)), record)
    now, zone = desk.now(), request.zone(desk)

    def row(each: OutletSummary) -> tuple[Cell, ...]:
        newest = (moment(each.newest_at, now=now, zone=zone),) if each.newest_at else fill(Phrase.CELL_UNDATED)
        return (
            fill(Phrase.CELL_OUTLET, outlet=source(each.outlet.name)),
            fill(Phrase.CELL_VALUE, value=each.articles),
            newest,
            fill(Phrase.CELL_VALUE, value=each.cut_short) if each.cut_short else fill(Phrase.CELL_NOTHING),
        )

    head = (Phrase.HEAD_OUTLET, Phrase.HEAD_ARTICLES, Phrase.HEAD_NEWEST, Phrase.HEAD_CUT_SHORT)
    counts = {"outlets": outlet_count(freshness.outlets), "articles": article_count(freshness.articles)}
    blocks: list[Block] = [line(Phrase.SOURCES, **counts)]
    blocks += limited(Table(head, tuple(row(each) for each in outlets)))
    if any(not each.outlet.known for each in outlets):
        blocks.append(hint(Phrase.NAME_OUTLET))
    blocks += failing_hints(feeds, now=now, zone=zone)
    blocks += freshness_hints(freshness, now=now, zone=zone)
    blocks.append(Buttons((Button(Phrase.BUTTON_HELP, "help"),)))
    return Outcome(Reply(tuple(blocks)), record)


async def _articles_of(desk: Desk, request: Request) -> Outcome:
    """One outlet's articles with their numbers, the newest first. Raises `Refused` where no outlet has such a name."""
    outlets = await desk.store.outlets()
    summary = _called(request.argument, outlets)
    articles = await desk.store.newest_of(summary.outlet.id, NEWEST)
    now, zone = desk.now(), request.zone(desk)

    def row(each: Article) -> tuple[Cell, ...]:
        # a headline made from the lede is the text's own words, and those leave as a quote or not at all
        headline = fill(Phrase.CELL_NOTHING) if each.title_made else (source(each.title, of=(each.id,)),)
        published = (moment(each.published_at, now=now, zone=zone),) if each.published_at else fill(Phrase.CELL_UNDATED)
        return (fill(Phrase.CELL_VALUE, value=each.id), published, headline)

    head = (Phrase.HEAD_NUMBER, Phrase.HEAD_PUBLISHED, Phrase.HEAD_HEADLINE)
    blocks: list[Block] = [
        line(Phrase.SOURCES_OF, outlet=source(summary.outlet.name), articles=article_count(summary.articles)),
        Table(head, tuple(row(each) for each in articles)),
    ]
    if summary.articles > len(articles):
        blocks.append(hint(Phrase.SOURCES_NEWEST, count=len(articles)))
    blocks.append(hint(Phrase.READ_ARTICLE))
    record = {**outlet_json(summary), "newest": [listed_json(each) for each in articles]}
    return Outcome(Reply(tuple(blocks)), record)


def _called(name: str, outlets: Sequence[OutletSummary]) -> OutletSummary:
    """The outlet of this name, however it is cased; else the one whose name is nearly this and no other's."""
    names = {each.outlet.name: each for each in outlets}
    same = [each for known, each in names.items() if known.casefold() == name.casefold()]
    if same:
        return same[0]
    near = process.extract(name, list(names), scorer=fuzz.WRatio, processor=default_process, score_cutoff=NEAR, limit=2)
    if not near or (len(near) == 2 and near[0][1] == near[1][1]):
        rest = fill(Phrase.SPACE) + fill(Phrase.ELLIPSIS) if len(names) > NAMED else ()
        known = outlet_names(list(names)[:NAMED]) + rest
        raise Refused(Phrase.NO_SUCH_OUTLET, outlet=person(name), outlets=known)
    return names[near[0][0]]
