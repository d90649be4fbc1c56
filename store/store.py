"""The archive, as the rest of Copydesk sees it: values in, values out, nothing of SQL and nothing that blocks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from store import agency, audit, conversation, ingest, outlets, reading, standing, stories, takedown, withholding
from store.article import Added, Article, Draft, Freshness, OutletSummary, Passage, Status
from store.backend import Backend, Problem
from store.conversation import StoredTurn
from store.engines import open_backend
from store.search import EVERYWHERE, Counts, Hit, Query, Scope
from store.story import Shared, Story


class Store:
    """An open archive. Every method may raise a `StoreError`, and works again once its cause is gone.

    Each call is one transaction: reading sees one snapshot; writing is whole, durable when it returns, or undone.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    @classmethod
    async def open(cls, url: str, search: Path | None = None) -> Store:
        """Open the archive at ``sqlite:///path`` or ``postgresql://…``, creating or migrating what must be.

        `search` is the folder of a search index of tantivy; without one the archive's own index is searched.
        Raises `StoreNewer`, `StoreCorrupt`, `StoreLocked`, `StoreReadOnly`, `StoreFull`; `UsageError` for an address
        that cannot be read.
        """
        return cls(await open_backend(url, search))

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, search: Path | None = None) -> AsyncIterator[Store]:
        """Open an archive and close it at the end of the block."""
        store = await cls.open(url, search)
        try:
            yield store
        finally:
            await store.close()

    async def close(self) -> None:
        """Finish what is under way and close the archive."""
        await self.backend.close()

    @property
    def name(self) -> str:
        """Which archive this is, for a person."""
        return self.backend.name

    async def add(self, drafts: Sequence[Draft]) -> tuple[Added, ...]:
        """Add drafts in one transaction, each article with its passages and index; see `store.ingest` for the rules.

        Returns what became of each, in order. Raises `InputRefused` if any cannot be stored; nothing is stored then.
        """
        prepared = await asyncio.to_thread(ingest.prepare, drafts)
        now = datetime.now(UTC)
        return await self.backend.write(lambda connection: ingest.add(connection, self.backend, prepared, now))

    async def article(self, id: int) -> Article | None:  # noqa: A002  # the word of the domain
        """Return one revision, superseded or not, its text proved by its digest."""
        return (await self.articles([id])).get(id)

    async def articles(self, ids: Iterable[int]) -> dict[int, Article]:
        """Return those of the revisions that exist; a text that is not the one stored raises `StoreCorrupt`."""
        wanted = list(ids)
        return await self.backend.read(lambda connection: reading.articles(connection, wanted))

    async def quotable(self, articles: Iterable[int]) -> frozenset[int]:
        """Return those of the revisions of which words may be shown: neither they nor the newest of their text are
        killed, embargoed or gone.
        """
        wanted = list(articles)
        return frozenset(await self.backend.read(lambda connection: withholding.quotable(connection, wanted)))

    async def passages(self, articles: Iterable[int]) -> tuple[Passage, ...]:
        """Return the passages of articles, by article and start; superseded articles have none."""
        wanted = list(articles)
        return await self.backend.read(lambda connection: reading.passages(connection, wanted))

    async def find_articles(
        self,
        source: str | None = None,
        outlet: int | None = None,
        current_only: bool = True,
        limit: int | None = None,
    ) -> tuple[Article, ...]:
        """Return articles of a source, of an outlet (its id), of both, or all; by id."""
        return await self.backend.read(lambda connection: reading.find(connection, source, outlet, current_only, limit))

    async def newest_of(self, outlet: int, limit: int) -> tuple[Article, ...]:
        """Return so many of an outlet's (its id) current articles, the newest first, those without a date last."""
        return await self.backend.read(lambda connection: reading.newest(connection, outlet, limit))

    async def revisions(self, article_id: int) -> tuple[Article, ...]:
        """Return every revision of the text an article belongs to, oldest first."""
        return await self.backend.read(lambda connection: reading.revisions(connection, article_id))

    async def outlets(self) -> tuple[OutletSummary, ...]:
        """Return the outlets that have a current article, by name."""
        return await self.backend.read(outlets.summaries)

    async def published(self) -> Mapping[str, Sequence[datetime | None]]:
        """Return when each outlet's current articles were published, by its name; None where that is not known."""
        return await self.backend.read(reading.published)

    async def set_outlet(
        self, name: str, *, source: str | None = None, article: int | None = None, actor: str = "operator"
    ) -> int:
        """Say who published a text; all its revisions move and later drafts do not move it back.

        Returns how many revisions changed. Raises `UsageError` if the text or the name is none.
        """
        return await self.backend.write(lambda connection: outlets.set_outlet(connection, name, source, article, actor))

    async def rename_outlet(self, old: str, new: str, *, actor: str = "operator") -> None:
        """Give an outlet another name, under which later drafts with the old one come too.

        If another outlet has that name the two become one. Raises `UsageError` if there is no such outlet.
        """
        await self.backend.write(lambda connection: outlets.rename_outlet(connection, old, new, actor))

    async def set_status(
        self,
        article: int,
        status: Status | None,
        *,
        until: datetime | None = None,
        note: str | None = None,
        actor: str = "operator",
    ) -> bool:
        """Say that an article is corrected, killed, embargoed (until a time, or till it is lifted) or none of these.

        Returns False if it was that already. Raises `UsageError` if there is no such article, or a time without an
        embargo.
        """
        now = datetime.now(UTC)

        def work(connection: Connection) -> bool:
            return standing.set_status(
                connection, self.backend, article, status, until=until, note=note, actor=actor, now=now
            )

        return await self.backend.write(work)

    async def take_back(self, item: str, word: str, version: int) -> agency.Taken:
        """Kill what came from an agency's item that the agency withdraws (`word`: canceled or withheld)."""
        now = datetime.now(UTC)

        def work(connection: Connection) -> agency.Taken:
            return agency.take_back(connection, self.backend, item, word, version, now)

        return await self.backend.write(work)

    async def release(self, now: datetime | None = None) -> int:
        """Lift the embargoes whose time has come; returns how many. Costs next to nothing if there are none."""
        at = now or datetime.now(UTC)
        if not await self.backend.read(lambda connection: standing.is_due(connection, at)):
            return 0
        return await self.backend.write(lambda connection: standing.release(connection, self.backend, at))

    async def take_down(self, article: int, *, actor: str = "operator") -> takedown.TakenDown:
        """Remove an article, all its revisions and whatever quotes them, so that no byte of the text is left.

        Whoever is in the middle of reading is waited for. Raises `UsageError` if there is no such article; what fails
        later (`StoreFull`, `StoreLocked`) leaves the article removed, and the same call again clears the file.
        """
        now = datetime.now(UTC)
        done = await self.backend.write(
            lambda connection: takedown.take_down(connection, self.backend, article, actor, now)
        )
        await self.backend.scrub()
        return done

    async def taken_down(self, article: int) -> datetime | None:
        """Return when an article was taken down, or None if it was not."""
        return await self.backend.read(lambda connection: takedown.taken_down(connection, article))

    async def search(
        self,
        query: Query,
        scope: Scope = EVERYWHERE,
        *,
        per_outlet: int | None = 5,
        limit: int = 200,
    ) -> tuple[Hit, ...]:
        """Find passages of current articles, best first; of equals the older passage comes first.

        At most `per_outlet` of each outlet (None: no bound), so that nobody crowds anybody out, and `limit` in all.
        Terms are plain text; if none holds a letter or a digit there are no hits.
        """
        return await self.backend.read(
            lambda connection: self.backend.search(connection, query, scope, per_outlet, limit)
        )

    async def document_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """Count, for each term, the passages in which it stands (in the words or their headline)."""
        return await self.backend.read(lambda connection: self.backend.document_frequency(connection, terms))

    async def counts(self) -> Counts:
        """Count current articles, passages and outlets."""
        return await self.backend.read(reading.counts)

    async def freshness(self) -> Freshness:
        """Return how much the archive holds and how new it is."""
        return await self.backend.read(reading.freshness)

    async def stories(
        self, since: datetime | None = None, until: datetime | None = None, limit: int | None = None
    ) -> tuple[Story, ...]:
        """Return the stories with an article of that time (half-open), the newest first; all without a time."""
        return await self.backend.read(lambda connection: stories.stories(connection, since, until, limit))

    async def story(self, id: int) -> Story | None:  # noqa: A002  # the word of the domain
        """Return a story, or the one it was merged into; None if there is none or nobody tells it any more."""
        return await self.backend.read(lambda connection: stories.story(connection, id))

    async def stories_of(self, articles: Iterable[int]) -> dict[int, int]:
        """Return the story of each article that has one; an old revision is in the story of the newest."""
        wanted = list(articles)
        return await self.backend.read(lambda connection: stories.of_articles(connection, wanted))

    async def story_articles(self, ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return the ids of the current articles that tell each story; an unknown story is left out."""
        wanted = list(ids)
        return await self.backend.read(lambda connection: stories.members(connection, wanted))

    async def shared(self, articles: Iterable[int]) -> tuple[Shared, ...]:
        """Return which of these articles, of one story each, share sentences, and how much."""
        wanted = list(articles)
        return await self.backend.read(lambda connection: stories.shared(connection, wanted))

    async def turns(self, thread_key: str, limit: int = 20) -> tuple[StoredTurn, ...]:
        """Return the last turns of a thread, oldest first."""
        return await self.backend.read(lambda connection: conversation.turns(connection, thread_key, limit))

    async def add_turn(self, thread_key: str, payload: Mapping[str, object], asked_at: datetime) -> int:
        """Append a turn to a thread; returns its id. The payload must be JSON (TypeError, ValueError otherwise)."""
        encoded = conversation.encoded(payload)
        return await self.backend.write_beside(
            lambda connection: conversation.add_turn(connection, thread_key, encoded, asked_at)
        )

    async def record(self, entries: Sequence[audit.Entry]) -> None:
        """Append to the audit."""
        await self.backend.write_beside(lambda connection: audit.append(connection, entries))

    async def audit(self, subject: str | None = None, limit: int = 100) -> tuple[audit.Entry, ...]:
        """Return the latest entries of the audit, newest first, of one subject or of all."""
        return await self.backend.read(lambda connection: audit.latest(connection, subject, limit))

    async def check(self) -> tuple[Problem, ...]:
        """Look for damage: of the file, of the index, of references, of any text; ruin nothing."""
        return await self.backend.check()
