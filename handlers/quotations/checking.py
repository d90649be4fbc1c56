"""Do these words stand in the archive? Word for word, altered, stitched from several places, or not at all.

Invariant: what is claimed of a source is shown by a quote of it; "word for word" is said only where every word stands
in the same order in one place of one revision (the places that the claim itself leaves out with an ellipsis apart).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.answering.answer import Quote
from handlers.answering.cite import cite
from handlers.answering.language.words import STOPWORDS
from handlers.answering.page import Page
from handlers.answering.retriever import PageShelf
from handlers.quotations.alignment import Alignment, Change, Word, align, exact_places, weight, words_of
from handlers.quotations.claims import Claim
from handlers.quotations.insertions import without_insertions
from handlers.quotations.remarks import Remark, speaker_of
from handlers.quotations.stitches import Stitch, stitches
from store.article import Article
from store.search import Query, TermGroup
from store.store import Store

ALTERED = 0.6
"""Likeness from which a place is taken for the source of the words; see tests/evaluation/verifying.py."""

REACH = 80
"""Words that an ellipsis may leave out; what stands farther apart is another remark."""

_PHRASE = 3
_MOST_PHRASES = 40
_MOST_ARTICLES = 60
_FEW = 4  # sentences
_PLACES = 8  # sentences of an article that are looked at closely


class Verdict(StrEnum):
    """What became of a claim, best first."""

    FOUND = "found"
    ALTERED = "altered"
    STITCHED = "stitched"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Holding:
    """A place in one article that holds the words, or nearly: the quote marks the stretch inside its sentences.

    `changes` have offsets into the claim's text and into the article's. `since` is the first revision that has it, and
    `gone` says that the newest one has it no more.
    """

    quote: Quote
    likeness: float
    changes: tuple[Change, ...] = ()
    remark: Remark | None = None
    since: Article | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim and its verdict. `holdings` show it, one an outlet, best first; `others` word it otherwise.

    `nearest` is there only where nothing was found.
    """

    claim: Claim
    verdict: Verdict
    holdings: tuple[Holding, ...] = ()
    others: tuple[Holding, ...] = ()
    nearest: Holding | None = None


async def check(store: Store, claim: Claim, pages: PageShelf) -> Checked:
    """Check one claim against every current article, and the older revisions of those that come near."""
    found = await _candidates(store, claim)
    places: list[Holding] = []
    for article in found.values():
        held = _held(claim, pages.page(article))
        if held is not None:
            places.append(held)
    places.sort(key=lambda held: -held.likeness)
    whole = [held for held in places if held.likeness == 1.0]
    if whole:
        others = [held for held in places if ALTERED <= held.likeness < 1.0]
        holdings = await _since(store, claim, _one_an_outlet(whole), pages)
        names = {held.quote.outlet for held in holdings}
        rest = tuple(held for held in _one_an_outlet(others) if held.quote.outlet not in names)
        return Checked(claim, Verdict.FOUND, holdings, rest)
    if withdrawn := await _withdrawn(store, claim, places, pages):
        return Checked(claim, Verdict.FOUND, withdrawn, tuple(h for h in places if h.likeness >= ALTERED)[:1])
    sewn = stitches(claim, {key: words_of(article.text) for key, article in found.items()})
    best = places[0] if places else None
    if sewn and not (best is not None and _explains(best, claim, sewn)):
        return Checked(claim, Verdict.STITCHED, tuple(_sewn(stitch, found, pages) for stitch in sewn))
    near = [held for held in places if held.likeness >= ALTERED and _substantial(held, claim)]
    if near:
        return Checked(claim, Verdict.ALTERED, _one_an_outlet(near))
    return Checked(claim, Verdict.NOT_FOUND, nearest=best if best is not None and best.likeness > 0.2 else None)


SENTENCE = 0.85
"""Likeness from which a sentence that was changed is shown as one, though the quotations in it stand word for word."""


async def check_all(store: Store, given: Sequence[Claim], pages: PageShelf) -> tuple[Checked, ...]:
    """Check claims one by one; a sentence that does not stand anywhere is checked by the quotations in it."""
    out: list[Checked] = []
    for claim in given:
        whole = await check(store, claim, pages)
        best = max((held.likeness for held in whole.holdings), default=0.0)
        stands = whole.verdict is Verdict.FOUND or (whole.verdict is Verdict.ALTERED and best >= SENTENCE)
        if stands or not claim.inner:
            out.append(whole)
            continue
        inner = [await check(store, each, pages) for each in claim.inner]
        # A quotation of which no sentence is any better known says more as a whole.
        told = any(each.verdict is not Verdict.NOT_FOUND for each in inner) or not claim.quoted
        out.extend(inner if told and (not claim.quoted or whole.verdict is not Verdict.ALTERED) else [whole])
    return tuple(out)


async def _candidates(store: Store, claim: Claim) -> Mapping[int, Article]:
    """The articles that may hold the words: by runs of three of them, then by any that carry meaning."""
    phrases = [phrase for part in claim.parts for phrase in _phrases(claim.text, part)]
    if len(phrases) > _MOST_PHRASES:
        phrases = [phrases[i * len(phrases) // _MOST_PHRASES] for i in range(_MOST_PHRASES)]
    telling = dict.fromkeys(w.plain for w in claim.words if w.plain not in STOPWORDS)
    ranked: dict[int, None] = {}
    for terms, per_outlet in ((phrases, 8), (list(telling), 4)):
        if terms:
            query = Query(tuple(TermGroup((term,)) for term in terms))
            hits = await store.search(query, per_outlet=per_outlet, limit=160)
            ranked.update(dict.fromkeys(hit.article for hit in hits[: _MOST_ARTICLES * 2]))
    return await store.articles(list(ranked)[:_MOST_ARTICLES])


def _phrases(text: str, part: Sequence[Word]) -> Iterable[str]:
    if len(part) < _PHRASE:
        yield text[part[0].start : part[-1].end]
        return
    for at in range(len(part) - _PHRASE + 1):
        run = part[at : at + _PHRASE]
        if any(word.plain not in STOPWORDS for word in run):
            yield text[run[0].start : run[-1].end]


def _held(claim: Claim, page: Page) -> Holding | None:
    """The likest place of an article."""
    if (place := _whole(claim, page)) is not None:
        return _holding(page, place)
    best: Alignment | None = None
    for words in _windows(claim, page):
        found = align(claim.words, words)
        if found is not None and (best is None or found.likeness > best.likeness + 1e-9):
            best = found
    if best is None:
        return None
    # What differs in nothing but an insertion or the punctuation is found by `_whole`: here something does.
    likeness = min(best.likeness, 0.999)
    quote = _quote(page, best.start, best.end)
    if likeness < ALTERED:
        return Holding(quote, likeness, best.changes)
    remark = speaker_of(page, best.start, best.end)
    return Holding(quote, likeness, best.changes, remark)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a claim stands, and where its first part ends."""

    start: int
    first_end: int
    end: int


def _holding(page: Page, place: _Place, since: Article | None = None, *, gone: bool = False) -> Holding:
    remark = speaker_of(page, place.start, place.first_end)
    return Holding(_quote(page, place.start, place.end), 1.0, remark=remark, since=since, gone=gone)


def _whole(claim: Claim, page: Page) -> _Place | None:
    """Where every word of the claim stands in order, its ellipses and either side's insertions apart."""
    every = words_of(page.text)
    for words in (every, without_insertions(page.text, every)):
        if words is None:
            continue
        first, *rest = claim.parts
        for start, end in exact_places(first, words, most=20):
            last = end
            for part in rest:
                following = exact_places(part, words[last : last + REACH + len(part)])
                if not following or "\n\n\n" in page.text[words[last - 1].end : words[last].start]:
                    break
                last += following[0][1]
            else:
                return _Place(words[start].start, words[end - 1].end, words[last - 1].end)
    return None


def _windows(claim: Claim, page: Page) -> Iterable[Sequence[Word]]:
    """Runs of sentences that share most with the claim, as long as the claim and one sentence more."""
    wanted = {word.plain for word in claim.words}
    every = words_of(page.text)
    bounds = page.sentences
    firsts: list[int] = []
    at = 0
    for start, _ in bounds:
        while at < len(every) and every[at].start < start:
            at += 1
        firsts.append(at)
    firsts.append(len(every))
    shares = [
        (sum(weight(plain) for plain in wanted & {w.plain for w in every[firsts[i] : firsts[i + 1]]}), -i)
        for i in range(len(bounds))
    ]
    reach = max(1, claim.text.count(". ") + claim.text.count("? ") + 1) + 1
    # Places near each other share their runs; a page of many sentences is likest to none of a few.
    tried: set[tuple[int, int]] = set()
    least = reach // 2 if reach > _FEW else 1
    for share, negative in sorted(shares, reverse=True)[:_PLACES]:
        if share < 1.0:
            break
        middle = -negative
        for first in range(max(0, middle - reach + 1), middle + 1):
            for size in range(max(least, middle - first + 1), min(reach, len(bounds) - first) + 1):
                if (first, size) not in tried:
                    tried.add((first, size))
                    yield every[firsts[first] : firsts[first + size]]


def _quote(page: Page, start: int, end: int) -> Quote:
    """The whole sentences around a stretch, with the stretch marked."""
    first, last = page.sentence_at(start), page.sentence_at(end - 1)
    begin, until = page.sentences[first][0], page.sentences[last][1]
    return cite(page.article, min(begin, start), max(until, end), (start, end))


def _one_an_outlet(places: Iterable[Holding]) -> tuple[Holding, ...]:
    kept: dict[str, Holding] = {}
    for held in places:
        kept.setdefault(held.quote.outlet, held)
    return tuple(kept.values())


def _substantial(held: Holding, claim: Claim) -> bool:
    """Whether enough is shared to speak of a source: of three words one may differ, of two none."""
    shared = sum(weight(word.plain) for word in claim.words) * held.likeness
    return len(claim.words) > 2 and shared >= 1.5


def _explains(best: Holding, claim: Claim, sewn: Sequence[Stitch]) -> bool:
    """Whether one place explains the words better than several: only a short run of them is not from there."""
    longest = max((len(words_of(claim.text[slice(*c.yours)])) for c in best.changes), default=0)
    return best.likeness >= ALTERED and longest < min(4, *(stitch.length for stitch in sewn))


def _sewn(stitch: Stitch, found: Mapping[int, Article], pages: PageShelf) -> Holding:
    page = pages.page(found[stitch.article])
    return Holding(_quote(page, stitch.start, stitch.end), 1.0, remark=speaker_of(page, stitch.start, stitch.end))


async def _since(store: Store, claim: Claim, holdings: Sequence[Holding], pages: PageShelf) -> tuple[Holding, ...]:
    """Each holding with the first revision since which its text has the words without a break."""
    dated: list[Holding] = []
    for held in holdings:
        since: Article | None = None
        for revision in reversed(await store.revisions(held.quote.article)):
            if _whole(claim, pages.page(revision)) is None:
                break
            since = revision
        dated.append(replace(held, since=since))
    return tuple(dated)


async def _withdrawn(store: Store, claim: Claim, places: Sequence[Holding], pages: PageShelf) -> tuple[Holding, ...]:
    """The words in an older revision of a text that has them no more."""
    out: list[Holding] = []
    for held in places[:5]:
        for revision in reversed((await store.revisions(held.quote.article))[:-1]):
            page = pages.page(revision)
            if (place := _whole(claim, page)) is not None:
                out.append(_holding(page, place, revision, gone=True))
                break
    return tuple(out)
