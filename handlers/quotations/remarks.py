"""Who said what in an article: every quotation and every reported remark, with its speaker.

Invariant: every offset is into the article's text; the words of a remark are a stretch of it, and so is the speaker's
wording. `speaker` is None where the text does not tell. Where it says "he" or "the minister" the name is taken from the
text only if that is certain (`referring`); otherwise the speaker stays "he", without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import Mention, person_parts, same_name
from handlers.answering.page import Page
from handlers.quotations.marks import Quotation, quotations
from handlers.quotations.posts import Post, named_with, posts
from handlers.quotations.referring import described, meant
from handlers.quotations.speakers import PRONOUNS, Saying, sayings


class Manner(StrEnum):
    """How an article gives a remark: in quotation marks, in its own words, or as told by somebody."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    ACCORDING = "according"


@dataclass(frozen=True, slots=True)
class Speaker:
    """One who says: the fullest name or wording the article has, where it stands beside the remark, and the title.

    `written`: the name itself stands there, and no "he" or "the minister" for it. `sure` is False where all that is
    known is a pronoun, `named` where there is no name at all.
    """

    who: str
    start: int
    end: int
    title: str | None = None
    sure: bool = True
    named: bool = True
    written: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark: ``text[start:end]`` are its words, without quotation marks.

    `verb` is how it was said. `hearer` is whom it was told, `through` by whom it reached the article, as written.
    """

    start: int
    end: int
    manner: Manner
    speaker: Speaker | None
    verb: str | None = None
    hearer: str | None = None
    through: str | None = None


_GAP = re.compile(r"[\s,:;.—–-]*(?:that\s+|as\s+)?")
# "said that", "said on Telegram that", "said late on Friday that"
_THAT = re.compile(
    r"\s+(?:(?:on|in|at|to|during|after|before|late|early|last|yesterday|today|shortly|\w+day)\b[^,.:“\"]{0,44}?\s)?"
    r"(?:that|how|whether)\s+",
    re.IGNORECASE,
)
_OPENERS = vocabulary("speech", "opener")
_NEAR = 60
_FEWEST_WORDS = 3  # of a reported remark; fewer say nothing that could be compared


def remarks(page: Page) -> tuple[Remark, ...]:
    """The remarks of an article, in the order of the text."""
    quoted = quotations(page.text)
    posted = posts(page.text)
    found = [r for r in (*_direct(page, quoted), *_reported(page, quoted)) if not _is_in(r, posted)]
    found += [_post(page, post) for post in posted]
    return tuple(sorted(found, key=lambda remark: (remark.start, remark.end)))


def _is_in(remark: Remark, posted: Sequence[Post]) -> bool:
    """Whether it is a part of a post, or of the line beneath one: that is told as one remark of who posted it."""
    return any(post.start <= remark.start < post.name_end for post in posted)


def _post(page: Page, post: Post) -> Remark:
    """A post as a remark of the one whose name stands beneath it."""
    own = [m for m in page.names if post.name_start <= m.start and m.end <= post.name_end]
    whole = max(own, key=lambda m: m.end - m.start, default=None)
    signed = Speaker(page.text[post.name_start : post.name_end], post.name_start, post.name_end)
    return Remark(post.start, post.end, Manner.DIRECT, _named(page, whole) if whole is not None else signed)


def speaker_of(page: Page, start: int, end: int) -> Remark | None:
    """The remark that holds the stretch, the direct one before a reported one; None where nobody is quoted there."""
    holding = [r for r in remarks(page) if r.start < end and start < r.end and _share(r, start, end) >= 0.5]
    holding.sort(key=lambda r: (r.manner is not Manner.DIRECT, r.end - r.start))
    return holding[0] if holding else None


def _share(remark: Remark, start: int, end: int) -> float:
    return (min(end, remark.end) - max(start, remark.start)) / (end - start)


def _direct(page: Page, quoted: Sequence[Quotation]) -> Iterator[Remark]:
    before: Remark | None = None
    open_before: Quotation | None = None
    for quotation in quoted:
        start, end = _sentences_around(page, quotation)
        around = sayings(page, start, end, quoted)
        saying = _nearest(page.text, around, quotation)
        if saying is not None:
            remark = _remark(page, quotation.start, quotation.end, Manner.DIRECT, saying, around)
            if saying.according:
                remark = replace(remark, verb=None)
        else:
            remark = Remark(quotation.start, quotation.end, Manner.DIRECT, None)
            follows = before is not None and _goes_on(page, before, quotation, open_before)
            if follows and before is not None and before.speaker is not None:
                remark = replace(remark, speaker=before.speaker)  # as sure as it was of the words before
        yield remark
        before = remark
        open_before = None if quotation.ends else quotation


def _sentences_around(page: Page, quotation: Quotation) -> tuple[int, int]:
    """The sentences that the quotation begins and ends in."""
    spans = page.sentences
    first, last = page.sentence_at(quotation.opened), page.sentence_at(max(quotation.opened, quotation.closed - 1))
    start, end = spans[first][0], max(spans[last][1], quotation.closed)
    # “It is over.” Lee said. — the splitter may end the sentence at the closing mark
    rest = page.text[end : end + 80]
    if quotation.end > quotation.start and page.text[quotation.end - 1] in ",?!" and last + 1 < len(spans) and rest:
        following = spans[last + 1]
        if "\n" not in page.text[end : following[0]]:
            end = following[1]
    return start, end


def _nearest(text: str, around: Sequence[Saying], quotation: Quotation) -> Saying | None:
    """The saying that speaks of the quotation: the one that touches it, else the nearest before it in its sentence."""
    best: tuple[int, int] | None = None
    chosen: Saying | None = None
    verbs = [saying for saying in around if saying.strong and not saying.according]
    for saying in around:
        if saying.start >= quotation.closed:
            gap = text[quotation.closed : saying.start]
            touches = bool(_GAP.fullmatch(gap)) and "\n" not in gap
            rank, distance = (0 if touches else 3), len(gap)
        elif saying.end <= quotation.opened:
            gap = text[saying.end : quotation.opened]
            touches = bool(_GAP.fullmatch(gap))
            rank, distance = (0 if touches else 1 if len(gap) <= _NEAR else 2), len(gap)
        else:
            continue
        if rank == 3 and not saying.according and not _closes_clause(text, saying):
            continue  # after the words, and not beside them: only "…, he said" and "according to" still speak of them
        if saying.according and any(verb.start < saying.start for verb in verbs):
            rank = max(rank, 2)  # the ministry said so, and the agency tells it
        if best is None or (rank, distance) < best:
            best, chosen = (rank, distance), saying
    return chosen


def _closes_clause(text: str, saying: Saying) -> bool:
    return saying.strong and text[: saying.start].rstrip().endswith(",")


def _goes_on(page: Page, before: Remark, quotation: Quotation, unclosed: Quotation | None) -> bool:
    """Whether a quotation without a speaker goes on with the one before.

    It does after it in its paragraph, where the one before is unclosed, and where it is all of the next paragraph.
    """
    text = page.text
    between = text[before.end : quotation.opened]
    if unclosed is not None:
        return between.strip() == ""
    if "\n" in between:
        alone = _begins_line(text, quotation.opened) and re.match(r"[\s.,]*(?:\n|$)", text[quotation.closed :])
        return bool(alone) and "\n" not in between.strip("\n ").strip()
    first = page.sentence_at(quotation.opened)
    return not text[page.sentences[first][0] : quotation.opened].strip()


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _reported(page: Page, quoted: Sequence[Quotation]) -> Iterator[Remark]:
    for start, end in page.sentences:
        if any(q.opened <= start and end <= q.closed for q in quoted):
            continue
        around = sayings(page, start, end, quoted)
        used = False
        for saying in around:
            if not saying.strong or used:
                continue
            content = _content(page.text, start, end, saying)
            if content is None or _is_quotation(page.text, *content, saying, quoted):
                continue
            manner = Manner.ACCORDING if saying.according else Manner.INDIRECT
            yield _remark(page, *content, manner, saying, around)
            used = True


def _is_quotation(text: str, start: int, end: int, saying: Saying, quoted: Sequence[Quotation]) -> bool:
    """Whether what was said stands in quotation marks right beside the saying: then it is a direct remark already."""
    for quotation in quoted:
        if quotation.opened <= start + 1 and end - 2 <= quotation.closed:
            return True
        first, second = (quotation.closed, saying.start), (saying.end, quotation.opened)
        gap = text[slice(*(first if first[0] <= first[1] else second))]
        if 0 <= second[1] - second[0] < _NEAR and gap.rstrip().endswith(":") and end - 2 <= quotation.closed:
            return True  # "wrote on X: “…”"
        if len(gap) < _NEAR and _GAP.fullmatch(gap) and len(text[quotation.start : quotation.end].split()) > 3:
            return quotation.closed <= saying.start
    return False


def _content(text: str, start: int, end: int, saying: Saying) -> tuple[int, int] | None:
    """The reported words: what follows the verb, or, where the saying ends its sentence, what goes before it."""
    before, after = text[start : saying.start], text[saying.end : end]
    if saying.hearer is not None:
        after = text[saying.hearer[1] : end]
        if after.lstrip().startswith(("who ", "which ")):
            return None  # "told reporters who travelled with him"
    if saying.according and saying.start - start < 4:
        comma = re.match(r"[^,]{0,60},\s*", after)
        return _kept(text, saying.end + (comma.end() if comma else 0), end)
    opening = _THAT.match(after)
    if opening is not None and not saying.according:
        return _kept(text, end - len(after) + opening.end(), end)
    opens = before.split()[0].casefold() if before.split() else ""
    follows = before.rstrip().endswith(",") and len(before.split()) > 3 and text[slice(*saying.speaker)] != "who"
    if saying.according or (follows and opens not in _OPENERS and not opens.endswith("ing")):
        return _kept(text, start, start + len(before.rstrip(" ,—–")))
    return None if saying.participle else _kept(text, end - len(after.lstrip(" ,:")), end)


def _kept(text: str, start: int, end: int) -> tuple[int, int] | None:
    while end > start and text[end - 1] in " .,;:":
        end -= 1
    return (start, end) if len(text[start:end].split()) >= _FEWEST_WORDS else None


def _remark(page: Page, start: int, end: int, manner: Manner, saying: Saying, around: Sequence[Saying]) -> Remark:
    text = page.text
    others = [other for other in around if other is not saying and other.according and not saying.according]
    hearer = text[slice(*saying.hearer)] if saying.hearer else None
    through = text[slice(*others[0].speaker)] if others else None
    verb = None if saying.according else text[slice(*saying.verb)]
    return Remark(start, end, manner, _speaker(page, saying, around), verb, hearer, through)


def _speaker(page: Page, saying: Saying, around: Sequence[Saying]) -> Speaker | None:
    start, end = saying.speaker
    if saying.name is not None:
        return _named(page, saying.name)
    words = page.text[start:end]
    plain = words.casefold()
    if plain.startswith("@"):
        at = named_with(page.text, words)
        owner = next((m for m in page.names if m.end == at), None)
        return _referred(page, owner, start, end) if owner is not None else Speaker(words, start, end)
    if plain not in PRONOUNS:
        name = described(page, saying)
        return _referred(page, name, start, end) if name is not None else Speaker(words, start, end, named=False)
    if plain in ("i", "we", "you"):
        return None
    match meant(page, saying, around):
        case Mention() as name:
            return _referred(page, name, start, end)
        case Saying() as before:
            return _described_before(page, before, start, end)
    return None if plain == "who" else Speaker(words, start, end, sure=False, named=False)


def _referred(page: Page, name: Mention, start: int, end: int) -> Speaker:
    """The one named elsewhere, for the pronoun or description that stands here."""
    return replace(_named(page, name), start=start, end=end, written=False)


def _described_before(page: Page, before: Saying, start: int, end: int) -> Speaker:
    name = described(page, before)
    if name is not None:
        return _referred(page, name, start, end)
    return Speaker(page.text[slice(*before.speaker)], start, end, named=False, written=False)


def _named(page: Page, mention: Mention) -> Speaker:
    """The speaker by the fullest form of the name in the article."""
    alike = [m for m in page.names if m.text == mention.text or same_name(m.text, mention.text)]
    fullest = max(alike, key=lambda m: (bool(person_parts(m.text).given), -m.start), default=mention)
    titled = [m.title.text for m in (mention, *alike) if m.title is not None]
    return Speaker(fullest.text, mention.start, mention.end, titled[0] if titled else None)
