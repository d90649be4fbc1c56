"""The engine's word lists: general vocabulary in text files beside this module, read once when first asked for.

A line is words parted by spaces; ``kind: words`` puts them in a section; ``#`` begins a comment.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a list, each split into its words, in order. Raises `FileNotFoundError` for a name not shipped."""
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].split() for line in text.splitlines())
    return tuple(tuple(line) for line in lines if line)


@cache
def vocabulary(name: str, section: str | None = None) -> frozenset[str]:
    """All words of a list, or of one section of it; an underscore in the file stands for a space."""
    chosen = (row for row in rows(name) if section is None or row[0] == f"{section}:")
    return frozenset(word.replace("_", " ") for row in chosen for word in (row[1:] if row[0].endswith(":") else row))
