"""One object on one line, whatever is in it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.lines import json_line

SIMPLE = st.none() | st.booleans() | st.integers() | st.text()
ANYTHING = st.recursive(SIMPLE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(ANYTHING)
def test_an_object_is_one_line_of_plain_characters_and_reads_back_the_same(record: object) -> None:
    written = json_line(record)
    assert written.isprintable()
    assert json.loads(written.encode("utf-8")) == record


def test_letters_stay_letters_and_what_could_act_on_a_screen_is_escaped() -> None:
    assert json_line({"a": "Dolmabahçe “Palace”"}) == '{"a": "Dolmabahçe “Palace”"}'
    assert json_line("\x1b[31m\u202e\x9b") == '"\\u001b[31m\\u202e\\u009b"'
