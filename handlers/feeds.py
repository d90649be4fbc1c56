"""`feed` and `ingest`: what is read by the clock, and one page from the web. Both are for editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from handlers.context import Desk, Outcome, Refused, Request
from handlers.contract import Json
from handlers.gathering.told import Told
from handlers.gathering.unwanted import unwanted
from handlers.phrases import Phrase, fill
from handlers.pieces import Pieces, moment, person, source
from handlers.reply import Hint, Reply, Table, hint, line
from store.article import Outcome as Became
from store.errors import InputRefused
from store.feeds import Feed, Feeds

_BECAME = {
    Became.STORED: Phrase.INGESTED,
    Became.REVISED: Phrase.INGESTED_REVISED,
    Became.AMENDED: Phrase.INGESTED_UNCHANGED,
    Became.UNCHANGED: Phrase.INGESTED_UNCHANGED,
}


async def feed(desk: Desk, request: Request) -> Outcome:
    """Add, remove or list what is read by the clock."""
    verb, _, words = request.argument.partition(" ")
    address = bare(words)
    match verb.casefold():
        case "list" if not address:
            return await _list(desk, request)
        case "add" if address:
            return await _add(desk, request, address)
        case "remove" if address:
            return await _remove(desk, request, address)
    raise Refused(Phrase.FEED_WHAT)


async def ingest(desk: Desk, request: Request) -> Outcome:
    """Take one page from the web into the archive. Raises `FetchError` or `InputRefused`."""
    address = bare(request.argument)
    if not address.startswith(("http://", "https://")):
        raise Refused(Phrase.INGEST_WHAT)
    if desk.web is None:
        raise Refused(Phrase.NO_WEB)
    web = desk.web()
    try:
        draft = await web.article(address, Told())
    finally:
        await web.rest()
    (added,) = await desk.store.add([draft])
    if (why := unwanted(added)) is not None:
        raise InputRefused(f"{address}: {why}")
    article = await desk.store.article(added.article)
    assert article is not None
    said = line(
        _BECAME[added.outcome],
        number=article.id,
        title=source(article.title, of=(article.id,)),
        outlet=source(article.outlet.name),
    )
    return Outcome(Reply((said,)), {"article": article.id, "outcome": added.outcome.value, "title": article.title})


async def _add(desk: Desk, request: Request, address: str) -> Outcome:
    if desk.web is None:
        raise Refused(Phrase.NO_WEB)
    web = desk.web()
    try:
        found = await web.find_feed(address)
    finally:
        await web.rest()
    made, new = await Feeds(desk.store).add(
        found.url,
        kind=str(found.document.kind.value),
        title=found.document.title,
        actor=actor(request),
        now=desk.now(),
    )
    phrase = Phrase.FEED_ADDED if new else Phrase.FEED_KNOWN
    return Outcome(Reply((line(phrase, feed=source(made.name), url=source(made.url)),)), feed_json(made))


async def _remove(desk: Desk, request: Request, address: str) -> Outcome:
    if not await Feeds(desk.store).remove(address, actor=actor(request), now=desk.now()):
        raise Refused(Phrase.NO_SUCH_FEED, url=person(address))
    return Outcome(Reply((line(Phrase.FEED_REMOVED, url=person(address)),)), {"removed": address})


async def _list(desk: Desk, request: Request) -> Outcome:
    feeds = await Feeds(desk.store).all()
    record = {"feeds": [feed_json(each) for each in feeds]}
    if not feeds:
        return Outcome(Reply((line(Phrase.NO_FEEDS),)), record)
    now, zone = desk.now(), request.zone(desk)
    rows = tuple(
        (
            fill(Phrase.CELL_FEED, feed=source(each.name)),
            fill(Phrase.CELL_VALUE, value=source(each.url)),
            (moment(each.succeeded_at, now=now, zone=zone),) if each.succeeded_at else fill(Phrase.CELL_NOT_YET),
            _state(each, now, zone),
        )
        for each in feeds
    )
    table = Table((Phrase.HEAD_FEED, Phrase.HEAD_ADDRESS, Phrase.HEAD_READ, Phrase.HEAD_STATE), rows)
    return Outcome(Reply((line(Phrase.FEEDS, count=len(feeds)), table)), record)


def failing_hints(feeds: Iterable[Feed], *, now: datetime, zone: tzinfo) -> Iterator[Hint]:
    """A quiet line for each feed that fails, with the reason and since when."""
    for each in feeds:
        if each.failing_since is not None:
            since = moment(each.failing_since, now=now, zone=zone)
            yield hint(Phrase.FEED_FAILS, feed=source(each.name), since=since, reason=source(each.reason or ""))


def feed_json(each: Feed) -> Json:
    """One feed, with how it fares."""
    return {
        "feed": each.name,
        "url": each.url,
        "kind": each.kind,
        "outlet": each.outlet,
        "state": "gone" if each.gone else "failing" if each.failures else "well",
        "last_read_at": _at(each.succeeded_at),
        "next_at": None if each.gone else _at(each.next_at),
        "failures": each.failures,
        "failing_since": _at(each.failing_since),
        "reason": each.reason,
    }


def bare(words: str) -> str:
    """An address without what chats and mails put around it: `<https://…|shown>`, brackets, a full stop."""
    address = words.strip().strip("<>").partition("|")[0].strip()
    return address.rstrip(".,;") if address.startswith(("http://", "https://")) else address


def actor(request: Request) -> str:
    """Who asked, as the audit names people."""
    return f"{request.message.platform}:{request.message.sender}"


def _state(each: Feed, now: datetime, zone: tzinfo) -> Pieces:
    if each.failing_since is None:
        return fill(Phrase.CELL_WELL)
    reason = source(each.reason or "")
    if each.gone:
        return fill(Phrase.CELL_GONE, reason=reason)
    return fill(Phrase.CELL_FAILS, since=moment(each.failing_since, now=now, zone=zone), reason=reason)


def _at(when: datetime | None) -> str | None:
    return None if when is None else when.astimezone(UTC).isoformat().replace("+00:00", "Z")
