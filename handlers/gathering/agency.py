"""What an agency takes back and gives again: a stored article is killed, and lives again with a newer version.

Only what an agency killed does an agency's newer version bring back; what an editor killed stays killed.
"""

from __future__ import annotations

import re
from enum import Enum

from handlers.gathering.reading import Withdrawn
from store.article import Article, Status
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
    revisions = await store.find_articles(source=withdrawn.item, current_only=False)
    if not revisions:
        return Taken.UNKNOWN
    newest = revisions[-1]
    if newest.status is Status.KILLED and _withdrawn_with(newest) is None:
        return Taken.ALREADY
    note = f"withdrawn by its agency ({withdrawn.word}, version {withdrawn.version})"
    changed = await store.set_status(newest.id, Status.KILLED, note=note, actor=ACTOR)
    return Taken.KILLED if changed else Taken.ALREADY


async def give_again(store: Store, article: int, version: int) -> bool:
    """Lift an agency's withdrawal where this version of the item is newer than the one that withdrew it."""
    stored = await store.article(article)
    before = None if stored is None else _withdrawn_with(stored)
    if before is None or version <= before:
        return False
    return await store.set_status(article, None, actor=ACTOR)


def _withdrawn_with(article: Article) -> int | None:
    """The version with which an agency killed an article; None where it did not."""
    said = _NOTE.fullmatch(article.note or "") if article.status is Status.KILLED else None
    return None if said is None else int(said["version"])
