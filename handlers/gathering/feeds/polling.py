"""One feed read: what it lists is fetched, stored and noted, and the feed says when it is read again.

Every page is stored as it comes and noted in the same breath, so that a process killed in the middle does nothing
twice but one fetch. The feed's validators are kept only when nothing it lists is left to do: until then it is asked for
whole, and no entry is lost because the feed "did not change".
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from handlers.gathering.feeds.addresses import distinct
from handlers.gathering.feeds.document import Document, Entry, Kind
from handlers.gathering.feeds.folders import Folder
from handlers.gathering.feeds.schedule import EVERY, after_failure, after_success, again
from handlers.gathering.ingest import ingest
from handlers.gathering.told import Told
from handlers.gathering.walk import Refusal
from handlers.gathering.web.errors import Answered, FetchError, Gone
from handlers.gathering.web.fetch import Fetched, NotModified, Validators
from store.article import Draft, Outcome
from store.errors import CopydeskError, InputRefused
from store.feeds import Feed, Feeds, Listed, Success
from store.store import Store

log = logging.getLogger(__name__)

# A feed that is new lists its whole past; of it so many pages are fetched in one reading, the newest first.
AT_ONCE = 50
# Of a document only so many entries are looked at; what is older stands in the archive or is no news.
_LOOKED_AT = 1_000
_CHILDREN = 5


class Web(Protocol):
    """What polling needs of the web; the gatherer is one."""

    async def listed(self, entry: Entry, given: Told) -> Draft:
        """The article that a feed lists."""
        ...

    async def feed(self, url: str, validators: Validators | None = None) -> tuple[Fetched, Document] | NotModified:
        """A feed, unless it is the one that is known."""
        ...


class State(StrEnum):
    """How a reading went. `LOST`: another process holds the feed, or a person removed it meanwhile."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Polled:
    """What became of one reading. `waiting` counts the addresses that are still to be fetched."""

    feed: Feed
    state: State
    stored: int = 0
    revised: int = 0
    unchanged: int = 0
    waiting: int = 0
    refused: tuple[Refusal, ...] = ()
    reason: str | None = None


class Poller:
    """Reads feeds that `worker` holds. `every` is how often a feed is read that says nothing else."""

    def __init__(
        self,
        store: Store,
        web: Web,
        worker: str,
        *,
        every: timedelta = EVERY,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._feeds = Feeds(store)
        self._web = web
        self._worker = worker
        self._every = every
        self._now = now

    async def poll(self, feed: Feed, progress: Callable[[int, int], None] | None = None) -> Polled:
        """Read one feed and settle it. What is wrong with it is its `reason`; errors of the store come through."""
        try:
            if feed.kind == Kind.FOLDER:
                return await self._folder(feed)
            known = Validators(feed.etag, feed.modified)
            got = await self._web.feed(feed.url, known)
            if isinstance(got, NotModified):
                wait = after_success(self._every, None, got.max_age)
                said = Success(self._now() + wait, feed.etag, feed.modified)
                return await self._settled(feed, said, Polled(feed, State.UNCHANGED))
            fetched, document = got
            document = await self._with_children(document)
        except (FetchError, InputRefused) as error:
            return await self._failed(feed, error)
        polled = await self._entries(feed, document.entries, progress)
        fresh = timedelta(seconds=document.fresh_s) if document.fresh_s else None
        wait = self._every if polled.waiting else after_success(self._every, fresh, fetched.max_age)
        whole = fetched.validators if not polled.waiting else Validators()
        said = Success(
            self._now() + wait, whole.etag, whole.modified, str(document.kind.value), document.title, fetched.moved
        )
        return await self._settled(feed, said, polled)

    async def _with_children(self, document: Document) -> Document:
        """An index of sitemaps with the entries of the newest of them."""
        entries = list(document.entries)
        for child in document.children[:_CHILDREN]:
            got = await self._web.feed(child)
            if not isinstance(got, NotModified):
                entries += got[1].entries
        return replace(document, entries=tuple(entries), children=())

    async def _entries(
        self, feed: Feed, entries: Sequence[Entry], progress: Callable[[int, int], None] | None
    ) -> Polled:
        newest = sorted(entries, key=lambda each: each.published or datetime.min.replace(tzinfo=UTC), reverse=True)[
            :_LOOKED_AT
        ]
        by_address = {distinct(each.url): each for each in reversed(newest)}
        known = await self._feeds.known(by_address)
        now = self._now()
        todo = [
            (address, entry)
            for address, entry in reversed(by_address.items())
            if _is_due(known.get(address), entry, now)
        ]
        later = sum(each.state == "waiting" for each in known.values()) - sum(
            (before := known.get(address)) is not None and before.state == "waiting" for address, _ in todo
        )
        polled = Polled(feed, State.READ, waiting=max(0, len(todo) - AT_ONCE) + later)
        for done, (address, entry) in enumerate(todo[:AT_ONCE]):
            if progress is not None:
                progress(done, min(len(todo), AT_ONCE))
            polled = await self._entry(polled, address, entry, known.get(address))
        return polled

    async def _entry(self, polled: Polled, address: str, entry: Entry, before: Listed | None) -> Polled:
        feed = polled.feed
        noted = Listed(address, entry.stamp, "stored", section=entry.section)
        try:
            draft = await self._web.listed(entry, Told(outlet=feed.outlet))
            (added,) = await self._store.add([replace(draft, section=entry.section)])
        except (FetchError, InputRefused) as error:
            same = before is not None and before.stamp == entry.stamp and before.state == "waiting"
            attempts = (before.attempts if same and before is not None else 0) + 1
            later = again(attempts, _retry_after(error)) if getattr(error, "passing", False) else None
            state, next_at = ("refused", None) if later is None else ("waiting", self._now() + later)
            noted = replace(noted, state=state, attempts=attempts, next_at=next_at, reason=error.public)
            await self._feeds.note(feed, [noted], now=self._now())
            if later is not None:
                return replace(polled, waiting=polled.waiting + 1)
            return replace(polled, refused=(*polled.refused, Refusal(address, error.public)))
        await self._feeds.note(feed, [noted], now=self._now())
        match added.outcome:
            case Outcome.STORED:
                return replace(polled, stored=polled.stored + 1)
            case Outcome.REVISED:
                return replace(polled, revised=polled.revised + 1)
            case _:
                return replace(polled, unchanged=polled.unchanged + 1)

    async def _folder(self, feed: Feed) -> Polled:
        folder = Folder(feed, await self._feeds.noted(feed))
        summary = await ingest([feed.url], self._store, outlet=feed.outlet, pick=folder.pick)
        if not summary.read and any(each.source == feed.url for each in summary.refused):
            reason = next(each.reason for each in summary.refused if each.source == feed.url)
            if "no article in this folder" not in reason:  # an empty folder waits for its first file
                raise InputRefused(f"{feed.url}: {reason}")
        refused = tuple(each for each in summary.refused if each.source != feed.url)
        noted = folder.noted(summary.refused)
        await self._feeds.note(feed, noted, now=self._now())
        state = State.UNCHANGED if folder.found and not folder.picked else State.READ
        polled = Polled(feed, state, summary.stored, summary.revised, summary.unchanged + summary.amended, 0, refused)
        return await self._settled(feed, Success(self._now() + self._every), polled)

    async def _settled(self, feed: Feed, said: Success, polled: Polled) -> Polled:
        held = await self._feeds.succeeded(feed, self._worker, said, now=self._now())
        return polled if held else replace(polled, state=State.LOST)

    async def _failed(self, feed: Feed, error: CopydeskError) -> Polled:
        gone = isinstance(error, Gone)
        wait = after_failure(self._every, feed.failures, _retry_after(error))
        now = self._now()
        held = await self._feeds.failed(feed, self._worker, error.public, now + wait, gone=gone, now=now)
        state = (State.GONE if gone else State.FAILED) if held else State.LOST
        log.info("a feed could not be read: %s", type(error).__name__)
        return Polled(feed, state, reason=error.public)


def _is_due(known: Listed | None, entry: Entry, now: datetime) -> bool:
    if known is None or known.stamp != entry.stamp:
        return True
    return known.state == "waiting" and (known.next_at is None or known.next_at <= now)


def _retry_after(error: Exception) -> timedelta | None:
    return error.retry_after if isinstance(error, Answered) else None
