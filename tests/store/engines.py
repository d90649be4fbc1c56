"""The engines the contract runs on: for each, the address of an archive in a folder. A new engine is a line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

ENGINES: dict[str, Callable[[Path], str]] = {"sqlite": lambda folder: f"sqlite:///{folder / 'archive.db'}?timeout=5"}
