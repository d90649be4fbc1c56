"""When a feed is read again: pure functions of what it said and how it fared."""

from __future__ import annotations

from datetime import timedelta

# Four times an hour is what a site is used to from feed readers; a newsroom may set it otherwise.
EVERY = timedelta(minutes=15)
# A feed that says how long it stays fresh is believed up to a day, one that fails is asked at least once a day.
_LONGEST = timedelta(days=1)
# A host that asks to be left alone is left alone, up to a week.
_LEFT_ALONE = timedelta(days=7)
# A page that could not be reached is tried so often; by then it is four hours old and its feed has moved on.
ATTEMPTS = 5


def after_success(every: timedelta, fresh: timedelta | None, max_age: timedelta | None) -> timedelta:
    """How long until a feed that was read is read again: as often as set, unless it says that it stays fresh longer."""
    asked = max((each for each in (fresh, max_age) if each is not None), default=timedelta())
    return max(every, min(asked, _LONGEST))


def after_failure(every: timedelta, failures: int, retry_after: timedelta | None) -> timedelta:
    """How long until a feed that failed `failures` times before is tried again: doubled each time, up to a day."""
    doubled = min(every * (1 << min(failures, 10)), max(_LONGEST, every))
    return max(doubled, min(retry_after, _LEFT_ALONE)) if retry_after is not None else doubled


def again(attempts: int, retry_after: timedelta | None) -> timedelta | None:
    """How long until a page that could not be reached `attempts` times is tried again; None: it is given up."""
    if attempts >= ATTEMPTS:
        return None
    wait = timedelta(minutes=15) * (1 << (attempts - 1))
    return max(wait, min(retry_after, _LEFT_ALONE)) if retry_after is not None else wait
