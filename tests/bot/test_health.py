"""`/healthz` tells the truth, the figures are Prometheus', and the operator hears of each thing once."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import health as health_module
from bot.alerting import Alerting
from bot.clock import Duty
from bot.duties import tended
from bot.health import STUCK, Health
from bot.settings import Settings
from bot.watchpost import Metrics, watched
from handlers.context import Desk
from handlers.message import Message
from handlers.respond import respond
from store.destination import Destination
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store
from tests.bot.places import Places, posted
from tests.newsroom import ScriptedEngine

OPERATOR = Destination("slack", "COPS")


class Deaf(Places):
    def trouble(self) -> str | None:
        return "it is not connected yet"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}?timeout=0.2") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _probes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "PROBE_S", 0.0)


@asynccontextmanager
async def served(store: Store, platform: Places) -> AsyncIterator[str]:
    health = Health(store, [platform])
    async with watched(health, Metrics(), store, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


async def asked(url: str) -> tuple[int, dict[str, dict[str, str]]]:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/healthz") as answer:
        return answer.status, await answer.json()


async def test_a_process_that_hears_and_writes_is_well(store: Store) -> None:
    async with served(store, Places()) as url:
        assert await asked(url) == (200, {"status": "ok", "unwell": {}, "wrong": {}})


async def test_a_platform_that_hears_nothing_is_unwell(store: Store) -> None:
    async with served(store, Deaf()) as url:
        status, said = await asked(url)
        assert (status, said["unwell"]) == (503, {"slack": "slack: it is not connected yet."})


async def test_an_archive_that_cannot_be_written_is_unwell_and_well_again_without_a_restart(store: Store) -> None:
    async with served(store, Places()) as url:
        held = sqlite3.connect(store.name, isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        status, said = await asked(url)
        assert (status, list(said["unwell"])) == (503, ["archive"])
        held.execute("ROLLBACK")
        held.close()
        assert (await asked(url))[0] == 200


async def test_a_question_that_waits_too_long_is_unwell(store: Store) -> None:
    await Inbox(store).record([Event("slack", "1", {})], now=datetime.now(UTC) - STUCK - timedelta(minutes=2))
    async with served(store, Places()) as url:
        status, said = await asked(url)
        assert (status, said["unwell"]) == (503, {"answers": "1 questions wait, the oldest for 7 minutes."})


async def test_a_duty_that_is_never_done_is_unwell(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    health = Health(store, [Places()])

    async def nothing() -> None: ...

    (duty,) = health.watched([Duty("feeds", nothing, 1.0)])
    now = 1_000_000.0
    monkeypatch.setattr(health_module.time, "monotonic", lambda: now)
    await duty.due()
    assert (await health.state()).well
    now += 3600
    assert [alert.name for alert in (await health.state()).unwell] == ["clock: feeds"]
    await duty.due()
    assert (await health.state()).well


async def test_the_figures_are_read_by_prometheus_own_parser(store: Store) -> None:
    await Inbox(store).record([Event("slack", "1", {}), Event("slack", "2", {})])
    await Outbox(store).put(Outgoing("k", "slack", "C1", {}))
    async with served(store, Places()) as url, aiohttp.ClientSession() as http, http.get(f"{url}/metrics") as answer:
        families = list(text_string_to_metric_families(await answer.text()))
    found = {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}
    assert found[("copydesk_inbox_waiting",)] == 2
    assert found[("copydesk_outbox_posts", "pending")] == 1
    assert found[("copydesk_well",)] == 1
    assert ("process_resident_memory_bytes",) in found


async def test_answers_are_counted_where_a_port_is_set(store: Store) -> None:
    settings = Settings(database_url=f"sqlite:///{store.name}", health_port=0)
    desk = Desk(store, ScriptedEngine())
    async with tended(settings, desk, [Places()], partial(respond, desk)) as (answer, _):
        assert await answer(Message("slack", "C1", "U1", "help", "1")) is not None


async def test_a_failure_is_told_once_not_a_hundred_times(store: Store) -> None:
    alerting = Alerting(store, Health(store, [Deaf()]), {"slack": Places()}, OPERATOR)
    for _ in range(100):
        await alerting.due()
    assert await posted(store) == [("COPS", None, "Wrong: slack: it is not connected yet.")]


async def test_that_it_is_over_is_told_too_and_a_relapse_is_news(store: Store) -> None:
    wrong, well = (Alerting(store, Health(store, [each]), {"slack": Places()}, OPERATOR) for each in (Deaf(), Places()))
    for each in (wrong, wrong, well, well, wrong):
        await each.due()
    assert [words.partition(":")[0] for _, _, words in await posted(store)] == ["Wrong", "Over", "Wrong"]


async def test_two_processes_tell_it_once(store: Store) -> None:
    several = [Alerting(store, Health(store, [Deaf()]), {"slack": Places()}, OPERATOR) for _ in range(4)]
    await asyncio.gather(*(each.due() for each in several))
    assert len(await posted(store)) == 1


async def test_a_hundred_lost_posts_are_one_line_and_leave_the_process_well(store: Store) -> None:
    outbox = Outbox(store)
    await outbox.put_all([Outgoing(f"k{n}", "slack", f"C{n}", {"text": ""}) for n in range(100)])
    for post in await outbox.claim_due("w", limit=100):
        await outbox.failed(post, "channel_not_found")
    health = Health(store, [Places()])
    await Alerting(store, health, {"slack": Places()}, OPERATOR).due()
    told = [words for place, _, words in await posted(store) if place == "COPS"]
    assert told == ["Wrong: 100 posts were refused, or may not have been made."]
    assert (await health.state()).well


async def test_without_an_operator_s_channel_only_the_log_is_told(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    alerting = Alerting(store, Health(store, [Deaf()]), {"slack": Places()}, None)
    for _ in range(3):
        await alerting.due()
    assert await posted(store) == []
    assert [r.getMessage() for r in caplog.records if "wrong" in r.getMessage()] == [
        "wrong: slack: it is not connected yet."
    ]
