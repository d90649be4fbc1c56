"""How SQLite goes about the questions that every answer asks: by the index that leads to a few rows.

Every current article has NULL in a column with a unique index, which the planner takes for one row unless it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from store import reading, withholding
from store.sqlite.connections import engine
from store.store import Store
from tests.store.drafts import draft

ASKED: dict[str, tuple[Callable[[Connection], Any], str]] = {
    "newest": (lambda c: reading.newest(c, 3, 10), "article_current_outlet"),
    "of a source": (lambda c: reading.find(c, "s7", None, True, None), "(source=?)"),
    "of an outlet": (lambda c: reading.find(c, None, 3, True, 5), "outlet_id=?"),
    "quotable": (lambda c: withholding.quotable(c, [3, 7]), "(source=?)"),
    "freshness": (reading.freshness, "article_current_published"),
}


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    noon = datetime(2026, 5, 16, 12, tzinfo=UTC)
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        await store.add(
            [
                draft(f"s{n}", f"Ferry {n}.", outlet=f"O{n % 40}", published_at=noon + timedelta(minutes=n))
                for n in range(400)
            ]
        )
    return tmp_path / "archive.db"


def plans(connection: Connection, asked: Callable[[Connection], Any]) -> str:
    """The plan of every statement that is executed, a line for each step."""
    seen: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, given: Any, *___: object) -> None:
        seen.append((statement, given))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        asked(connection)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return "\n".join(
        str(step[3]) for each, given in seen for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", given)
    )


@pytest.mark.parametrize("analysed", [False, True], ids=["as shipped", "after ANALYZE"])
@pytest.mark.parametrize("what", ASKED)
def test_an_answer_asks_by_the_index_that_leads_to_a_few(path: Path, what: str, analysed: bool) -> None:
    asked, wanted = ASKED[what]
    if analysed:
        with (made := engine(path, 5, begin="BEGIN", size=0)).connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        made.dispose()
    made = engine(path, 5, begin="BEGIN", size=0)
    with made.connect() as connection:
        plan = plans(connection, asked)
    made.dispose()
    assert wanted in plan
    # Only what counts all current articles goes through them all, and reads nothing but that index.
    assert all("COVERING" in step for step in plan.splitlines() if "sqlite_autoindex_article_2" in step), plan
