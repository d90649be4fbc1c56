"""What a difference between two texts is, with the words that show it on both sides.

Invariant: a contrast has two places or more, each a stretch inside a whole sentence of a text; `disagrees` is True only
where both sentences speak of one thing and cannot both be right as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handlers.comparing.statements import Statement


class Kind(StrEnum):
    """In what two texts differ. The names are those of the machine-readable answer."""

    FIGURE = "figure"
    TIME = "time"
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    TITLE = "title"
    SPEAKER = "speaker"
    POLARITY = "polarity"
    SPELLING = "spelling"
    WORDING = "wording"
    REMARK = "remark"
    VERB = "verb"
    PLANNED = "planned"


@dataclass(frozen=True)
class Side:
    """One text's words: the statement, and the stretch of it that differs, as offsets into the article."""

    statement: Statement
    start: int
    end: int

    @property
    def words(self) -> str:
        """What differs, as written."""
        return self.statement.page.text[self.start : self.end]

    @property
    def outlet(self) -> str:
        """Whose words they are."""
        return self.statement.outlet


@dataclass(frozen=True)
class Contrast:
    """A difference; `score` tells how surely both speak of one thing, comparable within a kind."""

    kind: Kind
    sides: tuple[Side, ...]
    disagrees: bool
    score: float = 1.0
