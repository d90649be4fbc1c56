"""The seam where readers enter: passages in, spans out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that may answer, as a reader found it.

    `start`/`end` are code points into the text given to the reader. `score` is the reader's evidence for the
    span over "no answer" (a log-odds-like difference; higher is better, 0 is even), comparable between texts.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one text: its best spans, best first, and for yes/no questions P(yes).

    `yes` is None where the reader cannot tell polarity, `answered` (the log-odds that the text answers at all) where it
    has no second opinion on that. Spans may be empty; they never overlap.
    """

    spans: tuple[Span, ...]
    yes: float | None = None
    answered: float | None = None


class Reader(Protocol):
    """Reads texts for a question. `read` returns one `Reading` per text, in order."""

    async def read(self, question: str, texts: Sequence[str]) -> Sequence[Reading]:
        """Read each text for the question; an empty text gives an empty reading."""
        ...

    async def close(self) -> None:
        """Free what the reader holds."""
        ...
