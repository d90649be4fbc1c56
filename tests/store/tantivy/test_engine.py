"""The search index beside the archive. Invariant: it answers only for exactly what the archive is, or not at all."""

from __future__ import annotations

import asyncio
import builtins
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tantivy
from sqlalchemy import Connection

from store import backup, changes
from store.errors import StoreError, UsageError
from store.search import EVERYWHERE, Hit, Query, Scope, TermGroup
from store.sqlite import SQLiteBackend
from store.store import Store
from store.tantivy import following
from store.tantivy.backend import TantivyBackend
from store.tantivy.folder import Folder
from store.tantivy.index import Unusable, View
from tests.store.drafts import draft, terms

FERRY = "The ferry sank at dawn. Forty people were saved. The captain was questioned."


class Archive:
    """An archive with its index in a folder, and how many searches the archive's own index had to answer."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = folder / "archive.db"
        self.url = f"sqlite:///{self.path}"
        self.folder = folder / "archive.db.tantivy"
        self.own = 0
        real = SQLiteBackend.search

        def counted(backend: SQLiteBackend, *given: Any) -> tuple[Hit, ...]:
            self.own += 1
            return real(backend, *given)

        monkeypatch.setattr(SQLiteBackend, "search", counted)

    def plain(self) -> Any:
        return Store.opened(self.url)

    def indexed(self) -> Any:
        return Store.opened(self.url, self.folder)

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(f"SELECT * FROM {table}").fetchall()

    @property
    def current(self) -> str | None:
        return Folder(self.folder).current()


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    return Archive(tmp_path, monkeypatch)


async def found(store: Store, *asked: str) -> set[str]:
    hits = await store.search(terms(*asked), per_outlet=None)
    texts = await store.articles(hit.article for hit in hits)
    return {texts[hit.article].text[hit.start : hit.end] for hit in hits}


async def caught_up(store: Store) -> TantivyBackend:
    assert isinstance(store.backend, TantivyBackend)
    await store.backend.caught_up()
    return store.backend


# ── following ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_added_is_found_by_the_index_at_once(archive: Archive) -> None:
    async with archive.indexed() as store:
        await caught_up(store)
        await store.add([draft("a", FERRY)])
        await caught_up(store)
        assert await found(store, "captains") == {"The captain was questioned."}
        await store.add([draft("a", FERRY.replace("captain", "helmsman"))])
        await caught_up(store)
        assert await found(store, "captain") == set()
        assert await found(store, "helmsman") == {"The helmsman was questioned."}
        assert archive.own == 0
        assert await store.check() == ()


async def test_a_search_brings_the_index_up_by_itself(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    async with archive.indexed() as store:
        await caught_up(store)
        monkeypatch.setattr(TantivyBackend, "_wake", lambda _: None)
        await store.add([draft("a", FERRY)])
        assert await found(store, "captain") == {"The captain was questioned."}
        assert archive.own == 0


async def test_an_archive_without_an_index_is_given_one_step_by_step(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "STEP", 4)
    async with archive.plain() as store:
        await store.add([draft(f"{n}", f"Ferry {n}. Harbour {n}.") for n in range(15)])
    assert archive.rows("search_change") == [], "nobody followed"
    async with archive.indexed() as store:
        assert len(await found(store, "ferry")) == 15, "whoever answers"
        await store.add([draft("3", "Ferry three. Harbour three."), draft("new", "Ferry new.")])
        await caught_up(store)
        archive.own = 0
        assert len(await found(store, "ferry")) == 16
        assert "Ferry 3." not in await found(store, "ferry")
        assert archive.own == 0
        assert await store.check() == ()


async def test_what_was_begun_is_gone_on_with(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "STEP", 4)
    async with archive.plain() as store:
        await store.add([draft(f"{n}", f"Ferry {n}.") for n in range(30)])
    with monkeypatch.context() as stopped:
        stopped.setattr(TantivyBackend, "_wake", lambda _: None)
        async with archive.indexed() as store:
            begun = archive.current
    async with archive.indexed() as store:
        await caught_up(store)
        assert archive.current == begun
        archive.own = 0
        assert len(await found(store, "ferry")) == 30
        assert archive.own == 0


async def test_what_others_change_is_followed(archive: Archive) -> None:
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
    async with archive.plain() as other:
        await other.add([draft("b", "Another ferry.")])
    async with archive.indexed() as one, archive.indexed() as two:
        for store in (one, two):
            await caught_up(store)
            assert await found(store, "ferry") == {"The ferry sank at dawn.", "Another ferry."}
        await one.add([draft("c", "A third ferry.")])
        await caught_up(two)
        assert len(await found(two, "ferry")) == 3
        assert archive.own == 0


async def test_what_was_undone_was_never_told(archive: Archive) -> None:
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        before = archive.rows("search_change")

        def fail(connection: Connection) -> None:
            changes.record(connection, [1])
            raise StoreError("It fails.")

        with pytest.raises(StoreError):
            await store.backend.write(fail)
        assert archive.rows("search_change") == before


async def test_an_older_snapshot_is_not_answered_from_a_newer_index(archive: Archive) -> None:
    async with archive.indexed() as store, archive.indexed() as other:
        await store.add([draft("a", FERRY)])
        backend = await caught_up(store)

        def look(connection: Connection) -> tuple[Hit, ...]:
            assert changes.head(connection) is not None  # from here on the snapshot stands still
            asyncio.run(change())
            return backend.search(connection, terms("captain", "helmsman"), EVERYWHERE, None, 10)

        async def change() -> None:
            await other.add([draft("a", FERRY.replace("captain", "helmsman"))])
            await caught_up(other)
            await asyncio.to_thread(backend._step)

        (hit,) = await store.backend.read(look)
        assert hit.article == 1
        assert await found(store, "captain", "helmsman") == {"The helmsman was questioned."}


async def test_what_all_have_read_is_forgotten(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "REPORT", 3)
    async with archive.indexed() as store:
        for number in range(12):
            await store.add([draft(f"{number}", f"Ferry {number}.")])
            await caught_up(store)
        assert len(archive.rows("search_change")) <= 4
        assert await store.check() == ()


async def test_who_is_away_too_long_begins_anew(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "FARTHEST", 5)
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
    before = archive.current
    async with archive.plain() as store:
        for number in range(9):
            await store.add([draft(f"{number}", f"Ferry {number}.")])
    assert archive.rows("search_change") == []
    assert archive.rows("search_index") == []
    async with archive.indexed() as store:
        await caught_up(store)
        assert len(await found(store, "ferry")) == 10
        assert archive.own == 0
    assert archive.current != before


# ── another archive's, an older one's, a damaged one ──────────────────────────────────────────────────────────────────


async def test_an_index_of_another_archive_is_made_anew(archive: Archive, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    async with Store.opened(other, archive.folder) as store:
        await store.add([draft("x", "A ferry of another archive.")])
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        await caught_up(store)
        assert await found(store, "ferry") == {"The ferry sank at dawn."}
        assert archive.own == 0
        assert await store.check() == ()


@pytest.mark.parametrize("way", ["copied", "restored"])
async def test_an_older_copy_of_the_archive_is_told_from_it(archive: Archive, tmp_path: Path, way: str) -> None:
    """The copy goes on by itself until it has as many changes as the index knows."""
    kept = tmp_path / "kept.db"
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        backup.back_up(archive.url, kept)
        await store.add([draft("b", "A ferry that the copy does not know.")])
    for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    if way == "copied":
        shutil.copy(kept, archive.path)
    else:
        backup.restore(archive.url, kept)
    async with archive.plain() as store:
        await store.add([draft("c", "A ferry of the copy.")])
    async with archive.indexed() as store:
        await caught_up(store)
        assert await found(store, "ferry") == {"The ferry sank at dawn.", "A ferry of the copy."}
        assert archive.own == 0


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)


def _garbled(folder: Path) -> None:
    for path in folder.rglob("meta.json"):
        path.write_text("{")


def _nameless(folder: Path) -> None:
    (folder / "current").write_text("../../elsewhere")


def _headless(folder: Path) -> None:
    for path in folder.rglob("*.store"):
        path.unlink()


@pytest.mark.parametrize("damage", [_empty, _garbled, _nameless, _headless])
async def test_an_index_that_is_missing_or_damaged_is_made_anew(
    archive: Archive, damage: Callable[[Path], None]
) -> None:
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        await caught_up(store)
    damage(archive.folder)
    async with archive.indexed() as store:
        await caught_up(store)
        assert await found(store, "captain") == {"The captain was questioned."}
        assert archive.own == 0
        assert await store.check() == ()


async def test_damage_that_the_library_does_not_see_is_found_by_doctor(archive: Archive) -> None:
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        await caught_up(store)
        path = next(archive.folder.rglob("*.term"))
        data = bytearray(path.read_bytes())
        data[3] ^= 0xFF
        path.write_bytes(data)
        problem, *_ = await store.check()
        assert problem.where == "search index"
        assert path.name in problem.what
        assert str(archive.folder) in problem.what


async def test_damage_that_a_search_meets_is_answered_round_and_mended(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> dict[int, float]:
        raise Unusable("Data corrupted")

    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        await caught_up(store)
        before = archive.current
        with monkeypatch.context() as broken:
            broken.setattr(View, "best", damaged)
            assert await found(store, "captain") == {"The captain was questioned."}
        assert archive.own == 1
        await caught_up(store)
        assert archive.current != before
        assert await found(store, "captain") == {"The captain was questioned."}
        assert archive.own == 1


async def test_words_that_are_not_the_archives_are_found_by_doctor(archive: Archive) -> None:
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        await caught_up(store)
        with closing(sqlite3.connect(archive.path)) as connection:
            connection.execute("DELETE FROM passage WHERE id = 3")
            connection.commit()
        assert any(
            each.where == "search index" and "passages that the archive does not" in each.what
            for each in await store.check()
        )


async def test_a_folder_that_cannot_be_written_leaves_the_archive_as_it_was(archive: Archive) -> None:
    archive.folder.write_text("a file, where a folder should be")
    async with archive.indexed() as store:
        await store.add([draft("a", FERRY)])
        assert await found(store, "captain") == {"The captain was questioned."}
        (problem,) = await store.check()
        assert "not used" in problem.what


async def test_without_the_library_it_is_said_how_to_install_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def refuse(name: str, *given: Any) -> Any:
        if name == "store.tantivy.backend":
            raise ImportError("No module named 'tantivy'")
        return real(name, *given)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(UsageError, match=r"copydesk\[tantivy\]"):
        await Store.open(archive.url, archive.folder)


# ── taken down ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words_of(folder: Path) -> set[str]:
    """Every word in every index of the folder, also of passages that were deleted from it."""
    places = [path.parent for path in folder.rglob("meta.json")]
    return {
        word for place in places for word, _ in tantivy.Index.open(str(place)).searcher().terms_with_prefix("words", "")
    }


@pytest.mark.parametrize("by", ["with the index", "without it"])
async def test_what_is_taken_down_leaves_no_byte_in_the_index(archive: Archive, by: str) -> None:
    async with archive.indexed() as store:
        await store.add([draft("a", "The quokkas sank at dawn."), draft("b", "Another ferry.")])
        await caught_up(store)
        assert "quokka" in _words_of(archive.folder)
    async with archive.indexed() if by == "with the index" else archive.plain() as store:
        await store.take_down(1)
        assert "quokka" not in _words_of(archive.folder)
    async with archive.indexed() as store:
        await caught_up(store)
        assert "quokka" not in _words_of(archive.folder)
        assert await found(store, "quokka") == set()
        assert await found(store, "ferry") == {"Another ferry."}
        assert archive.own == 0


async def test_another_process_that_had_the_words_lets_go_of_them(archive: Archive) -> None:
    async with archive.indexed() as one, archive.indexed() as two:
        await one.add([draft("a", "The quokkas sank at dawn."), draft("b", "Another ferry.")])
        for store in (one, two):
            await caught_up(store)
        await one.take_down(1)
        for store in (two, one):
            await caught_up(store)
            assert await found(store, "quokka", "ferry") == {"Another ferry."}
        assert "quokka" not in _words_of(archive.folder)
        assert archive.own == 0


# ── the ranking ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_found_and_its_order_are_those_of_the_archives_own_index(archive: Archive) -> None:
    words = ("ferry", "harbour", "captain", "storm", "minister", "budget", "dolmabahçe", "Türkiye")
    texts = [
        " ".join(
            f"The {words[(n * k + k) % 8]} of {words[(n + 3 * k) % 8]} came on day {n}." for k in range(1, 2 + n % 5)
        )
        for n in range(80)
    ]
    async with archive.indexed() as store, archive.plain() as plain:
        await store.add([draft(f"{n}", text, outlet=f"O{n % 6}") for n, text in enumerate(texts)])
        await caught_up(store)
        outlets = frozenset({1, 4})
        for asked in (
            ("ferry", "captain"),
            ("harbours", "day 7"),
            ("dolmabahce", "turkiye", "the"),
            ("storm of", "budget"),
        ):
            query = Query(tuple(TermGroup((each,)) for each in asked))
            for scope in (Scope(), Scope(outlets=outlets), Scope(articles=frozenset(range(5, 40)))):
                for per_outlet, limit in ((None, 1_000), (3, 1_000), (5, 7)):
                    first, second = [
                        await each.search(query, scope, per_outlet=per_outlet, limit=limit) for each in (store, plain)
                    ]
                    assert len(first) == len(second) > 0
                    if per_outlet is None:
                        assert {hit.passage for hit in first} == {hit.passage for hit in second}
                    assert first[0].score == pytest.approx(second[0].score, rel=0.35)
        assert archive.own == 4 * 3 * 3, "the archive without an index answered for itself alone"
