"""Front matter is a YAML block at the head of a text; what looks like one and is none is left in the text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.frontmatter import split_front_matter
from handlers.gathering.told import Told
from store.errors import InputRefused


def test_its_fields_are_read_and_the_text_stands_behind_it() -> None:
    told, text, warnings = split_front_matter(
        "---\noutlet: The Harbour Post\ntitle: 'Crane: down'\npublished: 2025-05-15T19:40:00+03:00\n---\nBody.\n"
    )
    assert told.outlet == "The Harbour Post"
    assert told.title == "Crane: down"
    assert told.published == datetime(2025, 5, 15, 16, 40, tzinfo=UTC)
    assert (text, warnings) == ("Body.\n", ())


@pytest.mark.parametrize(
    "text", ["No front matter.", "", "----\n", "---\nA rule, and then prose\n", "---\n- a\n- list\n---\nx"]
)
def test_a_text_that_has_none_is_left_alone(text: str) -> None:
    assert split_front_matter(text) == (Told(), text, ())


@pytest.mark.parametrize(
    ("written", "title"), [("1984", "1984"), ("No", "No"), ("2025-05-16", "2025-05-16"), ("1e3", "1e3")]
)
def test_a_value_is_what_is_written(written: str, title: str) -> None:
    assert split_front_matter(f"---\ntitle: {written}\n---\nx")[0].title == title


def test_a_field_that_is_not_used_is_named() -> None:
    _, _, warnings = split_front_matter("---\nauthor: Jane\ntext: no\n---\nBody.")
    assert len(warnings) == 2
    assert "'author'" in warnings[0]
    assert "outlet, title, url" in warnings[0]


def test_it_may_be_empty_or_begin_with_a_mark_or_have_windows_line_ends() -> None:
    assert split_front_matter("---\n---\nBody.") == (Told(), "Body.", ())
    assert split_front_matter("\ufeff---\r\ntitle: T\r\n---\r\nBody.")[0].title == "T"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: [unclosed\n---\nx", "line"),
        ("---\na: b: c\n---\nx", "line 2"),
        ("---\ntitle: {a: 1}\n---\nx", "title"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused_with_its_place(text: str, line: str) -> None:
    with pytest.raises(InputRefused, match=line):
        split_front_matter(text)


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['true']", "!!python/name:os.system", "!evil x"])
def test_nothing_in_it_is_ever_executed(tag: str) -> None:
    with pytest.raises(InputRefused):
        split_front_matter(f"---\ntitle: {tag}\n---\nx")


def test_aliases_do_not_blow_up() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join('*' + a for _ in range(9))}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    told, text, warnings = split_front_matter(f"---\n{bomb}---\nBody.")
    assert (told, text) == (Told(), "Body.")
    assert len(warnings) == 8


@given(st.text(max_size=120))
def test_any_block_is_read_or_refused(block: str) -> None:
    try:
        told, text, _ = split_front_matter(f"---\n{block}\n---\nBody.")
    except InputRefused:
        return
    assert isinstance(told, Told)
    assert "Body." in text
