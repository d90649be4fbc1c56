"""What the engine is compared with: saying nothing, BM25's best sentence, and the reader alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from handlers.answering.answer import Account, Stance
from handlers.answering.answer_type import SENTENCES, forms
from handlers.answering.cite import cite
from handlers.answering.concepts import concepts
from handlers.answering.expansion import expand
from handlers.answering.kinds import Kind
from handlers.answering.page import Page
from handlers.answering.question import Question, analyse
from handlers.answering.reading import Reader
from handlers.answering.retriever import PageShelf, Sheet, retrieve
from tests.evaluation.archive import archive_of
from tests.evaluation.newsdesk import Event, right


async def baselines(every: Sequence[Event], reader: Reader, folder: Path) -> dict[str, tuple[int, int]]:
    """Cells right for each baseline."""
    good = {"always silent": 0, "best sentence of BM25 with wh-rules": 0, "the reader alone": 0}
    cells = 0
    for number, event in enumerate(every):
        async with archive_of(event.records, folder / str(number)) as store:
            shelf = PageShelf()
            for asked in event.questions:
                question = analyse(asked.rewrite)
                found = await retrieve(store, question, expand(question), concepts(question), shelf)
                sheets = {sheet.outlet.name: sheet for sheet in found.sheets}
                for outlet, cell in asked.cells.items():
                    cells += 1
                    sheet = sheets.get(outlet)
                    good["always silent"] += right(asked.type, cell, None)
                    ruled = _ruled(question, sheet) if sheet else None
                    good["best sentence of BM25 with wh-rules"] += right(asked.type, cell, ruled)
                    alone = await _alone(question, sheet, reader) if sheet else None
                    good["the reader alone"] += right(asked.type, cell, alone)
    return {title: (count, cells) for title, count in good.items()}


def _account(question: Question, page: Page, start: int, end: int) -> Account:
    first, last = page.sentences[page.sentence_at(start)][0], page.sentences[page.sentence_at(end - 1)][1]
    answer = page.text[start:end]
    if question.kind is Kind.YESNO:
        answer = "yes"
    return Account(page.article.outlet.name, Stance.SAYS, answer, 1.0, (cite(page.article, first, last),))


def _ruled(question: Question, sheet: Sheet) -> Account | None:
    """The sentence of the best passage that holds most of the question, and its first span of the form asked for."""
    if not sheet.passages:
        return None
    passage, _ = max(sheet.passages, key=lambda pair: pair[1])
    bound = sheet.bounds[passage.article]
    inside = [n for n, (start, _) in enumerate(bound.page.sentences) if passage.start <= start < passage.end]
    best = max(inside, key=lambda n: sum(bound.holds(c, n) for c in range(len(bound.concepts))), default=None)
    if best is None:
        return None
    start, end = bound.page.sentences[best]
    if question.kind in SENTENCES:
        return _account(question, bound.page, start, end)
    spans = forms(bound.page, question.kind, start, end)
    return _account(question, bound.page, *spans[0]) if spans else None


async def _alone(question: Question, sheet: Sheet, reader: Reader) -> Account | None:
    """The reader's best span over five passages, if it beats its own no-answer score."""
    kept = sorted(sheet.passages, key=lambda pair: -pair[1])[:5]
    pages = [sheet.bounds[passage.article].page for passage, _ in kept]
    texts = [page.text[p.start : p.end] for page, (p, _) in zip(pages, kept, strict=True)]
    best: tuple[float, Page, int, int] | None = None
    for page, (passage, _), reading in zip(pages, kept, await reader.read(question.asking, texts), strict=True):
        for span in reading.spans[:1]:
            if best is None or span.score > best[0]:
                best = (span.score, page, passage.start + span.start, passage.start + span.end)
    return _account(question, *best[1:]) if best and best[0] > 0 else None
