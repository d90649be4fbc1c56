"""`watch`: a standing question. Its thread is told when the answer changes, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, tzinfo

from handlers.accounts import Numbered, answer_piece, limited, outlet_names, stated
from handlers.alterations import alterations
from handlers.answering.answer import Answered, Quote
from handlers.ask import headlines, shown_to
from handlers.changes import Changes, dumped, told_of
from handlers.context import Desk, Outcome, Refused, Request
from handlers.phrases import Phrase, fill
from handlers.pieces import Pieces, moment, person, source
from handlers.reply import Block, Line, Reply, Table, hint, line
from handlers.thread import key_of
from store.watches import NewWatch, Watch, Watches

# As long as a story is told; whoever still waits after it says so again.
EXPIRES = timedelta(days=14)
# Of one channel: each is answered anew whenever articles come.
MOST = 50


async def watch(desk: Desk, request: Request) -> Outcome:
    """Begin, list or stop standing questions. Raises `Refused` where nothing can be told later."""
    first, _, rest = request.argument.partition(" ")
    match first.casefold():
        case "list" if not rest:
            return await _listed(desk, request)
        case "stop":
            return await _stop(desk, request, rest.strip())
        case _:
            return await _start(desk, request)


async def _start(desk: Desk, request: Request) -> Outcome:
    asked = request.argument or (request.turns[-1].read_as if request.turns else "")
    later = request.message.later
    if not asked:
        raise Refused(Phrase.WATCH_WHAT)
    if later is None:
        raise Refused(Phrase.NOT_LATER)
    watches = Watches(desk.store)
    if len(await watches.of_place(later.platform, later.place)) >= MOST:
        raise Refused(Phrase.WATCH_FULL, limit=MOST)
    newest = await watches.newest()
    answer = await desk.engine.answer(asked, request.turns)
    now = desk.now()
    new = NewWatch(
        thread=key_of(request.message),
        goes_to=later,
        question=answer.read_as,
        told=dumped(told_of(answer)),
        asked_by=f"{request.message.platform}:{request.message.sender}",
        expires_at=now + EXPIRES,
        looked_to=newest,
        zone=request.message.zone,
    )
    begun, fresh = await watches.start(new, now=now)
    zone = request.zone(desk)
    phrase = Phrase.WATCHING if fresh else Phrase.WATCHING_ALREADY
    until = (moment(new.expires_at, now=now, zone=zone),)
    said = line(phrase, question=person(begun.question), until=until)
    page = await shown_to(desk, zone, answer)
    record = dict(page.record) | {"watch": begun.id, "expires_at": new.expires_at.isoformat()}
    blocks = (said, hint(Phrase.WATCH_TELLS), *page.reply.blocks)
    return replace(page, reply=replace(page.reply, blocks=blocks), record=record, found=True)


async def _listed(desk: Desk, request: Request) -> Outcome:
    active = await _here(desk, request)
    zone, now = request.zone(desk), desk.now()
    record = {"watches": [_as_json(each) for each in active]}
    if not active:
        return Outcome(Reply((line(Phrase.WATCH_NONE),), private=True), record)
    head = (Phrase.HEAD_NUMBER, Phrase.HEAD_QUESTION, Phrase.HEAD_UNTIL)
    rows = tuple(
        (
            fill(Phrase.CELL_VALUE, value=each.id),
            fill(Phrase.CELL_VALUE, value=person(each.question)),
            (moment(each.expires_at, now=now, zone=zone),),
        )
        for each in active
    )
    blocks: list[Block] = [line(Phrase.WATCH_LIST), *limited(Table(head, rows)), hint(Phrase.WATCH_STOP_HOW)]
    return Outcome(Reply(tuple(blocks), private=True), record)


async def _stop(desk: Desk, request: Request, which: str) -> Outcome:
    """Stop the thread's own watches, or one by its number, or all of the channel."""
    active = await _here(desk, request)
    if which.casefold() == "all":
        chosen = active
    elif which:
        if not which.isdecimal():
            raise Refused(Phrase.WATCH_STOP_WHAT)
        chosen = tuple(each for each in active if each.id == int(which))
    else:
        thread = key_of(request.message)
        chosen = tuple(each for each in active if each.thread == thread) or (active if len(active) == 1 else ())
    if not chosen:
        raise Refused(Phrase.WATCH_STOP_WHAT)
    actor = f"{request.message.platform}:{request.message.sender}"
    await Watches(desk.store).stop({each.id for each in chosen}, actor, now=desk.now())
    lines = tuple(line(Phrase.WATCH_STOPPED, question=person(each.question)) for each in chosen)
    return Outcome(Reply(lines), {"stopped": [_as_json(each) for each in chosen]})


async def _here(desk: Desk, request: Request) -> tuple[Watch, ...]:
    later = request.message.later
    if later is None:
        raise Refused(Phrase.NOT_LATER)
    return await Watches(desk.store).of_place(later.platform, later.place)


def _as_json(each: Watch) -> dict[str, object]:
    return {"watch": each.id, "question": each.question, "expires_at": each.expires_at.isoformat()}


async def notice(desk: Desk, watch: Watch, changes: Changes, zone: tzinfo) -> Reply:
    """What the thread is told: what has changed, with the words that say so."""
    quotes = tuple(_quotes(changes))
    articles = await desk.store.articles({quote.article for quote in quotes})
    numbered = Numbered.of(quotes, articles, desk.now(), zone)
    blocks: list[Block] = [line(Phrase.WATCH_CHANGED, question=person(watch.question))]
    blocks += _what(changes, numbered)
    blocks.append(numbered.source_list(quotes))
    blocks.append(hint(Phrase.WATCH_STOP_HERE))
    return Reply(tuple(blocks))


def over(watch: Watch) -> Reply:
    """The line that ends a watch whose time is over."""
    days = EXPIRES.days
    return Reply((line(Phrase.WATCH_OVER, question=person(watch.question), days=days),))


def _what(changes: Changes, numbered: Numbered) -> Iterator[Block]:
    answer = changes.answer
    if isinstance(answer, Answered) and (changes.leads or changes.groups):
        if changes.before is not None:
            yield line(Phrase.WATCH_BEFORE, answer=answer_piece(changes.before, of=changes.before_in))
        yield from headlines(answer)
        for quote in _of_groups(changes):
            yield numbered.quoted(quote)
    if changes.spoke:
        yield line(Phrase.WATCH_SPOKE, outlets=outlet_names(account.outlet for account in changes.spoke))
        for account in changes.spoke:
            answered = stated(account)
            if answered is not None:
                yield _says(account.outlet, (answer_piece(answered, of=(q.article for q in account.quotes[:1])),))
            if account.quotes:
                yield numbered.quoted(account.quotes[0])
    yield from alterations(changes.altered, numbered)


def _says(outlet: str, answer: Pieces) -> Line:
    return line(Phrase.WATCH_SAYS, outlet=source(outlet), answer=answer)


def _of_groups(changes: Changes) -> tuple[Quote, ...]:
    """One quote of each answer that is new, or that leads now."""
    answer = changes.answer
    assert isinstance(answer, Answered)
    groups = changes.groups or answer.groups[:1]
    first = {account.outlet: account.quotes[0] for account in answer.accounts if account.quotes}
    return tuple(first[group.outlets[0]] for group in groups if group.outlets[0] in first)


def _quotes(changes: Changes) -> Iterator[Quote]:
    if isinstance(changes.answer, Answered) and (changes.leads or changes.groups):
        yield from _of_groups(changes)
    yield from (account.quotes[0] for account in changes.spoke if account.quotes)
    for each in changes.altered:
        yield each.old
        if each.new is not None:
            yield each.new
