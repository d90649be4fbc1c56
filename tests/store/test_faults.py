"""What goes wrong with the file, told in one line that names the file; and all is well once the cause is gone."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import StoreCorrupt, StoreError, StoreFull, StoreLocked, StoreNewer, StoreReadOnly, UsageError
from store.store import Store
from tests.shared import ROOT
from tests.store.drafts import draft, terms


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A closed archive of one article."""
    made = tmp_path / "archive.db"
    async with Store.opened(f"sqlite:///{made}") as store:
        await store.add([draft("kept", "The ferry sank.")])
    return made


def told(error: pytest.ExceptionInfo[StoreError], path: Path) -> None:
    """The line is one, names the file and says what to do."""
    assert "\n" not in error.value.public
    assert str(path) in error.value.public
    assert error.value.public.count(".") >= 2 or error.value.public.endswith(".")


async def fill(store: Store, acknowledged: list[int]) -> None:
    """Add 50 KB at a time until it fails; keeps count of what was acknowledged."""
    for n in range(100):
        await store.add([draft(f"s{n}", f"Report {n} of the harbour. " * 2000, passages=((0, 20),))])
        acknowledged.append(n)


async def still_there(path: Path) -> None:
    async with Store.opened(f"sqlite:///{path}") as store:
        assert [article.source for article in await store.find_articles()][:1] == ["kept"]
        assert len(await store.search(terms("ferry"))) == 1
        assert await store.check() == ()


async def test_an_archive_of_a_newer_version_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (9999, 'later', ?, ?)", ("0" * 64, "2" * 26))
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreNewer, match="newer version") as error:
        await Store.open(f"sqlite:///{path}")
    told(error, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"This is no database. " * 500, b"SQLite format 3\0" + b"\xff" * 5000, b"{}"])
async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt) as error:
        await Store.open(f"sqlite:///{path}")
    told(error, path)
    assert path.read_bytes() == content


async def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE article (id INTEGER)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match="not an archive") as error:
        await Store.open(f"sqlite:///{path}")
    told(error, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
async def test_a_truncated_file_is_called_damaged(path: Path, kept: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(StoreCorrupt) as error:
        await use(path)
    told(error, path)


async def use(path: Path) -> None:
    async with Store.opened(f"sqlite:///{path}") as store:
        await store.find_articles()
        await store.search(terms("ferry"))


async def test_a_text_that_changed_on_the_disk_is_not_read(path: Path) -> None:
    content = path.read_bytes()
    assert content.count(b"The ferry sank.") == 1
    path.write_bytes(content.replace(b"The ferry sank.", b"The ferry sang."))
    async with Store.opened(f"sqlite:///{path}") as store:
        with pytest.raises(StoreCorrupt, match="not quoted"):
            await store.article(1)


async def test_bytes_that_are_no_text_are_called_damage(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"The ferry sank.", b"The f\xff\xffry sank."))
    async with Store.opened(f"sqlite:///{path}") as store:
        with pytest.raises(StoreCorrupt) as error:
            await store.find_articles()
    told(error, path)


async def test_a_time_that_is_none_is_called_damage(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE article SET published_at = 'the sixteenth of May, 2026'")
    connection.commit()
    connection.close()
    async with Store.opened(f"sqlite:///{path}") as store:
        with pytest.raises(StoreCorrupt) as error:
            await store.find_articles()
    told(error, path)


async def test_a_schema_that_is_no_text_is_called_damage(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE outlet (", b"CREATE TAB\xff\xff outlet ("))
    with pytest.raises(StoreCorrupt) as error:
        await use(path)
    told(error, path)


def _hold(
    path: str, statements: list[str], held: multiprocessing.synchronize.Event, enough: multiprocessing.synchronize.Event
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    held.set()
    enough.wait(30)
    connection.close()


@pytest.fixture
def holder(path: Path) -> Iterator[_Holder]:
    """Another process that holds the archive until told to let go."""
    other = _Holder(path)
    yield other
    other.let_go()


class _Holder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._context = multiprocessing.get_context("spawn")
        self._enough = self._context.Event()
        self._process: multiprocessing.process.BaseProcess | None = None

    async def hold(self, *statements: str) -> None:
        held = self._context.Event()
        self._process = self._context.Process(
            target=_hold, args=(str(self._path), list(statements), held, self._enough), daemon=True
        )
        self._process.start()
        assert await asyncio.to_thread(held.wait, 30)

    def let_go(self) -> None:
        self._enough.set()
        if self._process is not None:
            self._process.join(30)


async def test_a_lock_held_long_is_told_and_later_all_is_well(path: Path, holder: _Holder) -> None:
    async with Store.opened(f"sqlite:///{path}?timeout=0.2") as store:
        await holder.hold("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked, match="Another process") as error:
            await store.add([draft("new", "Nothing.")])
        told(error, path)
        assert len(await store.search(terms("ferry"))) == 1  # readers are not held up
        await asyncio.to_thread(holder.let_go)
        await store.add([draft("new", "Nothing.")])
    await still_there(path)


async def test_an_archive_that_one_process_keeps_to_itself_cannot_be_opened(path: Path, holder: _Holder) -> None:
    await holder.hold("PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked) as error:
        await Store.open(f"sqlite:///{path}?timeout=0.2")
    told(error, path)


async def test_a_short_lock_is_waited_for(path: Path, holder: _Holder) -> None:
    async with Store.opened(f"sqlite:///{path}?timeout=20") as store:
        await holder.hold("BEGIN IMMEDIATE")
        adding = asyncio.create_task(store.add([draft("new", "Nothing.")]))
        await asyncio.sleep(0.2)
        assert not adding.done()
        await asyncio.to_thread(holder.let_go)
        await adding


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 1 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        pytest.skip(f"NOT RUN: a small disk cannot be mounted here ({made.stderr.strip()}); it needs root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_a_full_disk_is_told_loses_nothing_and_recovers(small_disk: Path) -> None:
    path = small_disk / "archive.db"
    async with Store.opened(f"sqlite:///{path}") as store:
        await store.add([draft("kept", "The ferry sank.")])
        acknowledged: list[int] = []
        with pytest.raises(StoreFull) as error:
            await fill(store, acknowledged)
        told(error, path)
        assert len(await store.search(terms("ferry"))) == 1
        with pytest.raises(StoreFull):
            await store.add([draft("more", "Report of the harbour. " * 5000, passages=((0, 20),))])
        subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
        await store.add([draft("more", "Report of the harbour. " * 5000, passages=((0, 20),))])
        assert (await store.counts()).articles == len(acknowledged) + 2
    await still_there(path)


async def test_a_disk_too_full_for_a_new_archive_is_told(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * 1_000_000)
    path = small_disk / "archive.db"
    with pytest.raises(StoreFull) as error:
        await Store.open(f"sqlite:///{path}")
    told(error, path)


async def test_a_file_that_may_grow_no_further_is_told_and_recovers(path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with Store.opened(f"sqlite:///{path}") as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        try:
            with pytest.raises(StoreFull) as error:
                await fill(store, [])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        told(error, path)
        await store.add([draft("after", "Report of the harbour. " * 2000, passages=((0, 20),))])
    await still_there(path)


# Root is refused nothing, so the child becomes nobody; it has loaded all it needs by then.
OPEN = """
    import asyncio, os, sys, tempfile
    from store.errors import StoreError
    from store.store import Store

    async def main():
        with tempfile.TemporaryDirectory() as scratch:
            async with Store.opened(f"sqlite:///{scratch}/a.db"):
                pass
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        try:
            async with Store.opened(f"sqlite:///{sys.argv[1]}"):
                print("opened")
        except StoreError as error:
            print(type(error).__name__, error.public)

    asyncio.run(main())
"""


def open_as_nobody(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(OPEN), str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def nobodys(path: Path) -> Iterator[Path]:
    """An archive that the user `nobody` may use, in a folder that is his."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "data"
        folder.mkdir()
        copy = Path(shutil.copy(path, folder / "archive.db"))
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
            os.chown(copy, 65534, 65534)
        yield copy
        folder.chmod(0o755)


def test_an_archive_one_may_write_to_is_opened(nobodys: Path) -> None:
    assert open_as_nobody(nobodys) == "opened"


def test_a_file_that_may_not_be_written_is_told(nobodys: Path) -> None:
    nobodys.chmod(0o444)
    said = open_as_nobody(nobodys)
    assert said.startswith("StoreReadOnly")
    assert str(nobodys) in said


def test_a_folder_that_may_not_be_written_is_told(nobodys: Path) -> None:
    nobodys.parent.chmod(0o555)
    said = open_as_nobody(nobodys)
    assert said.startswith("StoreReadOnly")
    assert str(nobodys) in said


def test_a_folder_that_may_not_be_made_is_told(nobodys: Path) -> None:
    nobodys.parent.chmod(0o555)
    said = open_as_nobody(nobodys.parent / "new" / "archive.db")
    assert said.startswith("StoreReadOnly")
    assert str(nobodys.parent / "new") in said


async def test_a_disk_that_turns_read_only_is_told_and_recovers(small_disk: Path) -> None:
    path = small_disk / "archive.db"
    async with Store.opened(f"sqlite:///{path}") as store:
        await store.add([draft("kept", "The ferry sank.")])
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StoreReadOnly) as error:
        await Store.open(f"sqlite:///{path}")
    told(error, path)
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    await still_there(path)


async def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnly) as error:
        await Store.open(f"sqlite:///{tmp_path}")
    told(error, tmp_path)


async def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(StoreReadOnly):
        await Store.open(f"sqlite:///{tmp_path}/notes/archive.db")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "archive.db",
        "mysql://host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?timeout=soon",
        "sqlite:///a.db?mode=ro",
    ],
)
async def test_an_address_that_cannot_be_meant_is_told(url: str) -> None:
    with pytest.raises(UsageError) as error:
        await Store.open(url)
    assert "\n" not in error.value.public


async def test_folders_are_made_for_a_new_archive(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "with ünïcode & more" / "archive.db"
    async with Store.opened(f"sqlite:///{path}") as store:
        assert store.name == str(path)
    assert path.is_file()


async def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.touch()
    async with Store.opened(f"sqlite:///{path}") as store:
        assert (await store.counts()).articles == 0
