"""JSON records, read as a stream: a line that cannot be read is its own refusal and no other's."""

from __future__ import annotations

import io

import pytest

from handlers.gathering.records import parse_record, parse_records, size, stream_lines
from store.errors import InputRefused


def test_a_json_file_holds_one_object_or_a_list() -> None:
    assert parse_records('{"text": "a"}') == [(None, {"text": "a"})]
    assert parse_records('[{"text": "a"}, {"text": "b"}]') == [(1, {"text": "a"}), (2, {"text": "b"})]


def test_an_item_that_is_no_object_is_refused_alone() -> None:
    first, second = parse_records('[7, {"text": "b"}]')
    assert isinstance(first[1], InputRefused)
    assert second == (2, {"text": "b"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("{'a': 1}", "line 1, column 2"),
        ("7", "neither an object"),
        ("[]", "list is empty"),
        ("[" * 100_000, "nested too deep|not JSON"),
        ('{"a": ' * 100_000, "nested too deep|not JSON"),
        ("1" * 10_000, "number too long|neither"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        parse_records(text)


def test_a_line_is_an_object() -> None:
    assert parse_record('{"text": "a"}') == {"text": "a"}
    with pytest.raises(InputRefused, match="not an object"):
        parse_record("[]")


def test_lines_are_numbered_and_blank_ones_passed_over() -> None:
    raw = b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"b": 2}'
    assert list(stream_lines(io.BytesIO(raw), 1000)) == [(1, '{"a": 1}'), (4, '{"b": 2}')]


def test_a_line_too_long_or_not_text_is_refused_alone() -> None:
    raw = b'{"a": 1}\n' + b"x" * 500 + b"\n" + b"\x00\x01\x02\x03" * 8 + b'\n{"b": 2}\n'
    lines = list(stream_lines(io.BytesIO(raw), 100))
    assert [number for number, _ in lines] == [1, 2, 3, 4]
    assert [isinstance(line, InputRefused) for _, line in lines] == [False, True, True, False]
    assert "larger than 100 bytes" in str(lines[1][1])


def test_utf_16_lines_are_refused_as_a_whole() -> None:
    with pytest.raises(InputRefused, match="UTF-16"):
        list(stream_lines(io.BytesIO('{"a": 1}\n'.encode("utf-16")), 1000))


def test_sizes_are_written_as_a_person_does() -> None:
    assert size(5_000_000) == "5 MB"
    assert size(1_500) == "1,500 bytes"
