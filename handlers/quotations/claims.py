"""What a person wants checked: quotations and sentences, each with the one they give it to.

Invariant: every claim is a stretch of what the person wrote; together the claims hold every sentence of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from handlers.answering.language.sentences import sentences
from handlers.answering.page import Page
from handlers.quotations.alignment import Word, words_of
from handlers.quotations.insertions import INSERTION
from handlers.quotations.marks import Quotation, quotations
from handlers.quotations.remarks import Manner, remarks
from store.article import Article, Outlet

MOST = 20
"""Claims that are checked at once; a page of news has about as many sentences."""

_CREDIT = re.compile(r"^\s*(?:[-–—]+|,|\(|by\b|said\b)?\s*(?P<who>[^\W\d_][^.!?:\"“”()]{1,80}?)\s*\)?\s*[.!]?\s*$")
_NAMED_FIRST = re.compile(
    r"^\s*(?P<who>[^\W\d_][^.!?:\"“”]{1,80}?)\s*(?::|,?\s+(?:said|says|told\s+\w+|tweeted|wrote)\s*[:,]?)\s*$"
)
_GAP = re.compile(r"\.{3,}|…|\[\s*\.\.\.\s*\]|\[\s*…\s*\]")
_EDGES = " \t\n\u00a0\u202f\"“”„«»‘’'"


@dataclass(frozen=True, slots=True)
class Claim:
    """Words to be checked: ``written[start:end] == text``. `speaker` is whom the person gives them to, if anyone.

    `quoted`: they stood in quotation marks, so they are said to be somebody's very words. `inner` are the quotations of
    a sentence: what is left to check where the sentence itself does not stand anywhere.
    """

    start: int
    end: int
    text: str
    quoted: bool = False
    speaker: str | None = None
    inner: tuple[Claim, ...] = ()

    @property
    def parts(self) -> tuple[tuple[Word, ...], ...]:
        """The words between the claim's own ellipses, brackets left out: what it says stands in the source."""
        plain = INSERTION.sub(lambda match: " " * len(match.group()), self.text)
        parts: list[tuple[Word, ...]] = []
        at = 0
        for gap in [*_GAP.finditer(plain), None]:
            until = gap.start() if gap else len(plain)
            words = words_of(plain[at:until])
            if words:
                parts.append(tuple(Word(w.start + at, w.end + at, w.plain) for w in words))
            at = gap.end() if gap else until
        return tuple(parts)

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all parts in order."""
        return tuple(word for part in self.parts for word in part)


def claims(written: str) -> tuple[Claim, ...]:
    """The claims of a text: one quotation with whom it is given to, or each quotation and sentence of a paragraph."""
    written = _unwrapped(written)
    quoted = [q for q in quotations(written) if len(words_of(written[q.start : q.end])) > 0]
    if len(quoted) == 1 and (alone := _lone(written, quoted[0])) is not None:
        return (_with_sentences(alone),)
    if not quoted:
        return tuple(_claim(written, start, end) for start, end in sentences(written))
    return tuple(_mixed(written, quoted))


def _unwrapped(written: str) -> str:
    """What is set in quotation marks as a whole, with others inside it, without the outer ones; blanks keep places."""
    text = written.rstrip()
    opening = len(text) - len(text.lstrip())
    if len(text) - opening < 3 or text[opening] not in '"“' or text[-1] not in '"”':
        return written
    inner = text[opening + 1 : -1]
    first = re.search(r"[\"“”]", inner)
    # “One,” he said. “Two.” begins and ends with a mark as well, but the first mark inside it closes.
    if first is None or first.group() == "”" or not inner[: first.start()].endswith((" ", "(")):
        return written
    return " " * (opening + 1) + inner + " " * (len(written) - len(text) + 1)


def _with_sentences(claim: Claim) -> Claim:
    """A quotation of several sentences with each of them, to be checked one by one if the whole does not stand."""
    spans = sentences(claim.text)
    if len(spans) < 2:
        return claim
    inner = [_claim(claim.text, start, end, quoted=True, speaker=claim.speaker) for start, end in spans]
    moved = (replace(each, start=each.start + claim.start, end=each.end + claim.start) for each in inner)
    return replace(claim, inner=tuple(each for each in moved if each.words))


def _claim(written: str, start: int, end: int, *, quoted: bool = False, speaker: str | None = None) -> Claim:
    text = written[start:end]
    left = len(text) - len(text.lstrip(_EDGES))
    text = text.strip(_EDGES)
    return Claim(start + left, start + left + len(text), text, quoted, speaker)


def _lone(written: str, quotation: Quotation) -> Claim | None:
    """A quotation with at most a name beside it: “…” – Dmitry Peskov; Peskov: “…”."""
    before, after = written[: quotation.opened], written[quotation.closed :]
    if not before.strip() and not after.strip(" .,"):
        return _claim(written, quotation.start, quotation.end, quoted=True)
    if not before.strip() and (who := _CREDIT.match(after)) and _is_name(who["who"]):
        return _claim(written, quotation.start, quotation.end, quoted=True, speaker=who["who"].strip())
    if not after.strip(" .,") and (who := _NAMED_FIRST.match(before)) and _is_name(who["who"]):
        return _claim(written, quotation.start, quotation.end, quoted=True, speaker=who["who"].strip())
    return None


def _is_name(words: str) -> bool:
    """Whether all longer words have a capital: a name with its title, and no sentence."""
    longer = [word for word in words.split() if len(word) > 3]
    return bool(longer or words[:1].isupper()) and all(word[0].isupper() for word in longer)


def _mixed(written: str, quoted: list[Quotation]) -> list[Claim]:
    """Sentences as they stand, those that one quotation joins together as one; each with its quotations inside."""
    page = Page(_as_article(written))
    spoken = {(r.start, r.end): r.speaker for r in remarks(page) if r.manner is Manner.DIRECT}
    joined: list[tuple[int, int]] = []
    for start, end in page.sentences:
        if joined and any(q.opened < joined[-1][1] and start < q.closed for q in quoted):
            start = joined.pop()[0]
        joined.append((start, max(end, *(q.closed for q in quoted if start <= q.opened < end), 0)))
    out: list[Claim] = []
    for start, end in joined:
        inner: list[Claim] = []
        for quotation in quoted:
            if start <= quotation.opened < end:
                speaker = spoken.get((quotation.start, quotation.end))
                who = speaker.who if speaker is not None else None
                inner.append(_claim(written, quotation.start, quotation.end, quoted=True, speaker=who))
        whole = _claim(written, start, end)
        alone = len(inner) == 1 and len(inner[0].words) == len(whole.words)
        out.append(inner[0] if alone else replace(whole, inner=tuple(inner)))
    return [claim for claim in out if claim.words]


def _as_article(written: str) -> Article:
    """What the person wrote, so that it is read as an article is; it is no article of the archive and is not quoted."""
    return Article(0, Outlet(0, "", known=False), "", "", written, "", datetime.now(UTC))
