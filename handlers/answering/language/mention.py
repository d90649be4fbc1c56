"""A name where it stands in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """A title beside a name, as written: ``text == source[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands, without its title: ``text == source[start:end]``, code points, half-open."""

    start: int
    end: int
    text: str
    title: Title | None = None
