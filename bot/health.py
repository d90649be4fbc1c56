"""Whether the process does its work: hears, answers, posts, keeps time, and can write. What is wrong, by name.

What stops people from being answered makes the process unwell; a feed that fails or a post that was lost is told to
the operator and leaves it well.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.clock import Duty
from bot.platform import Platform
from store.errors import StoreError
from store.operations import Alert, Figures, Operations
from store.store import Store

log = logging.getLogger(__name__)

# An answer takes seconds; what waits this long is not being worked at.
STUCK = timedelta(minutes=5)
# Each probe is a commit: as often as a watcher asks would be too often.
PROBE_S = 15.0


@dataclass(frozen=True, slots=True)
class State:
    """`unwell` keeps people from being answered, `wrong` does not. `figures` is None where they cannot be read."""

    unwell: tuple[Alert, ...]
    wrong: tuple[Alert, ...] = ()
    figures: Figures | None = None

    @property
    def well(self) -> bool:
        """Whether people are answered."""
        return not self.unwell


class Health:
    """Looks at a process. Duties are watched through `watched`."""

    def __init__(self, store: Store, platforms: Sequence[Platform]) -> None:
        self._store = store
        self._operations = Operations(store)
        self._platforms = platforms
        self._done: dict[str, tuple[float, float]] = {}
        self._probed: tuple[float, StoreError | None] = (-PROBE_S, None)

    def watched(self, duties: Sequence[Duty]) -> tuple[Duty, ...]:
        """The same duties; each leaves a sign when it was done without failing."""
        return tuple(self._watched(duty) for duty in duties)

    def _watched(self, duty: Duty) -> Duty:
        self._done[duty.name] = (time.monotonic(), duty.every)

        async def due() -> None:
            await duty.due()
            self._done[duty.name] = (time.monotonic(), duty.every)

        return replace(duty, due=due)

    async def state(self) -> State:
        """Look at everything; never raises."""
        unwell = [*self._deaf(), *self._late()]
        try:
            await self._probe()
            figures = await self._operations.figures()
            feeds = (await self._store.freshness()).failing_feeds
        except StoreError as error:
            return State((Alert("archive", error.public), *unwell))
        now = datetime.now(UTC)
        if figures.oldest_event_at is not None and now - figures.oldest_event_at > STUCK:
            unwell.append(
                Alert(
                    "answers", f"{figures.waiting} questions wait, the oldest for {_ago(figures.oldest_event_at, now)}."
                )
            )
        if figures.oldest_post_at is not None and now - figures.oldest_post_at > STUCK:
            unwell.append(Alert("posts wait", f"Posts wait, the oldest for {_ago(figures.oldest_post_at, now)}."))
        return State(tuple(unwell), tuple(_wrong(figures, feeds, now)), figures)

    def _deaf(self) -> list[Alert]:
        return [
            Alert(platform.name, f"{platform.name}: {trouble}.")
            for platform in self._platforms
            if (trouble := platform.trouble()) is not None
        ]

    def _late(self) -> list[Alert]:
        """Duties that were not done for long: they failed each time, or never came to an end."""
        now = time.monotonic()
        return [
            Alert(f"clock: {name}", f"Not done since {round((now - at) / 60)} minutes: {name}.")
            for name, (at, every) in self._done.items()
            if now - at > max(10 * every, STUCK.total_seconds())
        ]

    async def _probe(self) -> None:
        at, failed = self._probed
        if time.monotonic() - at < PROBE_S:
            if failed is not None:
                raise failed
            return
        try:
            await self._operations.probe()
        except StoreError as error:
            self._probed = (time.monotonic(), error)
            raise
        self._probed = (time.monotonic(), None)


def _wrong(figures: Figures, feeds: Sequence[str], now: datetime) -> list[Alert]:
    today = f"{now:%Y-%m-%d}"
    found = [Alert(f"feed: {feed}", f"A feed fails: {feed}.") for feed in feeds]
    found += _of_day("events", figures.failed_events, today, "could not be answered")
    found += _of_day("posts", figures.lost_posts, today, "were refused, or may not have been made")
    return found


def _of_day(what: str, counts: Mapping[str, int], today: str, became: str) -> list[Alert]:
    """What went wrong today is told once today."""
    return [Alert(f"{what} of {today}", f"{counts[today]} {what} {became}.")] if today in counts else []


def _ago(at: datetime, now: datetime) -> str:
    return f"{round((now - at).total_seconds() / 60)} minutes"
