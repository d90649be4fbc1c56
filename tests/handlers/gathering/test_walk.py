"""From paths to files: each once, in a fixed order, with names that tell them apart, and nothing that hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.gathering.walk import FORMS, Form, because, find_files


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", "utf-8")
    return path


def test_a_folder_is_walked_to_its_ends_in_the_order_of_names(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.md",
        "sub/c.html",
        "sub/deep/d.jsonl",
        ".hidden.txt",
        ".git/e.txt",
        "manifest.toml",
        "pic.png",
    ):
        touch(tmp_path / name)
    found, refused = find_files([tmp_path])
    assert [each.name for each in found] == ["a.md", "b.txt", "c.html", "d.jsonl"]
    assert [each.form for each in found] == [Form.MARKDOWN, Form.TEXT, Form.PAGE, Form.RECORDS]
    assert refused == []


def test_a_file_given_twice_is_one(tmp_path: Path) -> None:
    file = touch(tmp_path / "a.txt")
    assert len(find_files([file, tmp_path, tmp_path / "sub" / ".." / "a.txt"])[0]) == 1


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    touch(tmp_path / "one" / "a.txt")
    touch(tmp_path / "two" / "a.txt")
    assert [each.name for each in find_files([tmp_path])[0]] == ["one/a.txt", "two/a.txt"]


def test_a_loop_of_links_is_walked_once(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [each.name for each in find_files([tmp_path])[0]] == ["a.txt"]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "nowhere.txt", "no such file"),
        (lambda folder: folder / "empty", "no article in this folder"),
        (lambda folder: touch(folder / "a.png"), "not a kind of file"),
        (lambda folder: Path("nul\0.txt"), "could not be read"),
    ],
)
def test_a_path_without_articles_is_refused_with_its_reason(tmp_path: Path, make: object, says: str) -> None:
    (tmp_path / "empty").mkdir()
    path = make(tmp_path)  # type: ignore[operator]
    found, refused = find_files([path])
    assert (found, len(refused)) == ([], 1)
    assert says in refused[0].reason


def test_a_link_to_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert "points to nothing" in find_files([tmp_path / "gone.txt"])[1][0].reason


def test_what_the_system_says_becomes_a_sentence() -> None:
    assert because(PermissionError(13, "Permission denied")) == "it may not be read; check its permissions."
    assert because(OSError(5, "Input/output error")) == "it could not be read: input/output error."


def test_every_ending_is_read_whatever_its_case(tmp_path: Path) -> None:
    for ending in FORMS:
        touch(tmp_path / f"x{ending.upper()}")
    assert len(find_files([tmp_path])[0]) == len(FORMS)
