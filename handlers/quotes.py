"""`quotes`: every quotation of a story or of one article, speaker by speaker, or all that one person says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence

from handlers.accounts import ROWS, Numbered
from handlers.answering.page import Page
from handlers.comparing.scope import PAGES, story
from handlers.context import Desk, Outcome, Refused, Request
from handlers.contract import Json, freshness_json
from handlers.freshness import freshness_hints
from handlers.message import Turn
from handlers.phrases import Phrase, fill
from handlers.pieces import Pieces, source
from handlers.quotations.speaking import Uttered, name_alone, said_by, spoken_in
from handlers.remarks import listed_remarks, manner, quotes_of, remarks_json
from handlers.reply import Block, Cell, Reply, Table, hint, line
from store.article import Article

_HEAD = (Phrase.HEAD_SPEAKER, Phrase.HEAD_MANNER, Phrase.HEAD_WORDS, Phrase.HEAD_OUTLET)


async def quotes(desk: Desk, request: Request) -> Outcome:
    """List who says what, by whom it is given. Raises `Refused` if no story, article or person is named."""
    if not request.argument and not request.turns:
        raise Refused(Phrase.QUOTES_WHAT)
    began = time.monotonic()
    topic = request.argument or request.turns[-1].read_as
    who = name_alone(request.argument)
    own = await said_by(desk.store, who, desk.pages) if who is not None else ()
    pages = () if own else await _pages(desk, request, topic)
    groups = await asyncio.to_thread(spoken_in, pages)
    found = quotes_of(own or groups)
    freshness = await desk.store.freshness()
    now, zone = desk.now(), request.zone(desk)
    articles = await desk.store.articles({quote.article for quote in found})
    numbered = Numbered.of(found, articles, now, zone)
    if own:
        blocks: list[Block] = [*listed_remarks(topic, own, numbered)]
    elif pages:
        blocks = [*_listed(pages[0].article, groups, numbered)]
    else:
        blocks = [line(Phrase.NOT_FOUND if freshness.articles else Phrase.ARCHIVE_EMPTY), hint(Phrase.TRY_OTHERWISE)]
    record: Json = {
        "question": request.argument,
        "read_as": topic,
        "verdict": "answered" if found else "not_found",
        "speakers": [{"speaker": topic, "remarks": remarks_json(own)}] if own else [_speaker(each) for each in groups],
        "freshness": freshness_json(freshness),
        "elapsed_ms": round((time.monotonic() - began) * 1000),
    }
    shown = tuple(articles if own else (page.article.id for page in pages))
    turn = Turn(asked=topic, read_as=topic, articles=shown, asked_at=now) if shown and not _number(topic) else None
    reply = Reply((*blocks, *freshness_hints(freshness, now=now, zone=zone)))
    return Outcome(reply, record, found, bool(found), turn)


def _number(topic: str) -> int | None:
    """The number of an article, where nothing else is written: `12`, `article 12`."""
    last = topic.lower().removeprefix("article").strip()
    return int(last) if last.isdecimal() and len(last) < _DIGITS else None


_DIGITS = 12


async def _pages(desk: Desk, request: Request, topic: str) -> tuple[Page, ...]:
    number = _number(topic)
    if number is not None:
        return tuple(Page(article) for article in (await desk.store.articles([number])).values())
    thread = () if request.argument else request.turns[-1].articles
    told = await story(desk.store, topic, desk.pages, thread)
    return tuple(page for each in told for page in each.pages[:PAGES])


def _listed(article: Article, groups: Sequence[Sequence[Uttered]], numbered: Numbered) -> Iterator[Block]:
    every = [each for group in groups for each in group]
    if not every:
        yield line(Phrase.QUOTES_NONE)
        return
    named = sum(each is not None and each.sure for each in (group[0].remark.speaker for group in groups))
    count = fill(Phrase.QUOTES_ONE) if len(every) == 1 else fill(Phrase.QUOTES_COUNT, count=len(every))
    speakers = fill(Phrase.QUOTES_ONE_SPEAKER) if named == 1 else fill(Phrase.QUOTES_SPEAKERS, count=named)
    yield line(Phrase.QUOTES, what=source(article.title, of=(article.id,)), count=count, speakers=speakers)
    yield Table(_HEAD, tuple(_row(each, numbered) for each in every[:ROWS]))
    if len(every) > ROWS:
        yield hint(Phrase.QUOTES_MORE, shown=ROWS)
    yield numbered.source_list([each.quote for each in every[:ROWS]])


def _row(each: Uttered, numbered: Numbered) -> tuple[Cell, ...]:
    outlet = fill(Phrase.CELL_OUTLET, outlet=source(each.quote.outlet))
    texts = {number: article.text for number, article in numbered.articles.items()}
    return _who(each, texts), manner(each.remark), numbered.quoted(each.quote), outlet


def _who(each: Uttered, texts: Mapping[int, str]) -> Pieces:
    """The speaker; where the text has a pronoun or a description, its words beside the name, or without one."""
    speaker = each.remark.speaker
    if speaker is None:
        return fill(Phrase.QUOTES_NOBODY)
    written = source(texts[each.quote.article][speaker.start : speaker.end])
    if not speaker.sure:
        return fill(Phrase.QUOTES_UNNAMED, written=written)
    if not speaker.written:
        return fill(Phrase.QUOTES_REFERRED, written=written, who=source(speaker.who))
    return (source(speaker.who),)


def _speaker(group: Sequence[Uttered]) -> Json:
    speaker = group[0].remark.speaker
    who = speaker.who if speaker is not None and speaker.sure else None
    return {"speaker": who, "remarks": remarks_json([[each] for each in group])}
