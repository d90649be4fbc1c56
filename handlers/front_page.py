"""An edition as replies: the front page that lists its stories, and a page for each, in quotes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from handlers.accounts import Numbered, outlet_names
from handlers.alterations import alterations
from handlers.answering.answer import Quote
from handlers.answering.language.fold import fold
from handlers.answering.language.names import find_names
from handlers.answering.language.places import is_place
from handlers.answering.language.times import find_dates
from handlers.context import Desk
from handlers.edition import Item
from handlers.freshness import article_count, freshness_hints, outlet_count
from handlers.ledes import after_dateline, ledes
from handlers.message import Turn
from handlers.news import News, news
from handlers.persons import who
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, moment, source
from handlers.reply import Block, Button, Buttons, Cell, Line, Reply, Table, hint, line
from handlers.story_coverage import story_coverage
from store.subscriptions import Last

# A story's page is read at a glance.
NAMES = 4
# More outlets than these are counted, not named.
OUTLETS = 12


@dataclass(frozen=True, slots=True)
class Pages:
    """An edition's replies: the front page, and one page a story, in order."""

    front: Reply
    stories: tuple[tuple[Item, Reply], ...]

    @property
    def whole(self) -> Reply:
        """All of it as one reply that only who asked sees."""
        blocks = [block for _, page in self.stories for block in page.blocks]
        return Reply((*self.front.blocks, *blocks), private=True)


@dataclass(frozen=True, slots=True)
class _Told:
    item: Item
    ledes: tuple[Quote, ...]
    news: News
    who: tuple[str, ...]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return self.ledes + self.news.quotes

    @property
    def begun(self) -> tuple[str, ...]:
        """The ledes without the place that stands before them."""
        return tuple(map(_begun, self.ledes))


async def pages(
    desk: Desk, items: Sequence[Item], on: date, zone: tzinfo, last: Last, late: datetime | None = None
) -> Pages:
    """The replies of an edition of a local date. `last` is what the place was told before; `late` is when this was due,
    where it comes later.
    """
    now, freshness = desk.now(), await desk.store.freshness()
    told = [await _told(desk, item, last) for item in items]
    shown_quotes = [quote for each in told for quote in each.quotes]
    articles = await desk.store.articles({quote.article for quote in shown_quotes})
    numbered = Numbered.of(shown_quotes, articles, now, zone)
    outlets = tuple(each.outlet.name for each in await desk.store.outlets())
    blocks: list[Block] = [line(Phrase.DIGEST, day=(moment(_midnight(on), now=now, zone=zone),))]
    if late is not None:
        blocks.append(line(Phrase.DIGEST_LATE, due=(moment(late, now=now, zone=zone),)))
    if (picture := await story_coverage(items, outlets)) is not None:
        blocks.append(picture)
    blocks += [_entry(number, item) for number, item in enumerate(items, 1)]
    if not items:
        blocks.append(line(Phrase.DIGEST_QUIET))
    else:
        blocks.append(hint(Phrase.DIGEST_THREAD))
    blocks += freshness_hints(freshness, now=now, zone=zone)
    shown = tuple((each.item, _page(n, each, numbered, outlets)) for n, each in enumerate(told, 1))
    return Pages(Reply(tuple(blocks)), shown)


async def _told(desk: Desk, item: Item, last: Last) -> _Told:
    shown = await ledes(desk.store, item)
    texts = tuple(article.text for article in item.articles)
    people = await asyncio.to_thread(who, tuple(map(_begun, shown)), texts)
    return _Told(item, shown, await news(desk.store, item, last.quoted), people)


def _begun(lede: Quote) -> str:
    return lede.text[after_dateline(lede.text) :]


def turns(items: Sequence[Item], at: datetime) -> tuple[Turn, ...]:
    """What the digest's thread remembers, so that people ask on under it: its stories, the first one last."""
    return tuple(
        Turn(
            asked=item.story.title,
            read_as=item.story.title,
            articles=tuple(article.id for article in item.articles),
            names=tuple(mention.text for mention in find_names(item.story.title)),
            asked_at=at,
        )
        for item in reversed(items)
    )


def _midnight(on: date) -> datetime:
    """What stands for a day without a time (`handlers.pieces.moment`)."""
    return datetime.combine(on, time(0), UTC)


def _entry(number: int, item: Item) -> Line:
    return line(
        Phrase.DIGEST_ENTRY,
        number=number,
        headline=source(item.story.title, of=(item.story.title_article,)),
        outlets=outlet_count(item.story.outlets),
        independent=item.story.independent,
        news=_news(item),
    )


def _news(item: Item) -> Pieces:
    if not item.told:
        return fill(Phrase.DIGEST_NEW)
    return fill(Phrase.DIGEST_MORE, count=len(item.fresh))


def _page(number: int, told: _Told, numbered: Numbered, everyone: Sequence[str]) -> Reply:
    item = told.item
    blocks: list[Block] = [_entry(number, item)]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (fill(Phrase.CELL_OUTLET, outlet=source(quote.outlet)), numbered.quoted(quote)) for quote in told.ledes
    )
    if rows:
        blocks.append(Table((Phrase.HEAD_OUTLET, Phrase.HEAD_LEDE), rows))
    blocks += _facts(told)
    covering = tuple(dict.fromkeys(article.outlet.name for article in item.articles))
    blocks.append(_outlets(Phrase.DIGEST_COVERS, covering))
    absent = tuple(name for name in everyone if name not in covering)
    if absent:
        blocks.append(_outlets(Phrase.DIGEST_COVERS_NOT, absent))
    if item.told:
        blocks.append(line(Phrase.DIGEST_SINCE, more=article_count(len(item.fresh))))
        if item.new_outlets:
            blocks.append(_outlets(Phrase.DIGEST_SINCE_OUTLETS, item.new_outlets))
        blocks += _changed(told.news, numbered)
    if told.quotes:
        blocks.append(numbered.source_list(told.quotes))
    blocks.append(Buttons((Button(Phrase.BUTTON_COMPARE, f"compare {item.story.title}"),)))
    return Reply(tuple(blocks))


def _changed(news: News, numbered: Numbered) -> Iterator[Block]:
    for each in news.moved:
        yield line(Phrase.DIGEST_MOVED, was=source(each.was), now=source(each.is_now))
        yield numbered.quoted(each.before)
        yield numbered.quoted(each.now)
    yield from alterations(news.altered, numbered)


def _outlets(phrase: Phrase, names: Sequence[str]) -> Line:
    more = len(names) - OUTLETS
    rest = fill(Phrase.AND_MORE, count=more) if more > 0 else ()
    return line(phrase, outlets=outlet_names(names[:OUTLETS]) + rest)


def _facts(told: _Told) -> Iterator[Line]:
    """Who, where and when, as the ledes that are shown have it; what stands in most of the story's articles first."""
    dates = list(dict.fromkeys(mention.text for text in told.begun for mention in find_dates(text)))
    for phrase, words in (
        (Phrase.DIGEST_WHO, told.who),
        (Phrase.DIGEST_WHERE, _places(told)),
        (Phrase.DIGEST_WHEN, dates),
    ):
        if words:
            yield line(phrase, words=listed(tuple(source(each) for each in words[:NAMES])))


def _places(told: _Told) -> list[str]:
    names = Counter[str]()
    spelled = {fold(mention.text): mention.text for text in told.begun for mention in reversed(find_names(text))}
    for name in spelled.values():
        if is_place(name):
            names[name] = sum(name in article.text for article in told.item.articles)
    alone = len(told.item.articles) == 1  # what one article of several alone names is not the story's
    return [name for name, count in names.most_common() if alone or count > 1]
