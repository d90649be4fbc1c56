"""`manifest.toml`: what the files beside it do not say of themselves, one table a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from handlers.gathering.told import FIELDS, Told, read_fields
from handlers.gathering.walk import MANIFEST
from store.errors import InputRefused

_ALLOWED = tuple(name for name in FIELDS if name != "text")
_LONGEST = 5_000_000


def read_manifest(folder: Path) -> Mapping[str, Told]:
    """What the folder's manifest tells of each file it names; empty where there is no manifest.

    Raises `InputRefused` for a manifest that cannot be read, naming the line, the file or the key at fault: what it
    would have told is then unknown, and nothing should be stored without it.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LONGEST + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputRefused(f"it could not be read: {error.strerror or error}.") from error
    if len(raw) > _LONGEST:
        raise InputRefused(f"it is larger than {_LONGEST // 1_000_000} MB; use a .jsonl file for so many articles.")
    try:
        tables = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputRefused(f"it is not TOML: {error}.") from error
    return {name: _fields(name, table) for name, table in tables.items()}


def _fields(name: str, table: object) -> Told:
    if not isinstance(table, Mapping):
        raise InputRefused(f'{name!r} is not the table of a file; write ["{name}.txt"] and the fields under it.')
    for key in table:
        if key not in _ALLOWED:
            raise InputRefused(f"unknown key {key!r} for {name!r}; the keys are {', '.join(_ALLOWED)}.")
    try:
        told, warnings = read_fields(table)
    except InputRefused as error:
        raise InputRefused(f"for {name!r}: {error.public}") from error
    if warnings:
        raise InputRefused(f"for {name!r}: {warnings[0]}")
    return told
