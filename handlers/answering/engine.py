"""From a question to an answer: understand, retrieve, read, decide outlet by outlet, agree, cite."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from handlers.answering import agreement
from handlers.answering.account import Verdict, accounts_of
from handlers.answering.answer import Account, Answer, Answered, Group, NotFound, Quote, Stance
from handlers.answering.archive import Archive
from handlers.answering.candidates import propose
from handlers.answering.cite import cite
from handlers.answering.concepts import concepts
from handlers.answering.corroboration import Proposed, weigh
from handlers.answering.decision import Decision, shipped
from handlers.answering.excerpts import excerpt
from handlers.answering.expansion import expand
from handlers.answering.features import features
from handlers.answering.followup import resolve
from handlers.answering.independence import independent
from handlers.answering.kinds import Kind
from handlers.answering.question import Question, analyse
from handlers.answering.reading import Reader
from handlers.answering.retriever import PageShelf, Retrieved, retrieve
from handlers.message import Turn

NEAREST = 3
"""Passages shown when nobody says."""


class Engine:
    """Answers questions over an archive with a reader. Holds no state of a conversation: turns are handed in.

    `pages` keeps the articles read last; hand it in to share it.
    """

    def __init__(
        self, archive: Archive, reader: Reader, decision: Decision | None = None, pages: PageShelf | None = None
    ) -> None:
        self._archive = archive
        self._reader = reader
        self._decision = decision or shipped()
        self._pages = pages if pages is not None else PageShelf()

    async def close(self) -> None:
        """Free the reader; the archive belongs to whoever opened it."""
        await self._reader.close()

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        """Answer a question, read against the turns of its thread; raises `UsageError` for what asks nothing."""
        began = time.monotonic()
        question = resolve(text, turns, outlets=[s.outlet.name for s in await self._archive.outlets()])
        if question.kind in (Kind.OUTLETS, Kind.MORE):  # about the answer just given: it is given again
            question = replace(analyse(question.read_as), text=question.text, read_as=question.read_as)
        thread = turns[-1].articles if turns and question.read_as != question.text else ()
        retrieved = await self.gather(question, thread)
        weighed = weigh(question, await self.propose(question, retrieved), self._decision)
        verdicts = accounts_of(question, retrieved, weighed, self._decision)
        return await self._conclude(question, verdicts, began)

    async def gather(self, question: Question, thread: Sequence[int] = ()) -> Retrieved:
        """What each outlet of the story has on the question."""
        return await retrieve(self._archive, question, expand(question), concepts(question), self._pages, thread)

    async def propose(self, question: Question, retrieved: Retrieved) -> tuple[tuple[Proposed, ...], ...]:
        """The candidates of each sheet with what is known of them; the reader reads here, in its own thread."""
        sheets = retrieved.sheets
        read = [excerpt(sheet.bounds[p.article].page, p) for sheet in sheets for p, _ in sheet.passages]
        readings = await self._reader.read(question.asking, [each.text for each in read]) if read else ()
        placed = iter([each.placed(reading) for each, reading in zip(read, readings, strict=True)])
        reach = [
            float(any(bound.places[n] for sheet in sheets for bound in sheet.bounds.values()))
            for n in range(len(retrieved.weights))
        ]
        rows = []
        for sheet in sheets:
            mine = [next(placed) for _ in sheet.passages]
            found = propose(question, dict(sheet.bounds), sheet.passages, mine, retrieved.weights)
            best = max((c.score for c in found), default=0.0)
            rows.append(tuple((c, tuple(features(question, c, retrieved.weights, best, reach))) for c in found))
        return tuple(rows)

    async def _conclude(self, question: Question, verdicts: Sequence[Verdict], began: float) -> Answer:
        freshness = await self._archive.freshness()
        accounts = tuple(account(verdict) for verdict in verdicts)
        elapsed = round((time.monotonic() - began) * 1000)
        saying = [a for a in accounts if a.stance is Stance.SAYS and a.answer is not None]
        if not saying:
            return NotFound(question.text, question.read_as, accounts, _nearest(verdicts), freshness, elapsed)
        groups, answer = _groups(question, saying, verdicts)
        return Answered(
            question=question.text,
            read_as=question.read_as,
            answer=answer,
            groups=groups,
            accounts=accounts,
            differences=agreement.differences(question.kind, accounts),
            freshness=freshness,
            elapsed_ms=elapsed,
        )


def account(verdict: Verdict) -> Account:
    """What is shown of a verdict: its stance and its quotes, each cut out of the stored text."""
    quotes: list[Quote] = []
    for candidate, mark in verdict.shown:
        start, end = candidate.quote
        quotes.append(cite(candidate.bound.page.article, start, end, mark))
    return Account(verdict.outlet.name, verdict.stance, verdict.answer, round(verdict.confidence, 2), tuple(quotes))


def _groups(
    question: Question, saying: Sequence[Account], verdicts: Sequence[Verdict]
) -> tuple[tuple[Group, ...], str]:
    """Outlets by what they say, the best supported first, and the overall answer."""
    texts = {v.outlet.name: "\n".join(a.text for a in v.articles) for v in verdicts}
    wires = {v.outlet.name: next((a.credit for a in v.articles if a.credit), None) for v in verdicts}
    said = [(account.outlet, account.answer or "", account.confidence) for account in saying]
    clusters = (
        agreement.group(question.kind, said)
        if question.kind is not Kind.YESNO
        else tuple(
            tuple(i for i, (_, answer, _) in enumerate(said) if answer == value)
            for value in sorted({answer for _, answer, _ in said})
        )
    )
    ranked = sorted(clusters, key=lambda c: (-sum(said[i][2] for i in c), c))
    groups = tuple(
        Group(
            answer=said[cluster[0]][1],
            outlets=tuple(said[i][0] for i in cluster),
            independent=independent({said[i][0]: texts[said[i][0]] for i in cluster}, wires),
        )
        for cluster in ranked
    )
    if question.kind is Kind.YESNO and len(groups) > 1:
        return groups, "disputed"
    return groups, groups[0].answer


def _nearest(verdicts: Sequence[Verdict]) -> tuple[Quote, ...]:
    """The nearest sentences over all outlets, best first, one an outlet."""
    found = sorted(
        ((verdict.confidence, verdict.nearest) for verdict in verdicts if verdict.nearest is not None),
        key=lambda pair: -pair[0],
    )
    return tuple(cite(c.bound.page.article, *c.quote) for _, c in found[:NEAREST])
