"""The kinds of answer a question can ask for."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of answer a question asks for."""

    WHO = "who"  # a person or an organisation that acts
    ROLE = "role"  # what is X's title or office
    WHERE = "where"
    DATE = "date"  # a day, month, year, period, weekday; for a bare "when" it may be a clock time too
    CLOCK = "clock"  # a time of day
    HOW_MANY = "how_many"  # a count
    SHARE = "share"  # a percentage or fraction
    MONEY = "money"
    AGE = "age"
    DURATION = "duration"  # how long (time)
    MEASURE = "measure"  # how far, tall, fast, big, hot ...
    SCORE = "score"  # a result such as 3-1
    WHICH = "which"  # which <noun>, or the name of <noun>: see `Question.focus`
    WHAT = "what"
    WHY = "why"
    HOW = "how"
    SAID = "said"  # what did X say (about Y)
    ABOUT = "about"  # what about X, tell me about X, what happened
    YESNO = "yesno"
    OUTLETS = "outlets"  # who says so: answered from the previous turn's accounts
    MORE = "more"  # show more of the previous turn's answer
