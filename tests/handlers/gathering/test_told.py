"""What is said about a text beside it: fields of the right type, each one line, nothing taken from unknown keys."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.told import FIELDS, Told, line, read_fields
from store.errors import InputRefused


def test_fields_are_read_and_others_not_looked_at() -> None:
    told, warnings = read_fields(
        {
            "outlet": " The  Harbour\nPost ",
            "id": 7,
            "published": "2025-05-16",
            "text": "a\r\nb",
            "author": "x",
            "title": "",
        }
    )
    assert told == Told(outlet="The Harbour Post", id="7", published=datetime(2025, 5, 16, tzinfo=UTC), text="a\nb")
    assert warnings == ()


def test_what_cannot_be_used_is_left_out_with_a_word() -> None:
    told, warnings = read_fields({"url": "javascript:alert(1)", "published": "05/06/2025", "text": "x"})
    assert (told.url, told.published) == (None, None)
    assert len(warnings) == 2
    assert "not a web address" in warnings[0] + warnings[1]
    assert "write 2025-05-16T09:05:00Z" in warnings[0] + warnings[1]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"title": 7}, "its title is a number, not text"),
        ({"title": True}, "true or false"),
        ({"text": ["a"]}, "its text is a list"),
        ({"outlet": {"name": "A"}}, "its outlet is an object"),
        ({"published": []}, "its published is a list, not a date"),
        ({"id": 1.5}, "its id is a number"),
        ({"title": "x" * 1001}, "1,001 characters long"),
    ],
)
def test_a_field_of_the_wrong_type_is_refused_by_name(record: dict[str, object], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read_fields(record)


def test_one_source_of_fields_goes_before_another() -> None:
    assert Told(outlet="A").over(Told(outlet="B", title="T")) == Told(outlet="A", title="T")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*FIELDS, "other"]), JSON))
def test_any_record_is_read_or_refused(record: dict[str, object]) -> None:
    try:
        told, _ = read_fields(record)
    except InputRefused:
        return
    for name in set(FIELDS) - {"text", "published", "embargoed_until"}:
        value = getattr(told, name)
        assert value is None or (value == line(value) and "\n" not in value)
