"""How the outlets of a story begin: of each the first whole sentence of its body that tells something.

The body is what is in an article's passages: a caption or a label above it says little of the story. A gallery, which
has nothing else, begins with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.answering.answer import Quote
from handlers.answering.cite import cite
from handlers.answering.language.fold import fold
from handlers.answering.language.sentences import sentences
from handlers.answering.wording import same_words
from handlers.edition import Item
from handlers.gathering.captions import may_be_caption
from store.article import Article, Passage
from store.store import Store

# A story's page is read at a glance.
LEDES = 3
# A lede says something; a place and a date alone, or a line of credits, do not.
_WORDS = 6
# A paragraph that stops without one is a headline, a bullet or a label that was taken for body.
_WHOLE = re.compile(r"[.!?…][\"'”’»)\]]*$")
# "DALLAS — ", "ERIE, Pa. (AP) - ".
_DASH = re.compile(r"[-–—]\s+")
_DATELINE = re.compile(r"[A-Z][A-Z.'’ -]+(?:, [A-Z][\w.]+)*\s*(?:\([^()\n]{2,30}\)\s*)?[-–—]\s")


async def ledes(store: Store, item: Item) -> tuple[Quote, ...]:
    """The first sentences of the story's outlets, what is new first; one that says what another says is left out.

    Raises `StoreError`.
    """
    passages = await store.passages(article.id for article in item.articles)
    chosen: list[Quote] = []
    title = item.story.title_article
    by_news = sorted(item.articles, key=lambda each: (each.id not in item.fresh, each.id != title, each.id))
    heard: set[int] = set()
    for article in by_news:
        if len(chosen) == LEDES:
            break
        own = [each for each in passages if each.article == article.id]
        quote = _lede(article, own) if article.outlet.id not in heard else None
        if quote is not None and not any(same_words(quote.text, other.text) for other in chosen):
            chosen.append(quote)
            heard.add(article.outlet.id)
    return tuple(chosen)


def after_dateline(lede: str) -> int:
    """Where a sentence begins behind the place and the agency that stand before it."""
    found = _DATELINE.match(lede)
    return found.end() if found else 0


def _lede(article: Article, body: Sequence[Passage]) -> Quote | None:
    """The first sentence that tells something and is not the headline over again; a whole one, if there is any."""
    first = None
    for start, end in sentences(article.text):
        words = article.text[start:end]
        if (
            not any(each.start <= start < each.end for each in body)
            or len(words.split()) < _WORDS
            or fold(words).strip() == fold(article.title).strip()
            or may_be_caption(_paragraph(article.text, start))
        ):
            continue
        if _WHOLE.search(words):
            first = start, end
            break
        first = first or (start, end)
    if first is None:
        return None
    start, end = first
    return cite(article, start + _left_over(article.text[start:end]), end)


def _paragraph(text: str, at: int) -> str:
    """The line that a place of the text is in."""
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]


def _left_over(sentence: str) -> int:
    """How much of a sentence's beginning is the dash of a dateline that stands before it."""
    found = _DASH.match(sentence)
    return found.end() if found else 0
