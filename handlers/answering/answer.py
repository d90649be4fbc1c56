"""The values an answer is made of. All frozen; absence of an answer is a value, `NotFound`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.article import Freshness


class Stance(StrEnum):
    """What an outlet does about a question."""

    SAYS = "says"
    UNSURE = "unsure"  # it has a sentence on the matter; the words are shown, nothing is claimed
    SILENT = "silent"  # its whole text does not say
    CUT_SHORT = "cut_short"  # the part of its text we have does not say


@dataclass(frozen=True, slots=True)
class Quote:
    """A source's words: ``article.text[start:end] == text``. Only `cite` makes one.

    `answer_start`/`answer_end` mark the answer inside the same article text (None: the whole quote is the evidence).
    """

    article: int
    outlet: str
    source: str
    title: str
    url: str | None
    published_at: datetime | None
    start: int
    end: int
    text: str
    answer_start: int | None = None
    answer_end: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One outlet's account: its stance, its answer (its own words, or yes/no), and its quotes."""

    outlet: str
    stance: Stance
    answer: str | None
    confidence: float
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Outlets whose answers mean the same. `independent` counts those that do not repeat one another's text."""

    answer: str
    outlets: tuple[str, ...]
    independent: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Something on which the outlets differ: `values` maps each wording to the outlets that have it.

    `quotes` are positions in `Answered.quotes`.
    """

    kind: str
    values: Mapping[str, tuple[str, ...]]
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """At least one outlet says. `read_as` is the stand-alone question; for yes/no `answer` is yes, no or disputed."""

    question: str
    read_as: str
    answer: str
    groups: tuple[Group, ...]
    accounts: tuple[Account, ...]
    differences: tuple[Difference, ...]
    freshness: Freshness
    elapsed_ms: int

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All quotes of all accounts, in the order shown."""
        return tuple(quote for account in self.accounts for quote in account.quotes)


@dataclass(frozen=True, slots=True)
class NotFound:
    """No outlet says. `nearest` are the nearest passages, shown as such."""

    question: str
    read_as: str
    accounts: tuple[Account, ...]
    nearest: tuple[Quote, ...]
    freshness: Freshness
    elapsed_ms: int


Answer = Answered | NotFound
