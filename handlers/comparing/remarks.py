"""One remark in two texts: given to two people, or in two wordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from handlers.answering.language.names import name_in, person_parts
from handlers.answering.page import Page
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import Statement, Telling, sense
from handlers.quotations.alignment import Alignment, align, words_of
from handlers.quotations.changes import ChangeKind, kind_of
from handlers.quotations.credits import is_person, same_speaker
from handlers.quotations.remarks import Manner, Remark, Speaker, remarks

# Likeness of two direct quotes of one remark: "Nothing's going to happen until …" in two wordings .71, two different
# remarks of one speaker below .45 on the newsdesk events.
_DIRECT = 0.6
_UNGIVEN = 0.75  # where one of them names no speaker
# Of two people: "a game of ups and downs" is said by many; a claim below it was wrong on stories held back.
_VERY_WORDS = 0.8
_FEWEST = 4
_LOST = 2  # words left out at an end of a quote: "is going to happen" would say the opposite of what was said
_LONG = 8  # words: two people do say "back to work" on one day
# Share of the senses of the shorter of two reports of one remark that stand in the other, and their weight.
_REPORTED = 0.65
_WEIGHT = 2.0


@dataclass(frozen=True)
class Said:
    """A remark in its statement."""

    statement: Statement
    remark: Remark
    senses: frozenset[str]

    @property
    def text(self) -> str:
        """The words of the remark."""
        return self.statement.page.text[self.remark.start : self.remark.end]


@lru_cache(maxsize=512)
def remarks_of(page: Page) -> tuple[Remark, ...]:
    """The remarks of a page, found once."""
    return remarks(page)


def said(every: Sequence[Statement]) -> tuple[Said, ...]:
    """Every remark of the story that is long enough to be told from another."""
    by_place: Mapping[tuple[int, int], Statement] = {(id(s.page), s.number): s for s in every}
    out: list[Said] = []
    for page in {id(s.page): s.page for s in every}.values():
        for remark in remarks_of(page):
            statement = by_place.get((id(page), page.sentence_at(remark.start)))
            if statement is None or len(words_of(page.text[remark.start : remark.end])) < _FEWEST:
                continue
            tokens = page.tokens_in(remark.start, remark.end)
            senses = frozenset(of for t in tokens if (of := sense(page.text[t.start : t.end])) is not None)
            out.append(Said(statement, remark, senses))
    return tuple(out)


def attributed(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:
    """A remark that two texts give to two people; the sides are the speakers' names."""
    best: dict[tuple[str, str], Contrast] = {}
    for one, other in combinations(said(every), 2):
        first, second = one.remark.speaker, other.remark.speaker
        if one.statement.outlet == other.statement.outlet or first is None or second is None:
            continue
        if not (_is_known(first) and _is_known(second)):
            continue
        if same_speaker(first.who, second) or same_speaker(second.who, first):
            continue
        if name_in(first.who, other.statement.text) or name_in(second.who, one.statement.text):
            continue  # "the Post reports that Lee said": both are named for it
        score = _same_remark(one, other, telling)
        if score == 0:
            continue
        sides = tuple(
            Side(each.statement, speaker.start, speaker.end) for each, speaker in ((one, first), (other, second))
        )
        key = (f"{one.statement.outlet}|{first.who}", f"{other.statement.outlet}|{second.who}")
        if key not in best or best[key].score < score:
            best[key] = Contrast(Kind.SPEAKER, sides, True, score)
    yield from best.values()


def _is_known(speaker: Speaker) -> bool:
    """Whether the text gives a person's whole name, and no pronoun in its place."""
    return speaker.written and speaker.named and is_person(speaker.who) and bool(person_parts(speaker.who).given)


def wordings(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:  # noqa: ARG001  (one shape for all)
    """A remark of one speaker that two texts quote in two wordings; the sides are the words quoted."""
    direct = [each for each in said(every) if each.remark.manner is Manner.DIRECT]
    for one, other in combinations(direct, 2):
        if one.statement.outlet == other.statement.outlet:
            continue
        first, second = _known_speaker(one), _known_speaker(other)
        if first is not None and second is not None and not same_speaker(first.who, second):
            continue
        brief, full = sorted((one, other), key=lambda each: len(each.text))
        alignment = align(words_of(brief.text), words_of(full.text))
        least = _DIRECT if first is not None and second is not None else _UNGIVEN
        if alignment is None or alignment.likeness < least or not _is_reworded(brief, full, alignment):
            continue
        yield Contrast(Kind.REMARK, (_whole(brief), _part(full, alignment)), False, alignment.likeness)


def _part(full: Said, alignment: Alignment) -> Side:
    """The stretch of the longer quote that is worded otherwise, and a word or two that it would lose at an end."""
    whole, at = _whole(full), full.remark.start
    start, end = at + alignment.start, at + alignment.end
    if start < full.statement.start or full.statement.end < end:
        return whole
    few_before = len(words_of(full.text[: alignment.start])) <= _LOST
    few_after = len(words_of(full.text[alignment.end :])) <= _LOST
    return Side(full.statement, whole.start if few_before else start, whole.end if few_after else end)


def _known_speaker(each: Said) -> Speaker | None:
    """Who says it; None where the text tells no more than "he"."""
    speaker = each.remark.speaker
    return speaker if speaker is not None and speaker.sure else None


def _is_reworded(one: Said, other: Said, alignment: Alignment) -> bool:
    """Whether words differ, and not their spelling alone, nor what one of the two leaves out at an end."""
    kinds = [
        kind_of(one.text[slice(*change.yours)], other.text[slice(*change.theirs)])
        for change in alignment.changes
        if change.yours[0] < change.yours[1] or alignment.start < change.theirs[0] < alignment.end
    ]
    return any(kind is not ChangeKind.SPELLING for kind in kinds)


def _same_remark(one: Said, other: Said, telling: Telling) -> float:
    """How surely two reports are of one remark; 0 if they are not."""
    if one.remark.manner is Manner.DIRECT and other.remark.manner is Manner.DIRECT:
        brief, full = sorted((words_of(one.text), words_of(other.text)), key=len)
        alignment = align(brief, full) if len(brief) >= _LONG else None
        return alignment.likeness if alignment is not None and alignment.likeness >= _VERY_WORDS else 0.0
    alike = telling.alike(one.senses, other.senses)
    weight = telling.weigh(one.senses & other.senses)
    return alike * weight if alike >= _REPORTED and weight >= _WEIGHT else 0.0


def _whole(each: Said) -> Side:
    """The words, as far as their sentence goes, without the comma that leads on to who says them."""
    page, start = each.statement.page, each.remark.start
    end = min(each.remark.end, each.statement.end)
    return Side(each.statement, start, start + len(page.text[start:end].rstrip(", ")))
