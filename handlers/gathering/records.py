"""JSON records: one object, a list of objects, or one object a line, read as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from handlers.gathering.decode import decode
from store.errors import InputRefused


def parse_record(text: str) -> Mapping[str, object]:
    """The JSON object in a text; raises `InputRefused` where it is no JSON or no object."""
    parsed = _parse(text)
    if not isinstance(parsed, dict):
        raise InputRefused("it is JSON but not an object with a title and a text.")
    return parsed


def parse_records(text: str) -> list[tuple[int | None, Mapping[str, object] | InputRefused]]:
    """The object of a .json file, numbered None, or the objects of its list, numbered from one."""
    parsed = _parse(text)
    if isinstance(parsed, dict):
        return [(None, parsed)]
    if not isinstance(parsed, list):
        raise InputRefused("it is JSON but neither an object with a title and a text nor a list of such objects.")
    if not parsed:
        raise InputRefused("its list is empty; there is no article in it.")
    wrong = InputRefused("it is JSON but not an object with a title and a text.")
    return [(number, item if isinstance(item, dict) else wrong) for number, item in enumerate(parsed, 1)]


def stream_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, str | InputRefused]]:
    """The lines that are not blank, with their numbers, in constant memory; one that cannot be read is its refusal.

    `limit` is in bytes a line; a longer line is passed over without being held.
    """
    number = 0
    while raw := stream.readline(limit + 1):
        number += 1
        if number == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise InputRefused("it is written in UTF-16; save it as UTF-8, one object a line.")
        if len(raw) > limit and not raw.endswith(b"\n"):
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield number, InputRefused(f"this line is larger than {size(limit)}.")
            continue
        if not raw.strip():
            continue
        try:
            yield number, decode(raw.strip(b"\r\n"))
        except InputRefused as error:
            yield number, error


def size(limit: int) -> str:
    """A number of bytes as a person writes it."""
    return f"{limit / 1_000_000:g} MB" if limit >= 1_000_000 else f"{limit:,} bytes"


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputRefused(
            f"it is not JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputRefused("its JSON is nested too deep or holds a number too long to be a record.") from error
