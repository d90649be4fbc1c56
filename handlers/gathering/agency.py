"""What an agency takes back and gives again: a stored article is killed, and lives again with a newer version or an
item that evolved from it. An item that is taken back after another replaced it is gone from posts; the other stands.

Only what an agency killed does an agency's newer version bring back; what an editor killed stays killed.
"""

from __future__ import annotations

import re
from enum import Enum

from handlers.gathering.reading import Withdrawn
from store.article import Added, Article, Status
from store.store import Store

ACTOR = "agency"
_NOTE = re.compile(r"withdrawn by its agency \((?:canceled|withheld), version (?P<version>\d+)\)")


class Taken(Enum):
    """What became of a withdrawal: the article is killed by it, was killed already, or is not known here."""

    KILLED = "killed"
    ALREADY = "already"
    UNKNOWN = "unknown"


async def take_back(store: Store, withdrawn: Withdrawn) -> Taken:
    """Kill the article that an agency withdrew; posts that quote it are withdrawn with it."""
    note = f"withdrawn by its agency ({withdrawn.word}, version {withdrawn.version})"
    sent = await store.sent_as(withdrawn.item)
    if sent is not None and not sent.last and sent.articles:
        fresh = await store.kill_earlier(sent.articles, note=note, actor=ACTOR)
        return Taken.KILLED if fresh else Taken.ALREADY
    if sent is not None:
        newest = await store.article(sent.articles[-1]) if sent.articles else None
    else:
        newest = next(reversed(await store.find_articles(source=withdrawn.item, current_only=False)), None)
    if newest is None:
        return Taken.UNKNOWN
    if newest.status is Status.KILLED and _withdrawn_with(newest) is None:
        return Taken.ALREADY
    changed = await store.set_status(newest.id, Status.KILLED, note=note, actor=ACTOR)
    return Taken.KILLED if changed else Taken.ALREADY


async def give_again(store: Store, added: Added, version: int) -> bool:
    """Lift an agency's withdrawal where this version of the item is newer than the one that withdrew it, or where the
    item is another, which evolved from it.
    """
    stored = await store.article(added.article)
    before = None if stored is None else _withdrawn_with(stored)
    if stored is None or before is None or (version <= before and not added.evolved):
        return False
    lifted = await store.set_status(added.article, None, actor=ACTOR)
    if added.evolved:  # what was withdrawn stays so; what evolved from it is given
        earlier = [each.id for each in await store.revisions(added.article) if each.id < added.article]
        await store.kill_earlier(earlier, note=stored.note or "", actor=ACTOR)
    return lifted


def _withdrawn_with(article: Article) -> int | None:
    """The version with which an agency killed an article; None where it did not."""
    said = _NOTE.fullmatch(article.note or "") if article.status is Status.KILLED else None
    return None if said is None else int(said["version"])
