"""Migrations: whole or not at all, from archives with something in them, and never edited once released."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from store.agency import Taken
from store.article import Outcome
from store.inbox import Event, Inbox
from store.migrate import Migration, applied, migrate, shipped
from store.sqlite.connections import engine, run_script
from store.store import Store
from store.timetable import ALERT
from tests.store.drafts import draft, terms

# The digest of each migration that was released. A line is added when a version is; none is ever changed.
RELEASED: dict[int, str] = {}

MIGRATIONS = shipped("sqlite")


def bring(path: Path, migrations: Sequence[Migration]) -> None:
    made = engine(path, 5, begin="BEGIN IMMEDIATE", size=0, more=("PRAGMA foreign_keys = OFF",))
    migrate(made, migrations, str(path), run_script)
    made.dispose()


def dump(path: Path, *, without: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, so that nothing can get lost unseen."""
    connection = sqlite3.connect(path)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    rows = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    connection.close()
    return {name: rows[name] for name in rows if name not in without}


@pytest.fixture
async def populated(tmp_path: Path) -> Path:
    """An archive as the first version wrote it, with something in every table."""
    path = tmp_path / "archive.db"
    bring(path, MIGRATIONS[:1])
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(FIRST)
    connection.close()
    return path


# Written by hand, not by the code of today: this is what archives in the field hold.
_SHA = hashlib.sha256(b"The ferry sank.").hexdigest()
_NEW = hashlib.sha256(b"The ferry did not sink.").hexdigest()
FIRST = f"""
    PRAGMA foreign_keys = ON;
    BEGIN;
    INSERT INTO outlet VALUES (1, 'The Daily', 1), (2, 'unknown outlet (b)', 0);
    INSERT INTO outlet_name VALUES ('the daily', 1), ('daily', 1);
    INSERT INTO article VALUES (1, 1, '2026-05-16 12:00:00.000000', '2026-05-17 09:00:00.000000', NULL, 2, 'a',
        '{_SHA}', '{"0" * 64}', 'Ferry sinks', 0, 0, 0, NULL, 'AP', NULL, 'https://example.org/a', 'en',
        'The ferry sank.');
    INSERT INTO article VALUES (2, 1, NULL, '2026-05-18 09:00:00.000000', 1, NULL, 'a',
        '{_NEW}', '{"0" * 64}', 'Ferry afloat', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, 'The ferry did not sink.');
    INSERT INTO passage VALUES (2, 2, 0, 23);
    INSERT INTO passage_index (rowid, title, text) SELECT id, title, text FROM passage_text;
    INSERT INTO thread VALUES (1, 'slack/C1/1', '2026-05-18 10:00:00.000000');
    INSERT INTO turn VALUES (1, 1, '2026-05-18 10:00:00.000000', '{{"asked": "what sank?"}}');
    INSERT INTO audit VALUES (1, '2026-05-18 10:00:00.000000', 'slack:U1', 'set outlet', 'source:a', '{{}}');
    COMMIT;
"""


async def test_a_populated_archive_comes_to_this_version_with_everything_in_it(populated: Path) -> None:
    before = dump(populated, without=["schema_migration"])
    async with Store.opened(f"sqlite:///{populated}") as store:
        assert [article.text for article in await store.revisions(1)] == ["The ferry sank.", "The ferry did not sink."]
        (hit,) = await store.search(terms("ferry"))
        assert (hit.article, hit.start, hit.end) == (2, 0, 23)
        (turn,) = await store.turns("slack/C1/1")
        assert turn.payload == {"asked": "what sank?"}
        assert len(await store.audit()) == 1
        await store.add([draft("a", "The ferry sank after all.")])
        await Inbox(store).record([Event("slack", "e1", {})])
    after = dump(populated)
    for table, rows in before.items():
        if not table.startswith("passage") and table not in ("article", "sqlite_stat1"):
            assert after[table] == rows, table
    assert len(after["schema_migration"]) == len(MIGRATIONS)


async def test_of_what_was_stored_before_versions_were_kept_none_is_known(populated: Path) -> None:
    bring(populated, [each for each in MIGRATIONS if each.number < 21])
    with closing(sqlite3.connect(populated)) as connection, connection:
        connection.execute(
            "INSERT INTO inbox (platform, event_id, lane, received_at, payload, state, attempts)"
            " VALUES ('slack', 'e1', 'C1', '2026-05-18 10:00:00.000000', '{}', 'new', 0)"
        )
    async with Store.opened(f"sqlite:///{populated}") as store:
        (event,) = await Inbox(store).claim("w")
        assert await Inbox(store).done(event)
        assert await Inbox(store).find("slack", "e1") is not None
        assert await store.take_back("a", "canceled", 1) is Taken.KILLED
        await store.set_status(2, None)
        became = [await store.add([draft("a", f"The ferry sank {n} times.", version=n)]) for n in (2, 1)]
        assert [each.outcome for (each,) in became] == [Outcome.REVISED, Outcome.OUTDATED]


def demand_kept(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> None:
    """Every row is there as it was; a column that is new stands behind the others."""
    for table, rows in before.items():
        assert [row[: len(old)] for old, row in zip(rows, after[table], strict=True)] == rows, table


@pytest.mark.parametrize("number", range(1, len(MIGRATIONS)))
async def test_each_step_alone_keeps_every_row(populated: Path, number: int) -> None:
    for upto in range(2, number + 1):
        bring(populated, MIGRATIONS[:upto])
    before = dump(populated, without=["schema_migration"])
    bring(populated, MIGRATIONS[: number + 1])
    after = dump(populated)
    demand_kept(before, after)


def test_migrating_twice_changes_nothing(populated: Path) -> None:
    bring(populated, MIGRATIONS)
    before = dump(populated)
    bring(populated, MIGRATIONS)
    assert dump(populated) == before


@pytest.mark.parametrize("fails", ["INSERT INTO nowhere VALUES (1);", "INSERT INTO passage VALUES (9, 99, 0, 1);"])
def test_a_migration_that_fails_leaves_the_archive_as_it_was(populated: Path, fails: str) -> None:
    before = dump(populated)
    broken = Migration(2, "broken", f"CREATE TABLE more (id INTEGER);\nDELETE FROM turn;\n{fails}\n")
    with pytest.raises(Exception, match=r"no such table|dangling"):
        bring(populated, [MIGRATIONS[0], broken])
    assert dump(populated) == before
    bring(populated, MIGRATIONS)


def test_a_script_that_ends_in_mid_statement_is_refused(populated: Path) -> None:
    with pytest.raises(RuntimeError, match="mid-statement"):
        bring(populated, [MIGRATIONS[0], Migration(2, "cut", "CREATE TABLE more (id INTEGER")])


def _migrate_and_die(path: str, at: int) -> None:
    """Execute statements of the pending migrations until the one to die at."""
    count = 0

    def run(connection: Connection, script: str) -> None:
        nonlocal count
        statement = ""
        for line in script.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                connection.exec_driver_sql(statement)
                statement, count = "", count + 1
                if count == at:
                    os.kill(os.getpid(), signal.SIGKILL)

    made = engine(Path(path), 5, begin="BEGIN IMMEDIATE", size=0, more=("PRAGMA foreign_keys = OFF",))
    migrate(made, MIGRATIONS, path, run)


@pytest.mark.parametrize("at", [1, 3, 6, 9])
def test_a_migration_killed_in_the_middle_goes_on_clean(populated: Path, at: int) -> None:
    before = dump(populated)
    killed = multiprocessing.get_context("spawn").Process(target=_migrate_and_die, args=(str(populated), at))
    killed.start()
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    assert dump(populated) == before
    bring(populated, MIGRATIONS)
    del before["schema_migration"]
    demand_kept(before, dump(populated))


def test_a_new_archive_killed_in_the_middle_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    killed = multiprocessing.get_context("spawn").Process(target=_migrate_and_die, args=(str(path), 12))
    killed.start()
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    bring(path, MIGRATIONS)
    assert "outbox" in dump(path)


def test_released_migrations_are_never_edited() -> None:
    shipped_now = {migration.number: migration.sha256 for migration in MIGRATIONS}
    assert {number: shipped_now.get(number) for number in RELEASED} == RELEASED


def test_each_migration_has_a_number_and_a_name_of_its_own() -> None:
    numbers = [migration.number for migration in MIGRATIONS]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    assert len({migration.name for migration in MIGRATIONS}) == len(MIGRATIONS)


async def test_the_records_hold_what_was_applied(tmp_path: Path) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        had = await store.backend.read(applied)
    assert had == {migration.number: migration.sha256 for migration in MIGRATIONS}


async def test_the_models_are_the_schema(tmp_path: Path) -> None:
    """SQLModel does not validate tables: names, nulls, keys and references must be those the migrations make."""
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:

        def look(connection: Connection) -> None:
            found = inspect(connection)
            made = {name for name in found.get_table_names() if not name.startswith("passage_index")}
            assert ALERT.name in made  # and the tables beside it are known, for they are imported with it
            assert made == set(SQLModel.metadata.tables)
            for name, table in SQLModel.metadata.tables.items():
                columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
                # A rowid key is never null, whatever the column says.
                keys = [column.name for column in table.primary_key]
                assert found.get_pk_constraint(name)["constrained_columns"] == keys
                assert {column: null for column, null in columns.items() if column not in keys} == {
                    column.name: bool(column.nullable) for column in table.columns if column.name not in keys
                }, name
                references = {
                    (column, key["referred_table"], referred)
                    for key in found.get_foreign_keys(name)
                    for column, referred in zip(key["constrained_columns"], key["referred_columns"], strict=True)
                }
                assert references == {
                    (key.parent.name, key.column.table.name, key.column.name) for key in table.foreign_keys
                }, name

        await store.backend.read(look)
