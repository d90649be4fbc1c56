"""A question: its words, how it is read, and what kind of answer it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The kind of answer a question asks for."""

    WHO = "who"  # a person or an organisation that acts
    ROLE = "role"  # what is X's title or office
    WHERE = "where"
    DATE = "date"  # a day, month, year, period, weekday
    CLOCK = "clock"  # a time of day
    HOW_MANY = "how_many"  # a count
    SHARE = "share"  # a percentage or fraction
    MONEY = "money"
    AGE = "age"
    DURATION = "duration"  # how long (time)
    MEASURE = "measure"  # how far, tall, fast, big, hot ...
    SCORE = "score"  # a result such as 3-1
    WHICH = "which"  # which <noun>: see `Question.focus`
    WHAT = "what"
    WHY = "why"
    HOW = "how"
    SAID = "said"  # what did X say (about Y)
    ABOUT = "about"  # what about X, tell me about X
    YESNO = "yesno"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, ready to be answered.

    `text` is the person's words, `read_as` the stand-alone question. `focus` is the noun phrase that names what is
    asked for ("power company" in "which power company ..."), or None. `entities` are the names in the question, as
    written, in order. `keywords` are its other content words, lower-cased, in order. `since`/`until` bound
    publication (aware UTC, half-open); `outlets` restricts to named outlets (empty: all).
    """

    text: str
    read_as: str
    kind: Kind
    focus: str | None = None
    entities: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    outlets: tuple[str, ...] = ()
