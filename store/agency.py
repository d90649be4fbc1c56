"""What an agency takes back and gives again: a stored article is killed, and lives again with a newer version or an
item that evolved from it, in the transaction in which that comes. An item that is taken back after another replaced it
is gone from posts; the other stands. What is withdrawn before it came is remembered, and not taken in when it comes.
A withdrawal of an older version than the one that is stored comes late and says nothing of the newer.

Only what an agency killed does an agency's newer version bring back; what an editor killed stays killed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field, SQLModel

from store.article import Draft, Status
from store.backend import Backend
from store.evolution import sent
from store.models import ARTICLE, STANDING
from store.seal import digest
from store.selecting import chunks
from store.standing import kill_earlier, revisions_of, set_status
from store.versions import newer_here

_ACTOR = "agency"
_NOTE = re.compile(r"withdrawn by its agency \((?:canceled|withheld), version (?P<version>\d+)\)")


class WithdrawnItemRow(SQLModel, table=True):
    """An agency's item that was withdrawn before it came, and in which version. See the migration that makes it."""

    __tablename__ = "withdrawn_item"
    item: str = Field(primary_key=True)
    version: int


_WITHDRAWN = SQLModel.metadata.tables["withdrawn_item"]


class Taken(Enum):
    """What became of a withdrawal: the article is killed by it, was killed already, is not known here, or is of a newer
    version, which stays.
    """

    KILLED = "killed"
    ALREADY = "already"
    UNKNOWN = "unknown"
    OUTDATED = "outdated"


def take_back(connection: Connection, backend: Backend, item: str, word: str, version: int, now: datetime) -> Taken:
    """Kill the article that an agency withdrew, in the caller's transaction; posts that quote it are withdrawn with it.

    `word` is the agency's, canceled or withheld.
    """
    if newer_here(connection, item, version):
        return Taken.OUTDATED
    note = f"withdrawn by its agency ({word}, version {version})"
    known = sent(connection, item)
    if known is not None and not known.last and known.articles:
        fresh = kill_earlier(connection, known.articles, note=note, actor=_ACTOR, now=now)
        return Taken.KILLED if fresh else Taken.ALREADY
    if known is not None:
        articles = known.articles
    else:
        articles = tuple(connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.source == item)).scalars())
    if not articles:
        _remember(connection, digest(item), version)
        return Taken.UNKNOWN
    newest = max(articles)
    killed = _killed(connection, newest)
    if killed is not None and _NOTE.fullmatch(killed) is None:
        return Taken.ALREADY
    changed = set_status(
        connection, backend, newest, Status.KILLED, until=None, note=note, actor=_ACTOR, now=now
    )  # fmt: skip
    return Taken.KILLED if changed else Taken.ALREADY


def give_again(
    connection: Connection, backend: Backend, article: int, version: int, *, evolved: bool, now: datetime
) -> None:
    """Lift an agency's withdrawal, in the caller's transaction, where this version of the item is newer than the one
    that withdrew it, or where the item is another, which evolved from it.
    """
    note = _killed(connection, article)
    withdrawn = _NOTE.fullmatch(note or "")
    if note is None or withdrawn is None or (version <= int(withdrawn["version"]) and not evolved):
        return
    set_status(connection, backend, article, None, until=None, note=None, actor=_ACTOR, now=now)
    if evolved:  # what was withdrawn stays so; what evolved from it is given
        earlier = [each for each in revisions_of(connection, article) if each < article]
        kill_earlier(connection, earlier, note=note, actor=_ACTOR, now=now)


def is_taken_back(connection: Connection, article: int) -> bool:
    """Whether an article is killed because its agency withdrew it."""
    return _NOTE.fullmatch(_killed(connection, article) or "") is not None


def withdrawn(connection: Connection, drafts: Sequence[Draft]) -> frozenset[int]:
    """Return, by place, which drafts are items that their agency withdrew before, in that version or a later one."""
    items = {at: digest(draft.source) for at, draft in enumerate(drafts) if draft.version is not None}
    last: dict[str, int] = {}
    for part in chunks(sorted(set(items.values()))):
        rows = connection.execute(select(_WITHDRAWN).where(_WITHDRAWN.c.item.in_(part)))
        last |= {row.item: row.version for row in rows}
    return frozenset(at for at, item in items.items() if (drafts[at].version or 0) <= last.get(item, -1))


def _remember(connection: Connection, item: str, version: int) -> None:
    which = _WITHDRAWN.c.item == item
    known = connection.execute(select(_WITHDRAWN.c.version).where(which)).scalar()
    if known is None or known < version:
        connection.execute(delete(_WITHDRAWN).where(which))
        connection.execute(insert(_WITHDRAWN).values(item=item, version=version))


def _killed(connection: Connection, article: int) -> str | None:
    """Why an article was killed, as far as it was said; None where it is not killed."""
    which = (STANDING.c.article_id == article, STANDING.c.status == Status.KILLED.value)
    row = connection.execute(select(STANDING.c.note).where(*which)).first()
    return None if row is None else row.note or ""
