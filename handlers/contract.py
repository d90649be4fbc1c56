"""The machine-readable answer: the same values as the reply, as one JSON object. Its keys are a promise.

Offsets are code points into the stored article text, half-open; times are ISO 8601 in UTC, or null.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from handlers.answering.answer import Account, Answer, Answered, Difference, Group, NotFound, Quote
from store.article import Article, Freshness, OutletSummary

Json = dict[str, object]


def as_json(answer: Answer, between: Sequence[Difference] = ()) -> Json:
    """The answer as a JSON object; `nearest` is there only when nothing was found.

    `between` are the differences between the words of its quotes, told after what sets its groups apart.
    """
    match answer:
        case Answered():
            verdict: Json = {"verdict": "answered", "answer": answer.answer}
            groups, differences, nearest = answer.groups, (*answer.differences, *between), None
        case NotFound():
            verdict = {"verdict": "not_found", "answer": None}
            groups, differences, nearest = (), (), answer.nearest
    record: Json = {"question": answer.question, "read_as": answer.read_as, **verdict}
    record["groups"] = [_group(group) for group in groups]
    record["outlets"] = [_account(account) for account in answer.accounts]
    if nearest is not None:
        record["nearest"] = [quote_json(quote) for quote in nearest]
    record["differences"] = [_difference(difference) for difference in differences]
    record["freshness"] = freshness_json(answer.freshness)
    record["elapsed_ms"] = answer.elapsed_ms
    return record


def quote_json(quote: Quote) -> Json:
    """A quote with its source and its offsets."""
    return {
        "article": quote.article,
        "source": quote.source,
        "title": quote.title,
        "url": quote.url,
        "published_at": _time(quote.published_at),
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "answer_start": quote.answer_start,
        "answer_end": quote.answer_end,
    }


def freshness_json(freshness: Freshness) -> Json:
    """How much the archive holds and how new it is."""
    return {
        "articles": freshness.articles,
        "outlets": freshness.outlets,
        "newest_at": _time(freshness.newest_at),
        "indexed_at": _time(freshness.indexed_at),
        "failing_feeds": list(freshness.failing_feeds),
    }


def outlet_json(summary: OutletSummary) -> Json:
    """One outlet of the archive."""
    return {
        "outlet": summary.outlet.name,
        "known": summary.outlet.known,
        "articles": summary.articles,
        "cut_short": summary.cut_short,
        "newest_at": _time(summary.newest_at),
    }


def article_json(article: Article) -> Json:
    """One stored revision, whole."""
    return {
        "article": article.id,
        "source": article.source,
        "outlet": article.outlet.name,
        "known": article.outlet.known,
        "title": article.title,
        "title_made": article.title_made,
        "url": article.url,
        "published_at": _time(article.published_at),
        "added_at": _time(article.added_at),
        "byline": article.byline,
        "credit": article.credit,
        "distributor": article.distributor,
        "language": article.language,
        "section": article.section,
        "cut_short": article.cut_short,
        "supersedes": article.supersedes,
        "superseded_by": article.superseded_by,
        "status": None if article.status is None else article.status.value,
        "embargoed_until": _time(article.embargoed_until),
        "note": article.note,
        "sha256": article.sha256,
        "text": article.text,
    }


def listed_json(article: Article) -> Json:
    """One article of a list: what it takes to find and cite it, without its text."""
    kept = ("article", "source", "title", "title_made", "url", "published_at", "cut_short", "status")
    whole = article_json(article)
    return {key: whole[key] for key in kept}


def _group(group: Group) -> Json:
    return {"answer": group.answer, "outlets": list(group.outlets), "independent": group.independent}


def _account(account: Account) -> Json:
    return {
        "outlet": account.outlet,
        "stance": account.stance.value,
        "answer": account.answer,
        "confidence": round(account.confidence, 4),
        "quotes": [quote_json(quote) for quote in account.quotes],
    }


def _difference(difference: Difference) -> Json:
    values = {value: list(outlets) for value, outlets in difference.values.items()}
    return {"kind": difference.kind, "values": values, "quotes": list(difference.quotes)}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


time_json = _time
