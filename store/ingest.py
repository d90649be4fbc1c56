"""From drafts to articles: what each draft becomes, decided in memory, then written in bulk in one transaction.

- The same source with the same text is the same revision. Its text is never touched; what else the draft tells is
  amended in place (None tells nothing, a headline made from the lede never replaces a real one) and audited.
- The same source with another text is a new revision. The old one stays for ever, out of the index.
- A text under another source is an article of its own, unless a current article has the same text, title, url and
  outlet: then it is that article. A draft that names no outlet does not contradict one. What an agency withdrew and
  gives under another id is an article of its own.
- A page that was only stamped with another time is the same revision (`store.touching`).
- What was taken down is not taken in again; a revision of a killed or embargoed text is so too.
- An agency's item that evolved from another has its source, and so is a revision of it (`store.evolution`). What its
  agency withdrew lives again with what is newer, and is not taken in where it comes only then (`store.agency`). An
  older version of an item than the one that is stored changes nothing (`store.versions`).
- An outlet that a person set (`outlet_set`) stays, whatever later drafts tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from operator import attrgetter, itemgetter

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from store.agency import give_again, is_taken_back, withdrawn
from store.article import Added, Draft, Outcome, Status
from store.audit import Entry, append
from store.backend import Backend, Indexed
from store.bulk import insert_rows
from store.canonical import demand_canonical
from store.evolution import Lines
from store.models import ARTICLE, EARLIER_TITLE, PASSAGE, STORY_DUE, TAKEN_DOWN
from store.outlets import Directory, fold, remove_orphans
from store.seal import digest, seal
from store.selecting import chunks
from store.standing import inherit, keep_passages, set_status, withheld_passages
from store.takedown import refused
from store.telling import mark_due, revise
from store.touching import only_touched
from store.versions import keep, outdated

Offsets = tuple[tuple[int, int], ...]
_AMENDED = (
    "title", "title_made", "distributor", "credit", "byline", "url", "published_at", "language", "section", "cut_short",
)  # fmt: skip
_told = attrgetter(*_AMENDED)
_columns = itemgetter(*ARTICLE.c.keys())
_WITHOUT_TEXT = tuple(column for column in ARTICLE.c if column.name != "text")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that was found canonical, with the digest of its text; blank metadata became None, times UTC."""

    draft: Draft
    sha256: str
    told: Mapping[str, object]


@dataclass(slots=True)
class _Revision:
    """A current article while a batch is decided; `stored` is False until it is written."""

    row: dict[str, object]
    passages: Offsets
    stored: bool
    changed: dict[str, tuple[object, object]] = field(default_factory=dict)
    reindex: bool = False
    withheld: bool = False

    @property
    def id(self) -> int:
        return int(str(self.row["id"]))


def prepare(drafts: Iterable[Draft]) -> list[Prepared]:
    """Check drafts before any lock is taken; raises `InputRefused` for the first that cannot be stored."""
    prepared = []
    for draft in drafts:
        demand_canonical(draft)
        told: dict[str, object] = {name: value or None for name, value in zip(_AMENDED, _told(draft), strict=True)}
        told["title_made"], told["cut_short"] = draft.title_made, draft.cut_short
        if draft.published_at is not None:
            told["published_at"] = draft.published_at.astimezone(UTC)
        prepared.append(Prepared(draft, digest(draft.text), told))
    return prepared


def add(connection: Connection, backend: Backend, prepared: Sequence[Prepared], now: datetime) -> tuple[Added, ...]:
    """Write a batch in the caller's transaction; returns what became of each draft, in order."""
    away = withdrawn(connection, [each.draft for each in prepared])
    added = iter(_add(connection, backend, [each for at, each in enumerate(prepared) if at not in away], now))
    return tuple(Added(0, Outcome.WITHDRAWN) if at in away else next(added) for at in range(len(prepared)))


def _add(connection: Connection, backend: Backend, prepared: Sequence[Prepared], now: datetime) -> tuple[Added, ...]:
    lines = Lines(connection, [each.draft for each in prepared])
    placed = [lines.place(each.draft) for each in prepared]
    gone = refused(connection, [(at.line, each.sha256) for at, each in zip(placed, prepared, strict=True)])
    left = {at for at, where in enumerate(placed) if where.replaced} - gone.keys()
    wanted = [at for at in range(len(prepared)) if at not in gone and at not in left]
    older = {wanted[nth]: newest for nth, newest in outdated(connection, [prepared[at].draft for at in wanted]).items()}
    kept = [at for at in wanted if at not in older]
    batch = _Batch(connection, [_under(prepared[at], placed[at].source) for at in kept], now)
    taken = {at: batch.take(each, evolved=placed[at].evolved) for at, each in zip(kept, batch.drafts, strict=True)}
    batch.write(backend)
    for at, one in taken.items():
        lines.stored(prepared[at].draft, one.article)
    taken |= {at: Added(lines.stands(placed[at]), Outcome.REPLACED) for at in left}
    taken |= {at: Added(article, Outcome.TAKEN_DOWN) for at, article in gone.items()}
    taken |= {at: Added(0, Outcome.OUTDATED, newest=newest) for at, newest in older.items()}
    lines.write()
    keep(connection, [prepared[at].draft for at in kept])
    for at in kept:
        draft, one = prepared[at].draft, taken[at]
        if draft.version is not None:
            give_again(connection, backend, one.article, draft.version, evolved=one.evolved, now=now)
        if draft.status is not None:
            until = None if draft.embargoed_until is None else draft.embargoed_until.astimezone(UTC)
            if draft.status is Status.EMBARGOED and until is not None and until <= now:
                continue
            if draft.status is Status.CORRECTED and withheld_passages(connection, [one.article]):
                continue  # a correction does not bring back what was killed or is embargoed
            set_status(
                connection, backend, one.article, draft.status, until=until, note=draft.note, actor="ingest", now=now
            )
    return tuple(taken[at] for at in range(len(prepared)))


def _under(each: Prepared, source: str | None) -> Prepared:
    return each if source in (None, each.draft.source) else replace(each, draft=replace(each.draft, source=source))


class _Batch:
    def __init__(self, connection: Connection, prepared: Sequence[Prepared], now: datetime) -> None:
        self.drafts = prepared
        self._connection = connection
        self._now = now
        self._outlets = Directory(connection, (each.draft.outlet for each in prepared))
        self._by_source: dict[str, _Revision] = {}
        self._by_text: dict[str, list[_Revision]] = {}
        self._fresh: list[_Revision] = []
        self._superseded: dict[int, int] = {}
        self._left: set[int] = set()
        self._retitled: dict[int, list[str]] = {}
        # The number of an article that was taken down is never given to another.
        last = [
            connection.execute(select(func.max(column))).scalar() or 0
            for column in (ARTICLE.c.id, TAKEN_DOWN.c.article_id)
        ]
        self._next = max(last) + 1
        self._load(prepared)

    def take(self, each: Prepared, *, evolved: bool) -> Added:
        """Decide what one draft becomes, after those before it; `evolved` is told on."""
        current = self._by_source.get(each.draft.source)
        if current is None:
            twin = self._twin(each)
            if twin is not None:
                return Added(twin.id, Outcome.UNCHANGED, evolved)
            return Added(self._make(each, None).id, Outcome.STORED, evolved)
        if current.row["sha256"] != each.sha256 and not self._touched(current, each):
            return Added(self._make(each, current).id, Outcome.REVISED, evolved)
        return Added(current.id, Outcome.AMENDED if self._amend(current, each) else Outcome.UNCHANGED, evolved)

    def _touched(self, current: _Revision, each: Prepared) -> bool:
        """Whether a page says what it said and only bears another time."""
        text = (
            current.row.get("text")
            or self._connection.execute(select(ARTICLE.c.text).where(ARTICLE.c.id == current.id)).scalar_one()
        )
        return only_touched(str(text), each.draft.text)

    def _load(self, prepared: Sequence[Prepared]) -> None:
        found: dict[int, _Revision] = {}
        for column, keys in (
            (ARTICLE.c.source, {each.draft.source for each in prepared}),
            (ARTICLE.c.sha256, {each.sha256 for each in prepared}),
        ):
            for part in chunks(sorted(keys)):
                # Asked for in SQL, "not superseded" would have SQLite go through every article that is not.
                for row in self._connection.execute(select(*_WITHOUT_TEXT).where(column.in_(part))):
                    if row.superseded_by is None and row.id not in found:
                        found[row.id] = _Revision(row._asdict(), (), stored=True)
        for part_of in chunks(found):
            offsets: dict[int, list[tuple[int, int]]] = {}
            for row in self._connection.execute(
                select(PASSAGE).where(PASSAGE.c.article_id.in_(part_of)).order_by(PASSAGE.c.article_id, PASSAGE.c.start)
            ):
                offsets.setdefault(row.article_id, []).append((row.start, row.end))
            for article, pairs in offsets.items():
                found[article].passages = tuple(pairs)
            for article, passages in withheld_passages(self._connection, part_of).items():
                found[article].passages = passages
                found[article].withheld = True
        for article in sorted(found):
            self._keep(found[article])

    def _keep(self, revision: _Revision) -> None:
        self._by_source[str(revision.row["source"])] = revision
        self._by_text.setdefault(str(revision.row["sha256"]), []).append(revision)

    def _twin(self, each: Prepared) -> _Revision | None:
        named = each.draft.outlet is not None and fold(each.draft.outlet)
        outlet = self._outlets.find(each.draft.outlet or "") if named else None
        for other in self._by_text.get(each.sha256, ()):
            same = other.row["title"] == each.told["title"] and other.row["url"] == each.told["url"]
            if same and (not named or other.row["outlet_id"] == outlet) and not self._given_as_another(each, other):
                return other
        return None

    def _given_as_another(self, each: Prepared, other: _Revision) -> bool:
        """Whether an agency gives under another id what it withdrew under its first: the first stays withdrawn."""
        return each.draft.version is not None and other.withheld and is_taken_back(self._connection, other.id)

    def _make(self, each: Prepared, previous: _Revision | None) -> _Revision:
        draft = each.draft
        row: dict[str, object] = dict(each.told)
        row |= {"id": self._next, "source": draft.source, "sha256": each.sha256, "text": draft.text}
        row |= {"added_at": self._now, "supersedes": None, "superseded_by": None, "outlet_set": False}
        self._next += 1
        if previous is not None:
            row |= {"supersedes": previous.id, "outlet_set": previous.row["outlet_set"]}
            previous.row["superseded_by"] = row["id"]
            self._by_text[str(previous.row["sha256"])].remove(previous)
            if previous.stored:
                self._superseded[previous.id] = int(str(row["id"]))
        row["outlet_id"] = self._publisher(draft, previous)
        revision = _Revision(row, draft.passages, stored=False)
        self._fresh.append(revision)
        self._keep(revision)
        return revision

    def _publisher(self, draft: Draft, previous: _Revision | None) -> object:
        named = draft.outlet is not None and bool(fold(draft.outlet))
        if previous is not None and (previous.row["outlet_set"] or not named):
            return previous.row["outlet_id"]
        return self._outlets.named(draft.outlet or "") if named else self._outlets.unknown(draft.source)

    def _amend(self, current: _Revision, each: Prepared) -> bool:
        keep_title = bool(each.told["title_made"]) and not current.row["title_made"]
        told = {name: value for name, value in each.told.items() if value is not None}
        if keep_title:
            del told["title"], told["title_made"]
        told["outlet_id"] = self._publisher(each.draft, current)
        changes = {name: (current.row[name], value) for name, value in told.items() if current.row[name] != value}
        if "outlet_id" in changes:
            self._left.add(int(str(current.row["outlet_id"])))
        current.row |= told
        if each.draft.passages != current.passages and current.row["sha256"] == each.sha256:
            changes["passages"] = (len(current.passages), len(each.draft.passages))
            current.passages = each.draft.passages
        if current.stored:
            if "title" in changes:
                self._retitled.setdefault(current.id, []).append(str(changes["title"][0]))
            current.changed |= changes
            current.reindex |= bool({"title", "passages"} & changes.keys())
        return bool(changes)

    def write(self, backend: Backend) -> None:
        """Write what was decided: out of the index what is stale, then the rows, then into the index what is new."""
        stored = [revision for revision in self._by_source.values() if revision.stored]
        amended = [revision for revision in stored if revision.changed]
        for revision in amended:
            if revision.withheld and "passages" in revision.changed:
                keep_passages(self._connection, revision.id, revision.passages)
        reindexed = [revision for revision in amended if revision.reindex and not revision.withheld]
        self._outlets.write()
        texts = _withdraw(self._connection, backend, [*self._superseded, *(each.id for each in reindexed)])
        _update(self._connection, amended, self._superseded)
        _keep_titles(self._connection, self._retitled)
        for revision in self._fresh:
            revision.row["seal"] = seal(revision.row)
        insert_rows(self._connection, ARTICLE, [_columns(each.row) for each in self._fresh])
        current = [revision for revision in self._fresh if revision.row["superseded_by"] is None]
        _index(self._connection, backend, [(each, str(each.row["text"])) for each in current])
        _index(self._connection, backend, [(each, texts[each.id]) for each in reindexed])
        revise(self._connection, {old: self._newest(old) for old in self._superseded})
        retold = [
            revision
            for revision in amended
            if not revision.withheld and {"title", "published_at"} & revision.changed.keys()
        ]
        insert_rows(self._connection, STORY_DUE, [(revision.id,) for revision in current])
        mark_due(self._connection, [revision.id for revision in retold])
        for old in self._superseded:
            inherit(self._connection, backend, old, self._newest(old), self._now)
        remove_orphans(self._connection, self._left)
        append(self._connection, [_amendment(revision, self._now) for revision in amended])

    def _newest(self, article: int) -> int:
        """The last of the revisions of this batch that follow an article."""
        after = {**self._superseded, **{each.id: each.row["superseded_by"] for each in self._fresh}}
        while (following := after.get(article)) is not None:
            article = int(str(following))
        return article


def _withdraw(connection: Connection, backend: Backend, articles: Sequence[int]) -> dict[int, str]:
    """Take articles out of the index and drop their passages; returns their texts."""
    texts: dict[int, str] = {}
    for ids in chunks(articles):
        titles: dict[int, str] = {}
        for row in connection.execute(
            select(ARTICLE.c.id, ARTICLE.c.title, ARTICLE.c.text).where(ARTICLE.c.id.in_(ids))
        ):
            titles[row.id], texts[row.id] = row.title, row.text
        passages = connection.execute(select(PASSAGE).where(PASSAGE.c.article_id.in_(ids))).all()
        backend.unindex(
            connection,
            [Indexed(row.id, titles[row.article_id], texts[row.article_id][row.start : row.end]) for row in passages],
        )
        connection.execute(delete(PASSAGE).where(PASSAGE.c.article_id.in_(ids)))
    return texts


def _update(connection: Connection, amended: Sequence[_Revision], superseded: Mapping[int, int]) -> None:
    columns = ("outlet_id", *_AMENDED, "seal")
    if amended:
        for revision in amended:
            revision.row["seal"] = seal(revision.row)
        statement = update(ARTICLE).where(ARTICLE.c.id == bindparam("row"))
        connection.execute(
            statement.values({name: bindparam(f"new_{name}") for name in columns}),
            [{"row": revision.id, **{f"new_{name}": revision.row[name] for name in columns}} for revision in amended],
        )
    if superseded:
        statement = update(ARTICLE).where(ARTICLE.c.id == bindparam("row"))
        connection.execute(
            statement.values(superseded_by=bindparam("by")),
            [{"row": old, "by": new} for old, new in superseded.items()],
        )


def _keep_titles(connection: Connection, retitled: Mapping[int, Sequence[str]]) -> None:
    """Keep the headlines that articles had, each once: some pages change between two of them all day."""
    known: set[tuple[int, str]] = set()
    for part in chunks(retitled):
        rows = connection.execute(select(EARLIER_TITLE).where(EARLIER_TITLE.c.article_id.in_(part)))
        known |= {(row.article_id, row.title) for row in rows}
    had = dict.fromkeys((article, title) for article, titles in retitled.items() for title in titles)
    if fresh := [{"article_id": article, "title": title} for article, title in had if (article, title) not in known]:
        connection.execute(insert(EARLIER_TITLE), fresh)


def _index(connection: Connection, backend: Backend, revisions: Sequence[tuple[_Revision, str]]) -> None:
    first = (connection.execute(select(func.max(PASSAGE.c.id))).scalar() or 0) + 1
    rows: list[tuple[int, int, int, int]] = []
    words: list[Indexed] = []
    for revision, text in revisions:
        title, article = str(revision.row["title"]), revision.id
        for start, end in revision.passages:
            passage = first + len(rows)
            rows.append((passage, article, start, end))
            words.append(Indexed(passage, title, text[start:end]))
    insert_rows(connection, PASSAGE, rows)
    backend.index(connection, words)


def _amendment(revision: _Revision, now: datetime) -> Entry:
    detail: dict[str, object] = {name: [_plain(old), _plain(new)] for name, (old, new) in revision.changed.items()}
    if "title" in detail:
        # The audit is for ever, and a headline goes with its article when that is taken down.
        detail["title"] = [None, None]
    return Entry(now, "ingest", "amend", f"article:{revision.id}", detail)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
