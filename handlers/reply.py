"""What goes out: a reply is a tuple of blocks. There is no block for free prose.

Every word is either one of our fixed phrases (`handlers.phrases`) or a piece marked as a source's or as a
person's words. Renderers match on the blocks and `assert_never`. A source's sentences travel as `Quoted`,
never as loose pieces, so that whoever posts a reply can prove each of them against the archive once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.answering.answer import Quote
from handlers.fixed import Fixed
from handlers.phrases import Phrase, Value, fill
from handlers.pieces import Piece, Pieces, Style, source

SECTIONS = (Phrase.DISAGREE, Phrase.OTHERWISE, Phrase.ONLY_ONE)
"""Lines that begin a part of a reply: renderers set them apart from what is above."""

_MARKS = ("“", "”", '"', "‘", "’", "'", "«", "»", "„")


@dataclass(frozen=True, slots=True)
class Line:
    """One line made of a fixed phrase and its values; `pieces` is what a renderer sets."""

    phrase: Fixed
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Quoted:
    """A source's sentence, word for word, with its number; the quote marks where the answer stands.

    `cut_before`/`cut_after`: the source's sentence goes on there, so a renderer sets an ellipsis of ours outside it.
    `marks` are stretches to mark in place of the answer, as offsets into the article, in order, never overlapping.
    """

    number: int
    quote: Quote
    cut_before: bool = False
    cut_after: bool = False
    marks: tuple[tuple[int, int], ...] | None = None

    @property
    def pieces(self) -> Pieces:
        """The source's words with the answer strong, between marks of ours, then the number."""
        quote = self.quote
        words = _marked(quote, self._marks())
        apart = fill(Phrase.APART)
        before = apart if quote.text.startswith(_MARKS) else ()
        after = apart if quote.text.endswith(_MARKS) else ()
        before = fill(Phrase.ELLIPSIS) + fill(Phrase.SPACE) if self.cut_before else before
        after = fill(Phrase.SPACE) + fill(Phrase.ELLIPSIS) if self.cut_after else after
        number = fill(Phrase.SPACE) + fill(Phrase.NUMBER, number=self.number)
        return fill(Phrase.OPEN_QUOTE) + before + words + after + fill(Phrase.CLOSE_QUOTE) + number

    def _marks(self) -> tuple[tuple[int, int], ...]:
        if self.marks is not None:
            return self.marks
        if self.quote.answer_start is None or self.quote.answer_end is None:
            return ()
        return ((self.quote.answer_start, self.quote.answer_end),)


def _marked(quote: Quote, marks: tuple[tuple[int, int], ...]) -> Pieces:
    """The quote's words with the marked stretches strong."""
    words: list[Piece] = []
    at = quote.start
    for start, end in marks:
        words.append(source(quote.text[at - quote.start : start - quote.start]))
        words.append(source(quote.text[start - quote.start : end - quote.start], Style.STRONG))
        at = end
    words.append(source(quote.text[at - quote.start :]))
    # A quote that is all answer has nothing to stand out from.
    whole = marks == ((quote.start, quote.end),)
    return (source(quote.text),) if whole else tuple(piece for piece in words if piece.text)


Cell = Pieces | Quoted


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; no cell is empty. `head` names the columns. The first column names the row."""

    head: tuple[Phrase, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source. `url` is shown with its real host; None where the article has no address."""

    number: int
    article: int
    outlet: str
    title: str
    url: str | None
    published: Pieces


@dataclass(frozen=True, slots=True)
class SourceList:
    """The numbered sources of a reply."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A quiet line: freshness, what to ask next, how to put something right."""

    phrase: Fixed
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Button:
    """Something a person can do next: a label of ours and the command it stands for."""

    label: Fixed
    command: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons; platforms without buttons show the commands as a hint or not at all."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, as PNG. `alt` tells the same in words, for who does not see it and where it cannot be shown.

    `name` is what a file of it is called; `articles` are those whose headlines stand in it.
    """

    png: bytes
    alt: Pieces
    name: str
    articles: tuple[int, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as the file says."""
        return int.from_bytes(self.png[16:20], "big"), int.from_bytes(self.png[20:24], "big")


Block = Line | Quoted | Table | SourceList | Hint | Buttons | Picture


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply out. `private` is shown to the asker alone where the platform can."""

    blocks: tuple[Block, ...]
    private: bool = False

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote in it, wherever it stands."""
        return tuple(_quotes(self.blocks))


def _quotes(blocks: tuple[Block, ...]) -> Iterator[Quote]:
    for block in blocks:
        if isinstance(block, Quoted):
            yield block.quote
        elif isinstance(block, Table):
            yield from (cell.quote for row in block.rows for cell in row if isinstance(cell, Quoted))


def line(phrase: Fixed, **values: Value) -> Line:
    """A line of a phrase and its values."""
    return Line(phrase, fill(phrase, **values))


def hint(phrase: Fixed, **values: Value) -> Hint:
    """A quiet line of a phrase and its values."""
    return Hint(phrase, fill(phrase, **values))
