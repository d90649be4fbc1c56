"""What a thread was told of a standing question, and what of that has changed since.

A change is an answer that means something else, an outlet that speaks where it was silent, or a quoted sentence that a
new revision has altered. Another article that says the same is none.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError
from rapidfuzz import fuzz, process

from handlers.answering.answer import Account, Answer, Answered, Group, Quote, Stance
from handlers.answering.answer_type import SENTENCES
from handlers.answering.cite import cite
from handlers.answering.kinds import Kind
from handlers.answering.language.fold import fold
from handlers.answering.language.sentences import sentences
from handlers.answering.question import analyse
from handlers.answering.sameness import same_answer
from handlers.answering.wording import same_words
from store.article import Article
from store.errors import UsageError
from store.store import Store

# A sentence of the new revision is the old one altered if it is this much alike (rapidfuzz, of 100); else the old one
# is gone. Of 274 sentences of the samples and the five real articles, two of one article come to 63 at most; with one
# name or figure replaced a sentence stays at 74 or more of itself (257 cases).
_ALTERED = 68
_NOBODYS = ("yes", "no", "disputed")
# Answers of long ago; a thread does not differ over more.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a quote that was shown stands."""

    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the thread knows: the answer, every answer it was told of, who spoke, who was quiet, and what was quoted.

    `told_in` are the articles that each of the answers was last told from.
    """

    answer: str | None
    answers: tuple[str, ...] = ()
    told_in: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    spoke: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    quotes: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Altered:
    """A sentence that was quoted, and what stands for it in the newest revision (None: nothing that is like it)."""

    old: Quote
    new: Quote | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new. `before` is the answer that no longer leads, and `before_in` the articles that say it; None where
    all that said it was withdrawn. `groups` are answers nobody was told of.
    """

    answer: Answer
    before: str | None = None
    before_in: tuple[int, ...] = ()
    leads: bool = False
    groups: tuple[Group, ...] = ()
    spoke: tuple[Account, ...] = ()
    altered: tuple[Altered, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.leads or self.groups or self.spoke or self.altered)


_TOLD = TypeAdapter(Told)
_QUIET = (Stance.SILENT, Stance.CUT_SHORT, Stance.UNSURE)


def dumped(told: Told) -> Mapping[str, object]:
    """What the thread knows, as JSON."""
    kept: dict[str, object] = _TOLD.dump_python(told, mode="json")
    return kept


def loaded(kept: Mapping[str, object]) -> Told:
    """What the thread knows; nothing, where another version wrote it."""
    try:
        return _TOLD.validate_python(dict(kept), strict=False)
    except ValidationError:
        return Told(None)


def told_of(answer: Answer, before: Told | None = None, *, leads: bool = True) -> Told:
    """What the thread knows once it was told an answer: all it knew before, and this.

    An answer that is no longer found, or only changed places with its equal (`leads` is False), is still what the
    thread knows: nothing was said against it.
    """
    groups = tuple(group.answer for group in answer.groups) if isinstance(answer, Answered) else ()
    saying = tuple(account for account in answer.accounts if account.stance is Stance.SAYS)
    quotes = tuple(Spot(quote.article, quote.start, quote.end) for account in saying for quote in account.quotes)
    before = before or Told(None)
    lead = answer.answer if leads and isinstance(answer, Answered) else before.answer
    answers = tuple(dict.fromkeys((*groups, *before.answers)))[:_MOST]
    told_in = {**before.told_in, **_told_in(answer)}
    return Told(
        answer=lead,
        answers=answers,
        told_in={each: articles for each, articles in told_in.items() if each in (lead, *answers)},
        spoke=tuple(dict.fromkeys((*before.spoke, *(account.outlet for account in saying)))),
        quiet=tuple(account.outlet for account in answer.accounts if account.stance in _QUIET),
        quotes=quotes or before.quotes,
    )


def _told_in(answer: Answer) -> dict[str, tuple[int, ...]]:
    """The articles that each answer is told from: those its outlets are quoted with."""
    if not isinstance(answer, Answered):
        return {}
    quoted = {account.outlet: account.quotes for account in answer.accounts if account.stance is Stance.SAYS}
    saying = [(answer.answer, tuple(quoted)), *((group.answer, group.outlets) for group in answer.groups)]
    return {
        said: tuple(dict.fromkeys(quote.article for outlet in outlets for quote in quoted.get(outlet, ())))
        for said, outlets in saying  # a group has the same words as the answer where it leads: its outlets say it
    }


async def compare(store: Store, told: Told, answer: Answer) -> Changes:
    """What is new in an answer for a thread that was told so much."""
    kind = _kind(answer.read_as)
    altered = await altered_since(store, told.quotes)
    if not isinstance(answer, Answered):
        return Changes(answer, altered=altered)
    known = told.answers if told.answer is None else (told.answer, *told.answers)
    fresh = tuple(g for g in answer.groups if not any(_same(kind, g.answer, each) for each in known))
    leads = _leads(kind, told, answer)
    heard = {outlet for group in fresh for outlet in group.outlets}
    spoke = tuple(
        account
        for account in answer.accounts
        if account.stance is Stance.SAYS
        and account.outlet in told.quiet
        and account.outlet not in told.spoke
        and account.outlet not in heard
    )
    before, before_in = await _before(store, told) if leads else (None, ())
    return Changes(answer, before, before_in, leads, fresh, spoke, altered)


async def _before(store: Store, told: Told) -> tuple[str | None, tuple[int, ...]]:
    """The answer that was told, with the articles that it may still be shown from; None where there are none.

    Where one of them was withdrawn the words may be its own: others must have them too. Yes and no are nobody's words.
    """
    told_in = () if told.answer is None else told.told_in.get(told.answer, ())
    standing = await store.quotable(told_in)
    kept = tuple(each for each in told_in if each in standing)
    if told.answer is not None and told.answer not in _NOBODYS and len(kept) < len(told_in):
        articles = await store.articles(kept)
        kept = tuple(each for each, article in articles.items() if fold(told.answer) in fold(article.text))
    return (told.answer, kept) if kept else (None, ())


def _leads(kind: Kind, told: Told, answer: Answered) -> bool:
    """Whether another answer leads than the one told: a new one, or a known one that more outlets give by now.

    Two answers given by as many outlets change places with every article; that is no news.
    """
    if told.answer is None:
        return True
    if _same(kind, answer.answer, told.answer):
        return False
    if answer.answer == "disputed" or told.answer == "disputed":
        return True
    former = max((len(g.outlets) for g in answer.groups if _same(kind, g.answer, told.answer)), default=0)
    return len(answer.groups[0].outlets) > former


def _kind(question: str) -> Kind:
    try:
        return analyse(question).kind
    except UsageError:
        return Kind.WHAT


def _same(kind: Kind, a: str, b: str) -> bool:
    if kind is Kind.YESNO:
        return a == b
    return a == b or same_answer(kind, a, b) or (kind in SENTENCES and same_words(a, b))


async def altered_since(store: Store, quotes: Sequence[Spot]) -> tuple[Altered, ...]:
    """Of what was quoted, what newer revisions of the articles have otherwise or no longer. Raises `StoreError`."""
    return tuple([each async for each in _altered(store, quotes)])


async def _altered(store: Store, quotes: Sequence[Spot]) -> AsyncIterator[Altered]:
    articles = await store.articles({spot.article for spot in quotes})
    standing = await store.quotable(articles)
    for spot in quotes:
        old = articles.get(spot.article)
        if old is None or old.id not in standing or old.superseded_by is None:
            continue
        newest = (await store.revisions(old.id))[-1]
        quote = cite(old, spot.start, spot.end)
        if fold(quote.text) not in fold(newest.text):
            yield Altered(quote, _nearest(quote, newest))


def _nearest(quote: Quote, article: Article) -> Quote | None:
    """The sentence of the new revision that is most like the old one."""
    spans = sentences(article.text)
    best = process.extractOne(
        fold(quote.text), [fold(article.text[a:b]) for a, b in spans], scorer=fuzz.ratio, score_cutoff=_ALTERED
    )
    return None if best is None else cite(article, *spans[best[2]])
