"""`ask`: a question, and what each outlet says about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo

from handlers.accounts import (
    Numbered,
    also,
    answer_of,
    limited,
    ordered,
    outlet_names,
    quiet_lines,
    says,
    stated,
    words,
)
from handlers.answering.answer import Answer, Answered, NotFound, Quote, Stance
from handlers.comparing.contrasts import Contrast
from handlers.context import Desk, Outcome, Refused, Request
from handlers.contract import as_json
from handlers.contrasted import between_quotes, contrasted, contrasts_json, difference_lines, quotes_in
from handlers.freshness import freshness_hints
from handlers.phrases import Phrase, fill
from handlers.pieces import Piece, person, source
from handlers.quotations.speaking import Uttered, said_by, speaker_asked
from handlers.remarks import listed_remarks, quotes_of, remarks_json
from handlers.reply import Block, Button, Buttons, Hint, Line, Reply, Table, hint, line
from handlers.thread import turn_of

# A person looks at two or three nearest passages; more of them would look like an answer.
NEAREST = 3


async def ask(desk: Desk, request: Request) -> Outcome:
    """Answer a question outlet by outlet, or say that nobody says. Raises `Refused` if nothing is asked."""
    if not request.argument:
        raise Refused(Phrase.ASK_WHAT)
    answer = await desk.engine.answer(request.argument, request.turns)
    return await shown_to(desk, request.zone(desk), answer, watchable=request.message.later is not None)


async def shown_to(desk: Desk, zone: tzinfo, answer: Answer, *, watchable: bool = False) -> Outcome:
    """An answer as a page, its times as they are read in the zone; `watchable`: its thread can be told of changes."""
    remarks = await _remarks(desk, answer)
    contrasts = () if remarks else await contrasted(desk, answer)
    shown = _shown(answer) + quotes_of(remarks)
    articles = await desk.store.articles({quote.article for quote in shown})
    numbered = Numbered.of(shown, articles, desk.now(), zone)
    if remarks:
        blocks = listed_remarks(answer.read_as, remarks, numbered)
    else:
        blocks = answered(answer, numbered, contrasts) if isinstance(answer, Answered) else not_found(answer, numbered)
    watch = (Button(Phrase.BUTTON_WATCH, f"watch {answer.read_as}"),) if watchable else ()
    # where nothing came near there is nothing to set side by side
    compare = (Button(Phrase.BUTTON_COMPARE, f"compare {answer.read_as}"),) if shown else ()
    sources = Button(Phrase.BUTTON_SOURCES, "sources")
    fresh = freshness_hints(answer.freshness, now=numbered.now, zone=numbered.zone)
    reply = Reply((*read_as(answer), *blocks, *fresh, Buttons((*compare, sources, *watch))))
    made = outcome(answer, reply, desk, contrasts)
    if not remarks:
        return made
    record = {**made.record, "remarks": remarks_json(remarks)}
    return replace(made, record=record, quotes=made.quotes + quotes_of(remarks))


async def _remarks(desk: Desk, answer: Answer) -> tuple[tuple[Uttered, ...], ...]:
    """The remarks of the one whose words are asked for, and nothing else of them; none for any other question."""
    who = speaker_asked(answer.read_as)
    if who is None or isinstance(answer, NotFound):
        return ()
    return await said_by(desk.store, who, desk.pages)


def outcome(answer: Answer, reply: Reply, desk: Desk, contrasts: Sequence[Contrast] = ()) -> Outcome:
    """The outcome of any command that comes from an answer, with the differences that bear on it."""
    quotes = tuple(quote for account in answer.accounts for quote in account.quotes)
    if isinstance(answer, NotFound):
        quotes += answer.nearest
    found = isinstance(answer, Answered)
    between = between_quotes(contrasts, answer) if isinstance(answer, Answered) else ()
    record = as_json(answer, between)
    if found:
        record["contrasts"] = contrasts_json(contrasts)
    quotes = tuple(dict.fromkeys(quotes + quotes_in(contrasts)))
    return Outcome(reply, record, quotes, found, turn_of(answer, desk.now()))


def read_as(answer: Answer) -> Iterator[Line]:
    """How a follow-up was read; nothing where the question was read as it was asked."""
    if " ".join(answer.read_as.split()) != " ".join(answer.question.split()):
        yield line(Phrase.READ_AS, question=person(answer.read_as))


def _shown(answer: Answer) -> tuple[Quote, ...]:
    if isinstance(answer, NotFound):
        return nearest(answer)
    return tuple(account.quotes[0] for account in ordered(answer) if account.quotes)


def nearest(answer: NotFound) -> tuple[Quote, ...]:
    """The nearest passages that are shown, best first; an outlet that came near is there only if its words are."""
    unsure = (account.quotes[0] for account in ordered(answer) if account.quotes)
    return tuple(dict.fromkeys((*answer.nearest, *unsure)))[:NEAREST]


def answered(answer: Answered, numbered: Numbered, contrasts: Sequence[Contrast]) -> Iterator[Block]:
    """The answer first, then the outlets with their words, then who is silent, what differs, and the sources."""
    yield from headlines(answer)
    yield from limited(_table(answer, numbered))
    yield from quiet_lines(answer)
    yield from difference_lines(contrasts)
    yield numbered.source_list(_shown(answer))


def headlines(answer: Answered) -> Iterator[Line]:
    """What is said, by how many. Only a lead that others do not match is put first; otherwise they do not agree."""
    total = len(answer.accounts)
    saying = sum(account.stance is Stance.SAYS for account in answer.accounts)
    standing = {account.outlet: stated(account) for account in answer.accounts}
    groups = tuple(group for group in answer.groups if standing.get(group.outlets[0]))
    if not groups:
        rest = also(answer.accounts)
        if total == 1:
            yield line(Phrase.ANSWER_IN_WORDS_LONE, also=rest)
        else:
            yield line(Phrase.ANSWER_IN_WORDS, says=saying, total=total, also=rest)
        return
    first, others = groups[0], groups[1:]
    if others and (answer.answer == "disputed" or others[0].independent >= first.independent):
        yield line(Phrase.DISPUTED, says=saying, total=total, also=also(answer.accounts))
        others = groups
    elif total == 1:
        yield line(Phrase.ANSWER_LONE, answer=answer_of(first, answer.accounts), also=also(answer.accounts, first))
    else:
        rest = also(answer.accounts, first)
        yield line(
            Phrase.ANSWER, answer=answer_of(first, answer.accounts), says=len(first.outlets), total=total, also=rest
        )
    for group in others:
        yield line(
            Phrase.ANSWER_OTHER,
            answer=answer_of(group, answer.accounts),
            says=len(group.outlets),
            total=total,
            also=also((), group),
            outlets=outlet_names(group.outlets),
        )


def _table(answer: Answer, numbered: Numbered) -> Table:
    """One row an outlet; the column of answers goes where the answers are sentences, for the words say it all."""
    accounts = ordered(answer)
    head = (Phrase.HEAD_OUTLET, Phrase.HEAD_SAYS, Phrase.HEAD_WORDS)
    if any(stated(account) for account in accounts):
        return Table(head, tuple((_outlet(a.outlet), says(a), words(a, numbered)) for a in accounts))
    # Where sentences are the answer, an outlet's second one belongs to it.
    rows = tuple((_outlet(a.outlet), says(a), numbered.quoted(quote)) for a in accounts for quote in a.quotes)
    if any(account.stance is Stance.UNSURE for account in accounts):
        return Table(head, rows)
    return Table((head[0], head[2]), tuple((outlet, quote) for outlet, _, quote in rows))


def _outlet(name: str) -> tuple[Piece, ...]:
    return fill(Phrase.CELL_OUTLET, outlet=source(name))


def not_found(answer: NotFound, numbered: Numbered) -> Iterator[Line | Hint | Block]:
    """That nobody says, what comes nearest, and what to try."""
    if not answer.freshness.articles:
        yield line(Phrase.ARCHIVE_EMPTY)
        return
    yield line(Phrase.NOT_FOUND)
    shown = nearest(answer)
    if shown:
        yield line(Phrase.NEAREST)
        yield from (numbered.quoted(quote) for quote in shown)
    else:
        yield line(Phrase.NOTHING_NEAR)
    named = {quote.outlet for quote in shown}
    unclear = [a.outlet for a in answer.accounts if a.stance is Stance.UNSURE and a.outlet not in named]
    if unclear:
        yield line(Phrase.UNCLEAR, outlets=outlet_names(unclear))
    yield from quiet_lines(answer)
    if shown:
        yield numbered.source_list(shown)
    yield hint(Phrase.TRY_OTHERWISE)
