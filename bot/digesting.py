"""Posts the digests that are due: each local date once, whatever runs beside it and however it died before.

A digest is claimed, made, and written with its posts in one transaction; only then is anything posted. What was due
while nothing ran comes once, and says that it is late.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.platform import Platform
from handlers.context import Desk
from handlers.edition import Item, choose
from handlers.front_page import pages, turns
from handlers.reply import Reply
from handlers.respond import note, prove
from handlers.schedule import LOOK_BACK, Schedule
from handlers.thread import stored, thread_key
from store.conversation import NewTurn
from store.outbox import Outgoing
from store.subscriptions import Claimed, Last, StoryTold, Subscription, Subscriptions

log = logging.getLogger(__name__)

# A digest that comes this much after its time says so.
LATE = timedelta(minutes=10)


class Digesting:
    """The digests of the platforms that run here; those of others are left to who runs them."""

    def __init__(self, desk: Desk, platforms: Mapping[str, Platform]) -> None:
        self._desk = desk
        self._platforms = platforms
        self._subscriptions = Subscriptions(desk.store)
        self._worker = f"digesting-{uuid.uuid4().hex[:8]}"

    async def due(self) -> None:
        """Make every digest that is due. Raises `StoreError`."""
        await self.run_due()

    async def run_due(self) -> int:
        """Make every digest that is due; returns how many were made. Raises `StoreError`."""
        made = 0
        for subscription in await self._subscriptions.all():
            if subscription.goes_to.platform in self._platforms:
                try:
                    made += await self._look(subscription)
                except Exception as error:  # noqa: BLE001  (one digest must not stop the others; its claim ends by itself)
                    note(error)
        return made

    async def _look(self, subscription: Subscription) -> bool:
        last, now = await self._subscriptions.last(subscription.id), self._desk.now()
        schedule = Schedule(subscription.at_minute, subscription.days, subscription.zone)
        after = max(subscription.set_at, last.due_at or subscription.set_at)
        due = schedule.latest(after, now)
        if due is None or (last.local_on is not None and due[0] <= last.local_on):
            return False
        claimed = await self._subscriptions.claim(subscription, *due, self._worker, now=now)
        return claimed is not None and await self._make(claimed, last, schedule)

    async def _make(self, claimed: Claimed, last: Last, schedule: Schedule) -> bool:
        now, zone = self._desk.now(), ZoneInfo(schedule.zone)
        late = claimed.due_at if now - claimed.due_at > LATE else None
        rules = self._desk.digest
        items = await choose(self._desk.store, _since(claimed, last, schedule), now, last, rules)
        shown = await pages(self._desk, items, claimed.local_on, zone, last, late)
        posts: list[Outgoing] = []
        key = self._key(claimed)
        if items or rules.quiet_line:
            platform, to = self._platforms[claimed.subscription.goes_to.platform], claimed.subscription.goes_to
            posts += platform.posts(key, to, await prove(self._desk, shown.front))
            for item, page in shown.stories:
                under = replace(to, under=key)
                posts += platform.posts(_story_key(key, item), under, await prove(self._desk, page))
        made = await self._subscriptions.made(
            claimed,
            {item.story.id: _told(item, page) for item, page in shown.stories},
            post=posts,
            turns=self._turns(claimed, key, items, now),
            late=late is not None,
            now=now,
        )
        if made:
            log.info("digest %s: %d stories%s", key, len(items), ", late" if late else "")
        return made

    def _turns(self, claimed: Claimed, key: str, items: Sequence[Item], now: datetime) -> list[NewTurn]:
        """What the digest's thread speaks of, and what the post of each story does."""
        to = claimed.subscription.goes_to
        thread = thread_key(to.platform, to.place, key)
        of_all = [stored(thread, turn, now) for turn in turns(items, now)]
        of_each = [
            stored(thread_key(to.platform, to.place, _story_key(key, item)), turn, now)
            for item in items
            for turn in turns((item,), now)
        ]
        return of_all + of_each

    def _key(self, claimed: Claimed) -> str:
        subscription = claimed.subscription
        return f"{subscription.goes_to.platform}:digest:{subscription.id}:{claimed.local_on.isoformat()}"


def _story_key(digest: str, item: Item) -> str:
    """The key of a story's post under its digest."""
    return f"{digest}:story:{item.story.id}"


def _told(item: Item, page: Reply) -> StoryTold:
    """What the place is told of a story; texts that others stand for by now are told of as well."""
    articles = {article.id for article in item.articles}
    spans = tuple((quote.article, quote.start, quote.end) for quote in page.quotes if quote.article in articles)
    return StoryTold(tuple(sorted(articles | item.told)), spans)


def _since(claimed: Claimed, last: Last, schedule: Schedule) -> datetime:
    """From when on stories are told: the last digest, or where there is none the time before this one."""
    earliest = claimed.due_at - LOOK_BACK
    if last.due_at is not None:
        return max(last.due_at, earliest)
    on = claimed.local_on - timedelta(days=1)
    while (before := schedule.moment(on)) is None and claimed.local_on - on < LOOK_BACK:
        on -= timedelta(days=1)
    # Where nothing ran since it was subscribed to, the time since then is told of too.
    return max(min(before or claimed.due_at, claimed.subscription.set_at), earliest)
