"""An upgrade and the way back, as docs/deployment.md tells them: no answer differs for it, and nothing of the old is lost."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from store.errors import StoreNewer
from store.migrate import migrate, shipped
from store.sqlite import opening
from store.sqlite.connections import engine, run_script
from tests.shared import ROOT

FIRST = shipped("sqlite")[:1]
QUESTIONS = ("Who led Ukraine's delegation?", "Did Putin attend the talks?", "Who led China's delegation?")


def copydesk(archive: Path, *args: str) -> str:
    done = CliRunner().invoke(main, ["--database", str(archive), *args])
    assert done.exit_code in (0, 3), done.output
    return done.stdout


def answers(archive: Path) -> list[dict[str, Any]]:
    """What is answered, without what tells when it was."""
    found = [json.loads(copydesk(archive, "ask", question, "--json")) for question in QUESTIONS]
    for each in found:
        each["elapsed_ms"] = None
    return found


def as_first_written(source: Path, target: Path) -> None:
    """The same articles as the first version of the program kept them, under its schema."""
    made = engine(target, 5, begin="BEGIN IMMEDIATE", size=0, more=("PRAGMA foreign_keys = OFF",))
    migrate(made, FIRST, str(target), run_script)
    made.dispose()
    with closing(sqlite3.connect(target, isolation_level=None)) as old:
        old.execute("ATTACH ? AS new", (str(source),))
        for table in ("outlet", "outlet_name", "article", "passage"):
            columns = ", ".join(f'"{row[1]}"' for row in old.execute(f"PRAGMA main.table_info({table})"))
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        old.execute("INSERT INTO passage_index (passage_index) VALUES ('rebuild')")
        old.execute("PRAGMA journal_mode = WAL")


def rows(archive: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(archive)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(connection.execute(f'SELECT * FROM "{table}"'), key=repr) for table in tables}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_upgrade_and_its_way_back_change_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, archive, kept = tmp_path / "new.db", tmp_path / "archive.db", tmp_path / "kept.db"
    copydesk(new, "ingest", str(ROOT / "bot" / "samples"))
    as_first_written(new, archive)
    # 1. A backup, as the old program makes it: a copy while it is in use.
    with closing(sqlite3.connect(archive)) as old, closing(sqlite3.connect(kept)) as copy:
        old.backup(copy)
    before = rows(kept)
    # 2. The new program opens the archive.
    upgraded = answers(archive)
    assert [each["verdict"] for each in upgraded] == ["answered", "answered", "not_found"]
    for one, other in zip(upgraded, answers(new), strict=True):
        assert (one["verdict"], one["answer"]) == (other["verdict"], other["answer"])
        assert [(each["outlet"], each["stance"]) for each in one["outlets"]] == [
            (each["outlet"], each["stance"]) for each in other["outlets"]
        ]
    assert "whole" in copydesk(archive, "doctor")
    newest = rows(archive)
    for table in ("outlet", "outlet_name", "article", "passage"):
        assert [row[: len(before[table][0])] for row in newest[table]] == before[table]
    # 3. The old program refuses it, and changes nothing by that.
    with monkeypatch.context() as as_old:
        as_old.setattr(opening, "shipped", lambda _: FIRST)
        with pytest.raises(StoreNewer, match="newer version"):
            opening.prepare(archive, 5)
    assert rows(archive) == newest
    # 4. The way back: the archive moves away, the backup takes its place. For the old program it is what it was …
    for path in tmp_path.glob("archive.db*"):
        path.rename(tmp_path / f"away-{path.name}")
    sealed = digest(kept)
    copydesk(archive, "restore", str(kept))
    assert digest(kept) == sealed
    with monkeypatch.context() as as_old:
        as_old.setattr(opening, "shipped", lambda _: FIRST)
        opening.prepare(kept, 5)
    assert rows(kept) == before
    # … and for the new one, which may come again, every answer is the one it gave.
    assert answers(archive) == upgraded
