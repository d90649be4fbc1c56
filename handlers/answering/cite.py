"""The only door through which a source's words leave: quotes are cut from the text, never written.

Invariant: ``article.text[quote.start:quote.end] == quote.text``, when it is made and again when it is shown.
"""

from __future__ import annotations

from handlers.answering.answer import Quote
from store.article import Article
from store.errors import CopydeskError


class QuoteError(CopydeskError):
    """A quote does not stand in its article: it must not be shown."""

    def __init__(self, cause: str) -> None:
        super().__init__("A quote did not match its source, so it is not shown. Run `copydesk doctor`.")
        self.cause = cause


def cite(article: Article, start: int, end: int, answer: tuple[int, int] | None = None) -> Quote:
    """Quote ``article.text[start:end]``, marking the answer inside it.

    Offsets are code points into the article's text. White space at either end is left out.
    Raises `QuoteError` if the stretch is empty or outside the text, or the answer outside the stretch.
    """
    if not 0 <= start < end <= len(article.text):
        raise QuoteError(f"{start}:{end} is outside article {article.id} of {len(article.text)} code points")
    words = article.text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if start >= end:
        raise QuoteError(f"article {article.id} has no words at {start}:{end}")
    if answer is not None and not start <= answer[0] < answer[1] <= end:
        raise QuoteError(f"the answer at {answer[0]}:{answer[1]} is outside the quote at {start}:{end}")
    return Quote(
        article=article.id,
        outlet=article.outlet.name,
        source=article.source,
        title=article.title,
        url=article.url,
        published_at=article.published_at,
        start=start,
        end=end,
        text=article.text[start:end],
        answer_start=answer[0] if answer else None,
        answer_end=answer[1] if answer else None,
    )


def verify(quote: Quote, article: Article | None) -> None:
    """Prove a quote against the stored article once more; raises `QuoteError` if a single code point differs."""
    if article is None or article.id != quote.article:
        raise QuoteError(f"article {quote.article} is not in the archive")
    if not quote.text or article.text[quote.start : quote.end] != quote.text:
        raise QuoteError(f"article {quote.article} has other words at {quote.start}:{quote.end}")
    marks = (quote.answer_start, quote.answer_end)
    if marks == (None, None):
        return
    if quote.answer_start is None or quote.answer_end is None:
        raise QuoteError("an answer is marked at one end only")
    if not quote.start <= quote.answer_start < quote.answer_end <= quote.end:
        raise QuoteError(f"the answer mark {marks} is outside the quote")
