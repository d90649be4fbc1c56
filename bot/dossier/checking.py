"""Proving a dossier: each quote stands in the archive, in the revision it names, and the file is as it was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.dossier.writing import Record, read, written
from store.article import Article
from store.errors import UsageError
from store.store import Store

_LONGEST = 50_000_000


async def check(store: Store, path: Path) -> tuple[int, tuple[str, ...]]:
    """How many quotes a file has, and what is wrong with it, each in a sentence; raises `UsageError` for no dossier."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LONGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not text in UTF-8, so it is no dossier.") from error
    found = read(text) if len(raw) <= _LONGEST else None
    if found is None:
        raise UsageError(f"{path} is no dossier; `copydesk dossier WORDS --output FILE` writes one.")
    record, form = found
    try:
        problems = [problem async for problem in _problems(store, record)]
        if written(record, form) != text:
            problems.append("The file is not as it was made: what it shows differs from what it carries.")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UsageError(f"{path} is no whole dossier: it cannot be read.") from error
    return len(record["quotes"]), tuple(problems)


async def _problems(store: Store, record: Record) -> Any:
    for quote in record["quotes"]:
        name = f"Quote {quote['number']}"
        article = await _article(store, quote)
        if article is None:
            yield f"{name}: no article of the archive has the revision {quote['sha256']} of {quote['source']}."
            continue
        for problem in _against(article, quote):
            yield f"{name}: {problem}"


async def _article(store: Store, quote: Record) -> Article | None:
    """The revision by its number, or, in another archive, by its source and digest."""
    article = await store.article(int(quote["article"]))
    if article is not None and article.sha256 == quote["sha256"]:
        return article
    revisions = await store.find_articles(source=str(quote["source"]), current_only=False)
    return next((each for each in revisions if each.sha256 == quote["sha256"]), None)


def _against(article: Article, quote: Record) -> Iterator[str]:
    start, end = int(quote["start"]), int(quote["end"])
    if not 0 <= start < end <= len(article.text) or article.text[start:end] != quote["text"]:
        yield f"article {article.id} has other words at {start} to {end}."
    marks = quote["answer_start"], quote["answer_end"]
    if marks != (None, None) and not start <= int(marks[0]) < int(marks[1]) <= end:
        yield "what it marks is outside it."
    if article.source != quote["source"] or article.title != quote["title"]:
        yield f"article {article.id} has another source or headline by now."
    if article.outlet.name != quote["outlet"]:
        yield f"article {article.id} now stands under {article.outlet.name}, not {quote['outlet']}."
