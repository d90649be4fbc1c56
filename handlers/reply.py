"""What goes out: a reply is a tuple of blocks. There is no block for free prose.

Every word is either one of our fixed phrases (`handlers.phrases`) or a source's words in a `Piece` marked
as `source`, or a person's own words marked as `person`. Renderers match on the blocks and `assert_never`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.answering.answer import Quote
from handlers.phrases import Phrase


class Origin(StrEnum):
    """Whose words a piece is. Only `OURS` may carry meaning for a renderer; the others are data, always escaped."""

    OURS = "ours"
    SOURCE = "source"
    PERSON = "person"


class Style(StrEnum):
    """How a piece is set."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with one style and one origin."""

    text: str
    style: Style = Style.PLAIN
    origin: Origin = Origin.OURS


@dataclass(frozen=True, slots=True)
class Line:
    """One line made of a fixed phrase and its values; `pieces` is what a renderer sets."""

    phrase: Phrase
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A source's sentence, word for word, with its number; the quote marks where the answer stands."""

    number: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each a run of pieces; no cell is empty. `head` names the columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source. `url` is shown with its real host; None where the article has no address."""

    number: int
    article: int
    outlet: str
    title: str
    url: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceList:
    """The numbered sources of a reply."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A quiet line: freshness, what to ask next, how to put something right."""

    phrase: Phrase
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """Something a person can do next: a label of ours and the command it stands for."""

    label: Phrase
    command: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons; platforms without buttons show the commands as a hint or not at all."""

    buttons: tuple[Button, ...]


Block = Line | Quoted | Table | SourceList | Hint | Buttons


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply out. `private` is shown to the asker alone where the platform can."""

    blocks: tuple[Block, ...]
    private: bool = False
