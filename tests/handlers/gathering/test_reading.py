"""Every file is read once or refused by name, with what to do; one that cannot be read stops no other."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from handlers.gathering.reading import Outcome, Read, distinct, guess_form, read_files, read_stdin
from handlers.gathering.walk import Form, Refusal, find_files
from store.article import Draft

STORY = (
    "The harbour of Northfield was closed on Monday after a crane fell across the tracks of the old quay.\n\n"
    "Nobody was hurt, the harbour office said, because the quay had been cleared for the storm an hour before."
)


def read(*paths: Path, **given: object) -> list[Outcome]:
    return list(read_files(find_files(paths)[0], **given))  # type: ignore[arg-type]


def drafts(outcomes: list[Outcome]) -> list[Draft]:
    assert all(isinstance(each, Read) for each in outcomes), outcomes
    return [each.draft for each in outcomes if isinstance(each, Read)]


def refused(outcomes: list[Outcome]) -> str:
    assert [type(each) for each in outcomes] == [Refusal]
    assert isinstance(outcomes[0], Refusal)
    return outcomes[0].reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", STORY),
        ("a.md", f"# Crane falls\n\n{STORY}"),
        (
            "a.html",
            "<html><body><article>" + "".join(f"<p>{p}</p>" for p in STORY.split("\n\n")) + "</article></body></html>",
        ),
        ("a.json", json.dumps({"title": "Crane falls", "text": STORY})),
        ("a.json", json.dumps([{"title": "Crane falls", "text": STORY}])),
        ("a.jsonl", json.dumps({"title": "Crane falls", "text": STORY}) + "\n"),
    ],
)
def test_every_kind_of_file_gives_the_same_article(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (draft,) = drafts(read(tmp_path))
    assert draft.text == STORY
    assert draft.source.startswith(name)


def test_front_matter_goes_before_the_manifest_and_the_command_line_before_both(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"---\noutlet: Front\n---\n{STORY}", "utf-8")
    (tmp_path / "b.txt").write_text(STORY, "utf-8")
    (tmp_path / "manifest.toml").write_text(
        '["a.txt"]\noutlet = "Beside"\ncredit = "AFP"\n["b.txt"]\noutlet = "Beside"\n'
    )
    first, second = drafts(read(tmp_path))
    assert (first.outlet, first.credit, second.outlet) == ("Front", "AFP", "Beside")
    assert {each.outlet for each in drafts(read(tmp_path, outlet="Given"))} == {"Given"}


def test_a_manifest_that_cannot_be_read_holds_back_what_lies_beside_it_and_nothing_else(tmp_path: Path) -> None:
    for folder in ("good", "bad"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.txt").write_text(STORY, "utf-8")
    (tmp_path / "bad" / "manifest.toml").write_text("[", "utf-8")
    outcomes = read(tmp_path)
    assert [each.source for each in outcomes if isinstance(each, Refusal)] == [str(tmp_path / "bad" / "manifest.toml")]
    assert [each.draft.source for each in outcomes if isinstance(each, Read)] == ["good.txt"]


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", b"\0\0\0", "."),
        ("a.txt", b"%PDF-1.7 ...", "binary"),
        ("a.txt", bytes(range(256)) * 50, "binary"),
        ("a.html", b"", "empty"),
        ("a.html", b"<html></html>", "no article"),
        ("a.html", b"<html><body><nav>Home</nav></body></html>", "no article"),
        ("a.md", b"---\n\n---\n", "."),
        ("a.json", b"{", "not JSON"),
        ("a.json", b'{"title": "T"}', "no text"),
        ("a.json", b'{"title": "T", "text": ""}', "no text|empty"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.jsonl", b"not json\n", "not JSON"),
    ],
)
def test_bad_input_gives_one_clear_line(tmp_path: Path, name: str, raw: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(raw)
    reason = refused(read(tmp_path))
    assert says in reason or any(each in reason for each in says.split("|"))
    assert "\n" not in reason


def test_a_file_of_fifty_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as stream:
        stream.truncate(50_000_000)
    assert "larger than 5 MB" in refused(read(tmp_path))
    with (tmp_path / "big.txt").open("wb") as stream:
        stream.truncate(0)
    (tmp_path / "big.txt").rename(tmp_path / "big.json")
    with (tmp_path / "big.json").open("wb") as stream:
        stream.truncate(50_000_000)
    assert "write it as .jsonl" in refused(read(tmp_path))


def test_a_text_with_nuls_in_it_is_read_without_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(STORY.replace("harbour", "har\0bour", 1).encode())
    (draft,) = drafts(read(tmp_path))
    assert draft.text == STORY


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_another_encoding_is_read_for_what_it_is(tmp_path: Path, encoding: str) -> None:
    text = STORY.replace("office", "bureau «Küstenwache»")
    (tmp_path / "a.txt").write_bytes((text * 4).encode(encoding))
    (draft,) = drafts(read(tmp_path))
    assert "«Küstenwache»" in draft.text


def test_one_line_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    lines = [{"id": "a", "text": STORY}, 7, {"id": "c", "title": 9, "text": STORY}, {"id": "d", "text": STORY}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    outcomes = read(tmp_path)
    assert [isinstance(each, Read) for each in outcomes] == [True, False, False, True]
    assert [each.source for each in outcomes if isinstance(each, Refusal)] == ["a.jsonl:2", "a.jsonl:3"]


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in refused(read(tmp_path))


def test_a_disk_that_fails_is_named(tmp_path: Path) -> None:
    broken = Path("/proc/self/mem")  # a regular file that may be opened and answers reading with an I/O error
    if not broken.exists():
        pytest.skip("NOT RUN: no /proc here, so no file that fails to read")
    (tmp_path / "a.txt").symlink_to(broken)
    assert "could not be read: input/output error" in refused(read(tmp_path))


def test_an_id_that_belongs_to_another_article_is_not_overwritten() -> None:
    one = Draft(source="1", text="a", passages=((0, 1),), title="Crane falls")
    other = Draft(source="1", text="b", passages=((0, 1),), title="Ferry sinks")
    newer = Draft(source="1", text="c", passages=((0, 1),), title="Crane falls")
    outcomes = list(distinct([Read(one, "x:1"), Read(other, "x:2"), Read(newer, "x:3")]))
    assert [each.draft.source for each in outcomes if isinstance(each, Read)] == ["1", "x:2", "1"]
    assert isinstance(outcomes[1], Read)
    assert "that of another article" in outcomes[1].warnings[-1]


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b'{"a": 1}\n{"a": 2}', Form.RECORDS),
        (b'{\n "a": 1}', Form.RECORD),
        (b'[{"a": 1}]', Form.RECORD),
        (b"[Kyiv] Officials met.", Form.TEXT),
        (b"<!doctype html>", Form.PAGE),
        (b"Officials met.", Form.TEXT),
        (b"\xef\xbb\xbf{}", Form.RECORDS),
        (b"", Form.TEXT),
    ],
)
def test_the_form_of_a_pipe_is_guessed(head: bytes, form: Form) -> None:
    assert guess_form(head) is form


def test_two_texts_piped_one_after_the_other_are_two_articles() -> None:
    one, two = (next(read_stdin(io.BytesIO((STORY + more).encode()))) for more in ("", " The crane was old."))
    assert isinstance(one, Read)
    assert isinstance(two, Read)
    assert one.draft.source != two.draft.source
    again = next(read_stdin(io.BytesIO(STORY.encode())))
    assert isinstance(again, Read)
    assert again.draft.source == one.draft.source


def test_a_pipe_that_brings_nothing_is_refused_by_name() -> None:
    (outcome,) = read_stdin(io.BytesIO(b""))
    assert outcome == Refusal("standard input", "it is empty; there is no text in it.")
