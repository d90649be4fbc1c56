"""Markdown becomes the lines a reader sees, without its marks."""

from __future__ import annotations

import pytest

from handlers.gathering.markdown import markdown_lines
from store.errors import InputRefused


def test_the_marks_go_and_the_words_stay() -> None:
    lines, title = markdown_lines(
        "# Crane falls\n\nThe *harbour* was [closed](https://x.example) on **Monday**,\nsaid `the office`.\n\n- one\n- two\n"
    )
    assert title == "Crane falls"
    assert lines == ["Crane falls", "The harbour was closed on Monday, said the office.", "one", "two"]


def test_only_a_heading_that_comes_first_is_the_title() -> None:
    assert markdown_lines("Prose first.\n\n# Later")[1] is None
    assert markdown_lines("## Second level")[1] is None


def test_pictures_code_and_raw_html_are_no_lines() -> None:
    lines, _ = markdown_lines("![A crane](x.png)\n\n```\ncode\n```\n\n<script>alert(1)</script>\n\nBody.")
    assert lines == ["Body."]


def test_a_text_without_anything_has_no_lines() -> None:
    assert markdown_lines("") == ([], None)


@pytest.mark.parametrize("deep", [">" * 20_000 + " x", "[" * 20_000, "*" * 20_000 + "a", "- " * 5_000 + "x"])
def test_nesting_without_end_is_read_or_refused_and_never_hangs(deep: str) -> None:
    try:
        lines, _ = markdown_lines(deep)
    except InputRefused:
        return
    assert sum(map(len, lines)) <= len(deep)
