"""The machine-readable answer: its keys are a promise, in this order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from handlers.answering.answer import Difference
from handlers.contract import article_json, as_json, freshness_json
from store.article import Freshness
from tests.newsroom import Newsroom, newsroom, nobody_says, who_led, who_spoke_for_russia

KEYS = ["question", "read_as", "verdict", "answer", "groups", "outlets", "differences", "freshness", "elapsed_ms"]
QUOTE = ["article", "source", "title", "url", "published_at", "start", "end", "text", "answer_start", "answer_end"]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        yield made


async def test_an_answer_has_the_promised_keys_in_the_promised_order(room: Newsroom) -> None:
    spelling = {"Medinsky": ("The Harbour Post",), "Medinski": ("The Lagoon Standard",)}
    record = as_json(await who_spoke_for_russia(room), [Difference("spelling", spelling, (0, 1))])
    assert list(record) == KEYS
    assert record["question"] == "and Russia's?"
    assert record["read_as"] == "Who led Russia's delegation?"
    assert record["verdict"] == "answered"
    assert record["answer"] == "Vladimir Medinsky"
    assert record["groups"] == [
        {"answer": "Vladimir Medinsky", "outlets": ["The Harbour Post", "The Lagoon Standard"], "independent": 2}
    ]
    assert record["differences"] == [
        {
            "kind": "spelling",
            "values": {"Medinsky": ["The Harbour Post"], "Medinski": ["The Lagoon Standard"]},
            "quotes": [0, 1],
        }
    ]
    assert list(json.loads(json.dumps(record))) == KEYS


async def test_an_outlet_has_its_stance_and_its_quotes_with_their_offsets(room: Newsroom) -> None:
    outlets = as_json(await who_led(room))["outlets"]
    assert isinstance(outlets, list)
    first = outlets[0]
    assert list(first) == ["outlet", "stance", "answer", "confidence", "quotes"]
    [quote] = first["quotes"]
    assert list(quote) == QUOTE
    text = room.articles["harbour.txt"].text
    assert text[quote["start"] : quote["end"]] == quote["text"]
    assert text[quote["answer_start"] : quote["answer_end"]] == first["answer"]
    assert quote["published_at"] == "2025-05-16T09:05:00Z"
    assert outlets[-1] == {
        "outlet": "unknown outlet (cut.txt)",
        "stance": "cut_short",
        "answer": None,
        "confidence": 0.0,
        "quotes": [],
    }


async def test_not_found_has_a_null_answer_no_groups_and_the_nearest_words(room: Newsroom) -> None:
    record = as_json(await nobody_says(room))
    assert record["verdict"] == "not_found"
    assert record["answer"] is None
    assert record["groups"] == []
    assert record["differences"] == []
    nearest = record["nearest"]
    assert isinstance(nearest, list)
    assert [quote["text"] for quote in nearest] == [
        "White minibuses brought the delegations.",
        "Ukraine’s delegation was led by Rustem Umerov.",
    ]


def test_times_are_iso_8601_in_utc_and_what_is_not_known_is_null() -> None:
    kyiv = timezone(timedelta(hours=3))
    fresh = Freshness(5, 4, None, datetime(2025, 5, 16, 17, 2, 3, tzinfo=kyiv), ("https://a.example/feed",))
    assert freshness_json(fresh) == {
        "articles": 5,
        "outlets": 4,
        "newest_at": None,
        "indexed_at": "2025-05-16T14:02:03Z",
        "failing_feeds": ["https://a.example/feed"],
    }
    assert (
        freshness_json(Freshness(0, 0, datetime(2025, 1, 1, tzinfo=UTC), None))["newest_at"] == "2025-01-01T00:00:00Z"
    )


async def test_an_article_is_whole_in_its_record(room: Newsroom) -> None:
    article = room.articles["ledger.txt"]
    record = article_json(article)
    assert record["text"] == article.text
    assert record["distributor"] == "Newsrack"
    assert json.loads(json.dumps(record)) == record
