"""`dossier`: what an editor files with a story: every quote with its source, its revision and its place in it.

Invariant: a dossier holds nothing of a source but quotes that stand in a stored revision, named by its digest; so
anybody who has the archive can prove it again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.answering.answer import Answer, Answered, NotFound, Quote
from handlers.comparing.contrasts import Contrast
from handlers.comparing.scope import story
from handlers.context import Desk, Outcome, Refused, Request
from handlers.contract import Json, quote_json, time_json
from handlers.contrasted import contrasted, quote, values_of
from handlers.filed import Filed
from handlers.freshness import article_count, outlet_count
from handlers.layout import lay_out, outlet_quotes
from handlers.parse import asks
from handlers.phrases import Phrase, fill
from handlers.pieces import moment, person, source
from handlers.reply import Block, Quoted, Reply, hint, line
from store.article import Article

VERSION = 1
# Quotes of a section that are shown in a chat; the file has them all.
_IN_CHAT = 8
_SHA = 12  # what a person compares; the file has the whole digest


@dataclass(frozen=True)
class Difference:
    """A difference: its kind, each wording with its outlets, and the quotes that show it."""

    kind: str
    values: Mapping[str, tuple[str, ...]]
    quotes: tuple[Quote, ...]
    disagrees: bool


@dataclass(frozen=True)
class Section:
    """One question or story of a dossier: what each outlet does about it and its quotes, and what differs."""

    asked: str
    read_as: str
    answer: str | None
    found: bool
    outlets: tuple[tuple[str, str, str | None, tuple[Quote, ...]], ...]
    nearest: tuple[Quote, ...]
    differences: tuple[Difference, ...]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All quotes, in order, each once."""
        shown = [q for *_, quotes in self.outlets for q in quotes]
        shown += [*self.nearest, *(q for difference in self.differences for q in difference.quotes)]
        return tuple(dict.fromkeys(shown))


async def dossier(desk: Desk, request: Request) -> Outcome:
    """A dossier of a question, of a story, or, alone in a thread, of all that was asked in it."""
    asked = (request.argument,) if request.argument else tuple(turn.read_as for turn in request.turns)
    if not asked:
        raise Refused(Filed.WHAT)
    sections = tuple([await _section(desk, request, each) for each in dict.fromkeys(asked)])
    quotes = tuple(dict.fromkeys(quote for section in sections for quote in section.quotes))
    articles = await desk.store.articles({each.article for each in quotes})
    made = desk.now()
    record = dossier_json(sections, articles, made)
    blocks = tuple(_blocks(desk, request, sections, articles, made))
    return Outcome(Reply(blocks), record, quotes, any(section.found for section in sections))


async def _section(desk: Desk, request: Request, words: str) -> Section:
    if asks(words):
        turns = request.turns if request.argument else ()
        answer = await desk.engine.answer(words, turns)
        return _of_answer(answer, await contrasted(desk, answer))
    told = await story(desk.store, words, desk.pages)
    if not told:
        return Section(words, words, None, False, (), (), ())
    layout = await asyncio.to_thread(lay_out, told)
    outlets = tuple((name, "says", None, outlet_quotes(layout, name)) for name in layout.outlets)
    return Section(words, words, None, True, outlets, (), _differences(layout.contrasts))


def _differences(contrasts: Sequence[Contrast]) -> tuple[Difference, ...]:
    return tuple(
        Difference(c.kind.value, values_of(c), tuple(quote(side) for side in c.sides), c.disagrees) for c in contrasts
    )


def _of_answer(answer: Answer, contrasts: Sequence[Contrast]) -> Section:
    outlets = tuple((a.outlet, a.stance.value, a.answer, a.quotes) for a in answer.accounts)
    if isinstance(answer, NotFound):
        return Section(answer.question, answer.read_as, None, False, outlets, answer.nearest, ())
    assert isinstance(answer, Answered)
    every = answer.quotes
    differences = tuple(
        Difference(d.kind, d.values, tuple(every[at] for at in d.quotes), disagrees=False) for d in answer.differences
    ) + _differences(contrasts)
    return Section(answer.question, answer.read_as, answer.answer, True, outlets, (), differences)


def dossier_json(sections: Sequence[Section], articles: Mapping[int, Article], made: datetime) -> Json:
    """The dossier as the object that its files are made of and checked by."""
    quotes = tuple(dict.fromkeys(quote for section in sections for quote in section.quotes))
    number = {quote: at for at, quote in enumerate(quotes, 1)}
    return {
        "dossier": VERSION,
        "made_at": time_json(made),
        "sections": [
            {
                "question": section.asked,
                "read_as": section.read_as,
                "verdict": "answered" if section.found else "not_found",
                "answer": section.answer,
                "outlets": [
                    {"outlet": name, "stance": stance, "answer": answer, "quotes": [number[q] for q in own]}
                    for name, stance, answer, own in section.outlets
                ],
                "nearest": [number[quote] for quote in section.nearest],
                "differences": [
                    {
                        "kind": difference.kind,
                        "disagrees": difference.disagrees,
                        "values": {words: list(outlets) for words, outlets in difference.values.items()},
                        "quotes": [number[quote] for quote in difference.quotes],
                    }
                    for difference in section.differences
                ],
            }
            for section in sections
        ],
        "quotes": [
            {"number": number[each], "outlet": each.outlet, **quote_json(each), **_revision(articles[each.article])}
            for each in quotes
        ],
    }


def _revision(article: Article) -> Json:
    return {
        "sha256": article.sha256,
        "read_at": time_json(article.added_at),
        "credit": article.credit,
        "distributor": article.distributor,
        "byline": article.byline,
        "cut_short": article.cut_short,
    }


def _blocks(
    desk: Desk, request: Request, sections: Sequence[Section], articles: Mapping[int, Article], made: datetime
) -> Iterator[Block]:
    quotes = tuple(dict.fromkeys(quote for section in sections for quote in section.quotes))
    numbers = {quote: at for at, quote in enumerate(quotes, 1)}
    now, zone = made, request.zone(desk)
    yield line(Filed.HEADING, subject=person(sections[0].read_as))
    yield line(
        Filed.COUNTS,
        quotes=len(quotes),
        articles=article_count(len({each.article for each in quotes})),
        outlets=outlet_count(len({each.outlet for each in quotes})),
        made=moment(made, now=now, zone=zone),
    )
    for section in sections:
        if len(sections) > 1:
            yield line(Filed.SECTION, question=person(section.read_as))
        if section.answer is not None:
            yield line(Filed.ANSWER, answer=source(section.answer, of={each.article for each in section.quotes}))
        elif not section.found:
            yield line(Filed.NONE if section.quotes else Filed.NOTHING)
        for each in _first(section.quotes):
            bare = replace(each, answer_start=None, answer_end=None) if each.answer_start == each.start else each
            yield Quoted(numbers[each], bare)
            article = articles[each.article]
            published = moment(each.published_at, now=now, zone=zone) if each.published_at else None
            yield hint(
                Filed.SOURCE,
                number=fill(Phrase.NUMBER, number=numbers[each]),
                outlet=source(each.outlet),
                title=source(each.title, of=(each.article,)),
                published=fill(Filed.PUBLISHED, at=published) if published else fill(Phrase.CELL_UNDATED),
                read=moment(article.added_at, now=now, zone=zone),
            )
            yield hint(
                Filed.REVISION,
                article=each.article,
                sha=source(article.sha256[:_SHA]),
                start=each.start,
                end=each.end,
            )
    if any(len(_first(section.quotes)) < len(section.quotes) for section in sections):
        yield hint(Filed.MORE)
    yield hint(Filed.FILE)


def _first(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes that are shown in a chat: the first of each outlet, then the second of each; no sentence twice."""
    turns: list[tuple[int, Quote]] = []
    seen: set[tuple[int, int, int]] = set()
    told: Counter[str] = Counter()
    for each in quotes:
        place = (each.article, each.start, each.end)
        if place not in seen:
            seen.add(place)
            turns.append((told[each.outlet], each))
            told[each.outlet] += 1
    return tuple(each for _, each in sorted(turns, key=lambda turn: turn[0])[:_IN_CHAT])
