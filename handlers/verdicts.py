"""What became of a person's words, as blocks: where they stand, who said them, what differs, marked on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from handlers.accounts import Numbered, limited, outlet_names
from handlers.answering.answer import Quote
from handlers.freshness import outlet_count
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Piece, Pieces, Style, moment, person, source
from handlers.quotations.changes import ChangeKind, kind_of
from handlers.quotations.checking import Checked, Holding, Verdict
from handlers.quotations.claims import Claim
from handlers.quotations.credits import Credit, credit, is_person, speaker_in
from handlers.quotations.remarks import Manner, Speaker
from handlers.reply import Block, Cell, Line, Quoted, Table, line

# A line of a long list shows the beginning of a sentence; the whole of it is what the person wrote.
_ITEM_LENGTH = 160

_CHANGED = {
    ChangeKind.FIGURE: Phrase.MATTER_OF_FIGURE,
    ChangeKind.DENIAL: Phrase.MATTER_OF_DENIAL,
    ChangeKind.NAME: Phrase.MATTER_OF_NAME,
    ChangeKind.SPELLING: Phrase.MATTER_OF_SPELLING,
    ChangeKind.WORD: Phrase.MATTER_OF_WORD,
}
_ITEMS = {
    Verdict.FOUND: Phrase.ITEM_FOUND,
    Verdict.ALTERED: Phrase.ITEM_ALTERED,
    Verdict.STITCHED: Phrase.ITEM_STITCHED,
    Verdict.NOT_FOUND: Phrase.ITEM_NOT_FOUND,
}


def quotes_of(checked: Checked) -> tuple[Quote, ...]:
    """The quotes that are shown for one claim."""
    nearest = (checked.nearest.quote,) if checked.nearest is not None else ()
    return (*(held.quote for held in (*checked.holdings, *checked.others)), *nearest)


def one(checked: Checked, numbered: Numbered) -> Iterator[Block]:
    """The whole page on one claim."""
    match checked.verdict:
        case Verdict.FOUND:
            yield from _found(checked, numbered)
        case Verdict.ALTERED:
            yield line(Phrase.ALTERED_WORDS, outlet=source(checked.holdings[0].quote.outlet))
            yield yours(checked)
            yield from limited(_table(checked.holdings, numbered, marks=True))
            yield from changes(checked)
            yield from _credit(checked)
        case Verdict.STITCHED:
            yield line(Phrase.STITCHED_WORDS, count=len(checked.holdings))
            yield from limited(_table(checked.holdings, numbered))
        case Verdict.NOT_FOUND:
            yield line(Phrase.NO_SUCH_WORDS)
            if checked.nearest is not None:
                yield line(Phrase.NEAREST_WORDS)
                yield numbered.quoted(replace(checked.nearest.quote, answer_start=None, answer_end=None))


def several(every: Sequence[Checked], numbered: Numbered) -> Iterator[Block]:
    """A paragraph: a line for each claim, with the source's words under those that do not stand."""
    found = sum(checked.verdict is Verdict.FOUND and credit(checked) is not Credit.WRONG for checked in every)
    total = len(every)
    yield line(Phrase.ALL_FOUND, total=total) if found == total else line(Phrase.SOME_FOUND, found=found, total=total)
    for number, checked in enumerate(every, 1):
        yield _item(number, checked, numbered)
        if checked.verdict is Verdict.ALTERED:
            yield _marked(checked.holdings[0], numbered)
            yield from changes(checked)
        elif checked.verdict is Verdict.STITCHED:
            yield from (numbered.quoted(held.quote) for held in checked.holdings)
        yield from _credit(checked)


def _item(number: int, checked: Checked, numbered: Numbered) -> Line:
    phrase = _ITEMS[checked.verdict]
    if checked.verdict is Verdict.FOUND and credit(checked) is Credit.WRONG:
        phrase = Phrase.ITEM_WRONG
    words = _words(checked, marks=checked.verdict is Verdict.ALTERED, most=_ITEM_LENGTH)
    if checked.verdict in (Verdict.STITCHED, Verdict.NOT_FOUND):
        return line(phrase, number=number, words=words)
    where = listed(
        tuple(
            (
                source(held.quote.outlet),
                *fill(Phrase.SPACE),
                *fill(Phrase.NUMBER, number=numbered.numbers[held.quote.article]),
            )
            for held in (checked.holdings if checked.verdict is Verdict.FOUND else checked.holdings[:1])
        )
    )
    return line(phrase, number=number, words=words, where=fill(Phrase.ITEM_WHERE, outlets=where))


def _found(checked: Checked, numbered: Numbered) -> Iterator[Block]:
    count = outlet_count(len(checked.holdings))
    gone = all(held.gone for held in checked.holdings)
    if credit(checked) is Credit.WRONG:
        yield line(Phrase.FOUND_WRONG, outlets=count)
    else:
        yield line(Phrase.FOUND_GONE if gone else Phrase.FOUND_WORDS, outlets=count)
    yield from _credit(checked)
    yield from limited(_table(checked.holdings, numbered))
    for held in checked.holdings:
        since = held.since
        if since is not None and (held.gone or since.supersedes is not None):
            when = moment(since.added_at, now=numbered.now, zone=numbered.zone)
            phrase = Phrase.GONE_SINCE if held.gone else Phrase.SINCE_REVISION
            yield line(phrase, outlet=source(held.quote.outlet), since=when)
    if checked.others:
        yield line(Phrase.OTHER_WORDS)
        yield from limited(_table(checked.others, numbered, marks=True))


def _credit(checked: Checked) -> Iterator[Line]:
    """What the sources say of the speaker that the person names; nothing where the person names none."""
    claimed = checked.claim.speaker
    verdict = credit(checked)
    if claimed is None or verdict is Credit.UNASKED or checked.verdict not in (Verdict.FOUND, Verdict.ALTERED):
        return
    speakers = [(held.quote.outlet, speaker_in(held)) for held in checked.holdings]
    named = [(outlet, speaker) for outlet, speaker in speakers if speaker is not None and speaker.sure]
    if verdict is Credit.WRONG and named:
        speaker = named[0][1]
        outlets = outlet_names(dict.fromkeys(outlet for outlet, other in named if other.who == speaker.who))
        yield line(Phrase.SAID_BY_OTHER, claimed=person(claimed), outlets=outlets, speaker=source(speaker.who))
    elif verdict is Credit.RIGHT and named:
        yield line(Phrase.SAID_BY, speaker=source(named[0][1].who), office=_office(named[0][1]))
    elif named and is_person(named[0][1].who):
        yield line(Phrase.SAID_SEEMS, claimed=person(claimed), speaker=source(named[0][1].who))
    else:
        yield line(Phrase.SAID_UNCLEAR, claimed=person(claimed))


def _table(holdings: Iterable[Holding], numbered: Numbered, *, marks: bool = False) -> Table:
    head = (Phrase.HEAD_OUTLET, Phrase.HEAD_SPEAKER, Phrase.HEAD_WORDS, Phrase.HEAD_PUBLISHED)
    rows: list[tuple[Cell, ...]] = []
    for held in holdings:
        outlet = fill(Phrase.CELL_OUTLET, outlet=source(held.quote.outlet))
        words = _marked(held, numbered) if marks else numbered.quoted(held.quote)
        rows.append((outlet, said_by(held), words, numbered.published(held.quote)))
    return Table(head, tuple(rows))


def said_by(held: Holding) -> Pieces:
    """Who says it in this source: a name, a name that stands for a pronoun, or the outlet itself."""
    remark = held.remark
    if remark is None:
        return fill(Phrase.CELL_OWN_WORDS)
    speaker = remark.speaker
    if speaker is None:
        return fill(Phrase.CELL_NOBODY)
    if not speaker.sure:
        return fill(Phrase.CELL_NOBODY)
    at, to = speaker.start - held.quote.start, speaker.end - held.quote.start
    if not speaker.written and 0 <= at < to <= len(held.quote.text):
        return fill(Phrase.CELL_PRONOUN, pronoun=source(held.quote.text[at:to]), speaker=source(speaker.who))
    phrase = Phrase.CELL_SPEAKER if remark.manner is Manner.DIRECT else Phrase.CELL_REPORTED
    return fill(phrase, speaker=source(speaker.who), office=_office(speaker))


def _office(speaker: Speaker) -> Pieces:
    return fill(Phrase.OFFICE, title=source(speaker.title)) if speaker.title else ()


def _marked(held: Holding, numbered: Numbered) -> Quoted:
    """The source's words with what differs marked."""
    shown = numbered.quoted(held.quote)
    stretches = (change.theirs for change in held.changes)
    marks = tuple(m for m in stretches if m[0] < m[1] and shown.quote.start <= m[0] and m[1] <= shown.quote.end)
    return replace(shown, marks=marks)


def yours(checked: Checked) -> Line:
    """The person's words with what differs marked."""
    return line(Phrase.YOUR_WORDS, words=_words(checked, marks=True))


def _words(checked: Checked, *, marks: bool, most: int | None = None) -> Pieces:
    text = checked.claim.text
    pieces: list[Piece] = []
    at = 0
    if marks and checked.holdings:
        for change in checked.holdings[0].changes:
            start, end = change.yours
            if start < end:
                pieces += [person(text[at:start]), person(text[start:end], Style.STRONG)]
                at = end
    pieces.append(person(text[at:]))
    kept = tuple(piece for piece in pieces if piece.text)
    if most is not None and len(text) > most and len(kept) == 1:
        cut = text[:most].rsplit(" ", 1)[0]
        kept = (person(cut), *fill(Phrase.SPACE), *fill(Phrase.ELLIPSIS))
    return fill(Phrase.OPEN_QUOTE) + kept + fill(Phrase.CLOSE_QUOTE)


def changes(checked: Checked) -> Iterator[Line]:
    """One line that names each difference to the nearest source."""
    held = checked.holdings[0]
    named = tuple(_change(*change_texts(checked.claim, held, index)) for index in range(len(held.changes)))
    if named:
        yield line(Phrase.CHANGES, changes=listed(named))


def change_texts(claim: Claim, held: Holding, index: int) -> tuple[str, str]:
    """The person's words and the source's at one difference."""
    change = held.changes[index]
    start, end = change.theirs[0] - held.quote.start, change.theirs[1] - held.quote.start
    return claim.text[slice(*change.yours)], held.quote.text[start:end]


def _change(mine: str, theirs: str) -> Pieces:
    if not mine:
        return fill(Phrase.CHANGE_LEFT_OUT, theirs=source(theirs))
    if not theirs:
        return fill(Phrase.CHANGE_PUT_IN, yours=person(mine))
    kind = kind_of(mine, theirs)
    return fill(Phrase.CHANGE, matter=fill(_CHANGED[kind]), yours=person(mine), theirs=source(theirs))
