"""`sources`: what the archive holds, outlet by outlet, and how fresh it is."""

from __future__ import annotations

from handlers.accounts import limited
from handlers.context import Desk, Outcome, Request
from handlers.contract import freshness_json, outlet_json
from handlers.feeds import failing_hints, feed_json
from handlers.freshness import article_count, freshness_hints, outlet_count
from handlers.phrases import Phrase, fill
from handlers.pieces import moment, source
from handlers.reply import Block, Button, Buttons, Cell, Reply, Table, hint, line
from store.article import OutletSummary
from store.feeds import Feeds


async def sources(desk: Desk, request: Request) -> Outcome:
    """List the outlets: how many articles each, the newest, and how many are cut short."""
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
