"""The words of a reply, each with its owner: ours, a source's, or a person's.

A bare string cannot become part of a reply by accident: a value is a number, or says whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import StrEnum


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
    """A run of words with one style and one origin. `articles`: those with which it is taken back."""

    text: str
    style: Style = Style.PLAIN
    origin: Origin = Origin.OURS
    articles: tuple[int, ...] = ()


Pieces = tuple[Piece, ...]


def text_of(pieces: Pieces) -> str:
    """The words alone."""
    return "".join(piece.text for piece in pieces)


def source(text: str, style: Style = Style.PLAIN, *, of: Iterable[int] = ()) -> Piece:
    """Words that came with an article: its text, headline, outlet, address.

    `of` names the articles for words of a text or a headline that stand outside a quote: what is posted with them is
    taken back with each of the articles.
    """
    return Piece(text, style, Origin.SOURCE, tuple(of))


def person(text: str, style: Style = Style.PLAIN) -> Piece:
    """Words that a person wrote, or an error that may carry them."""
    return Piece(text, style, Origin.PERSON)


def number(value: int) -> Piece:
    """A number, with commas between thousands."""
    return Piece(f"{value:,}")


def is_day(at: datetime) -> bool:
    """Whether a time stands for a day without a clock: midnight UTC to the second."""
    return at.time() == time(0) and at.utcoffset() is not None and not at.utcoffset()


def moment(at: datetime, *, now: datetime, zone: tzinfo) -> Piece:
    """A time as a person in `zone` reads it: the clock today, the day otherwise.

    A day without a clock (`is_day`) is shown as that day, in no zone.
    """
    if is_day(at):
        return Piece(f"{at.day} {at:%B %Y}")
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M}"
    if local.date() == today.date():
        return Piece(clock)
    return Piece(f"{local.day} {local:%B %Y}, {clock}")
