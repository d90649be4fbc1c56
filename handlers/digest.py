"""`digest`: the day's stories, now for who asks, or every day for the channel."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.context import Desk, Outcome, Refused, Request
from handlers.edition import choose
from handlers.front_page import pages
from handlers.phrases import Phrase, fill
from handlers.pieces import Piece, moment
from handlers.reply import Line, Reply, line
from handlers.schedule import EVERY_DAY, Schedule, days_named, read_schedule
from store.subscriptions import Last, Subscription, Subscriptions

# What "now" shows where no digest was posted yet.
A_DAY = timedelta(days=1)


async def digest(desk: Desk, request: Request) -> Outcome:
    """Show the day's stories to who asks, or say when the channel gets them. Raises `Refused`."""
    first, _, rest = request.argument.partition(" ")
    match first.casefold():
        case "" | "now" if not rest:
            return await _now(desk, request)
        case "at":
            return await _subscribe(desk, request, rest)
        case "off" if not rest:
            return await _off(desk, request)
        case _:
            raise Refused(Phrase.DIGEST_WHAT)


async def _now(desk: Desk, request: Request) -> Outcome:
    zone, now = request.zone(desk), desk.now()
    message = request.message
    subscriptions = Subscriptions(desk.store)
    mine = await subscriptions.get(message.platform, message.later.place) if message.later else None
    last = await subscriptions.last(mine.id) if mine else Last()
    since = last.due_at or now - A_DAY
    items = await choose(desk.store, since, now, last, desk.digest)
    shown = await pages(desk, items, now.astimezone(zone).date(), zone, last)
    record = {
        "since": since.isoformat(),
        "stories": [
            {
                "story": item.story.id,
                "title": item.story.title,
                "outlets": sorted({article.outlet.name for article in item.articles}),
                "independent": item.story.independent,
                "articles": [article.id for article in item.articles],
                "fresh": sorted(item.fresh),
            }
            for item in items
        ],
    }
    return Outcome(shown.whole, record, found=bool(items))


async def _subscribe(desk: Desk, request: Request, words: str) -> Outcome:
    later, now = request.message.later, desk.now()
    if later is None:
        raise Refused(Phrase.NOT_LATER)
    zone = request.zone(desk)
    schedule = read_schedule(words, getattr(zone, "key", None) or "UTC")
    wanted = Subscription(
        goes_to=type(later)(later.platform, later.place, workspace=later.workspace),
        at_minute=schedule.at_minute,
        days=schedule.days,
        zone=schedule.zone,
        set_at=now,
        set_by=f"{later.platform}:{request.message.sender}",
    )
    await Subscriptions(desk.store).subscribe(wanted)
    _, first = schedule.next(now)
    record = {"at": _clock(schedule), "days": sorted(schedule.days), "zone": schedule.zone, "next": first.isoformat()}
    said = _when(schedule), line(Phrase.DIGEST_NEXT, at=(moment(first, now=now, zone=ZoneInfo(schedule.zone)),))
    return Outcome(Reply(said), record)


async def _off(desk: Desk, request: Request) -> Outcome:
    later = request.message.later
    if later is None:
        raise Refused(Phrase.NOT_LATER)
    actor = f"{later.platform}:{request.message.sender}"
    ended = await Subscriptions(desk.store).unsubscribe(later.platform, later.place, actor, now=desk.now())
    return Outcome(Reply((line(Phrase.DIGEST_OFF if ended else Phrase.DIGEST_NONE),)), {"ended": ended})


def _when(schedule: Schedule) -> Line:
    days = fill(Phrase.EVERY_DAY) if schedule.days == EVERY_DAY else (Piece(days_named(schedule.days)),)
    return line(Phrase.DIGEST_SET, at=Piece(_clock(schedule)), days=days, zone=Piece(schedule.zone))


def _clock(schedule: Schedule) -> str:
    return f"{schedule.at_minute // 60:02}:{schedule.at_minute % 60:02}"
