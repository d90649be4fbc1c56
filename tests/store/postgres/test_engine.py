"""What is PostgreSQL's own: its schema is the models', its scores are SQLite's, its failures are told in one line."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from store import rarity
from store.errors import CopydeskError, StoreCorrupt, StoreError, StoreLocked, StoreNewer, StoreReadOnly, UsageError
from store.inbox import Event, Inbox
from store.migrate import applied, shipped
from store.search import Query, Scope, TermGroup
from store.store import Store
from tests.store.drafts import draft
from tests.store.engines import ENGINES
from tests.store.postgres_server import Server

NOON = datetime(2026, 5, 16, 12, tzinfo=UTC)
WORDS = [
    "harbour",
    "ferry",
    "captain",
    "minister",
    "storm",
    "island",
    "rescue",
    "engine",
    "night",
    "coast",
    "talks",
    "budget",
    "vote",
    "court",
]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return ENGINES["postgres"](tmp_path)


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("&timeout=20", ""), autocommit=True)


# ── the schema ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_both_engines_have_the_same_migrations() -> None:
    """One number, one name, one file for each engine; docs/decisions/0011 says how a number is added."""
    names = {engine: [(each.number, each.name) for each in shipped(engine)] for engine in ENGINES}
    assert names["postgres"] == names["sqlite"]


async def test_the_models_are_the_schema(url: str) -> None:
    async with Store.opened(url) as store:

        def look(connection: Connection) -> None:
            found = inspect(connection)
            made = {name for name in found.get_table_names() if not name.startswith("passage_index")}
            assert made == set(SQLModel.metadata.tables)
            for name, table in SQLModel.metadata.tables.items():
                assert {column["name"]: column["nullable"] for column in found.get_columns(name)} == {
                    column.name: bool(column.nullable) for column in table.columns
                }, name
                keys = found.get_pk_constraint(name)["constrained_columns"]
                assert keys == [column.name for column in table.primary_key], name
                references = {
                    (column, key["referred_table"], other)
                    for key in found.get_foreign_keys(name)
                    for column, other in zip(key["constrained_columns"], key["referred_columns"], strict=True)
                }
                assert references == {
                    (key.parent.name, key.column.table.name, key.column.name) for key in table.foreign_keys
                }, name

        await store.backend.read(look)
        assert await store.backend.read(applied) == {each.number: each.sha256 for each in shipped("postgres")}


async def test_keys_of_text_are_ordered_by_code_points_whatever_the_database_says(url: str) -> None:
    """The order of SQLite: a row that refers to another comes after it, on both."""
    wanted = [
        (name, column.name)
        for name, table in SQLModel.metadata.tables.items()
        for column in table.primary_key
        if column.type.python_type is str
    ]
    async with Store.opened(url):
        pass
    with connect(url) as connection:
        found = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND collation_name = 'C'"
        ).fetchall()
    assert set(wanted) - set(found) == set()


# ── the ranking ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def filled(store: Store, articles: int) -> None:
    chance = random.Random(7)
    await store.add(
        [
            draft(
                f"s{n}",
                " ".join(
                    f"The {chance.choice(WORDS)} of the {chance.choice(WORDS)} {chance.choice(WORDS)} came."
                    for _ in range(chance.randint(1, 12))
                ),
                title=f"{chance.choice(WORDS)} and {chance.choice(WORDS)}",
                outlet=f"Outlet {n % 7}",
                published_at=NOON + timedelta(hours=n) if n % 3 else None,
            )
            for n in range(articles)
        ]
    )


def queries(chance: random.Random) -> Query:
    groups = [TermGroup(tuple(chance.sample(WORDS, chance.randint(1, 3)))) for _ in range(chance.randint(1, 4))]
    return Query((*groups, TermGroup(("the", "captains"))))


@pytest.mark.parametrize("postings", [20_000, 60])
async def test_both_engines_find_the_same_with_the_same_scores(
    url: str, tmp_path: Path, postings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without the rare-terms plan, in every scope."""
    monkeypatch.setattr(rarity, "ALL_POSTINGS", postings)
    monkeypatch.setattr(rarity, "RARE_POSTINGS", 40)
    chance = random.Random(5)
    async with Store.opened(url) as one, Store.opened(ENGINES["sqlite"](tmp_path)) as two:
        await filled(one, 150)
        await filled(two, 150)
        for number in range(30):
            query = queries(chance)
            scope = (Scope(), Scope(outlets=frozenset({1, 3})), Scope(since=NOON + timedelta(hours=40)))[number % 3]
            # Equals may change places for the last bit of a sum, so scores are compared passage by passage.
            first, second = [
                {hit.passage: hit.score for hit in await each.search(query, scope, per_outlet=None, limit=5_000)}
                for each in (one, two)
            ]
            assert first == pytest.approx(second, rel=1e-4), query
            assert len(first) > 5
        for phrase in ("the harbour", "of the storm", "captain came"):
            first, second = [
                await each.search(Query((TermGroup((phrase,)),)), per_outlet=None, limit=500) for each in (one, two)
            ]
            # A phrase that stands in a passage twice counts once here, so the order may differ, what is found may not.
            assert {hit.passage for hit in first} == {hit.passage for hit in second} != set()
        words = [*WORDS, "the harbour", "nothing"]
        assert await one.document_frequency(words) == await two.document_frequency(words)


# ── damage ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE article SET text = replace(text, 'came', 'went') WHERE id = 3", "article 3"),
        ("UPDATE article SET title = 'Another' WHERE id = 3", "article 3"),
        ("UPDATE article SET cut_short = true WHERE id = 3", "article 3"),
        ("UPDATE passage_index SET words = words || 'ghost:9' WHERE passage_id = 5", "index"),
        ("UPDATE passage_index SET size = size + 1 WHERE passage_id = 5", "index"),
        ("DELETE FROM passage_index WHERE passage_id = 5", "index"),
        ("UPDATE passage_index_size SET passages = passages + 1", "index"),
        ('UPDATE passage SET "end" = 99999 WHERE id = 5', "passage 5"),
        ("UPDATE schema_migration SET sha256 = repeat('0', 64) WHERE number = 1", "schema"),
    ],
)
async def test_what_was_changed_behind_its_back_is_found_and_named(url: str, statement: str, where: str) -> None:
    async with Store.opened(url) as store:
        await filled(store, 8)
        assert await store.check() == ()
        with connect(url) as connection:
            connection.execute("ALTER TABLE article DISABLE TRIGGER article_text_is_final")
            connection.execute(statement)
        assert where in {problem.where for problem in await store.check()}


# ── failures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda url: "postgresql://copydesk@127.0.0.1:1/archive?timeout=2", StoreError),
        (lambda url: url.replace("/postgres?", "/nowhere?"), StoreError),
        (lambda url: url.replace("copydesk@", "nobody@"), StoreError),
        (lambda url: url.replace("/postgres?", "/?"), UsageError),
        (lambda url: url.replace("timeout=20", "timeout=long"), UsageError),
    ],
)
async def test_an_address_that_leads_nowhere_is_told_in_one_line(
    url: str, change: Callable[[str], str], kind: type[CopydeskError]
) -> None:
    with pytest.raises(kind) as told:
        await Store.open(change(url))
    assert "\n" not in told.value.public
    assert "secret" not in told.value.public


async def test_a_password_is_in_no_name_and_no_message(url: str) -> None:
    with pytest.raises(StoreError) as told:
        await Store.open("postgresql://copydesk:hunter2@127.0.0.1:1/archive?timeout=2")
    assert "hunter2" not in told.value.public
    async with Store.opened(url.replace("copydesk@", "copydesk:hunter2@")) as store:
        assert "hunter2" not in store.name


async def test_tables_of_another_program_are_left_alone(url: str) -> None:
    with connect(url) as connection:
        connection.execute("CREATE TABLE article (headline TEXT)")
    with pytest.raises(StoreCorrupt, match="another program"):
        await Store.open(url)
    with connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone() == (
            1,
        )


async def test_a_newer_archive_is_not_opened(url: str) -> None:
    async with Store.opened(url):
        pass
    with connect(url) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (9999, 'later', repeat('0', 64), now())")
    with pytest.raises(StoreNewer):
        await Store.open(url)


async def test_an_archive_that_may_not_be_written_to_says_so(url: str) -> None:
    async with Store.opened(url) as store:
        await filled(store, 3)
    with connect(url) as connection:
        schema = connection.execute("SELECT current_schema()").fetchone()
        assert schema
        connection.execute("CREATE ROLE onlooker LOGIN")
        connection.execute(f"GRANT USAGE ON SCHEMA {schema[0]} TO onlooker")  # type: ignore[arg-type]
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema[0]} TO onlooker")  # type: ignore[arg-type]
    async with Store.opened(url.replace("copydesk@", "onlooker@")) as store:
        assert (await store.counts()).articles == 3
        with pytest.raises(StoreReadOnly):
            await store.add([draft("more", "One.")])
    whole = url.replace("search_path", "default_transaction_read_only%3Don%20-csearch_path")
    async with Store.opened(whole) as store:
        assert (await store.counts()).articles == 3
        with pytest.raises(StoreReadOnly, match="primary"):
            await store.add([draft("more", "One.")])


async def test_a_writer_that_waits_too_long_says_who_holds_it_up(url: str) -> None:
    async with Store.opened(url) as store:
        await filled(store, 1)
    async with Store.opened(url.replace("timeout=20", "timeout=1")) as store:
        with connect(url) as connection:
            connection.execute("SELECT pg_advisory_lock(1129271385, hashtext(current_schema()))")
            with pytest.raises(StoreLocked):
                await store.add([draft("more", "One.")])
        await store.add([draft("more", "One.")])


async def test_acknowledged_is_durable_whatever_the_server_is_set_to(url: str) -> None:
    careless = url.replace("search_path", "synchronous_commit%3Doff%20-csearch_path")
    async with Store.opened(careless) as store:

        def ask(connection: Connection) -> str:
            return str(connection.execute(text("SHOW synchronous_commit")).scalar_one())

        assert {await store.backend.write(ask), await store.backend.write_beside(ask)} == {"on"}


async def test_a_server_that_crashes_and_comes_back_is_used_again_and_has_lost_nothing() -> None:
    server = Server(durable=True)
    try:
        async with Store.opened(server.archive()) as store:
            inbox = Inbox(store)
            await inbox.record([Event("slack", f"e{n}", {}) for n in range(5)])
            server.crash()
            with pytest.raises(StoreError, match="reached"):
                await inbox.record([Event("slack", "while it was down", {})])
            server.start()
            assert await inbox.waiting() == 5
            assert await inbox.record([Event("slack", "e0", {}), Event("slack", "after", {})]) == (
                Event("slack", "after", {}),
            )
    finally:
        server.stop()
