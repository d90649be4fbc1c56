"""From the paths a person gives to the files that hold articles, in a fixed order, each with its name."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Form(StrEnum):
    """How a file holds articles."""

    TEXT = "text"  # pasted from a web page
    MARKDOWN = "markdown"
    PAGE = "page"  # HTML
    RECORD = "record"  # one JSON object, or a list of them
    RECORDS = "records"  # JSON lines
    WIRE = "wire"  # NewsML-G2


FORMS: dict[str, Form] = {
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".html": Form.PAGE,
    ".htm": Form.PAGE,
    ".xhtml": Form.PAGE,
    ".json": Form.RECORD,
    ".jsonl": Form.RECORDS,
    ".ndjson": Form.RECORDS,
    ".xml": Form.WIRE,
}
MANIFEST = "manifest.toml"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could not become an article: what it was and, in a sentence, why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A file that should hold articles. `name` tells it apart from the others of the same walk."""

    path: Path
    name: str
    form: Form


def find_files(paths: Iterable[Path]) -> tuple[list[Found], list[Refusal]]:
    """The files under the paths, each once, and what was refused on the way.

    A path given may be a file of a kind we read or a folder, which is walked to its ends in the order of names;
    hidden files, manifests and other kinds of files in it are passed over, and a folder reached twice (a loop of links)
    is walked once. A file is known by its name, or, where two files of one walk share it, by as many of its folders
    as tell them apart.
    """
    files: list[Path] = []
    refused: list[Refusal] = []
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            mode = path.stat()
        except FileNotFoundError:
            reason = "the link points to nothing." if path.is_symlink() else "there is no such file or folder."
            refused.append(Refusal(str(path), reason))
            continue
        except (OSError, ValueError) as error:
            refused.append(Refusal(str(path), because(error)))
            continue
        if stat.S_ISDIR(mode.st_mode):
            found = list(_walk(path, seen, refused))
            if not found:
                refused.append(
                    Refusal(str(path), f"there is no article in this folder; articles are {_kinds()} files.")
                )
            files.extend(found)
        elif path.suffix.lower() not in FORMS:
            refused.append(
                Refusal(str(path), f"this is not a kind of file that is read; articles are {_kinds()} files.")
            )
        else:
            files.append(path)
    return list(_name(_once(files))), refused


def because(error: Exception) -> str:
    """An error of the operating system as a sentence for a person."""
    if isinstance(error, PermissionError):
        return "it may not be read; check its permissions."
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"it could not be read: {words[:1].lower()}{words[1:]}."


def _kinds() -> str:
    return ", ".join(suffix for suffix in FORMS if suffix not in {".text", ".markdown", ".htm", ".xhtml", ".ndjson"})


def _walk(folder: Path, seen: set[tuple[int, int]], refused: list[Refusal]) -> Iterator[Path]:
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            about = here.stat()
            if (about.st_dev, about.st_ino) in seen:
                continue
            seen.add((about.st_dev, about.st_ino))
            with os.scandir(here) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            refused.append(Refusal(str(here), because(error)))
            continue
        folders: list[Path] = []
        for entry in listed:
            if entry.name.startswith("."):
                continue
            path = Path(entry.path)
            if _is_folder(entry):
                folders.append(path)
            elif path.suffix.lower() in FORMS:
                yield path
        pending.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _once(files: Iterable[Path]) -> list[Path]:
    """The files without those given twice, by folder and name: a link beside its file is a file of its own."""
    return list({Path(os.path.abspath(path)): path for path in files}.values())  # noqa: PTH100  # resolve() follows links


def _name(files: list[Path]) -> Iterator[Found]:
    parts = {path: Path(os.path.abspath(path)).parts for path in files}  # noqa: PTH100
    depth = dict.fromkeys(files, 1)
    names = {path: path.name for path in files}
    while True:
        shared = Counter(names.values())
        again = [path for path in files if shared[names[path]] > 1 and depth[path] < len(parts[path])]
        if not again:
            break
        for path in again:
            depth[path] += 1
            names[path] = "/".join(parts[path][-depth[path] :])
    for path in files:
        yield Found(path, names[path].encode("utf-8", "replace").decode("utf-8"), FORMS[path.suffix.lower()])
