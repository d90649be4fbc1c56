"""When: times of day and dates, found where they stand and compared by value."""

from handlers.answering.language.clocks import Clock, find_clocks, same_clock
from handlers.answering.language.dates import DateMention, find_dates, same_date

__all__ = ["Clock", "DateMention", "find_clocks", "find_dates", "same_clock", "same_date"]
