"""Replies for tests: those of the Slack tests, for both platforms set the very same."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bot.slack.pieces import UMEROV, Told, answer_of, asked, nobody_says, set_side_by_side

__all__ = ["UMEROV", "answer_of", "asked", "nobody_says", "set_side_by_side", "told"]


def told(outlet: str, sentence: str, answer: str, title: str = "Talks open", url: str | None = None) -> Told:
    """What one outlet writes."""
    return Told(outlet, sentence, answer, title, url, datetime(2026, 11, 25, 14, 2, tzinfo=UTC))
