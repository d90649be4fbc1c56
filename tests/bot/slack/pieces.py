"""Replies for tests: the very blocks that `ask` and `compare` make of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.accounts import Numbered
from handlers.answering.answer import Account, Answered, Difference, Group, NotFound, Quote, Stance
from handlers.answering.cite import cite
from handlers.ask import answered, not_found, read_as
from handlers.compare import compared
from handlers.freshness import freshness_hints
from handlers.phrases import Phrase
from handlers.reply import Button, Buttons, Reply
from store.article import Article, Freshness, Outlet

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
FRESH = Freshness(articles=5, outlets=5, newest_at=datetime(2026, 11, 25, 14, 2, tzinfo=UTC), indexed_at=NOW)


@dataclass(frozen=True)
class Told:
    """What one outlet writes: its sentence holds its answer."""

    outlet: str
    sentence: str
    answer: str
    title: str = "Talks open in Istanbul"
    url: str | None = "https://news.example/talks"
    published_at: datetime | None = datetime(2026, 11, 25, 14, 2, tzinfo=UTC)


UMEROV = (
    Told("The Harbour Post", "Kyiv sent Defence Minister Rustem Umerov to lead its team.", "Rustem Umerov"),
    Told("Northfield Times", "Defense Minister Rustem Umerov headed the delegation of Ukraine.", "Rustem Umerov"),
    Told("Meridian Report", "Ukraine's delegation, led by Rustem Umerov, arrived late.", "Rustem Umerov", url=None),
    Told("Civic Ledger", "Umerov, who led the Ukrainians, left without a word.", "Umerov", published_at=None),
)


def articles_of(told: Sequence[Told]) -> dict[int, Article]:
    return {
        number: Article(number, Outlet(number, each.outlet), f"{number}.txt", each.title, each.sentence, "0" * 64, NOW,
                        url=each.url, published_at=each.published_at)
        for number, each in enumerate(told, 1)
    }  # fmt: skip


def quotes_of(told: Sequence[Told], articles: dict[int, Article]) -> tuple[Quote, ...]:
    made = []
    for (_, article), each in zip(articles.items(), told, strict=True):
        start = article.text.find(each.answer) if each.answer else -1
        marked = (start, start + len(each.answer)) if start >= 0 else None
        made.append(cite(article, 0, len(article.text), marked))
    return tuple(made)


def answer_of(told: Sequence[Told], question: str = "Who led Ukraine's delegation?", asked: str | None = None,
              silent: tuple[str, ...] = ("Lagoon Standard",), cut_short: tuple[str, ...] = ()) -> Answered:  # fmt: skip
    quotes = quotes_of(told, articles_of(told))
    accounts = tuple(Account(each.outlet, Stance.SAYS, each.answer, 0.9, (quote,))
                     for each, quote in zip(told, quotes, strict=True))  # fmt: skip
    accounts += tuple(Account(name, Stance.SILENT, None, 0.0) for name in silent)
    accounts += tuple(Account(name, Stance.CUT_SHORT, None, 0.0) for name in cut_short)
    spellings = {"Defence": (told[0].outlet,), "Defense": (told[-1].outlet,)}
    return Answered(
        question=asked or question,
        read_as=question,
        answer=told[0].answer,
        groups=(Group(told[0].answer, tuple(each.outlet for each in told), max(len(told) - 1, 1)),),
        accounts=accounts,
        differences=(Difference("spelling", spellings, (0,)),),
        freshness=FRESH,
        elapsed_ms=41,
    )


def asked(answer: Answered, told: Sequence[Told]) -> Reply:
    """The reply to `ask`."""
    quotes = tuple(account.quotes[0] for account in answer.accounts if account.quotes)
    numbered = Numbered.of(quotes, articles_of(told), NOW, UTC)
    buttons = Buttons(
        (Button(Phrase.BUTTON_COMPARE, f"compare {answer.read_as}"[:1900]), Button(Phrase.BUTTON_SOURCES, "sources"))
    )
    fresh = freshness_hints(answer.freshness, now=NOW, zone=UTC)
    return Reply((*read_as(answer), *answered(answer, numbered, ()), *fresh, buttons))


def set_side_by_side(answer: Answered, told: Sequence[Told]) -> Reply:
    """The reply to `compare`."""
    numbered = Numbered.of((a.quotes[0] for a in answer.accounts if a.quotes), articles_of(told), NOW, UTC)
    return Reply((*compared(answer, (), numbered, {}), *freshness_hints(FRESH, now=NOW, zone=UTC)))


def nobody_says(told: Sequence[Told], question: str = "Who led China's delegation?") -> Reply:
    """The reply where no outlet says."""
    quotes = quotes_of(told, articles_of(told))
    accounts = tuple(Account(each.outlet, Stance.SILENT, None, 0.0) for each in told)
    missing = NotFound(question, question, accounts, quotes, FRESH, 12)
    return Reply(tuple(not_found(missing, Numbered.of(quotes, articles_of(told), NOW, UTC))))
