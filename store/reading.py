"""Reading articles and passages back, as the frozen values of `store.article`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from store.article import Article, Freshness, Outlet, Passage, Status
from store.errors import StoreCorrupt
from store.models import ARTICLE, FEED, OUTLET, PASSAGE, STANDING
from store.seal import digest
from store.search import Counts
from store.selecting import chunks
from store.withholding import CURRENT, withheld

_OUTLETS = (OUTLET.c.name.label("outlet_name"), OUTLET.c.known.label("outlet_known"))
_STANDING = (STANDING.c.status, STANDING.c.until_at, STANDING.c.note)
_ARTICLES = (
    select(ARTICLE, *_OUTLETS, *_STANDING)
    .join(OUTLET, OUTLET.c.id == ARTICLE.c.outlet_id)
    .outerjoin(STANDING, STANDING.c.article_id == ARTICLE.c.id)
)


def articles(connection: Connection, ids: Iterable[int]) -> dict[int, Article]:
    """Return those of the articles that exist, superseded ones too, in the order asked for."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, Article] = {}
    for part in chunks(wanted):
        found |= {each.id: each for each in _read(connection, _ARTICLES.where(ARTICLE.c.id.in_(part)))}
    return {id_: found[id_] for id_ in wanted if id_ in found}


def find(
    connection: Connection, source: str | None, outlet: int | None, current_only: bool, limit: int | None
) -> tuple[Article, ...]:
    """Return the articles of a source, an outlet or both, by id."""
    statement = _ARTICLES.order_by(ARTICLE.c.id).limit(limit)
    if source is not None:
        statement = statement.where(ARTICLE.c.source == source)
    if outlet is not None:
        statement = statement.where(ARTICLE.c.outlet_id == outlet)
    if current_only:
        statement = statement.where(CURRENT)
    return tuple(_read(connection, statement))


def newest(connection: Connection, outlet: int, limit: int) -> tuple[Article, ...]:
    """Return so many of an outlet's current articles, the newest first, those without a date last."""
    latest = (ARTICLE.c.published_at.desc().nulls_last(), ARTICLE.c.id.desc())
    statement = _ARTICLES.where(ARTICLE.c.outlet_id == outlet, CURRENT).order_by(*latest).limit(limit)
    return tuple(_read(connection, statement))


def published(connection: Connection) -> dict[str, list[datetime | None]]:
    """Return when each outlet's current articles were published, by the outlet's name; None where that is not known."""
    found: dict[str, list[datetime | None]] = {}
    rows = select(OUTLET.c.name, ARTICLE.c.published_at).join(OUTLET, OUTLET.c.id == ARTICLE.c.outlet_id).where(CURRENT)
    for name, at in connection.execute(rows):
        found.setdefault(name, []).append(at)
    return found


def revisions(connection: Connection, article: int) -> tuple[Article, ...]:
    """Return every revision of the text an article is a revision of, oldest first."""
    source = select(ARTICLE.c.source).where(ARTICLE.c.id == article).scalar_subquery()
    return tuple(_read(connection, _ARTICLES.where(ARTICLE.c.source == source).order_by(ARTICLE.c.id)))


def passages(connection: Connection, ids: Iterable[int]) -> tuple[Passage, ...]:
    """Return the passages of current articles, by article and start; a superseded article has none."""
    found: list[Passage] = []
    for part in chunks(sorted(set(ids))):
        rows = connection.execute(
            select(PASSAGE).where(PASSAGE.c.article_id.in_(part)).order_by(PASSAGE.c.article_id, PASSAGE.c.start)
        )
        found += [Passage(row.id, row.article_id, row.start, row.end) for row in rows]
    return tuple(found)


def counts(connection: Connection) -> Counts:
    """Count current articles, their passages, and the outlets that have them."""
    return Counts(
        articles=_current(connection),
        passages=connection.execute(select(func.count()).select_from(PASSAGE)).scalar_one(),
        outlets=_outlets(connection),
    )


def freshness(connection: Connection) -> Freshness:
    """Return how much there is and how new it is; `indexed_at` moves with every text that came in."""
    newest = select(ARTICLE.c.published_at).where(CURRENT, ARTICLE.c.published_at.is_not(None))
    added = select(ARTICLE.c.added_at).where(~withheld())
    return Freshness(
        articles=_current(connection),
        outlets=_outlets(connection),
        newest_at=connection.execute(newest.order_by(ARTICLE.c.published_at.desc()).limit(1)).scalar(),
        indexed_at=connection.execute(added.order_by(ARTICLE.c.added_at.desc()).limit(1)).scalar(),
        failing_feeds=_failing(connection),
    )


def _failing(connection: Connection) -> tuple[str, ...]:
    """The feeds whose last reading failed, by the name they give themselves, else by address."""
    failing = select(func.coalesce(FEED.c.title, FEED.c.url)).where(FEED.c.failures > 0).order_by(FEED.c.id)
    return tuple(connection.execute(failing).scalars())


def _current(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(ARTICLE).where(CURRENT)).scalar_one()


def _outlets(connection: Connection) -> int:
    current = select(ARTICLE.c.id).where(ARTICLE.c.outlet_id == OUTLET.c.id, CURRENT)
    return connection.execute(select(func.count()).select_from(OUTLET).where(current.exists())).scalar_one()


def _read(connection: Connection, statement: Select[Any]) -> Iterator[Article]:
    for row in connection.execute(statement):
        yield _article(row)


def _article(row: Row[Any]) -> Article:
    if digest(row.text) != row.sha256:
        raise StoreCorrupt(
            f"The text of article {row.id} ({row.source}) is not the one that was stored, so it is not quoted. "
            "Restore a backup of the archive, and run `copydesk doctor`."
        )
    return Article(
        id=row.id,
        outlet=Outlet(row.outlet_id, row.outlet_name, row.outlet_known),
        source=row.source,
        title=row.title,
        text=row.text,
        sha256=row.sha256,
        added_at=row.added_at,
        title_made=row.title_made,
        distributor=row.distributor,
        credit=row.credit,
        byline=row.byline,
        url=row.url,
        published_at=row.published_at,
        language=row.language,
        section=row.section,
        cut_short=row.cut_short,
        supersedes=row.supersedes,
        superseded_by=row.superseded_by,
        status=None if row.status is None else Status(row.status),
        embargoed_until=row.until_at,
        note=row.note,
    )
