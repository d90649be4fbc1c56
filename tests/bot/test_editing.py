"""What is for editors is known by its first word, however it is written; a question is never taken for it."""

from __future__ import annotations

import pytest

from bot.editing import for_editors


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("ingest https://a.example/", "ingest"),
        ("/desk feed add https://a.example/", "feed"),
        ("!desk feed remove https://a.example/", "feed"),
        ("FEED add https://a.example/", "feed"),
        ("/desk takedown 3", "takedown"),
        ("takedown 3", "takedown"),
        ("/desk mark 3 killed", "mark"),
        ("!desk mark #3 clear", "mark"),
        ("mark: 3 corrected", "mark"),
        ("/mark", "mark"),
        ("Mark Carney said what?", None),
        ("/desk Mark Carney said what?", None),
        ("takedown of the drone: who did it?", None),
        ("digest at 08:00", "digest"),
        ("/desk digest off", "digest"),
        ("digest now", None),
        ("digest", None),
        ("/ask ingest https://a.example/", None),
        ("who led the delegation?", None),
        ("sources", None),
        ("", None),
    ],
)
def test_what_is_for_editors(text: str, command: str | None) -> None:
    assert for_editors(text) == command
