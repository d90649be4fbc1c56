"""What one speaker said, across the archive: every remark, with its wordings side by side.

Invariant: a remark is listed under a speaker only where its text names them, or says "he" of nobody else; each is a
stretch of a current article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.answering.answer import Quote
from handlers.answering.cite import cite
from handlers.answering.language.names import find_names, person_parts
from handlers.answering.page import Page
from handlers.answering.retriever import PageShelf
from handlers.answering.wording import same_words
from handlers.quotations.alignment import align, words_of
from handlers.quotations.credits import is_person, same_speaker
from handlers.quotations.remarks import Manner, Remark, Speaker, remarks
from store.search import Query, Scope, TermGroup
from store.store import Store

_ARTICLES = 60
# Two direct quotes this like are one remark in two wordings; measured in tests/evaluation/differing.py.
_ONE_REMARK = 0.6
_FEWEST = 3  # words: "yes" is said of many things
_ASKED = re.compile(
    r"^(?:and\s+|but\s+|so\s+)?what\s+(?:did|does|has|have|had)\s+(?P<who>.+?)\s+"
    r"(?:say|said|tell\s+(?:reporters|journalists|us|them)|told|tweet|tweeted|write|written|claim|claimed)\s*[?.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Uttered:
    """A remark in its article; `quote` is the whole sentence with the remark's words marked."""

    remark: Remark
    quote: Quote
    words: str


def speaker_asked(question: str) -> str | None:
    """The one whose words a question asks for and nothing else: "what did Peskov say?"; None for other questions."""
    match = _ASKED.match(question.strip())
    if match is None:
        return None
    who = match["who"].strip()
    named = [mention.text for mention in find_names(f"What did {who} say?")]
    return who if len(who.split()) <= _LONGEST and named else None


_LONGEST = 6


def name_alone(words: str) -> str | None:
    """The person whose name these words are and nothing else: "Ann Lee", "Minister Lee"; None for other words."""
    bare = words.strip(" ?.!")
    found = find_names(f"By {bare}")
    covered = len(found) == 1 and found[0].end == len(bare) + 3 and (found[0].title or found[0]).start == 3
    return bare if covered and len(bare.split()) <= _LONGEST and is_person(bare) else None


async def said_by(
    store: Store, who: str, pages: PageShelf, articles: Sequence[int] = ()
) -> tuple[tuple[Uttered, ...], ...]:
    """The remarks of a speaker, the wordings of one remark together; those that most outlets have come first.

    `articles` bounds where to look; none: the whole archive, the newest articles that name the speaker.
    """
    surname = person_parts(who).surname or who
    query = Query((TermGroup((who, surname)),))
    scope = Scope(articles=frozenset(articles)) if articles else Scope()
    hits = await store.search(query, scope, per_outlet=60, limit=400)
    found = await store.articles(list(dict.fromkeys(hit.article for hit in hits))[:_ARTICLES])
    every: list[Uttered] = []
    for article in found.values():
        page = pages.page(article)
        every += _told([r for r in remarks(page) if r.speaker is not None and same_speaker(who, r.speaker)], page)
    return _grouped(every)


def spoken_in(every: Sequence[Page]) -> tuple[tuple[Uttered, ...], ...]:
    """All that is quoted or reported in these articles, by speaker, who is heard most first, the unnamed last."""
    by_speaker: list[tuple[str | None, list[Uttered]]] = []
    for page in every:
        for each in _told(remarks(page), page):
            speaker = each.remark.speaker
            if speaker is not None and not speaker.sure:
                speaker = None
            own = next((group for who, group in by_speaker if _is_same(who, speaker)), None)
            if own is None:
                own = []
                by_speaker.append((speaker.who if speaker is not None else None, own))
            own.append(each)
    by_speaker.sort(key=lambda pair: (pair[0] is None, -len(pair[1])))
    return tuple(tuple(own) for _, own in by_speaker)


def _is_same(who: str | None, speaker: Speaker | None) -> bool:
    if who is None or speaker is None:
        return who is None and speaker is None
    return same_speaker(who, speaker)


def _told(own: Sequence[Remark], page: Page) -> list[Uttered]:
    """The remarks that are long enough to say something; a report that holds the quoted words is told by them."""
    direct = [r for r in own if r.manner is Manner.DIRECT]
    kept: list[Uttered] = []
    for remark in own:
        holds = any(remark.start <= d.start and d.end <= remark.end for d in direct if d is not remark)
        long = len(words_of(page.text[remark.start : remark.end])) >= _FEWEST
        if long and not (holds and remark.manner is not Manner.DIRECT):
            kept.append(_uttered(page, remark))
    return kept


def _uttered(page: Page, remark: Remark) -> Uttered:
    first, last = page.sentence_at(remark.start), page.sentence_at(remark.end - 1)
    start, end = page.sentences[first][0], max(page.sentences[last][1], remark.end)
    quote = cite(page.article, min(start, remark.start), end, (remark.start, remark.end))
    return Uttered(remark, quote, page.text[remark.start : remark.end])


def _grouped(every: Sequence[Uttered]) -> tuple[tuple[Uttered, ...], ...]:
    groups: list[list[Uttered]] = []
    for each in every:
        for group in groups:
            if any(_one_remark(each, other) for other in group):
                group.append(each)
                break
        else:
            groups.append([each])
    never = datetime.min.replace(tzinfo=UTC)

    def newest(group: Sequence[Uttered]) -> datetime:
        return max((each.quote.published_at or never) for each in group)

    for group in groups:
        group.sort(key=lambda each: (each.remark.manner is not Manner.DIRECT, -len(each.words)))
    groups.sort(key=lambda group: (len({each.quote.outlet for each in group}), newest(group)), reverse=True)
    return tuple(tuple(_once_an_outlet(group)) for group in groups)


def _one_remark(one: Uttered, other: Uttered) -> bool:
    if one.quote.article == other.quote.article:
        return False
    if one.remark.manner is Manner.DIRECT and other.remark.manner is Manner.DIRECT:
        brief, full = sorted((one.words, other.words), key=len)
        alignment = align(words_of(brief), words_of(full))
        return alignment is not None and alignment.likeness >= _ONE_REMARK
    return same_words(one.words, other.words)


def _once_an_outlet(group: Sequence[Uttered]) -> list[Uttered]:
    kept: dict[tuple[str, str], Uttered] = {}
    for each in group:
        kept.setdefault((each.quote.outlet, each.words), each)
    return list(kept.values())
