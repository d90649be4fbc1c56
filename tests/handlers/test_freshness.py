"""How fresh the archive is, in one line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.freshness import freshness_hints
from store.article import Freshness

NOW = datetime(2025, 5, 16, 14, 30, tzinfo=UTC)
EARLIER = datetime(2025, 5, 16, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("freshness", "said"),
    [
        (Freshness(5, 5, EARLIER, NOW), ["Newest article 14:02 · 5 outlets · 5 articles"]),
        (Freshness(1, 1, EARLIER, NOW), ["Newest article 14:02 · 1 outlet · 1 article"]),
        (
            Freshness(1200, 5, None, EARLIER),
            ["No article carries a date; the last was added 14:02 · 5 outlets · 1,200 articles"],
        ),
        (Freshness(0, 0, None, None), ["The archive holds no article."]),
        (
            Freshness(5, 5, EARLIER, NOW, ("https://a.example/rss", "https://b.example/rss")),
            [
                "Newest article 14:02 · 5 outlets · 5 articles",
                "Feeds that fail: https://a.example/rss, https://b.example/rss",
            ],
        ),
    ],
)
def test_the_newest_article_and_the_counts_are_said_and_feeds_only_if_they_fail(
    freshness: Freshness, said: list[str]
) -> None:
    hints = list(freshness_hints(freshness, now=NOW, zone=UTC))
    assert ["".join(piece.text for piece in hint.pieces) for hint in hints] == said
