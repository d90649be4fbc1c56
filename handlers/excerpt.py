"""A very long quote shown in part: whole sentences around the answer, never a cut that could turn the meaning."""

from __future__ import annotations

from handlers.answering.answer import Quote
from handlers.answering.cite import cite
from handlers.answering.language.sentences import sentences
from handlers.reply import Quoted
from store.article import Article

# A chat message is read at a glance up to about this many code points; Slack refuses a section beyond 3,000.
LIMIT = 600


def quoted(number: int, quote: Quote, article: Article | None) -> Quoted:
    """The quote as it is shown: whole, or, when longer than `LIMIT`, the whole sentences about its answer that fit.

    A sentence is never cut: half of "He denied that he attended" says the opposite. So one long sentence stays whole.
    Without the article nothing is cut, for only an article can be quoted from.
    """
    if len(quote.text) <= LIMIT or article is None:
        return Quoted(number, quote)
    start, end = _around(quote)
    if (start, end) == (0, len(quote.text)):
        return Quoted(number, quote)
    marked = quote.answer_start is not None and quote.answer_end is not None
    answer = (quote.answer_start, quote.answer_end) if marked else None
    part = cite(article, quote.start + start, quote.start + end, answer)  # type: ignore[arg-type]
    return Quoted(number, part, cut_before=start > 0, cut_after=end < len(quote.text))


def _around(quote: Quote) -> tuple[int, int]:
    """The offsets into the quote of the sentences that hold the answer, grown to both sides while they fit."""
    spans = sentences(quote.text)
    if len(spans) < 2:
        return 0, len(quote.text)
    answer = (quote.answer_start or quote.start) - quote.start, (quote.answer_end or quote.start + 1) - quote.start
    held = [i for i, (start, end) in enumerate(spans) if start < answer[1] and answer[0] < end]
    first, last = (held[0], held[-1]) if held else (0, 0)
    while True:
        after = last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= LIMIT
        before = first > 0 and spans[last][1] - spans[first - 1][0] <= LIMIT
        if after:
            last += 1
        elif before:
            first -= 1
        else:
            return min(spans[first][0], answer[0]), max(spans[last][1], answer[1])
