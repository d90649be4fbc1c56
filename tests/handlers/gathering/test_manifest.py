"""A manifest tells what the files beside it do not; one that cannot be read is refused with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.gathering.manifest import read_manifest
from store.errors import InputRefused


def write(folder: Path, text: str | bytes) -> Path:
    (folder / "manifest.toml").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def test_a_folder_without_one_tells_nothing(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}


def test_each_table_is_a_file(tmp_path: Path) -> None:
    told = read_manifest(
        write(tmp_path, '["a.txt"]\noutlet = "A"\npublished = 2025-05-16T09:05:00Z\n\n["b.txt"]\ncredit = "AFP"\n')
    )
    assert (told["a.txt"].outlet, told["a.txt"].published) == ("A", datetime(2025, 5, 16, 9, 5, tzinfo=UTC))
    assert told["b.txt"].credit == "AFP"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[unclosed", "not TOML"),
        ('outlet = "A"', "not the table of a file"),
        ('["a.txt"]\nauthor = "Jane"', "unknown key 'author' for 'a.txt'"),
        ('["a.txt"]\ntext = "body"', "unknown key 'text'"),
        ('["a.txt"]\noutlet = 7', "for 'a.txt': its outlet is a number"),
        ('["a.txt"]\npublished = "soon"', "for 'a.txt': its date"),
        (b"\xff\xfe", "not TOML"),
        (b"#" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read_manifest(write(tmp_path, text))
