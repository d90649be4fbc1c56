"""The one value every corpus is turned into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A question put to a passage.

    `start`/`end` are code points into `passage`, half-open; both are -1 when the passage does not answer.
    `polarity` is 1 for yes, 0 for no, -1 when the question is not a yes/no question or has no answer.
    `accepted` holds every reference answer (for scoring); `group` names what must not be split between sides.
    """

    question: str
    passage: str
    start: int = -1
    end: int = -1
    polarity: int = -1
    kind: str = ""
    group: str = ""
    accepted: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the passage answers."""
        return self.start >= 0

    @property
    def answer(self) -> str:
        """The words that answer, empty when none do."""
        return self.passage[self.start : self.end] if self.answered else ""
